"""Yarn's expressions: a precedence climber with Yarn's own table, in which ``and``, ``or`` and ``xor`` are equals."""

from __future__ import annotations

import re

from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.scanner import IDENTIFIER, LineScanner
from epilogue.source import Span

_SYMBOLS = re.compile(r"\*|/|%|\+|-|<=|>=|<|>(?!>)|==|!=|&&|\|\||\^")
_WORDS = {
    "is": "==", "eq": "==", "neq": "!=", "lte": "<=", "gte": ">=", "lt": "<", "gt": ">", "and": "&&", "or": "||", "xor": "^"
}  # fmt: skip
_PRECEDENCE = {
    "*": 5, "/": 5, "%": 5, "+": 4, "-": 4, "<=": 3, ">=": 3, "<": 3, ">": 3, "==": 2, "!=": 2, "&&": 1, "||": 1, "^": 1
}  # fmt: skip
_RESERVED = frozenset(_WORDS) | {"true", "false", "null", "not", "to", "as"}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_STRING = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
_VARIABLE = re.compile(rf"\${IDENTIFIER}")

MAX_OPERATORS = 200
"""Limit on operators in one expression: bounds the tree's depth."""
MAX_NESTING = 60
"""Nesting limit of parentheses, calls and signs."""


class ExpressionReader:
    """Reads one expression from a scanner; the scanner is left behind it."""

    def __init__(self, scanner: LineScanner) -> None:
        self._scanner = scanner
        self._operators = 0

    def read(self) -> syntax.Expression:
        """The expression that comes next, with the blanks around it. Raises LineFault if there is none or it is wrong."""
        return self._operation(0, 0)

    def _operation(self, minimum: int, depth: int) -> syntax.Expression:
        scanner = self._scanner
        left = self._unary(depth)
        while True:
            scanner.blanks()
            start = scanner.position
            operator = self._operator()
            if operator is None or _PRECEDENCE[operator] <= minimum:
                scanner.position = start
                return left
            self._operators += 1
            if self._operators > MAX_OPERATORS:
                raise scanner.fault(
                    f"an expression of more than {MAX_OPERATORS} operators", start, "keep parts of it in variables"
                )
            right = self._operation(_PRECEDENCE[operator], depth)
            left = syntax.Binary(operator, left, right, scanner.span(start))

    def _operator(self) -> str | None:
        scanner = self._scanner
        symbol = _SYMBOLS.match(scanner.text, scanner.position)
        if symbol is not None:
            scanner.position = symbol.end()
            return symbol.group()
        return _WORDS.get(scanner.name() or "")

    def _unary(self, depth: int) -> syntax.Expression:
        scanner = self._scanner
        scanner.blanks()
        start = scanner.position
        if depth > MAX_NESTING:
            raise scanner.fault(f"an expression nested more than {MAX_NESTING} deep", start, "keep parts of it in variables")
        if scanner.ahead("!="):
            raise scanner.fault("a value is missing before '!='", start)
        if scanner.take("-"):
            return syntax.Unary("-", self._unary(depth + 1), scanner.span(start))
        if scanner.take("!"):
            return syntax.Unary("!", self._unary(depth + 1), scanner.span(start))
        if scanner.take("("):
            inner = self._operation(0, depth + 1)
            scanner.blanks()
            if not scanner.take(")"):
                raise scanner.fault("')' expected", None, f"it closes the '(' in column {scanner.span(start).column}")
            return inner
        return self._value(start, depth)

    def _value(self, start: int, depth: int) -> syntax.Expression:
        scanner = self._scanner
        text, span = scanner.text, scanner.span(start)
        if number := _NUMBER.match(text, start):
            scanner.position = number.end()
            return syntax.Number(float(number.group()), span)
        if variable := _VARIABLE.match(text, start):
            scanner.position = variable.end()
            return syntax.Variable(variable.group(), span)
        if scanner.ahead('"'):
            string = _STRING.match(text, start)
            if string is None:
                hint = "it ends with '\"' on the same line; in it, \\\" and \\\\ are the only escapes"
                raise scanner.fault("this string does not end", start, hint)
            scanner.position = string.end()
            return syntax.String(string.group().strip('"'), span)  # like the engine, keeps backslashes
        if scanner.take("."):
            return self._member(None, span)
        name = scanner.name()
        if name is None:
            raise scanner.fault(*self._missing(start))
        if name in ("true", "false"):
            return syntax.Truth(name == "true", span)
        if name == "not":
            return syntax.Unary("!", self._unary(depth + 1), span)
        if name in _RESERVED:
            raise scanner.fault(f"a value expected, not '{name}'", start, "Yarn has no null" if name == "null" else None)
        if scanner.take("."):
            return self._member(name, span)
        scanner.blanks()
        if not scanner.take("("):
            raise scanner.fault(
                f"'{name}' is neither a value nor a call",
                start,
                f"a variable is written ${name}, a function {name}(), text in quotation marks",
            )
        return syntax.Call(name, self._arguments(depth), span)

    def _missing(self, start: int) -> tuple[str, int, str | None]:
        letter = self._scanner.text[start : start + 1]
        if letter in ("", ">", "}", ")", ","):
            return "a value is missing here", start, 'a number, true or false, a "string", a $variable or a function call'
        if letter == "$":
            return "the name of a variable is missing after '$'", start, None
        if letter in "“”‘’'":
            return f"a value expected, not {letter}", start, 'strings stand between straight quotation marks: "like this"'
        return f"a value expected, not '{letter}'", start, None

    def _member(self, enum: str | None, span: Span) -> syntax.Expression:
        case = self._scanner.name()
        if case is None:
            raise self._scanner.fault("the name of a case of an enum is missing after '.'")
        return syntax.Member(enum, case, span)

    def _arguments(self, depth: int) -> tuple[syntax.Expression, ...]:
        scanner = self._scanner
        arguments: list[syntax.Expression] = []
        scanner.blanks()
        if scanner.take(")"):
            return ()
        while True:
            arguments.append(self._operation(0, depth + 1))
            scanner.blanks()
            if scanner.take(")"):
                return tuple(arguments)
            if not scanner.take(","):
                raise scanner.fault("',' or ')' expected in a function call")


def read_expression(scanner: LineScanner) -> syntax.Expression:
    """The expression that comes next in ``scanner``. Raises LineFault."""
    return ExpressionReader(scanner).read()

"""Expressions: a value, or two values with an operator between them. Anything longer needs parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable

from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.choicescript.parse.scanner import SceneScanner

OPERATOR = re.compile(r"%\+|%-|<=|>=|!=|<|>|=|\+|-|\*|/|&|\^|#|(?:and|or|modulo)\b", re.IGNORECASE)
SHORT = re.compile(r"%\+|%-|\+|-|\*|/|&|\^|#|modulo\b", re.IGNORECASE)
"""Operators that ``*set`` may begin with: its variable stands before them."""
NUMBER = re.compile(r"\d+(?:\.\d+)?\b")
FUNCTION = re.compile(r"(not|round|timestamp|log|length)[ \t]*\(", re.IGNORECASE)
MAX_NESTING = 60
"""Nesting limit of parentheses, references and calls."""
MISTAKEN = {
    "==": "equality is written with one =",
    "<>": "inequality is written !=",
    "&&": "write (this) and (that)",
    "||": "write (this) or (that)",
}


class ValueReader:
    """Reads expressions from a scanner, which is left behind them. ``content`` reads the text of a string."""

    def __init__(self, scanner: SceneScanner, content: Callable[[SceneScanner], syntax.Content], depth: int = 0) -> None:
        self._scanner = scanner
        self._content = content
        self._depth = depth

    def whole(self, what: str) -> syntax.Expression:
        """The expression that is the rest of the line. Raises LineFault."""
        expression = self.read()
        scanner = self._scanner
        scanner.blanks()
        if not scanner.at_end:
            raise self._surplus(what)
        return expression

    def _surplus(self, what: str) -> Exception:
        scanner = self._scanner
        hint = next((meant for sign, meant in MISTAKEN.items() if scanner.ahead(sign)), None)
        if hint is None and OPERATOR.match(scanner.text, scanner.position):
            hint = "only two values can stand beside one operator: put parentheses around each pair, as in (a + b) + c"
        return scanner.fault(f"the end of {what} expected, not {scanner.rest.strip()[:30]!r}", None, hint)

    def read(self) -> syntax.Expression:
        """The expression that comes next."""
        left = self.value()
        scanner = self._scanner
        scanner.blanks()
        operator = OPERATOR.match(scanner.text, scanner.position)
        if operator is None:
            return left
        return self.operation(left, operator)

    def operation(self, left: syntax.Expression, operator: re.Match[str]) -> syntax.Expression:
        """Reads an operator and the value behind it; the expression that they make with the value before it."""
        scanner = self._scanner
        span = scanner.span(operator.start())
        scanner.position = operator.end()
        if operator.group() == "=" and scanner.ahead("="):
            raise scanner.fault("a value expected, not '='", None, MISTAKEN["=="])
        if operator.group() == "<" and scanner.ahead(">"):
            raise scanner.fault("a value expected, not '>'", None, MISTAKEN["<>"])
        right = self.value()
        return syntax.Binary(operator.group().lower(), left, right, span)

    def short(self, place: syntax.Place, what: str) -> syntax.Expression:
        """The new value of a variable, which may begin with an operator; the rest of the line."""
        scanner = self._scanner
        scanner.blanks()
        operator = SHORT.match(scanner.text, scanner.position)
        if operator is None:
            return self.whole(what)
        value = self.operation(place, operator)
        scanner.blanks()
        if not scanner.at_end:
            raise self._surplus(what)
        return value

    def value(self) -> syntax.Expression:
        """One value."""
        scanner = self._scanner
        scanner.blanks()
        start = scanner.position
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise scanner.fault(f"an expression nested more than {MAX_NESTING} deep", start, "keep parts of it in variables")
        try:
            return self._value(start)
        finally:
            self._depth -= 1

    def _value(self, start: int) -> syntax.Expression:
        scanner = self._scanner
        span = scanner.span(start)
        if number := NUMBER.match(scanner.text, start):
            scanner.position = number.end()
            return syntax.Number(number.group(), span)
        if scanner.take("("):
            inner = self.read()
            self._close(")", start)
            return inner
        if scanner.ahead('"'):
            return self.string()
        if function := FUNCTION.match(scanner.text, start):
            scanner.position = function.end()
            argument = self.read()
            self._close(")", function.end() - 1)
            return syntax.Call(function.group(1).lower(), argument, span)
        if scanner.ahead("{") or scanner.name():
            scanner.position = start
            return self.place()
        letter = scanner.text[start : start + 1]
        if not letter:
            raise scanner.fault("a value is missing here", start, 'a number, "text", true, false or a variable')
        hint = 'text stands between straight quotation marks: "like this"' if letter in "“”‘’'" else None
        if letter == "-":
            hint = "a number below 0 is written (0 - 1)"
        raise scanner.fault(f"a value expected, not {letter!r}", start, hint)

    def place(self) -> syntax.Place:
        """A variable, one of an array, or a reference. Raises LineFault."""
        scanner = self._scanner
        scanner.blanks()
        start = scanner.position
        span = scanner.span(start)
        if scanner.take("{"):
            self._depth += 1
            if self._depth > MAX_NESTING:
                raise scanner.fault(f"an expression nested more than {MAX_NESTING} deep", start, "keep parts of it in variables")
            named = self.read()
            self._depth -= 1
            self._close("}", start)
            return syntax.Named(named, span)
        name = scanner.name()
        if name is None:
            raise scanner.fault("the name of a variable expected", start, "a name begins with a letter")
        indices = []
        while scanner.ahead("["):
            opened = scanner.position
            scanner.position += 1
            indices.append(self.read())
            self._close("]", opened)
        return syntax.Item(name, tuple(indices), span) if indices else syntax.Variable(name, span)

    def string(self) -> syntax.String:
        """Text in quotation marks."""
        scanner = self._scanner
        start = scanner.position
        letters, columns, position = [], [], start + 1
        while True:
            letter = scanner.text[position : position + 1]
            if not letter:
                raise scanner.fault("this text does not end", start, 'it ends with a straight quotation mark; in it, write \\"')
            if letter == '"':
                break
            if letter == "\\":
                position += 1
                letter = scanner.text[position : position + 1]
            letters.append(letter)
            columns.append(position)
            position += 1
        scanner.position = position + 1
        inner = SceneScanner(
            scanner.file, scanner.number, "".join(letters), 0, scanner.base + (columns[0] if columns else start + 1)
        )
        return syntax.String(self._content(inner), scanner.span(start))

    def _close(self, sign: str, opened: int) -> None:
        scanner = self._scanner
        scanner.blanks()
        if scanner.take(sign):
            return
        opening = scanner.text[opened]
        hint = next((meant for wrong, meant in MISTAKEN.items() if scanner.ahead(wrong)), None)
        if hint is None and OPERATOR.match(scanner.text, scanner.position):
            hint = "only two values can stand beside one operator: put parentheses around each pair, as in ((a + b) + c)"
        where = f"it closes the {opening!r} in column {scanner.span(opened).column}"
        raise scanner.fault(f"{sign!r} expected", None, hint or where)

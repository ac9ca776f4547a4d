"""Expressions: a precedence climber with ink's own table of precedences."""

from __future__ import annotations

import re

from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.scanner import Scanner

RESERVED = frozenset({"true", "false", "not", "return", "else", "VAR", "CONST", "temp", "LIST", "function"})
"""Words that cannot be the name of a variable."""

_INFIX = re.compile(r"[ \t]*(&&|\|\||==|>=|<=|<|>|!=|\?|!\?|\^|\+|-|\*|/|%|(?:and|or|has|hasnt|mod)(?=[ \t]))")
# ink's own table: subtraction binds tighter than addition, division tighter than multiplication.
_PRECEDENCE = {
    "&&": 1, "||": 1, "and": 1, "or": 1, "==": 2, ">=": 2, "<=": 2, "<": 2, ">": 2, "!=": 2,
    "?": 3, "has": 3, "!?": 3, "hasnt": 3, "^": 3, "+": 4, "-": 5, "*": 6, "/": 7, "%": 8, "mod": 8,
}  # fmt: skip
_SYMBOL = {"and": "&&", "or": "||", "has": "?", "hasnt": "!?", "mod": "%"}
_NUMBER = re.compile(r"(-?)[ \t]*([0-9]+)(\.[0-9]*)?")
_LIST = re.compile(r"\(([^()\n\"]*)\)")
_PREFIX_OR_PRIMARY_END = frozenset("})|]:,\n\0")
_LARGEST = 2**31

MAX_OPERATORS = 200
"""Limit on successive operators of one expression; it bounds the depth of the tree."""


class ExpressionParser(Scanner):
    """Parses expressions."""

    def expression(self, minimum: int = 0) -> syntax.Expression | None:
        """An expression of operators that bind tighter than ``minimum``, with the blanks around it. None, and
        the position unchanged, if there is none here; a fault inside one is reported as well."""
        start = self.pos
        self.spaces()
        begin = self.pos
        if self.text[begin] in _PREFIX_OR_PRIMARY_END:
            self.pos = start
            return None
        left = self._unary()
        operators = 0
        while left is not None:
            match = _INFIX.match(self.text, self.pos)
            if match is None:
                break
            operator = match.group(1)
            precedence = _PRECEDENCE[operator]
            if precedence <= minimum:
                break
            self.pos = match.end()
            operators += 1
            if operators > MAX_OPERATORS:
                self.error(f"Expression too long: more than {MAX_OPERATORS} operators in a row", begin)
                self.pos = start
                return None
            right = self.expression(precedence)
            if right is None:
                self.expected(f"right side of '{operator}' expression", self._operator_hint(operator))
                left = None
            else:
                left = syntax.Binary(_SYMBOL.get(operator, operator), left, right, self.span(begin))
        if left is None:
            self.pos = start
        else:
            self.spaces()
        return left

    def _operator_hint(self, operator: str) -> str | None:
        if operator in "-<" and self.text[self.pos] in ">-":
            return "an alternative that begins with a plain word is first read as a logical expression"
        if operator == "?":
            return "'?' compares lists in braces; put the question mark in a text that does not begin like logic"
        return None

    def _unary(self) -> syntax.Expression | None:
        text = self.text
        begin = self.pos
        if text.startswith("->", begin):
            return self._divert_target()
        prefix = text[begin] if text[begin] in "-!" else ""
        if not prefix and text.startswith("not", begin):
            prefix = "not" if self.name() == "not" else ""
            self.pos = begin
        if not prefix:
            inner = self._primary()
        else:
            if not self.deeper():
                return None
            self.pos += len(prefix)
            self.spaces()
            inner = self._primary() or self._unary()
            self.depth -= 1
            if inner is not None:
                inner = self._with_prefix(prefix, inner, begin)
        if inner is None:
            return None
        self.spaces()
        for postfix in ("++", "--"):
            if self.take(postfix):
                if isinstance(inner, syntax.Reference):
                    return syntax.IncDec(inner.name, postfix == "++", None, inner.span)
                self.error("can only increment and decrement variables", begin)
        return inner

    def _with_prefix(self, prefix: str, inner: syntax.Expression, begin: int) -> syntax.Expression:
        if isinstance(inner, syntax.Number):
            value = inner.value
            if prefix != "-":
                return syntax.Number(value == 0, self.span(begin))
            if value is not True and value is not False:
                return syntax.Number(-value, self.span(begin))
            self.error("can't negate a truth value with '-'", begin, "write not")
        return syntax.Unary(prefix, inner, self.span(begin))

    def _primary(self) -> syntax.Expression | None:
        begin = self.pos
        char = self.text[begin]
        if char == "(":
            return self._list_or_parentheses()
        if char == '"':
            return self._string()
        path = self.path()
        if path is not None:
            return self._named(path, begin)
        match = _NUMBER.match(self.text, begin)
        return self._number(match, begin) if match is not None else None

    def _named(self, path: tuple[str, ...], begin: int) -> syntax.Expression | None:
        first = path[0]
        if len(path) == 1:
            end = self.pos
            self.spaces()
            arguments = self.arguments()
            if arguments is not None:
                return syntax.Call(first, arguments, self.span(begin))
            self.pos = end
        if first not in RESERVED:
            return syntax.Reference(path, self.span(begin))
        if first == "true" or first == "false":
            self.pos = begin + len(first)
            return syntax.Number(first == "true", self.span(begin))
        self.pos = begin
        return None

    def arguments(self) -> list[syntax.Expression] | None:
        """Arguments in parentheses; None if no parenthesis is next."""
        if not self.take("("):
            return None
        arguments: list[syntax.Expression] = []
        if self.deeper():
            while True:
                argument = self.expression()
                if argument is None:
                    break
                arguments.append(argument)
                if not self.take(","):
                    break
            self.depth -= 1
        self.spaces()
        self.expect(")", "closing ')' for function call")
        return arguments

    def _list_or_parentheses(self) -> syntax.Expression | None:
        begin = self.pos
        match = _LIST.match(self.text, begin)
        if match is not None:
            items = self._list_items(match.group(1))
            if items is not None:
                self.pos = match.end()
                return syntax.ListLiteral(items, self.span(begin))
        if not self.deeper():
            return None
        self.pos += 1
        inner = self.expression()
        self.depth -= 1
        if inner is None:
            self.pos = begin
            return None
        self.expect(")", "closing parenthesis ')' for expression")
        return inner

    def _list_items(self, inside: str) -> list[tuple[str | None, str]] | None:
        """The items if the inside of parentheses is a list, which one name alone is too."""
        if not inside.strip(" \t"):
            return []
        items: list[tuple[str | None, str]] = []
        for part in inside.split(","):
            origin, dot, item = part.strip(" \t").partition(".")
            if not self.is_name(origin):
                return None
            if not dot:
                items.append((None, origin))
            elif self.is_name(item):
                items.append((origin, item))
            else:
                return None
        return items

    def _number(self, match: re.Match[str], begin: int) -> syntax.Number:
        sign, digits, fraction = match.groups()
        self.pos = match.end()
        self.check_integer(digits, begin)
        value: int | float = float(digits + fraction) if fraction is not None else int(digits[:18])
        return syntax.Number(-value if sign else value, self.span(begin))

    def check_integer(self, digits: str, begin: int) -> None:
        """Report a number that ink cannot hold."""
        if len(digits) > 18 or int(digits) >= _LARGEST:
            self.error(f"Failed to read integer value: {digits[:40]} is out of the range of numbers", begin)

    def _string(self) -> syntax.String:
        begin = self.pos
        self.pos += 1
        self.in_string = True
        content = self.mixed()
        self.expect('"', "close quote for string expression")
        self.in_string = False
        if content is None:
            content = [syntax.Text("", self.span(begin))]
        elif any(isinstance(node, syntax.Divert) for node in content):
            self.error("String expressions cannot contain diverts (->)", begin)
        return syntax.String(content, self.span(begin))

    def _divert_target(self) -> syntax.Expression | None:
        begin, tag_open = self.pos, self.tag_open
        diverts = self.diverts()
        if diverts is not None and len(diverts) == 1:
            divert = diverts[0]
            if isinstance(divert, syntax.Divert) and not divert.is_tunnel:
                if not divert.path:
                    self.error("Expected the name of a divert target after '->'", begin)
                return syntax.DivertTarget(divert, divert.span)
        self.pos, self.tag_open = begin, tag_open
        return None

    def diverts(self) -> list[syntax.Statement] | None:
        """A divert, a chain of tunnels, or a thread, see :mod:`epilogue.languages.ink.parse.diverts`."""
        raise NotImplementedError

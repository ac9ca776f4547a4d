"""Reads the assertion lines of inkle's own tests: the few C# statement forms that occur in them, interpreted on the fly.

The lines come out of their context (only those that assert or drive the story were kept), so what a test prepares
elsewhere is given to :class:`Interpreter` as variables. A form that is not understood raises :class:`Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

TOKEN = re.compile(
    r"""\s*(?: (?P<string>"(?:\\.|[^"\\])*") | (?P<number>\d+(?:\.\d+)?f?) | (?P<name>[A-Za-z_]\w*) | (?P<verbatim>@SRC)
             | (?P<sign>=>|==|!=|&&|\|\||\+\+|<=|>=|[-+!<>=.,;:()\[\]{}?]) )""",
    re.VERBOSE,
)
# Lines of the surrounding test class.
NOISE = re.compile(r"^(//|public |private |protected |return )")


class Unreadable(Exception):
    """An assertion line that this interpreter does not know."""


class Host:
    """What the lines see as an object: ``members`` gives a member's value by name, a callable for a method."""

    def member(self, name: str) -> Any:
        """The value of a member; raises :class:`Unreadable` for one that is not offered."""
        raise Unreadable(f"{type(self).__name__} has no member {name}")


class Computed:
    """A variable that is worked out anew each time it is read."""

    def __init__(self, load: Callable[[], Any]) -> None:
        self.load = load


class _List:
    """A C# list, as far as the lines use one."""

    def __init__(self, values: list[Any]) -> None:
        self.values = values


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise Unreadable(f"cannot read: {text[at:]}")
        found.append((str(match.lastgroup), match.group(match.lastgroup or 0)))
        at = match.end()
    return found


def _unquote(text: str) -> str:
    plain = {"n": "\n", "t": "\t", "r": "\r"}
    return re.sub(r"\\(.)", lambda match: plain.get(match.group(1), match.group(1)), text[1:-1])


def statements(lines: Sequence[str]) -> list[str]:
    """The lines with the noise left out and those joined that are one statement."""
    joined: list[str] = []
    for line in lines:
        if NOISE.match(line):
            continue
        if joined and joined[-1].endswith(("(", ",")):
            joined[-1] += " " + line
        else:
            joined.append(line)
    return joined


class Interpreter:
    """Runs statements. ``types`` are the exception types that ``Assert.Throws`` may meet."""

    def __init__(self, variables: Mapping[str, Any], verbatim: Sequence[str], refusals: tuple[type[Exception], ...]) -> None:
        self.variables = dict(variables)
        self.verbatim = list(verbatim)
        self.refusals = refusals
        self.tokens: list[tuple[str, str]] = []
        self.at = 0

    def run(self, lines: Sequence[str]) -> None:
        """Runs all; raises AssertionError where an expectation does not hold."""
        pending = statements(lines)
        while pending:
            line = pending.pop(0)
            if line.startswith("while (") and line.endswith("{"):
                while self.evaluate(line[len("while (") : line.rindex(")")]):
                    for inner in pending:
                        self.statement(inner)
                return
            if line.startswith("Assert.Throws"):
                if not pending:
                    raise Unreadable(line)
                self.expect_refusal(pending.pop(0))
            else:
                self.statement(line)

    def expect_refusal(self, line: str) -> None:
        """The line must be refused."""
        try:
            self.statement(line)
        except self.refusals:
            return
        raise AssertionError(f"was not refused: {line}")

    def statement(self, line: str) -> None:
        """Runs one assertion, assignment or call."""
        self.tokens, self.at = _tokens(line), 0
        try:
            declared = re.match(r"(?:var|int|string|bool|List<string>)\s+(\w+)\s*=|(\w+)\s*=[^=>]", line)
            if declared:
                self.at = next(i for i, token in enumerate(self.tokens) if token == ("sign", "=")) + 1
                self.variables[declared.group(1) or declared.group(2)] = self.expression()
            elif line.startswith("Assert."):
                self.assertion()
            else:
                value = self.expression()
                if self.accept("="):
                    if not isinstance(value, _Slot):
                        raise Unreadable(line)
                    value.store(self.expression())
        except AssertionError as failure:
            raise AssertionError(f"{line}: {failure}") from failure

    def evaluate(self, text: str) -> Any:
        """The value of one expression."""
        self.tokens, self.at = _tokens(text), 0
        return _loaded(self.expression())

    # -- assertions

    def assertion(self) -> None:
        """Assert.Something(…)"""
        self.need("name", "Assert")
        self.need("sign", ".")
        kind = self.tokens[self.at][1]
        self.at += 1
        self.need("sign", "(")
        values = [_loaded(value) for value in self.arguments()]
        if kind in ("AreEqual", "AreNotEqual"):
            same = _plain(values[0]) == _plain(values[1]) and _like(values[0]) == _like(values[1])
            if same is not (kind == "AreEqual"):
                raise AssertionError(f"{_plain(values[0])!r} against {_plain(values[1])!r}")
        elif kind in ("IsTrue", "IsFalse"):
            if values[0] is not (kind == "IsTrue"):
                raise AssertionError(f"is {values[0]!r}")
        elif kind in ("IsNull", "IsNotNull"):
            if (values[0] is None) is not (kind == "IsNull"):
                raise AssertionError(f"is {values[0]!r}")
        else:
            raise Unreadable(f"Assert.{kind}")

    # -- expressions

    def accept(self, sign: str) -> bool:
        """Whether the next token is this sign, which is then taken."""
        if self.at < len(self.tokens) and self.tokens[self.at] == ("sign", sign):
            self.at += 1
            return True
        return False

    def need(self, kind: str, text: str) -> None:
        """Takes this token or raises :class:`Unreadable`."""
        if self.at >= len(self.tokens) or self.tokens[self.at] != (kind, text):
            raise Unreadable(f"expected {text} in {' '.join(token for _, token in self.tokens)}")
        self.at += 1

    def expression(self) -> Any:
        """Or, and, comparison, sum: in that order."""
        value = self.conjunction()
        while self.accept("||"):
            other = self.conjunction()
            value = bool(_loaded(value)) or bool(_loaded(other))
        return value

    def conjunction(self) -> Any:
        value = self.comparison()
        while self.accept("&&"):
            other = self.comparison()
            value = bool(_loaded(value)) and bool(_loaded(other))
        return value

    def comparison(self) -> Any:
        value = self.sum()
        tests: dict[str, Callable[[Any, Any], bool]] = {
            "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
            "<": lambda a, b: a < b, ">": lambda a, b: a > b,
        }  # fmt: skip
        for sign, test in tests.items():
            if self.accept(sign):
                return test(_loaded(value), _loaded(self.sum()))
        return value

    def sum(self) -> Any:
        value = self.chain()
        while self.accept("+"):
            left, right = _loaded(value), _loaded(self.chain())
            value = f"{left}{right}" if isinstance(left, str) or isinstance(right, str) else left + right
        return value

    def arguments(self, end: str = ")") -> list[Any]:
        """Comma-separated values up to ``end``; a lambda of one call is passed on as text."""
        values: list[Any] = []
        while not self.accept(end):
            if self.tokens[self.at][0] == "name" and self.tokens[self.at + 1 : self.at + 2] == [("sign", ":")]:
                self.at += 2  # the name of a named argument
            if self.tokens[self.at] == ("name", "out"):
                self.at += 1
                values.append(Out(self.variables, self.tokens[self.at][1]))
                self.at += 1
            elif self.is_lambda():
                values.append(self.skip_lambda())
            else:
                values.append(self.expression())
            if self.at >= len(self.tokens):
                return values  # the body of the lambda was on lines that were dropped
            self.accept(",")
        return values

    def is_lambda(self) -> bool:
        """Whether a lambda starts here."""
        if self.tokens[self.at] != ("sign", "("):
            return False
        rest = self.tokens[self.at :]
        close = next((i for i, token in enumerate(rest) if token == ("sign", ")")), len(rest))
        return rest[close + 1 : close + 2] == [("sign", "=>")]

    def skip_lambda(self) -> str:
        """A lambda as the text of its body, up to the next argument."""
        while self.tokens[self.at] != ("sign", "=>"):
            self.at += 1
        self.at += 1
        body = []
        while self.at < len(self.tokens) and self.tokens[self.at][1] not in (",", ")"):
            body.append(self.tokens[self.at][1])
            self.at += 1
        return "".join(body)

    def chain(self) -> Any:
        """A primary and what follows it: members, calls, indices."""
        value = self.primary()
        while self.at < len(self.tokens):
            if self.accept("."):
                value = _member(_loaded(value), self.tokens[self.at][1])
                self.at += 1
            elif self.accept("("):
                called = _loaded(value)
                if not callable(called):
                    raise Unreadable(f"not a method: {called!r}")
                value = called(*(argument if isinstance(argument, Out) else _loaded(argument) for argument in self.arguments()))
            elif self.accept("["):
                value = _Slot(_loaded(value), self.arguments("]")[0])
            else:
                break
        return value

    def primary(self) -> Any:
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "string":
            return _unquote(text)
        if kind == "number":
            return float(text.rstrip("f")) if "." in text or text.endswith("f") else int(text)
        if kind == "verbatim":
            return self.verbatim.pop(0)
        if kind == "sign" and text == "(":
            if (
                self.tokens[self.at][0] == "name"
                and self.tokens[self.at + 1] == ("sign", ")")
                and self.tokens[self.at][1] in ("int", "float")
            ):
                self.at += 2
                return self.chain()
            value = self.expression()
            self.need("sign", ")")
            return value
        if kind == "sign" and text == "!":
            return not _loaded(self.chain())
        if kind == "name" and text in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[text]
        if kind == "name" and text == "new":
            return self.new()
        if kind == "name" and text in self.variables:
            return self.variables[text]
        raise Unreadable(f"unknown name {text}")

    def new(self) -> Any:
        """``new List<string> {…}``, or an object of a class that no story knows."""
        is_list = self.tokens[self.at] == ("name", "List")
        while self.at < len(self.tokens) and self.tokens[self.at][1] not in ("{", "("):
            self.at += 1
        if self.accept("("):
            self.arguments()
        values = [_loaded(value) for value in self.arguments("}")] if self.accept("{") else []
        return _List(values) if is_list else object()


class _Slot:
    """An indexed place."""

    def __init__(self, holder: Any, key: Any) -> None:
        self.holder = holder.values if isinstance(holder, _List) else holder
        self.key = _loaded(key)

    def load(self) -> Any:
        return self.holder[self.key]

    def store(self, value: Any) -> None:
        self.holder[self.key] = _loaded(value)


class Out:
    """An ``out`` argument: set by the method called."""

    def __init__(self, variables: dict[str, Any], name: str) -> None:
        self.variables = variables
        self.name = name

    def store(self, value: Any) -> None:
        self.variables[self.name] = value


def _loaded(value: Any) -> Any:
    return value.load() if isinstance(value, _Slot | Computed) else value


def _plain(value: Any) -> Any:
    return value.values if isinstance(value, _List) else value


def _like(value: Any) -> str:
    """The kind of a value where C# tells apart what Python takes as equal."""
    return "bool" if isinstance(value, bool) else "other"


def _member(value: Any, name: str) -> Any:
    if isinstance(value, Host):
        return value.member(name)
    value = _plain(value)
    if isinstance(value, str) and name in ("Contains", "Replace", "Trim"):
        return {"Contains": value.__contains__, "Replace": value.replace, "Trim": value.strip}[name]
    if isinstance(value, list | tuple) and name in ("Count", "Length"):
        return len(value)
    if isinstance(value, list) and name == "Add":
        return value.append
    raise Unreadable(f"no member {name} of {value!r}")

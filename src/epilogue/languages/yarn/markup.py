"""Yarn lines whose markup is evaluated when they are said, after Yarn Spinner's line parser: a value may hold markup, and
``[select]``, ``[plural]`` and ``[ordinal]`` may have no case for one. If the engine finds any fault in a line's markup, it
shows the whole line as written."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from epilogue.languages.dotnet.numbers import float32, float_text

REPLACING = frozenset(("select", "plural", "ordinal"))
RAW = "nomarkup"
TRIMS = "trimwhitespace"

MarkupValue = str | int | float | bool

_SPEAKER = re.compile(r"((?:[^:\\]|\\.)*):\s*")
_NUMBER = re.compile(r"-?[0-9]*\.?[0-9]*")
_QUOTE = re.compile(r'(?<!\\)"')
_PERCENT = re.compile(r"(?<!\\)%")
_PLAIN = re.compile(r"[^\W\d_][^\W_]*|0|[1-9][0-9]{0,8}")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,8}")


class MarkupFault(Exception):
    """A fault in the markup of a line."""


class _Token(NamedTuple):
    """``kind``: ``text``, one of the signs ``[ ] / =``, ``name``, ``number``, ``truth``, ``quoted``, ``plain`` (a value without
    quotation marks), ``braces`` or ``wrong``."""

    kind: str
    text: str
    start: int


class _Node:
    """Markup and its contents; ``name`` is empty for the line itself, ``text`` is of plain text alone."""

    __slots__ = ("inside", "name", "properties", "text")

    def __init__(self, name: str = "", text: str | None = None) -> None:
        self.name = name
        self.text = text
        self.properties: list[tuple[str, MarkupValue]] = []
        self.inside: list[_Node] = []


def rendered(written: str) -> str:
    """The line as shown; ``written``: the line with its values in place."""
    line = unicodedata.normalize("NFC", written)
    if not re.match(r"\s*\[character", line):
        speaker = _SPEAKER.match(line)
        if speaker:
            line = f'[character name="{speaker[1]}"]{speaker[0]}[/character]{line[speaker.end() :]}'
    line = line.replace("\\:", ":")
    try:
        return _Shown().of(_tree(line, _tokens(line)))
    except MarkupFault:
        return line


# -- tokens


def _tokens(line: str) -> list[_Token]:
    found: list[_Token] = []
    mode, at = "text", 0
    while at < len(line):
        if mode == "text":
            at, mode = _read_text(line, at, found)
        elif mode == "tag":
            at, mode = _read_tag(line, at, found)
        elif line[at].isspace():
            at += 1
        else:
            found.append(_value(line, at))
            at += len(found[-1].text)
            mode = "tag"
    return found


def _read_text(line: str, at: int, found: list[_Token]) -> tuple[int, str]:
    """Text to the next bracket that no backslash stands before."""
    if line[at] == "[":
        found.append(_Token("[", "[", at))
        return at + 1, "tag"
    end = at + 1
    while end < len(line) and (line[end] != "[" or line[end - 1] == "\\"):
        end += 1
    found.append(_Token("text", line[at:end], at))
    return end, "text"


def _read_tag(line: str, at: int, found: list[_Token]) -> tuple[int, str]:
    letter = line[at]
    if letter in "]/=":
        found.append(_Token(letter, letter, at))
        return at + 1, {"]": "text", "/": "tag", "=": "value"}[letter]
    if _is_letter(letter):
        end = at + 1
        while end < len(line) and (_is_letter(line[end]) or line[end] in "_|"):
            end += 1
        found.append(_Token("name", line[at:end], at))
        return end, "tag"
    if letter.isspace():
        return at + 1, "tag"
    found.append(_Token("wrong", letter, at))
    return at + 1, "text"


def _value(line: str, at: int) -> _Token:
    letter = line[at]
    if letter.isdecimal() or letter == "-":
        end = at + 1
        if end < len(line) and (line[end].isdecimal() or line[end] == "."):
            while end < len(line) and (line[end].isdecimal() or line[end] == "."):
                end += 1
        written = line[at:end]
        well = _NUMBER.fullmatch(written) and any(sign.isdecimal() for sign in written)
        return _Token("number" if well else "wrong", written, at)
    if letter == '"':
        quote = _QUOTE.search(line[at + 1 :])
        close = line.find('"', at + 1 + (quote.start() if quote else 0))
        return _Token("wrong", letter, at) if close < 0 else _Token("quoted", line[at : close + 1], at)
    if letter == "{":
        close = line.find("}", at)
        return _Token("wrong", line[at:], at) if close < 0 else _Token("braces", line[at : close + 1], at)
    end = at + 1
    while end < len(line) and _is_letter(line[end]):
        end += 1
    written = line[at:end]
    return _Token("truth" if written in ("true", "True", "false", "False") else "plain", written, at)


def _is_letter(letter: str) -> bool:
    return letter.isalpha() or letter.isdecimal()


# -- parsing


class _Tree:
    """Markup may overlap: the closing of an outer one is put off (``late``) to the next text or marker."""

    def __init__(self) -> None:
        self.open = [_Node()]
        self.late: list[str] = []

    def settle(self) -> None:
        """Closes deferred markup and reopens what lies inside it. Raises Wrong for markup never opened."""
        inside: list[_Node] = []
        while self.late and len(self.open) > 1:
            top = self.open.pop()
            if top.name in self.late:
                self.late.remove(top.name)
            else:
                inside.append(top)
        if self.late:
            raise MarkupFault
        for node in reversed(inside):
            again = self.add(_Node(node.name))
            again.properties = node.properties
            self.open.append(again)

    def add(self, node: _Node) -> _Node:
        self.open[-1].inside.append(node)
        return node

    def close(self, name: str) -> None:
        if len(self.open) == 1:
            raise MarkupFault
        if self.open[-1].name == name:
            self.open.pop()
        else:
            self.late.append(name)

    def close_all(self) -> None:
        for node in self.open[1:]:
            if node.name in self.late:
                self.late.remove(node.name)
        if self.late:
            raise MarkupFault
        del self.open[1:]


def _tree(line: str, tokens: list[_Token]) -> _Node:
    """The markup of a line. Raises Wrong."""
    if not line:
        raise MarkupFault
    tree, at = _Tree(), 0

    def kinds(count: int) -> str:
        return " ".join(token.kind for token in tokens[at : at + count])

    while at < len(tokens):
        token = tokens[at]
        if token.kind == "text":
            tree.settle()
            tree.add(_Node(text=token.text))
            at += 1
        elif token.kind == "[":
            if kinds(3) == "[ / ]":
                tree.close_all()
                at += 3
            elif kinds(4) == "[ / name ]":
                tree.close(tokens[at + 2].text)
                at += 4
            elif kinds(2) != "[ name":
                raise MarkupFault
            else:
                tree.settle()
                name = tokens[at + 1].text
                if kinds(3) == "[ name ]" and name == RAW:
                    at = _read_raw(line, tokens, at, tree)
                    continue
                if kinds(3) == "[ name wrong":
                    raise MarkupFault
                tree.open.append(tree.add(_Node(name)))
                at += 3 if kinds(3) == "[ name ]" else 1 if kinds(3) == "[ name =" else 2
        elif token.kind == "name":
            if kinds(2) != "name =" or at + 2 >= len(tokens):
                raise MarkupFault
            tree.open[-1].properties.append((token.text, _property(tokens[at + 2])))
            at += 3
        elif kinds(2) == "/ ]" and len(tree.open) > 1:
            closed = tree.open.pop()
            if all(name != TRIMS for name, _ in closed.properties):
                closed.properties.append((TRIMS, True))
            at += 2
        elif token.kind == "/":
            raise MarkupFault
        else:
            at += 1
    if len(tree.late) > 1:  # the engine settles only two or more
        tree.settle()
    if len(tree.open) > 1:
        raise MarkupFault
    return tree.open[0]


def _read_raw(line: str, tokens: list[_Token], at: int, tree: _Tree) -> int:
    """Reads ``[nomarkup]`` to its end; the position behind that."""
    for end in range(at, len(tokens)):
        if [one.kind for one in tokens[end : end + 4]] == ["[", "/", "name", "]"] and tokens[end + 2].text == RAW:
            tree.add(_Node(RAW)).inside.append(_Node(text=line[tokens[at + 2].start + 1 : tokens[end].start]))
            return end + 4
    raise MarkupFault


def _property(token: _Token) -> MarkupValue:
    if token.kind == "number":
        return _number(token.text)
    if token.kind == "truth":
        return token.text.lower() == "true"
    if token.kind == "quoted":
        return token.text.replace("\\", "").strip('"')
    if token.kind == "braces":
        return token.text.strip("{").strip("}")
    if token.kind == "plain":
        return token.text
    raise MarkupFault


def _number(written: str) -> int | float:
    if "." not in written and len(written) <= 11 and -(2**31) <= int(written) < 2**31:
        return int(written)
    return float32(float(written))


# -- display


class _Shown:
    """Assembles the text of a line. ``before``: properties of the last element before a text."""

    def __init__(self) -> None:
        self.before: list[tuple[str, MarkupValue]] = []

    def of(self, node: _Node) -> str:
        if node.text is not None:
            return self.text(node.text)
        inside = "".join([self.of(one) for one in node.inside])
        if node.name in REPLACING:
            if inside or any(one.text is None and one.name not in REPLACING for one in node.inside):
                raise MarkupFault
            return replaced(node.name, node.properties)
        if node.name:
            self.before = node.properties
        return inside

    def text(self, text: str) -> str:
        trims = next((value for name, value in self.before if name == TRIMS), False)
        self.before = []
        if trims is True and text[:1].isspace():
            text = text[1:]
        return text.replace("\\[", "[").replace("\\]", "]")


def replaced(name: str, properties: list[tuple[str, MarkupValue]]) -> str:
    """The replacement for ``[select …]`` and its like. Raises Wrong where the value has no case."""
    value = _named("value", properties)
    if name == "select":
        shown = _shown(value)
        return _PERCENT.sub(lambda _: shown, _shown(_named(shown, properties)))
    if isinstance(value, bool | str):
        raise MarkupFault
    case = _named(plural(value) if name == "plural" else ordinal(value), properties)
    if not isinstance(case, str):
        raise MarkupFault
    shown = repr(float(value)).removesuffix(".0")
    return _PERCENT.sub(lambda _: shown, case)


def _named(name: str, properties: list[tuple[str, MarkupValue]]) -> MarkupValue:
    for key, value in properties:
        if key.lower() == name.lower():
            return value
    raise MarkupFault


def _shown(value: MarkupValue) -> str:
    if isinstance(value, float):
        return float_text(value)
    return str(value)


def plural(value: float) -> str:
    """The English plural case of a number."""
    return "one" if value == 1 else "other"


def ordinal(value: float) -> str:
    """The English ordinal case of a number: 1st, 2nd, 3rd, 4th, 11th."""
    found = abs(value)
    if found != int(found) or 11 <= found % 100 <= 13:
        return "other"
    return {1: "one", 2: "two", 3: "few"}.get(int(found) % 10, "other")


# -- plural and ordinal cases; "" where only the whole line decides


def select_case(value: object) -> str:
    """The case of ``[select]``, in small letters."""
    text = str(value)
    return text.lower() if _PLAIN.fullmatch(text) and text not in ("true", "false") else ""


def plural_case(value: object) -> str:
    """The case of ``[plural]``, in English."""
    return plural(int(str(value))) if _WHOLE.fullmatch(str(value)) else ""


def ordinal_case(value: object) -> str:
    """The case of ``[ordinal]``, in English."""
    return ordinal(int(str(value))) if _WHOLE.fullmatch(str(value)) else ""

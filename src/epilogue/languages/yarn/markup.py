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


class _MarkupNode:
    """Markup and its contents; ``name`` is empty for the line itself, ``text`` is of plain text alone."""

    __slots__ = ("inside", "name", "properties", "text")

    def __init__(self, name: str = "", text: str | None = None) -> None:
        self.name = name
        self.text = text
        self.properties: list[tuple[str, MarkupValue]] = []
        self.inside: list[_MarkupNode] = []


def rendered(written: str) -> str:
    """The line as shown; ``written``: the line with its values in place."""
    line = unicodedata.normalize("NFC", written)
    if not re.match(r"\s*\[character", line):
        speaker = _SPEAKER.match(line)
        if speaker:
            line = f'[character name="{speaker[1]}"]{speaker[0]}[/character]{line[speaker.end() :]}'
    line = line.replace("\\:", ":")
    try:
        return _LineText().text_of(_tree(line, _tokens(line)))
    except MarkupFault:
        return line


# -- tokens


def _tokens(line: str) -> list[_Token]:
    tokens: list[_Token] = []
    mode, position = "text", 0
    while position < len(line):
        if mode == "text":
            position, mode = _read_text(line, position, tokens)
        elif mode == "tag":
            position, mode = _read_tag(line, position, tokens)
        elif line[position].isspace():
            position += 1
        else:
            tokens.append(_value(line, position))
            position += len(tokens[-1].text)
            mode = "tag"
    return tokens


def _read_text(line: str, start: int, tokens: list[_Token]) -> tuple[int, str]:
    """Text to the next bracket that no backslash stands before."""
    if line[start] == "[":
        tokens.append(_Token("[", "[", start))
        return start + 1, "tag"
    end = start + 1
    while end < len(line) and (line[end] != "[" or line[end - 1] == "\\"):
        end += 1
    tokens.append(_Token("text", line[start:end], start))
    return end, "text"


def _read_tag(line: str, start: int, tokens: list[_Token]) -> tuple[int, str]:
    letter = line[start]
    if letter in "]/=":
        tokens.append(_Token(letter, letter, start))
        return start + 1, {"]": "text", "/": "tag", "=": "value"}[letter]
    if _is_letter(letter):
        end = start + 1
        while end < len(line) and (_is_letter(line[end]) or line[end] in "_|"):
            end += 1
        tokens.append(_Token("name", line[start:end], start))
        return end, "tag"
    if letter.isspace():
        return start + 1, "tag"
    tokens.append(_Token("wrong", letter, start))
    return start + 1, "text"


def _value(line: str, start: int) -> _Token:
    letter = line[start]
    if letter.isdecimal() or letter == "-":
        end = start + 1
        if end < len(line) and (line[end].isdecimal() or line[end] == "."):
            while end < len(line) and (line[end].isdecimal() or line[end] == "."):
                end += 1
        written = line[start:end]
        well = _NUMBER.fullmatch(written) and any(sign.isdecimal() for sign in written)
        return _Token("number" if well else "wrong", written, start)
    if letter == '"':
        quote = _QUOTE.search(line[start + 1 :])
        close = line.find('"', start + 1 + (quote.start() if quote else 0))
        return _Token("wrong", letter, start) if close < 0 else _Token("quoted", line[start : close + 1], start)
    if letter == "{":
        close = line.find("}", start)
        return _Token("wrong", line[start:], start) if close < 0 else _Token("braces", line[start : close + 1], start)
    end = start + 1
    while end < len(line) and _is_letter(line[end]):
        end += 1
    written = line[start:end]
    return _Token("truth" if written in ("true", "True", "false", "False") else "plain", written, start)


def _is_letter(letter: str) -> bool:
    return letter.isalpha() or letter.isdecimal()


# -- parsing


class _MarkupTree:
    """Markup may overlap: the closing of an outer one is put off (``late``) to the next text or marker."""

    def __init__(self) -> None:
        self.open = [_MarkupNode()]
        self.late: list[str] = []

    def settle(self) -> None:
        """Closes deferred markup and reopens what lies inside it. Raises MarkupFault for markup never opened."""
        inside: list[_MarkupNode] = []
        while self.late and len(self.open) > 1:
            top = self.open.pop()
            if top.name in self.late:
                self.late.remove(top.name)
            else:
                inside.append(top)
        if self.late:
            raise MarkupFault
        for node in reversed(inside):
            again = self.add(_MarkupNode(node.name))
            again.properties = node.properties
            self.open.append(again)

    def add(self, node: _MarkupNode) -> _MarkupNode:
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


def _tree(line: str, tokens: list[_Token]) -> _MarkupNode:
    """The markup of a line. Raises MarkupFault."""
    if not line:
        raise MarkupFault
    tree, index = _MarkupTree(), 0

    def kinds(count: int) -> str:
        return " ".join(token.kind for token in tokens[index : index + count])

    while index < len(tokens):
        token = tokens[index]
        if token.kind == "text":
            tree.settle()
            tree.add(_MarkupNode(text=token.text))
            index += 1
        elif token.kind == "[":
            if kinds(3) == "[ / ]":
                tree.close_all()
                index += 3
            elif kinds(4) == "[ / name ]":
                tree.close(tokens[index + 2].text)
                index += 4
            elif kinds(2) != "[ name":
                raise MarkupFault
            else:
                tree.settle()
                name = tokens[index + 1].text
                if kinds(3) == "[ name ]" and name == RAW:
                    index = _read_raw(line, tokens, index, tree)
                    continue
                if kinds(3) == "[ name wrong":
                    raise MarkupFault
                tree.open.append(tree.add(_MarkupNode(name)))
                index += 3 if kinds(3) == "[ name ]" else 1 if kinds(3) == "[ name =" else 2
        elif token.kind == "name":
            if kinds(2) != "name =" or index + 2 >= len(tokens):
                raise MarkupFault
            tree.open[-1].properties.append((token.text, _property(tokens[index + 2])))
            index += 3
        elif kinds(2) == "/ ]" and len(tree.open) > 1:
            closed = tree.open.pop()
            if all(name != TRIMS for name, _ in closed.properties):
                closed.properties.append((TRIMS, True))
            index += 2
        elif token.kind == "/":
            raise MarkupFault
        else:
            index += 1
    if len(tree.late) > 1:  # the engine settles only two or more
        tree.settle()
    if len(tree.open) > 1:
        raise MarkupFault
    return tree.open[0]


def _read_raw(line: str, tokens: list[_Token], start: int, tree: _MarkupTree) -> int:
    """Reads ``[nomarkup]`` to its end; the position behind that."""
    for end in range(start, len(tokens)):
        if [token.kind for token in tokens[end : end + 4]] == ["[", "/", "name", "]"] and tokens[end + 2].text == RAW:
            tree.add(_MarkupNode(RAW)).inside.append(_MarkupNode(text=line[tokens[start + 2].start + 1 : tokens[end].start]))
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


class _LineText:
    """Assembles the text of a line. ``before``: properties of the last element before a text."""

    def __init__(self) -> None:
        self.before: list[tuple[str, MarkupValue]] = []

    def text_of(self, node: _MarkupNode) -> str:
        if node.text is not None:
            return self.text(node.text)
        inside = "".join([self.text_of(child) for child in node.inside])
        if node.name in REPLACING:
            if inside or any(child.text is None and child.name not in REPLACING for child in node.inside):
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
    """The replacement for ``[select …]`` and its like. Raises MarkupFault where the value has no case."""
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
    magnitude = abs(value)
    if magnitude != int(magnitude) or 11 <= magnitude % 100 <= 13:
        return "other"
    return {1: "one", 2: "two", 3: "few"}.get(int(magnitude) % 10, "other")


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

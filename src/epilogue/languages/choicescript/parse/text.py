"""Texts: words, values and alternatives in them, and markup."""

from __future__ import annotations

import re

from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.choicescript.parse.expressions import ValueReader
from epilogue.languages.choicescript.parse.scanner import SceneScanner

INSERTION = re.compile(r"([$@])(!{0,2})\{")
MARKUP = re.compile(r"\[/?[bi]\]|\[n/\]")
BREAK = "[n/]"


def content(scanner: SceneScanner, marked: bool = True) -> syntax.Content:
    """The text that is the rest of the line; ``marked``: markup in it counts. Raises LineFault."""
    return _content(scanner, marked, True)


def raw(scanner: SceneScanner) -> syntax.Content:
    """The text of a string, in which markup stands for itself."""
    return _content(scanner, False, True)


def _content(scanner: SceneScanner, marked: bool, replacing: bool) -> syntax.Content:
    pieces: list[syntax.Text | syntax.Inserted | syntax.Multireplace] = []
    text, start = scanner.text, scanner.position
    while True:
        match = INSERTION.search(text, scanner.position)
        if match is None:
            break
        if match[1] == "@" and not replacing:
            raise scanner.fault(
                "one @{} inside another", match.start(), "keep the inner text in a variable, and insert that: ${name}"
            )
        pieces += _words(scanner, start, match.start(), marked)
        scanner.position = match.end()
        pieces.append((_insertion if match[1] == "$" else _multireplace)(scanner, match, marked))
        start = scanner.position
    pieces += _words(scanner, start, len(text), marked)
    scanner.position = len(text)
    return tuple(pieces)


def _words(scanner: SceneScanner, start: int, end: int, marked: bool) -> list[syntax.Text]:
    """Plain text without its markup; a line break is a piece of its own."""
    words, position = [], start
    for match in MARKUP.finditer(scanner.text, start, end) if marked else ():
        if match.start() > position:
            words.append(syntax.Text(scanner.text[position : match.start()], scanner.span(position)))
        if match.group() == BREAK:
            words.append(syntax.Text("\n", scanner.span(match.start())))
        position = match.end()
    if end > position:
        words.append(syntax.Text(scanner.text[position:end], scanner.span(position)))
    return words


def _insertion(scanner: SceneScanner, match: re.Match[str], marked: bool) -> syntax.Inserted:
    expression = ValueReader(scanner, raw).read()
    scanner.blanks()
    if not scanner.take("}"):
        raise scanner.fault(
            "'}' expected", None, f"it closes the '{match.group()}' in column {scanner.span(match.start()).column}"
        )
    return syntax.Inserted(expression, len(match[2]), scanner.span(match.start()))


def _multireplace(scanner: SceneScanner, match: re.Match[str], marked: bool) -> syntax.Multireplace:
    """The condition reaches up to the first blank that is not inside parentheses or quotation marks."""
    text, start = scanner.text, scanner.position
    end = _outside(text, start, "}")
    if end < 0:
        raise scanner.fault(f"'{match.group()}' does not end", match.start(), "it ends with a '}' on the same line")
    space = _outside(text, start, " ")
    if space < 0 or space > end:
        hint = "as in @{count one apple|two apples}"
        raise scanner.fault("a blank and texts expected behind the value of '@{'", start, hint)
    value = SceneScanner(scanner.file, scanner.number, text[start:space], 0, scanner.base + start)
    expression = ValueReader(value, raw).whole("the value of '@{'")
    bars = [space]
    while (bar := _outside(text, bars[-1] + 1, "|", end)) >= 0:
        bars.append(bar)
    texts = []
    for begin, close in zip(bars, [*bars[1:], end], strict=True):
        part = SceneScanner(scanner.file, scanner.number, text[begin + 1 : close], 0, scanner.base + begin + 1)
        texts.append(_content(part, marked, False))
    if len(texts) < 2:
        raise scanner.fault("two texts expected in '@{', with | between them", match.start())
    scanner.position = end + 1
    return syntax.Multireplace(expression, tuple(texts), len(match[2]), scanner.span(match.start()))


def _outside(text: str, start: int, sign: str, end: int | None = None) -> int:
    """Position of a sign outside of nested braces, parentheses and quotation marks of the value; -1 if there is none."""
    depth, quoted = 0, False
    for position in range(start, len(text) if end is None else end):
        letter = text[position]
        if letter == sign and not depth and not quoted:
            return position
        if letter == '"' and sign == " ":
            quoted = not quoted
        elif not quoted and (letter == "{" or (letter in "([" and sign == " ")):
            depth += 1
        elif not quoted and depth and (letter == "}" or (letter in ")]" and sign == " ")):
            depth -= 1
    return -1

"""Plain terminal layout: display width, wrapping, colour.

Why not rich here: importing it takes longer than the whole analysis of a long story, on the one command that
is run most. The player, where a person reads for minutes, uses rich.
"""

from __future__ import annotations

from collections.abc import Sequence

ESCAPE = "\ud81b"
"""Begins an escape of ours until output: half a surrogate pair, which no text read contains."""
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
_ASCII = str.maketrans({"✔": "+", "✘": "x", "…": "...", "×": "x", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
BARS = "▁▂▃▄▅▆▇█"
_ASCII.update({ord("→"): "->", ord("▲"): "^"} | {ord(bar): str(height) for height, bar in enumerate(BARS, 1)})


_SYMBOLS: dict[int, int | str] = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_SYMBOLS |= dict.fromkeys((*range(0x80, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
_SYMBOLS |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd") | {0x7F: 0x2421, ord(ESCAPE): "\x1b"}
_ASCII.update({0x2400 + code: f"^{chr(code ^ 0x40)}" for code in range(0x20)} | {0x2421: "^?"})


class Paint:
    """Colours text, or leaves it as it is."""

    __slots__ = ("colour",)

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, style: str) -> str:
        return f"{ESCAPE}[{_CODES[style]}m{text}{ESCAPE}[0m" if self.colour and text else text


def cells(text: str) -> int:
    """Width of the text in terminal columns: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def left(text: str, width: int) -> str:
    """Pads on the right to ``width`` columns."""
    return text + " " * (width - cells(text))


def right(text: str, width: int) -> str:
    """Pads on the left to ``width`` columns."""
    return " " * (width - cells(text)) + text


def wrap(text: str, width: int, first: str = "", following: str = "") -> list[str]:
    """The text in lines of at most ``width`` columns, ``first`` before the first and ``following`` before the others.

    A single word wider than a line stands alone and runs over: file names are not broken.
    """
    lines: list[str] = []
    line, used, empty = first, cells(first), True
    for word in text.split():
        size = cells(word)
        if not empty and used + 1 + size > width:
            lines.append(line)
            line, used, empty = following, cells(following), True
        line += word if empty else " " + word
        used += size if empty else size + 1
        empty = False
    lines.append(line.rstrip() if empty else line)
    return lines


def next_lines(commands: Sequence[tuple[str, str]], width: int, paint: Paint) -> list[str]:
    """``Next:`` and what one may type, each with what it is for."""
    if not commands:
        return []
    column = max(cells(command) for command, _ in commands)
    beside = 6 + column + 3 + max(cells(what) for _, what in commands) <= width
    lines = []
    for i, (command, what) in enumerate(commands):
        start = "Next: " if i == 0 else "      "
        if beside:
            lines.append(f"{start}{left(command, column)}   {paint(what, 'dim')}")
        else:
            indent = " " * 8
            lines += [
                f"{start}{command}",
                *(paint(line, "dim") for line in wrap(what, width, indent, indent)),
            ]
    return lines


def printable(text: str, encoding: str | None) -> str:
    """The text as a stream of this encoding shows it: control characters of a story or a file's name as symbols, so that none
    steers a terminal; unencodable characters in ASCII, then as ``?``."""
    encoding = encoding or "ascii"
    if not text.isascii() or not text.isprintable():
        text = text.translate(_SYMBOLS)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "replace").decode(encoding)
    return text

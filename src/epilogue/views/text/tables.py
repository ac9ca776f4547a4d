"""Quotations, sentences and tables of a screen."""

from __future__ import annotations

from collections.abc import Sequence

from epilogue.views.text import words
from epilogue.views.text.layout import Paint, cells, left, right, wrap

READABLE = 80
"""Greatest width of sentences, however wide the terminal is."""


def opening(text: str, limit: int) -> str:
    """The beginning of an option in quotation marks, cut to fit."""
    text = words.clean(text)
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]:
        text = text[1:-1]
    room = max(limit - 2, 4)
    if cells(text) > room:
        text = text[: room - 1]
        cut = text.rfind(" ")
        text = (text[:cut] if cut > room // 2 else text).rstrip(" ,;:") + "…"
    return f"“{text}”"


def named(who: str | None) -> str | None:
    """A character as one writes a name; the tag may not."""
    return None if who is None else words.clean(who)[:1].upper() + words.clean(who)[1:]


def sentence(text: str, width: int, indent: str = "") -> list[str]:
    """A sentence of the screen."""
    return wrap(text, min(width, READABLE), indent, indent)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: str, width: int, paint: Paint) -> list[str]:
    """Columns, or, where there is no room for them, each row in lines of its own. ``numbers``: by column, ``r`` if it is flush
    right. The first column is the one that may be wrapped."""
    if not rows:
        return []
    columns = [max(cells(head[n]), *(cells(row[n]) for row in rows)) for n in range(len(head))]
    others = sum(columns[1:]) + 2 * (len(columns) - 1)
    first = min(columns[0], width - others - 2)
    lines = []
    if first < min(columns[0], 24):
        for row in rows:
            lines += wrap(row[0], width, "  ", "    ")
            values = [f"{title.lower()}: {value}" for title, value in zip(head[1:], row[1:], strict=True) if value]
            lines += wrap("; ".join(values), width, "    ", "    ") if values else []
        return lines

    def line(row: Sequence[str]) -> str:
        sides = [right if sign == "r" else left for sign in numbers]
        parts = [left(row[0], first)]
        parts += [side(value, size) for side, value, size in zip(sides[1:], row[1:], columns[1:], strict=True)]
        return ("  " + "  ".join(parts)).rstrip()

    lines.append(paint(line(head), "bold"))
    for row in rows:
        *above, last = wrap(row[0], first, "", "  ")
        lines += [f"  {part}" for part in above]
        lines.append(line([last, *row[1:]]))
    return lines

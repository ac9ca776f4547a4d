"""Places in the source, as screens name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from epilogue.answers import Open
from epilogue.views.text import words
from epilogue.views.text.layout import Paint, wrap

_SHOWN = 8


class InFile(Protocol):
    """Any answer about a story."""

    @property
    def file(self) -> str: ...


def location_in(report: InFile, file: str, line: int) -> str:
    """A place of the report's story."""
    return location(file, line, report.file)


def location(file: str, line: int, main: str, nowhere: str = "") -> str:
    """``line 12``; in a file other than the ``main`` one ``shop.ink:12``, and without a line ``shop.ink``."""
    if not line:
        return file_name(file) if file else nowhere
    return f"line {line}" if file_name(file) == file_name(main) else f"{file_name(file)}:{line}"


def is_main(report: InFile, file: str) -> bool:
    """Whether the file is the one that the user named."""
    return file_name(file) == file_name(report.file)


def file_name(path: str) -> str:
    """The last part of a path."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def listed(report: InFile, places: Sequence[Open]) -> str:
    """The places in brackets: `` (lines 12, 15)``, `` (line 12, shop.ink:7, …)``; nothing where there is none."""
    lines = sorted({(place.file, place.line) for place in places if place.line})
    if not lines:
        return ""
    shown = [location_in(report, file, line) for file, line in lines[:_SHOWN]]
    if len(shown) > 1 and all(text.startswith("line ") for text in shown):
        numbers = [text.removeprefix("line ") for text in shown]
        shown = ["lines " + numbers[0], *numbers[1:]]
    if len(lines) > _SHOWN:
        shown.append("…")
    return f" ({', '.join(shown)})"


def plain_name(passage: str | None) -> str:
    """A passage's name, for a place without a line."""
    return words.quote(passage or "beginning", 22).strip("“”")


def mark(sign: str, style: str, text: str, width: int, paint: Paint) -> list[str]:
    """A line that begins with a coloured sign."""
    first, *others = wrap(text, width, f"{sign} ", "  ")
    return [paint(sign, style) + first[len(sign) :], *others]

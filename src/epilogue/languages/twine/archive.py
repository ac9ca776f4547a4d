"""Stories as Twine's files contain them, whatever their format: passages with their places in the file, scripts and styles."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from epilogue.diagnostics import unreadable
from epilogue.source import Span

APART = frozenset({"StoryTitle", "StoryData", "StorySettings", "StoryIncludes"})
"""Names of passages about the story, which no reader visits."""
_APART_TAGS = frozenset({"script", "stylesheet", "Twine.private", "annotation"})
_LINE_END = re.compile(r"\r\n?|\n")


class SourceFile:
    """A file that passages stand in, and where its lines begin. ``name``: its path as it was given."""

    __slots__ = ("_starts", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._starts: array[int] | None = None

    def span(self, position: int) -> Span:
        """The place of a position in the file's text."""
        if self._starts is None:
            self._starts = array("q", (0, *(match.end() for match in _LINE_END.finditer(self.text))))
        line = bisect_right(self._starts, position)
        return Span(self.name, line, position - self._starts[line - 1] + 1)


class Origin:
    """Where in a file the pieces of a decoded text stand: kept are those positions alone at which the distance between the two
    changes, as after an entity."""

    __slots__ = ("_decoded", "_raw", "file")

    def __init__(self, file: SourceFile, start: int) -> None:
        self.file = file
        self._decoded = array("q", (0,))
        self._raw = array("q", (start,))

    def shift(self, decoded: int, raw: int) -> None:
        """Notes that from the position ``decoded`` on the text stands in the file from ``raw`` on."""
        if self._decoded[-1] == decoded:
            self._raw[-1] = raw
        elif raw - decoded != self._raw[-1] - self._decoded[-1]:
            self._decoded.append(decoded)
            self._raw.append(raw)

    def span(self, offset: int) -> Span:
        """The place in the file of a position in the text."""
        piece = bisect_right(self._decoded, offset) - 1
        return self.file.span(self._raw[piece] + offset - self._decoded[piece])


class TwinePassage(NamedTuple):
    """A passage. ``text`` has its entities decoded and ``"\\n"`` for line ends; ``position`` is that on the author's map;
    ``place`` that of its header."""

    name: str
    tags: tuple[str, ...]
    text: str
    position: tuple[float, float] | None
    place: Span
    origin: Origin

    def span(self, offset: int) -> Span:
        """The place in the file, as it is, of a position in ``text``."""
        return self.origin.span(offset)


class Archive(NamedTuple):
    """A story of Twine. ``format`` and ``version`` are ``""`` if it names none; ``passages``, by name in the order of the
    files, are those a reader can visit, ``start`` the first; ``apart``, by name, those about the story; ``sources``: texts of the
    files by absolute path."""

    title: str
    format: str
    version: str
    ifid: str
    start: str
    passages: dict[str, TwinePassage]
    scripts: tuple[TwinePassage, ...]
    styles: tuple[TwinePassage, ...]
    apart: dict[str, TwinePassage]
    sources: dict[str, str]


def is_apart(passage: TwinePassage) -> bool:
    """Whether a passage of a Twee file or of Twine 1 is about the story, or code, and not for readers."""
    return passage.name in APART or any(tag in _APART_TAGS or tag.startswith("Twine.") for tag in passage.tags)


def by_name(passages: Iterable[TwinePassage]) -> dict[str, TwinePassage]:
    """Passages by name, in order. Raises StoryError if two have one name."""
    named: dict[str, TwinePassage] = {}
    for passage in passages:
        first = named.setdefault(passage.name, passage)
        if first is not passage:
            raise unreadable(
                f"two passages are named '{shown(passage.name)}'",
                passage.place,
                f"the other is at {first.place}; rename one, and the links that lead to it",
            )
    return named


def shown(name: str) -> str:
    """A name for a message, cut if it is very long."""
    return name if len(name) <= 80 else f"{name[:79]}…"


def coordinates(text: str) -> tuple[float, float] | None:
    """A position on the map as in ``"100,200"``; None for anything else."""
    match = re.fullmatch(r"\s*(-?\d{1,9}(?:\.\d{1,9})?)\s*,\s*(-?\d{1,9}(?:\.\d{1,9})?)\s*", text)
    return (float(match[1]), float(match[2])) if match else None

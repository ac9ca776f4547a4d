"""A Harlowe story as it was read, and complaints about it by their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from epilogue.languages.twine.harlowe import syntax
from epilogue.languages.twine.harlowe.faults import HarloweFault
from epilogue.source import Span


class HarlowePassage(NamedTuple):
    """A passage as it was read; ``span``: the place of its header, ``place(offset)``: that of an offset into its text."""

    name: str
    tags: tuple[str, ...]
    nodes: tuple[syntax.Node, ...]
    span: Span
    place: Callable[[int], Span]


class HarloweStory(NamedTuple):
    """A story: its passages by name, in the order of the source, and the one it begins in."""

    name: str
    passages: Mapping[str, HarlowePassage]
    start: str
    sources: tuple[str, ...]

    def tagged(self, tag: str) -> Iterator[HarlowePassage]:
        """The passages with a tag, in the order in which a page takes them in."""
        return (passage for _, passage in sorted(self.passages.items()) if tag in passage.tags)


class PlacedFault(Exception):
    """A complaint with its place in a file, and the name of the passage."""

    def __init__(self, fault: HarloweFault, span: Span, passage: str) -> None:
        super().__init__(fault.message)
        self.fault = fault
        self.span = span
        self.passage = passage

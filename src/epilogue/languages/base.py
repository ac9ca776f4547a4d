"""What a front-end is: reads a story file into a Program."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from epilogue.diagnostics import Diagnostic
from epilogue.ir.program import Program
from epilogue.source import Span

DEEPEST = 10_000
"""Frames that going through a tree may need: parsers bound how deep constructs nest, each level takes a handful."""


@contextmanager
def deep() -> Iterator[None]:
    """Room for :data:`DEEPEST` frames, where there is less."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def files_named(pattern: str, folder: Path) -> list[Path]:
    """Ordinary files that match a pattern below a folder, sorted by name. Pipes and devices are no stories."""
    return sorted(path for path in folder.glob(pattern) if path.is_file())


class Observed(NamedTuple):
    """An expression in the story's own language that an analysis wants evaluated: ``key`` names it, ``span`` is where it
    was asked."""

    key: str
    text: str
    span: Span


class Beginnings(NamedTuple):
    """Where a story begins, by names of passages, if the settings name no entries. ``begun``: one, or those a game begins.
    ``again``: the only one asks about its own past, so a game begins it repeatedly. ``left``: passages that the beginning does
    not lead to; ``perhaps``: those that lead to them all, if the game begins them."""

    begun: tuple[str, ...] = ()
    again: bool = False
    left: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()

    @property
    def conversations(self) -> tuple[str, ...]:
        """The beginnings of a game of conversations; none, if the story has one beginning that is begun once."""
        return self.begun if len(self.begun) > 1 or self.again else ()


class Loaded(NamedTuple):
    """A story as read. ``observed``: position of the code of each observed expression, by key; it ends with ``return``.
    ``texts``: what was read, by the absolute path of its file. ``beginnings``: of a language of game dialogue."""

    program: Program
    diagnostics: list[Diagnostic]
    observed: dict[str, int]
    texts: dict[str, str]
    beginnings: Beginnings = Beginnings()


class Frontend(NamedTuple):
    """A language: ``suffixes`` of its files; ``read(path, allow_outside, observed)``; ``main_file(folder)`` guesses the
    main file. ``nested``: a story may be the files of a folder's folders.

    ``read`` and ``main_file`` raise :class:`~epilogue.diagnostics.StoryError`.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, bool, Sequence[Observed]], Loaded]
    main_file: Callable[[Path], Path]
    nested: bool = False

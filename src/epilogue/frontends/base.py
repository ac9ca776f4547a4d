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
    """The ordinary files that a pattern names below a folder, in the order of their names. Pipes and devices are no stories."""
    return sorted(path for path in folder.glob(pattern) if path.is_file())


class Observed(NamedTuple):
    """An expression in the story's own language that an analysis wants evaluated: ``key`` names it, ``span`` is where it
    was asked."""

    key: str
    text: str
    span: Span


class Loaded(NamedTuple):
    """A story as read. ``observed``: position of the code of each observed expression, by key; it ends with ``return``.
    ``texts``: what was read, by the absolute path of its file. ``begins``: the passages that a game begins, each by its name,
    where the story has no beginning of its own; they hold unless the settings name entries."""

    program: Program
    diagnostics: list[Diagnostic]
    observed: dict[str, int]
    texts: dict[str, str]
    begins: tuple[str, ...] = ()


class Frontend(NamedTuple):
    """A language: ``suffixes`` of its files; ``read(path, allow_outside, observed)``; ``main_file(folder)`` guesses the
    main file.

    ``read`` and ``main_file`` raise :class:`~epilogue.diagnostics.StoryError`.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, bool, Sequence[Observed]], Loaded]
    main_file: Callable[[Path], Path]

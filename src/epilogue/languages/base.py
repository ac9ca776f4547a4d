"""Interface of a language: it reads story files into Programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # the overview of all commands does without them
    from pathlib import Path

    from epilogue.ir.program import Program
    from epilogue.languages.loaded import LoadedStory, ObservedExpression, PlanResult
    from epilogue.rules.base import Rule, StoryFacts  # only checking loads them

DEEPEST = 10_000
"""Stack frames that traversing a tree may need: parsers bound the nesting of constructs, each level takes a handful."""


@contextmanager
def deep() -> Iterator[None]:
    """Ensures a recursion limit of :data:`DEEPEST` meanwhile."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def files_named(pattern: str, folder: Path) -> list[Path]:
    """Ordinary files that match a pattern below a folder, sorted by name. Pipes and devices are no stories."""
    return sorted(path for path in folder.glob(pattern) if path.is_file())


class Exporter(NamedTuple):
    """A form that stories of one language alone can be written in. ``option``: of ``epilogue export``, without dashes; ``what``
    it is, in words, and what ``reads`` it; ``write(path, allow_outside)`` raises StoryError."""

    option: str
    what: str
    reads: str
    write: Callable[[Path, bool], str]


class TestPlans(NamedTuple):
    """Tests that the language's own tools have, or logs they write: files that end in ``suffix``, one for a story of its name
    that ends in ``story`` ("" if stories have no names of their own), and any number beside a file whose name fits the pattern
    ``project``. ``read`` gives the runs of a plan, and raises StoryError; ``run`` plays them."""

    suffix: str
    story: str
    project: str
    read: Callable[[Path], list[Any]]
    run: Callable[[Program, list[Any]], PlanResult]


def none() -> tuple[Rule[StoryFacts], ...]:
    """The own rules of a language that has none."""
    return ()


def by_suffix(path: Path, head: str) -> float:
    """Confidence of a language in a file with its suffix, if no other language has that."""
    return 1.0


class Language(NamedTuple):
    """A language.

    ``suffixes`` of its files, and those ``shared`` with files of all sorts; ``read(path, allow_outside, observed)``;
    ``main_file(folder)`` guesses the main file. ``nested``: a story may be the files of a folder's folders. ``title``: its name
    as its writers write it; ``tool``: that of what plays it, if they say that. ``story``: what a writer gives to a command, in a
    few words; ``files``: a sentence on what can be read; ``warnings``: what its reader warns of, as part of one. ``sniff(path,
    head)``: from 0 to 1, how sure it is that a file with one of its suffixes, which begins with ``head``, is one of its stories;
    asked where several languages have the suffix. ``rules()``: those of ``epilogue check`` that are about this language alone.

    ``read`` and ``main_file`` raise :class:`~epilogue.diagnostics.StoryError`. What is large is imported when it is called.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, bool, Sequence[ObservedExpression]], LoadedStory]
    main_file: Callable[[Path], Path]
    shared: tuple[str, ...] = ()
    nested: bool = False
    title: str = ""
    tool: str = ""
    story: str = ""
    files: str = ""
    warnings: str = ""
    sniff: Callable[[Path, str], float] = by_suffix
    rules: Callable[[], tuple[Rule[StoryFacts], ...]] = none
    exporters: tuple[Exporter, ...] = ()
    test_plans: TestPlans | None = None

"""ink, inkle's scripting language: source (``.ink``) and compiled stories (``.ink.json``, ``.json``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from epilogue.languages.base import Exporter, Language

if TYPE_CHECKING:
    from pathlib import Path

    from epilogue.languages.loaded import LoadedStory, ObservedExpression
    from epilogue.rules.base import Rule, StoryFacts


def _read(path: Path, allow_outside: bool, observed: Sequence[ObservedExpression]) -> LoadedStory:
    """An ink story as a Program. Raises StoryError."""
    from epilogue.languages.ink.read import read_story  # lazy: a story in another language needs none of it

    return read_story(path, allow_outside, observed)


def _main_file(folder: Path) -> Path:
    """Main file of a folder: :func:`epilogue.languages.ink.read.main_file`. Raises StoryError."""
    from epilogue.languages.ink.read import main_file

    return main_file(folder)


def _sniff(path: Path, head: str) -> float:
    """A compiled story says the version of its format first."""
    return 1.0 if path.name.lower().endswith(".ink") or '"inkVersion"' in head else 0.1


def _rules() -> tuple[Rule[StoryFacts], ...]:
    from epilogue.languages.ink.rules import RULES  # late: only checking needs it

    return RULES


def _compiled(path: Path, allow_outside: bool) -> str:
    """A compiled story: :func:`epilogue.languages.ink.export.to_compiled`. Raises StoryError."""
    from epilogue.languages.ink.export import to_compiled

    return to_compiled(path, allow_outside)


INK = Language(
    "ink",
    (".ink", ".json"),
    _read,
    _main_file,
    shared=(".json",),
    title="ink",
    story="an ink file (.ink, or compiled .ink.json)",
    files="Read are `.ink` files, with those they include, and compiled ink (`.json`, format versions 19 to 21).",
    warnings='a blank choice, an "else" that is read as text, a function that is not called, a value that prints "true" or '
    '"false", a "-" that is read as a minus, a number of visits that is compared with a text, and a line that begins with '
    "*emphasis* or **emphasis**, which makes it an option",
    sniff=_sniff,
    rules=_rules,
    exporters=(Exporter("compiled", "compiled ink", "as ink's own runtimes load it", _compiled),),
)

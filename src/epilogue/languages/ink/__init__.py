"""ink, inkle's scripting language: source (``.ink``) and compiled stories (``.ink.json``, ``.json``)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from epilogue.languages.base import Exporter, Language, LoadedStory, ObservedExpression


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


def _compiled(path: Path, allow_outside: bool) -> str:
    """A story as ink's own runtimes load it. Raises StoryError."""
    from epilogue.languages.ink.compile.json_write import to_json
    from epilogue.languages.ink.read import compile_file

    return to_json(compile_file(path, allow_outside))


INK = Language(
    "ink",
    (".ink", ".json"),
    _read,
    _main_file,
    title="ink",
    files="Read are `.ink` files, with those they include, and compiled ink (`.json`, format versions 19 to 21).",
    sniff=_sniff,
    exporters=(Exporter("compiled", "compiled ink", "as ink's own runtimes load it", _compiled),),
)

"""Which front-end reads which file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from epilogue.diagnostics import Diagnostic, unreadable
from epilogue.ir.program import Program
from epilogue.languages.base import Frontend, Loaded, Observed, files_named
from epilogue.languages.ink import INK
from epilogue.languages.yarn import YARN
from epilogue.source import Span

FRONTENDS: tuple[Frontend, ...] = (INK, YARN)
SUFFIXES = tuple(suffix for frontend in FRONTENDS for suffix in frontend.suffixes)
_ANY = ".json"
"""Ends files of all sorts."""


def find(path: str) -> tuple[Path, Frontend]:
    """The main file of a story given as a file or a folder, and its front-end. Raises StoryError."""
    place = Path(path)
    if place.is_dir():
        for sure in (True, False):
            for frontend in FRONTENDS:
                suffixes = [suffix for suffix in frontend.suffixes if (suffix != _ANY) is sure]
                if any(files_named(f"*{suffix}", place) for suffix in suffixes):
                    return frontend.main_file(place), frontend
        for frontend in FRONTENDS:
            if frontend.nested and any(files_named(f"**/*{suffix}", place) for suffix in frontend.suffixes):
                return frontend.main_file(place), frontend
        expected = ", ".join(SUFFIXES)
        raise unreadable("no story in this folder", Span(path, 0), f"expected a file ending in {expected}")
    if not place.exists():
        raise unreadable("there is no such file or folder", Span(path, 0))
    for frontend in FRONTENDS:
        if any(place.name.lower().endswith(suffix) for suffix in frontend.suffixes):
            return place, frontend
    expected = ", ".join(SUFFIXES)
    raise unreadable("not a story this program reads", Span(path, 0), f"expected a name ending in {expected}")


def load(path: str, allow_outside: bool = False, observed: Sequence[Observed] = ()) -> Loaded:
    """Read a story, with the code of the observed expressions. Raises StoryError."""
    main, frontend = find(path)
    return frontend.read(main, allow_outside, observed)


def read(path: str | Path) -> tuple[Program, list[Diagnostic]]:
    """The Program of a story and what its reader warns of. Raises StoryError."""
    loaded = load(str(path))
    return loaded.program, loaded.diagnostics

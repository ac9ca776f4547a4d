"""Registry of languages: finds a file's language by its suffix, and by its content where several share that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from epilogue.languages.base import Language, files_named
from epilogue.languages.choicescript import CHOICESCRIPT
from epilogue.languages.ink import INK
from epilogue.languages.twine import TWINE
from epilogue.languages.yarn import YARN

if TYPE_CHECKING:  # the overview of all commands does without them
    from pathlib import Path

    from epilogue.diagnostics import Diagnostic, StoryError
    from epilogue.ir.program import Program
    from epilogue.languages.loaded import LoadedStory, ObservedExpression

LANGUAGES: tuple[Language, ...] = (INK, YARN, CHOICESCRIPT, TWINE)
SUFFIXES = tuple(dict.fromkeys(suffix for language in LANGUAGES for suffix in language.suffixes))
HEAD = 4096
"""Bytes of a file passed to ``sniff``."""


def find(path: str) -> tuple[Path, Language]:
    """The main file of a story given as a file or a folder, and its language. Raises StoryError."""
    from pathlib import Path

    location = Path(path)
    if location.is_dir():
        language = _language_in(location)
        if language is not None:
            return language.main_file(location), language
        expected = ", ".join(SUFFIXES)
        raise _unreadable(path, "no story in this folder", f"expected a file ending in {expected}")
    if not location.exists():
        raise _unreadable(path, "there is no such file or folder")
    language = language_of(location)
    if language is not None:
        return location, language
    expected = ", ".join(SUFFIXES)
    raise _unreadable(path, "not a story this program reads", f"expected a name ending in {expected}")


def _unreadable(path: str, message: str, hint: str = "") -> StoryError:
    """The error for a path that is no story."""
    from epilogue.diagnostics import unreadable
    from epilogue.source import Span

    return unreadable(message, Span(path, 0), hint)


def language_of(path: Path) -> Language | None:
    """Language of a file: by its suffix, of several the surest of its content; None for any other file."""
    possible = [language for language in LANGUAGES if path.name.lower().endswith(language.suffixes)]
    if len(possible) < 2:
        return possible[0] if possible else None
    head = _head(path)
    return max(possible, key=lambda language: language.sniff(path, head))  # ties go to the first


def _head(path: Path) -> str:
    """The beginning of a file, "" if unreadable: whoever reads it reports that."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD).decode("utf-8-sig", "replace")
    except OSError:
        return ""


def _language_in(folder: Path) -> Language | None:
    """The language of a folder's story: a suffix that is a language's own is surer than one of files of all sorts, and a file in
    the folder itself surer than one further below."""
    for sure in (True, False):
        for language in LANGUAGES:
            suffixes = [suffix for suffix in language.suffixes if (suffix not in language.shared) is sure]
            if any(language_of(file) is language for suffix in suffixes for file in files_named(f"*{suffix}", folder)):
                return language
    for language in LANGUAGES:
        if language.nested and any(files_named(f"**/*{suffix}", folder) for suffix in language.suffixes):
            return language
    return None


def load(path: str, allow_outside: bool = False, observed: Sequence[ObservedExpression] = ()) -> LoadedStory:
    """Read a story, with the code of the observed expressions. Raises StoryError."""
    main, language = find(path)
    return language.read(main, allow_outside, observed)


def read(path: str | Path) -> tuple[Program, list[Diagnostic]]:
    """The Program of a story and what its reader warns of. Raises StoryError."""
    loaded = load(str(path))
    return loaded.program, loaded.diagnostics

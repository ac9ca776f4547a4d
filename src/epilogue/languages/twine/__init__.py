"""Twine: stories in Twee files and in published HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from epilogue.languages.base import Exporter, Language

if TYPE_CHECKING:
    from pathlib import Path

    from epilogue.languages.loaded import LoadedStory, ObservedExpression


def _read(path: Path, allow_outside: bool, observed: Sequence[ObservedExpression]) -> LoadedStory:
    """A story of Twine as a Program. Raises StoryError."""
    from epilogue.languages.twine.read import read_story  # lazy: stories in other languages need none of it

    return read_story(path, allow_outside, observed)


def _main_file(folder: Path) -> Path:
    """The folder of Twee files, or its one published story. Raises StoryError."""
    from epilogue.languages.twine.read import main_file

    return main_file(folder)


def _twee(path: Path, allow_outside: bool) -> str:
    from epilogue.languages.twine.files import read_archive
    from epilogue.languages.twine.write import to_twee

    return to_twee(read_archive(path, allow_outside))


def _html(path: Path, allow_outside: bool) -> str:
    from epilogue.languages.twine.files import read_archive
    from epilogue.languages.twine.write import to_html

    return to_html(read_archive(path, allow_outside))


def _sniff(path: Path, head: str) -> float:
    from epilogue.languages.twine.files import sniff

    return sniff(path, head)


TWINE = Language(
    "twine",
    (".twee", ".tw", ".twee3", ".tw3", ".html", ".htm"),
    _read,
    _main_file,
    shared=(".html", ".htm"),
    title="Twine",
    story="a story of Twine (.twee, .tw, .html)",
    files="Read are published stories (`.html`), Twee files and folders of them; of the story formats, Harlowe 3. A macro or\n"
    "construct that is not listed is refused where it stands.",
    sniff=_sniff,
    exporters=(
        Exporter("twee", "Twee 3", "as Twine's tools read it", _twee),
        Exporter("html", "a Twine story in HTML", "as Twine imports it", _html),
    ),
)

"""Dispatch of a Twine story to the reader of its format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from epilogue.diagnostics import unreadable
from epilogue.languages.base import files_named
from epilogue.languages.loaded import LoadedStory, ObservedExpression
from epilogue.languages.twine.archive import Archive
from epilogue.languages.twine.files import TWEE_SUFFIXES, read_archive, sniff
from epilogue.source import Span

_HARLOWE = re.compile(
    r"\((?:set|put|if|unless|print|display|go-?to|link(?:-[a-z]+)*|either|replace|append|enchant):", re.IGNORECASE
)
_OTHER = re.compile(r"<<\w|<%|^\s*\w+\s*:.*\n--$", re.MULTILINE)


def read_story(path: Path, allow_outside: bool, observed: Sequence[ObservedExpression]) -> LoadedStory:
    """A Twine story as a Program. Raises StoryError."""
    return read(read_archive(path, allow_outside), path, observed)


def read(archive: Archive, path: Path, observed: Sequence[ObservedExpression]) -> LoadedStory:
    """The story of an archive as a Program. Raises StoryError."""
    name = path.name.partition(".")[0]
    if archive.format.lower() == "harlowe" or (not archive.format and _looks_like_harlowe(archive)):
        from epilogue.languages.twine.harlowe import read as harlowe  # lazy: stories in other formats need none of it

        return harlowe.read(archive, name, observed)
    if not archive.format:
        hint = 'say it in the passage StoryData: {"format": "Harlowe", "format-version": "3.3.9"}'
        raise unreadable("this story does not name its format", archive.passages[archive.start].place, hint)
    raise unreadable(f"stories in the format {archive.format} cannot be read yet", Span(str(path), 0), "Harlowe 3 can")


def _looks_like_harlowe(archive: Archive) -> bool:
    """Whether a story that names no format has macros of Harlowe and none of another one."""
    texts = [passage.text for passage in archive.passages.values()]
    return any(map(_HARLOWE.search, texts)) and not any(map(_OTHER.search, texts))


def main_file(folder: Path) -> Path:
    """The folder of Twee files, or its one published story. Raises StoryError."""
    if any(file.suffix.lower() in TWEE_SUFFIXES for file in files_named("*", folder)):
        return folder
    published = [file for file in files_named("*", folder) if sniff(file, "") == 1]
    if len(published) == 1:
        return published[0]
    names = ", ".join(file.name for file in published)
    raise unreadable("several published stories in this folder", Span(str(folder), 0), f"give one of them: {names}")

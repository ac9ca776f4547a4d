"""Files of a Twine story: which they are, and in which form."""

from __future__ import annotations

import re
from pathlib import Path

from epilogue.diagnostics import unreadable
from epilogue.languages.base import files_named
from epilogue.languages.texts import StoryTexts
from epilogue.languages.twine.archive import Archive, SourceFile
from epilogue.languages.twine.html import is_html, read_html
from epilogue.languages.twine.twee import about_story, read_twee
from epilogue.source import Span, read_file

TWEE_SUFFIXES = (".twee", ".tw", ".twee3", ".tw3")
HTML_SUFFIXES = (".html", ".htm")
_HEADER = re.compile(r"^::[ \t]*[^\s:]", re.MULTILINE)
_MOST_FILES = 10_000


def read_archive(path: Path, allow_outside: bool = False) -> Archive:
    """The story in a published file or an archive, in a Twee file with those beside it, or in a folder of Twee files. Raises
    StoryError."""
    texts = StoryTexts("a story of Twine")
    if path.is_dir():
        files = _twee_files(path)
        if not files:
            raise unreadable(
                "no Twee file in this folder", Span(str(path), 0), f"expected names ending in {', '.join(TWEE_SUFFIXES)}"
            )
        return read_twee([_source(file, path, texts, allow_outside) for file in files], texts.texts)
    source = SourceFile(str(path), texts.text(path))
    if is_html(source.text):
        return read_html(source, texts.texts)
    return read_twee(_parts(path, source, texts, allow_outside), texts.texts)


def _parts(path: Path, main: SourceFile, texts: StoryTexts, allow_outside: bool) -> list[SourceFile]:
    """A Twee file and the others of its story: all below its folder if they are about one, as one has its data and not more than
    one a title. Otherwise each file is a story."""
    beside = [file for file in _twee_files(path.parent) if file != path]
    if path.suffix.lower() not in TWEE_SUFFIXES or not beside:
        return [main]
    read = StoryTexts("a story of Twine")
    sources = sorted(
        [main, *(_source(file, path.parent, read, allow_outside) for file in beside)], key=lambda file: Path(file.name)
    )
    about = [about_story(source.text) for source in sources]
    if sum("StoryData" in names for names in about) != 1 or sum("StoryTitle" in names for names in about) > 1:
        return [main]
    texts.texts.update(read.texts)
    return sources


def _twee_files(folder: Path) -> list[Path]:
    """Twee files below a folder, sorted. Raises StoryError if there are too many."""
    found = [file for file in files_named("**/*", folder) if file.suffix.lower() in TWEE_SUFFIXES]
    if len(found) > _MOST_FILES:
        raise unreadable(f"over {_MOST_FILES} Twee files below this folder", Span(str(folder), 0), "give the folder of one story")
    return found


def _source(file: Path, folder: Path, texts: StoryTexts, allow_outside: bool) -> SourceFile:
    """A file of a folder's story. Raises StoryError if it leads out of the folder."""
    if not allow_outside and not file.resolve().is_relative_to(folder.resolve()):
        raise unreadable("this file lies outside the story's folder", Span(str(file), 0), "allow it with --allow-outside")
    return SourceFile(str(file), texts.text(file))


def sniff(path: Path, head: str) -> float:
    """Confidence, from 0 to 1, that a file which begins with ``head`` is a story of Twine."""
    if path.suffix.lower() in HTML_SUFFIXES:
        if is_html(head):
            return 1.0
        try:
            return 1.0 if is_html(read_file(path).decode("utf-8", "replace")) else 0.0
        except OSError:
            return 0.0
    if _HEADER.search(head):
        return 1.0
    return 0.5 if path.suffix.lower() in TWEE_SUFFIXES else 0.0

"""The files of a story: the scenes beside ``startup.txt`` that it leads to."""

from __future__ import annotations

from pathlib import Path

from epilogue.diagnostics import unreadable
from epilogue.languages.base import files_named
from epilogue.source import MAX_FILE_BYTES, Span, read_file

STARTUP = "startup.txt"
PLACES = ("", "scenes", "mygame/scenes", "web/mygame/scenes")
"""Folders of a game's folder where its scenes usually are."""


def main_file(folder: Path) -> Path:
    """The startup scene of a game's folder. Raises StoryError."""
    for place in PLACES:
        if (folder / place / STARTUP).is_file():
            return folder / place / STARTUP
    found = files_named(f"**/*{STARTUP}", folder)
    if len(found) == 1:
        return found[0]
    span = Span(str(folder), 0)
    if not found:
        raise unreadable("no startup.txt in this folder", span, "a ChoiceScript game begins there")
    names = ", ".join(path.relative_to(folder).as_posix() for path in found)
    raise unreadable("several games in this folder", span, f"name one of them: {names}")


class SceneFiles:
    """The scenes of one folder, by their names in small letters; reads each when asked. ``texts``: all that was read, by absolute
    path."""

    def __init__(self, main: Path, allow_outside: bool) -> None:
        self.folder = main.parent
        self.main = main
        self.paths = {path.stem.lower(): path for path in files_named("*.txt", self.folder)}
        if not allow_outside:
            inside = self.folder.resolve()
            self.paths = {name: path for name, path in self.paths.items() if path.resolve().is_relative_to(inside)}
        self.paths.pop(main.stem.lower(), None)
        self.paths[STARTUP.removesuffix(".txt")] = main
        self.texts: dict[str, str] = {}
        self._bytes = 0

    def text(self, name: str) -> str:
        """The text of a scene: UTF-8, with or without a byte order mark. Raises StoryError."""
        path = self.paths[name]
        span = Span(str(path), 0)
        try:
            data = read_file(path)
        except (OSError, ValueError) as fault:
            raise unreadable(f"this file cannot be read: {getattr(fault, 'strerror', None) or fault}", span) from None
        self._bytes += len(data)
        if self._bytes > MAX_FILE_BYTES:  # the limit holds for all files together
            raise unreadable(f"this story is too large: over {MAX_FILE_BYTES >> 20} MB", span)
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise unreadable("this file is not encoded in UTF-8 but in UTF-16", span, "save it as UTF-8")
        if b"\0" in data:
            raise unreadable("this is a binary file, not a scene", span)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = data.count(b"\n", 0, fault.start) + 1
            column = fault.start - (data.rfind(b"\n", 0, fault.start) + 1) + 1
            hint = "it may be Latin-1 or Windows-1252; save it as UTF-8"
            where = Span(str(path), line, column)
            raise unreadable(f"this file is not encoded in UTF-8: byte 0x{data[fault.start]:02x}", where, hint) from None
        self.texts[str(path.absolute())] = text
        return text

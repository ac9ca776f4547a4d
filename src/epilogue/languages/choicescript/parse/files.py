"""The files of a story: the scenes beside ``startup.txt`` that it leads to."""

from __future__ import annotations

from pathlib import Path

from epilogue.diagnostics import unreadable
from epilogue.languages.base import files_named
from epilogue.languages.texts import StoryTexts
from epilogue.source import Span

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
        self._read = StoryTexts("a scene")
        self.texts = self._read.texts

    def text(self, name: str) -> str:
        """The text of a scene. Raises StoryError."""
        return self._read.text(self.paths[name])

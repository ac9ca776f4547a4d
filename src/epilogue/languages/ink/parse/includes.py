"""Story files on disk: reading them with plain messages for what is wrong, and INCLUDE kept inside the
story's folder."""

from __future__ import annotations

from pathlib import Path

from epilogue.diagnostics import unreadable
from epilogue.languages.texts import decoded
from epilogue.source import Span, read_file


def read_source(path: Path, shown: str, span: Span | None = None) -> str:
    """The text of a story file. ``shown`` is how messages name it, ``span`` where it was asked for.

    Raises :class:`epilogue.diagnostics.StoryError` if there is no such file, it cannot be read, is too large,
    binary or not UTF-8."""
    try:
        data = read_file(path)
    except FileNotFoundError:
        raise unreadable(f"Failed to load: '{shown}': there is no such file", span, f"looked for {path}") from None
    except IsADirectoryError:
        raise unreadable(f"'{shown}' is a folder, not an ink file", span) from None
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise unreadable(f"Failed to load: '{shown}': {reason}", span) from None
    return decoded(data, shown, "an ink text", True, span)


class FileLoader:
    """Loads the files that a story includes, for :func:`epilogue.languages.ink.parse.parser.parse_story`.

    As in ink, names are relative to the folder of the *main* file, in included files too. A file outside that
    folder's tree is refused unless ``allow_outside``. Files are shown relative to the main file's folder as
    it is shown. ``texts``: what was loaded, by path."""

    def __init__(self, main: Path, allow_outside: bool = False) -> None:
        self._shown_folder = main.parent
        self._beside = main.parent.absolute()
        self._folder = self._beside.resolve()
        self._allow_outside = allow_outside
        self.texts: dict[str, str] = {}

    def __call__(self, name: str, span: Span) -> tuple[str, str]:
        """The display name and text of an included file; raises StoryError."""
        try:
            path = (self._folder / name.replace("\\", "/")).resolve()
        except (OSError, ValueError, RuntimeError) as fault:
            raise unreadable(f"Failed to load: '{name}': {fault}", span) from None
        if path.is_relative_to(self._folder):
            shown = str(self._shown_folder / path.relative_to(self._folder))
        elif self._allow_outside:
            shown = str(path)
        else:
            raise unreadable(
                f"INCLUDE '{name}' leads out of the story's folder",
                span,
                "a story may only include files beside or below its main file, unless that is allowed",
            )
        text = self.texts[str(self._beside / name.replace("\\", "/"))] = read_source(path, name, span)
        return shown, text

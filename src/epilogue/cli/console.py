"""The terminal as every command needs it: its width, its colours, its encoding, and a parser of arguments.

argparse and not click: click takes 45 ms to import, a tenth of what a whole answer may take; argparse takes
7.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import sys
from typing import Any, NoReturn, TextIO

from epilogue.views.text.layout import printable

DRAWN = (".svg", ".png")
"""File extensions of drawings."""


class _Formatter(argparse.HelpFormatter):
    """Formatter of a given width: the default one imports shutil for it, each time an argument is added."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=min(width(), 100))


class Parser(argparse.ArgumentParser):
    """Argument parser whose errors are one line and advice."""

    def __init__(self, command: str, description: str) -> None:
        super().__init__(
            prog=f"epilogue {command}",
            description=description,
            allow_abbrev=False,
            formatter_class=_Formatter,
        )

    def error(self, message: str) -> NoReturn:
        say(f"{self.prog}: error: {message}\nNext: {self.prog} --help", sys.stderr)
        raise SystemExit(2)


def story_parser(command: str, description: str) -> Parser:
    """A parser for a command on a story, with what all of those share."""
    parser = Parser(command, description)
    parser.add_argument("story", metavar="STORY", help="the story's main file, or its folder")
    parser.add_argument("--allow-outside", action="store_true", help="let the story include files from outside its own folder")
    return parser


def add_readers(parser: Parser) -> None:
    """``--readers``: for the commands whose odds depend on who picks."""
    what = "who chooses: blind (at random), curious, completionist, or a name from [readers] in epilogue.toml"
    parser.add_argument("--readers", metavar="WHO", default="blind", help=what)


def width() -> int:
    """Columns of the terminal; COLUMNS overrides, 80 where there is none."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns[:6]) > 0:
        return int(columns[:6])
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def colour(stream: TextIO) -> bool:
    """Whether to colour: on a terminal that knows how, unless NO_COLOR is set to anything (no-color.org)."""
    if os.environ.get("NO_COLOR") or not stream.isatty():
        return False
    if sys.platform == "win32":
        return any(os.environ.get(name) for name in ("WT_SESSION", "TERM_PROGRAM", "ANSICON"))
    return os.environ.get("TERM", "dumb") != "dumb"


def say(text: str, stream: TextIO | None = None) -> None:
    """Write the text, and a newline if it has none: see :func:`write`."""
    write(text if text.endswith("\n") else f"{text}\n", stream)


def say_json(answer: Any) -> None:
    """Write an answer for programs."""
    from epilogue.views.json_view import answer_json

    say(answer_json(answer))


def write(text: str, stream: TextIO | None = None) -> None:
    """Write the text as the stream shows it. All output that contains text of a story or a file's name goes through here."""
    stream = stream or sys.stdout
    stream.write(printable(text, stream.encoding))


def write_whole(path: str, content: bytes, new: bool = False) -> None:
    """Write a file, whole or not at all: beside it first, then in its place; a ``new`` one only if there is none. Raises OSError,
    what was there unharmed."""
    import tempfile

    try:
        place = os.path.realpath(path)
        if os.path.exists(place) and not os.path.isfile(place):  # a device or a pipe: nothing to put in its place
            with open(place, "wb") as stream:
                stream.write(content)
            return
        handle, beside = tempfile.mkstemp(prefix=".epilogue-", dir=os.path.dirname(place))
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(beside, 0o666 & ~mask)
            if new and os.path.exists(place):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            os.replace(beside, place)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(beside)
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from error


def write_drawing(svg: str, path: str, otherwise: str = "", story: str = "") -> None:
    """Write a drawing as ``.svg`` or ``.png``. Raises StoryError where there is none: ``otherwise`` says why."""
    from epilogue.diagnostics import unreadable
    from epilogue.source import Span
    from epilogue.views.svg.raster import as_file

    if not svg:
        raise unreadable(f"nothing to draw: {otherwise}", Span(story, 0))
    write_whole(path, as_file(svg, path))
    say(f"Saved {path}.\nNext: open it" + (" in a browser" if path.lower().endswith(".svg") else ""))


def complain(*lines: str, code: int = 2) -> int:
    """Says what is wrong on standard error, and returns the exit code."""
    say("\n".join(lines), sys.stderr)
    return code

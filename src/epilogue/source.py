"""Source files and spans: everything later points back to file, line and column."""

from __future__ import annotations

import errno
import os
import stat
from typing import Any, NamedTuple

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Larger than any story."""
MAX_SETTINGS_BYTES = 1024 * 1024
"""Larger than any file that comes with a story: settings, tests, plans, playthroughs, tables."""


class Span(NamedTuple):
    """A place in a story's source: display path of the file, 1-based line, 1-based column (0: unknown)."""

    file: str
    line: int
    column: int = 0

    def __str__(self) -> str:
        if self.line == 0:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


NOWHERE = Span("", 0)
"""The place of what stands in no file."""


def read_file(path: str | os.PathLike[str], most: int = MAX_FILE_BYTES) -> bytes:
    """Reads an ordinary file. Raises OSError if it cannot be read, is longer than ``most`` bytes, or could block or never end (a
    pipe, a socket, a device, or a link to one)."""
    if not stat.S_ISREG(os.stat(path).st_mode):  # before opening: opening a device can have effects
        raise _refused(path)
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _refused(path)
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"too large: over {most >> 20} MB", os.fspath(path))
    return content


def _refused(path: str | os.PathLike[str]) -> OSError:
    if os.path.isdir(path):
        return IsADirectoryError(errno.EISDIR, "it is a folder, not a file", os.fspath(path))
    return OSError(errno.EINVAL, "a device, pipe or socket, not an ordinary file", os.fspath(path))


def read_json(text: str) -> Any:
    """Parses JSON. Half a surrogate pair becomes U+FFFD, since no file can hold it. Raises ValueError, or RecursionError if
    nested too deeply."""
    import json  # lazy: few stories need it

    value = json.loads(text)
    if "\\ud" not in text and "\\uD" not in text:
        return value
    plain = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass")
    return json.loads(plain.decode("utf-16", "replace"))

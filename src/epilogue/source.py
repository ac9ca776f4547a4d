"""Source files and spans: every later thing points back to file, line and column."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A place in a story's source: display path of the file, 1-based line, 1-based column (0: not known)."""

    file: str
    line: int
    column: int = 0

    def __str__(self) -> str:
        if self.line == 0:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"

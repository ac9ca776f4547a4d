"""What a user is told about a story: messages with a severity and a place. Defines no rule itself."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from epilogue.source import Span


class Severity(Enum):
    """How bad it is: an error makes the story unreadable, a warning is likely a mistake, a note is the author's own."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Diagnostic(NamedTuple):
    """One message: what was found, where, and (``hint``) the likely mistake or the way out. ``line``: the text of the line it is
    in, to be shown with a caret under its column."""

    severity: Severity
    message: str
    span: Span | None = None
    hint: str | None = None
    line: str | None = None

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        hint = f" ({self.hint})" if self.hint else ""
        said = f"{place}{self.severity.value}: {self.message}{hint}"
        if self.line is None or self.span is None or not self.span.column:
            return said
        before = "".join("\t" if c == "\t" else " " for c in self.line[: self.span.column - 1])
        return f"{said}\n    {self.line}\n    {before}^"


class StoryError(Exception):
    """The story cannot be read: carries every diagnostic found, at least one of them an error."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n".join(str(d) for d in diagnostics))


def unreadable(message: str, span: Span | None = None, hint: str | None = None) -> StoryError:
    """A :class:`StoryError` of one error."""
    return StoryError([Diagnostic(Severity.ERROR, message, span, hint)])

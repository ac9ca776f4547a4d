"""Diagnostics: messages about a story, with a severity and a place. Defines no rule itself."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from epilogue.source import Span


class Severity(Enum):
    """Severity of a message: an error makes the story unreadable, a warning is a likely mistake, a note is the author's own."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Diagnostic(NamedTuple):
    """One message: the problem, its place, and a ``hint`` (the likely mistake or the way out). ``line``: the source line, shown
    with a caret under its column. ``runs_out``: it guesses that the story runs out there, which ``check`` proves or refutes."""

    severity: Severity
    message: str
    span: Span | None = None
    hint: str | None = None
    line: str | None = None
    runs_out: bool = False

    def __str__(self) -> str:
        where = f"{self.span}: " if self.span else ""
        hint = f" ({self.hint})" if self.hint else ""
        text = f"{where}{self.severity.value}: {self.message}{hint}"
        if self.line is None or self.span is None or not self.span.column:
            return text
        before = "".join("\t" if c == "\t" else " " for c in self.line[: self.span.column - 1])
        return f"{text}\n    {self.line}\n    {before}^"


class StoryError(Exception):
    """The story cannot be read. Carries all diagnostics, at least one of them an error."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n".join(str(d) for d in diagnostics))


def unreadable(message: str, span: Span | None = None, hint: str | None = None) -> StoryError:
    """A :class:`StoryError` with a single error."""
    return StoryError([Diagnostic(Severity.ERROR, message, span, hint)])


DISK_FULL = "the disk is full, or cannot be written to"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def refusal(error: OSError) -> str:
    """Why the system refused something, in words: one sentence for all the ways in which a disk is full."""
    if error.errno in _FULL and error.strerror == os.strerror(error.errno):
        return DISK_FULL
    return error.strerror or str(error)


def did_you_mean(word: str, known: Iterable[str], most: int = 3, cutoff: float = 0.6, otherwise: str | None = None) -> str | None:
    """A hint that offers the ``known`` words most like this one, at ``most`` so many; ``otherwise`` where none is like it."""
    from difflib import get_close_matches  # lazy: only for an error

    close = dict.fromkeys(get_close_matches(word, list(known), most, cutoff))
    return f"did you mean {' or '.join(close)}?" if close else otherwise


STILL_SURE = "nothing is sure of it but what epilogue play shows; please report this, with the story if you can"


class Defect(StoryError):
    """An error of Epilogue itself, a contradiction or a case it was not made for; not the story's fault."""


def defect(error: Exception) -> Defect:
    """A :class:`Defect` to show in place of a traceback: the line of the story if known (see :func:`at_line`), the error, its
    place in our code, and what can still be relied on."""
    import traceback  # lazy: nearly never needed
    from pathlib import Path

    where = ""
    frames = traceback.extract_tb(error.__traceback__)
    if frames:
        path = Path(frames[-1].filename)
        where = f" in {path.parent.name}/{path.name}:{frames[-1].lineno}"
    detail = " ".join(str(error).split())[:200]
    what = f"{type(error).__name__}{f': {detail}' if detail else ''}"
    message = f"Epilogue is wrong here, not the story: {what}{where}"
    return Defect([Diagnostic(Severity.ERROR, message, getattr(error, "span", None), STILL_SURE)])


def at_line(error: Exception, span: Span | None) -> None:
    """Attaches a place in the story to an error that has none yet."""
    if span is not None and getattr(error, "span", None) is None:
        error.span = span  # type: ignore[attr-defined]

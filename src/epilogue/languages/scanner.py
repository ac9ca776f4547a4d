"""Scanner of one line of a source: a position in it, spans for messages, and errors as an exception."""

from __future__ import annotations

import re

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.source import Span

BLANKS = re.compile(r"[ \t]*")


class LineFault(Exception):
    """Error in a line, with its place."""

    def __init__(self, message: str, span: Span, hint: str | None = None) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(Severity.ERROR, message, span, hint)


class SingleLineScanner:
    """A line of the file ``file``: its number, its text and how far it has been read. ``base``: what to add to a position for
    its column."""

    def __init__(self, file: str, number: int, text: str, position: int = 0, base: int = 1) -> None:
        self.file = file
        self.number = number
        self.text = text
        self.position = position
        self.base = base

    def span(self, position: int | None = None) -> Span:
        """The place of a position, of the current one if it is not given."""
        return Span(self.file, self.number, self.base + (self.position if position is None else position))

    def fault(self, message: str, position: int | None = None, hint: str | None = None) -> LineFault:
        """An exception to be raised."""
        return LineFault(message, self.span(position), hint)

    def blanks(self) -> None:
        """Skips spaces and tabs."""
        self.matching(BLANKS)

    def ahead(self, sign: str) -> bool:
        """Whether ``sign`` is next."""
        return self.text.startswith(sign, self.position)

    def take(self, sign: str) -> bool:
        """Reads ``sign`` if it is next."""
        is_next = self.text.startswith(sign, self.position)
        if is_next:
            self.position += len(sign)
        return is_next

    def matching(self, pattern: re.Pattern[str]) -> str | None:
        """Reads what a pattern matches if that is next."""
        match = pattern.match(self.text, self.position)
        if match is None:
            return None
        self.position = match.end()
        return match.group()

    @property
    def rest(self) -> str:
        """Unread text."""
        return self.text[self.position :]

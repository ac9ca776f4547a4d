"""Scanner of one line of Yarn source: a position in it, spans for messages, and errors as an exception."""

from __future__ import annotations

import re

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.source import Span

_HEAD = (
    "A-Za-z_\u00a8\u00aa\u00ad\u00af\u00b2-\u00b5\u00b7-\u00ba\u00bc-\u00be\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u167f\u1681-\u1fff"
)
_HEAD += "\u200b-\u200d\u202a-\u202e\u203f\u2040\u2054\u2060-\u218f\u2460-\u24ff\u2776-\u2793\u2c00-\u2dff\u2e80-\u2fff"
_HEAD += "\u3004-\u3007\u3021-\u302f\u3031-\ud7ff\uf900-\ufd3d\ufd40-\ufdcf\ufdf0-\ufffd\U00010000-\U000efffd"
IDENTIFIER = f"[{_HEAD}][0-9\u0300-\u036f{_HEAD}]*"
"""A name: the letters that Yarn allows, digits not first."""

NAME = re.compile(IDENTIFIER)
BLANKS = re.compile(r"[ \t]*")


class LineFault(Exception):
    """Error in a line, with its place."""

    def __init__(self, message: str, span: Span, hint: str | None = None) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(Severity.ERROR, message, span, hint)


class LineScanner:
    """A line of the file ``file``: its number, its text and how far it has been read. ``base``: what to add to a position for
    its column."""

    def __init__(self, file: str, number: int, text: str, position: int = 0, base: int = 1) -> None:
        self.file = file
        self.number = number
        self.text = text
        self.position = position
        self.base = base
        self.warnings: list[Diagnostic] = []

    def span(self, position: int | None = None) -> Span:
        """The place of a position, of the current one if it is not given."""
        return Span(self.file, self.number, self.base + (self.position if position is None else position))

    def fault(self, message: str, position: int | None = None, hint: str | None = None) -> LineFault:
        """An exception to be raised."""
        return LineFault(message, self.span(position), hint)

    def warn(self, message: str, hint: str) -> None:
        """Keeps a warning for the current position."""
        self.warnings.append(Diagnostic(Severity.WARNING, message, self.span(), hint))

    def blanks(self) -> None:
        """Skips spaces and tabs."""
        match = BLANKS.match(self.text, self.position)
        assert match is not None
        self.position = match.end()

    def ahead(self, sign: str) -> bool:
        """Whether ``sign`` is next."""
        return self.text.startswith(sign, self.position)

    def take(self, sign: str) -> bool:
        """Reads ``sign`` if it is next."""
        is_next = self.text.startswith(sign, self.position)
        if is_next:
            self.position += len(sign)
        return is_next

    def name(self) -> str | None:
        """Reads a name if one is next."""
        match = NAME.match(self.text, self.position)
        if match is None:
            return None
        self.position = match.end()
        return match.group()

    @property
    def rest(self) -> str:
        """Unread text."""
        return self.text[self.position :]

    @property
    def at_end(self) -> bool:
        """Whether all has been read."""
        return self.position >= len(self.text)

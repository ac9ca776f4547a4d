"""Complaints about a passage, by their place in its text."""

from __future__ import annotations


class HarloweFault(Exception):
    """A fault from ``at`` to ``end`` in the text of a passage."""

    def __init__(self, message: str, at: int, end: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.end = end
        self.hint = hint

"""Limits of a turn on concrete values."""

from __future__ import annotations


class TurnTooLarge(Exception):
    """A turn too large to run: what, and at which position. ``deep``: the story could be worked out further."""

    def __init__(self, what: str, position: int, deep: bool = False) -> None:
        self.what = what
        self.position = position
        self.deep = deep
        super().__init__(what)

"""The StateGraph: situations and what can happen in each, as arrays. No text: views replay a representative."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple


class Situation(IntEnum):
    """CHOICE: the reader picks. CHANCE: the story draws. ENDING: it is over. OPEN: not explored (a truncated search)."""

    CHOICE = 0
    CHANCE = 1
    ENDING = 2
    OPEN = 3


class Ending(NamedTuple):
    """Where a playthrough stops for good. ``kind``: end, done, out_of_content, error or stuck; ``position`` in the Program's
    code; ``mark``: the ending's mark in force, "" for none; ``message``: of an error."""

    kind: str
    position: int
    mark: str
    message: str


class StateGraph:
    """Compressed sparse rows: the edges of state ``s`` are ``first[s]`` to ``first[s + 1]``.

    By state: ``situation``; ``ending`` (index into ``endings``, -1). By edge: ``target`` state; ``weight``: the number of concrete
    outcomes it stands for (1 for a choice); ``label``: for a choice the site's id (its index among the options offered is the
    edge's place in the row), for a chance the tuple of outcomes that lead there. ``initial``: first state. ``complete``: nothing
    was left out; else ``reason`` says what stopped the search.
    """

    def __init__(self) -> None:
        self.situation: list[int] = []
        self.ending: list[int] = []
        self.first: list[int] = [0]
        self.target: list[int] = []
        self.weight: list[int] = []
        self.label: list[Any] = []
        self.endings: list[Ending] = []
        self.initial = 0
        self.complete = True
        self.reason: str | None = None
        self.shown: set[int] = set()
        self.spoken: set[int] = set()

    @property
    def states(self) -> int:
        """Number of situations that are not endings."""
        return sum(1 for s in self.situation if s != Situation.ENDING)

    @property
    def transitions(self) -> int:
        """Number of edges."""
        return len(self.target)

    def edges(self, state: int) -> range:
        """The edges of a state."""
        return range(self.first[state], self.first[state + 1])

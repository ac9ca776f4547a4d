"""Paths: playthroughs given as action indices, choices and draws in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from epilogue.ir.program import Outside, Program
from epilogue.ir.values import Entry, Value, by_name
from epilogue.machine.draws import GRAIN, OneWayDraws, ShuffleRounds, fraction
from epilogue.machine.play import Choice, Drawn, PlayError, Session
from epilogue.machine.step import Code

if TYPE_CHECKING:
    from random import Random


class PathDraws(OneWayDraws):
    """Draws that take the last index of the path: the outcome of that index among the possible ones, in ascending order.
    ``anew``: draws after the end of the path; without it a path has all draws."""

    def __init__(self, indices: list[int], anew: Random | None = None) -> None:
        self._indices = indices
        self._taken: dict[int, set[int]] = {}
        self._anew = anew

    def _next(self, site: int, count: int) -> int:
        if not self._indices and self._anew is not None:
            return self._anew.randrange(count)
        index = self._indices.pop()
        if not 0 <= index < count:
            raise PlayError(f"there is no outcome {index + 1} of {count}")
        return index

    def random(self, site: int, low: int, high: int) -> int:
        """The outcome ``low`` + index."""
        return low + self._next(site, high - low + 1)

    def shuffle(self, site: int, count: int, index: int) -> int:
        """The index-th of the elements not yet taken in this round."""
        drawn = self._taken.setdefault(site, set())
        if index % count == 0:
            drawn.clear()
        left = [element for element in range(count) if element not in drawn]
        element = left[self._next(site, len(left))]
        drawn.add(element)
        return element

    def list_random(self, site: int, items: Sequence[Entry]) -> Entry:
        """The index-th item, by number and name."""
        return by_name(items)[self._next(site, len(items))]

    def outside(self, site: int, what: Outside) -> Value:
        """The index-th of the possible values."""
        return what.values[self._next(site, len(what.values))] if what.values else fraction(self._next(site, GRAIN))


class _PathOver(Exception):
    """The path is over, and there is a draw."""


class _FilledDraws(PathDraws):
    """Draws along a path that leaves out the ``idle`` ones, which nothing depends on: each gets its first outcome. ``whole``:
    what was drawn."""

    def __init__(self, indices: list[int], idle: Set[int], whole: list[int]) -> None:
        super().__init__(indices)
        self._idle = idle
        self._whole = whole

    def _next(self, site: int, count: int) -> int:
        if site not in self._idle and not self._indices:
            raise _PathOver
        self._whole.append(0 if site in self._idle else super()._next(site, count))
        return self._whole[-1]


def with_idle_draws(program: Program, path: Sequence[int], idle: Set[int], entry: str | None = None) -> tuple[int, ...]:
    """The path with the draws it leaves out, those at the positions of ``idle``."""
    if not idle:
        return tuple(path)
    indices, whole = list(reversed(path)), list[int]()
    with suppress(_PathOver):
        session = Session(program, _FilledDraws(indices, idle, whole), entry=entry)
        while (session.ended is None or session.goes_on) and indices:
            if session.ended is None:
                whole.append(indices.pop())
                session.choose(whole[-1])
            else:
                session.converse()
    return tuple(whole)


class Follower:
    """Follows paths through one story, from its beginning or an entry."""

    def __init__(self, program: Program, entry: str | None = None) -> None:
        self._code = Code(program)
        self._entry = entry

    def session(self, path: Sequence[int], anew: Random | None = None) -> Session:
        """The session after the actions of the path; ``anew`` makes the draws after its last one."""
        *_, (_, session) = self.stops(path, anew)
        return session

    def stops(self, path: Sequence[int], anew: Random | None = None) -> Iterator[tuple[int, Session]]:
        """The session at each stop on the path, and at its end, with the number of actions so far. It is always the same session
        object."""
        indices = list(reversed(path))
        session = Session(self._code, PathDraws(indices, anew), entry=self._entry)
        while session.ended is None or session.goes_on:
            if not indices:
                break
            if session.ended is None:
                yield len(path) - len(indices), session
                session.choose(indices.pop())
            else:
                session.converse()
        yield len(path) - len(indices), session


class _IndexRecorder(OneWayDraws):
    """Repeats the draws of a playthrough and records the index of each outcome among the possible ones. A draw that no longer
    exists, since its outcomes are equivalent, is skipped."""

    def __init__(self, outcomes: Sequence[Drawn]) -> None:
        self._outcomes = list(reversed(outcomes))
        self._rounds = ShuffleRounds()
        self.noted: list[int] = []

    def has(self, site: int | None) -> bool:
        """Whether another draw is recorded there."""
        return any(drawn.site == site for drawn in self._outcomes)

    def _next(self, site: int) -> Any:
        drawn = self._outcomes.pop()
        while drawn.site != site and self._outcomes:
            drawn = self._outcomes.pop()
        return drawn.outcome

    def _note(self, site: int, possible: Sequence[Any]) -> Any:
        outcome = self._next(site)
        self.noted.append(possible.index(outcome))
        return outcome

    def random(self, site: int, low: int, high: int) -> int:
        outcome: int = self._note(site, range(low, high + 1))
        return outcome

    def shuffle(self, site: int, count: int, index: int) -> int:
        element: int = self._note(site, self._rounds.left(site, count, index))
        self._rounds.take(site, count, index, element)
        return element

    def list_random(self, site: int, items: Sequence[Entry]) -> Entry:
        possible = by_name(items)
        self._note(site, [f"{item.origin}.{item.name}" for item, _ in possible])
        return possible[self.noted[-1]]

    def outside(self, site: int, what: Outside) -> Value:
        value = what.fitted(self._next(site))
        if value is None:
            raise ValueError("the world outside gave something that was not reckoned with")
        self.noted.append(what.values.index(value) if what.values else int(value * GRAIN))  # type: ignore[operator, arg-type]
        return value


def path_of(session: Session, program: Program | None = None) -> tuple[int, ...]:
    """The actions of a playthrough as a path: the index of each option taken, and of each outcome among the possible ones.
    ``program``: the same story, in which more draws are settled. Raises ValueError for an impossible outcome."""
    indices = _IndexRecorder([action for action in session.actions if isinstance(action, Drawn)])
    again = Session(session.code if program is None else Code(program), indices, entry=session.entry)
    for action in session.actions:
        if isinstance(action, Choice):
            while again.goes_on:
                again.converse()
            again.choose(action.number)
    while again.goes_on and indices.has(again.program.hub):
        again.converse()
    noted = iter(indices.noted)
    return tuple(action.number if isinstance(action, Choice) else next(noted) for action in again.actions)

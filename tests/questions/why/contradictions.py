"""Judge of contradictions: plays every playthrough beside an original one with the same luck in the Machine, and lists which of
its decisions each contradicts. From the definition; uses nothing of :mod:`epilogue.analysis` or :mod:`epilogue.space`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from epilogue.ir.program import Outside
from epilogue.ir.values import Entry, Value
from epilogue.machine.draws import ShuffleRounds
from epilogue.machine.play import Choice, Session
from epilogue.machine.step import Code
from epilogue.space.state_graph import distinguishing_line


class Ask(Exception):
    """A free decision or draw that the script does not cover, with its ``ways``."""

    def __init__(self, ways: int) -> None:
        self.ways = ways


class _Free:
    """Follows the script for free decisions and draws."""

    def __init__(self, script: Sequence[int]) -> None:
        self.script = script
        self.next = 0

    def pick(self, ways: int) -> int:
        if self.next >= len(self.script):
            raise Ask(ways)
        self.next += 1
        return self.script[self.next - 1]


class _Luck:
    """Draws the outcomes of ``luck`` by place and occurrence, if possible; all others are free."""

    def __init__(self, luck: dict[tuple[int, int], Any], free: _Free) -> None:
        self.luck = luck
        self.free = free
        self.met: Counter[int] = Counter()
        self.rounds = ShuffleRounds()
        self.new = 0

    def _draw(self, site: int, possible: Sequence[Any]) -> int:
        wanted = self.luck.get((site, self.met[site]))
        self.met[site] += 1
        if wanted is not None and wanted in possible:
            return possible.index(wanted)
        self.new += 1
        return self.free.pick(len(possible))

    def random(self, site: int, low: int, high: int) -> int:
        return low + self._draw(site, range(low, high + 1))

    def shuffle(self, site: int, count: int, index: int) -> int:
        left = self.rounds.left(site, count, index)
        element: int = left[self._draw(site, left)]
        self.rounds.take(site, count, index, element)
        return element

    def list_random(self, site: int, items: Sequence[Entry]) -> Entry:
        return items[self._draw(site, [f"{item.origin}.{item.name}" for item, _ in items])]

    def outside(self, site: int, what: Outside) -> Value:
        raise NotImplementedError

    def seed(self, value: int) -> None:
        pass

    def save(self) -> Any:
        return None

    def restore(self, saved: Any) -> None:
        pass


class Original(NamedTuple):
    """``luck`` by place and occurrence; ``decisions``: by place and occurrence, their number and the option (its place, and its
    index there)."""

    luck: dict[tuple[int, int], Any]
    decisions: dict[tuple[int, int], tuple[int, tuple[int, int]]]
    ending: tuple[Any, ...]


class Other(NamedTuple):
    """A playthrough beside the original: the decisions it contradicts, and its ending (None: cut off)."""

    against: frozenset[int]
    ending: tuple[Any, ...] | None


def options(session: Session) -> list[tuple[int, int]]:
    """The options on offer: the place of each, and its index among those of the same place."""
    sites = [option.site.id for option in session.options]
    return [(site, sites[:place].count(site)) for place, site in enumerate(sites)]


def ended(session: Session) -> tuple[Any, ...]:
    """The ending of a playthrough."""
    kind, mark = session.ended or "", session.mark or ""
    return kind, session.state.stop, mark, distinguishing_line(kind, mark, session.state.last)


def original(code: Code, played: Session) -> Original:
    """A finished playthrough, for others to be compared with."""
    luck: dict[tuple[int, int], Any] = {}
    met: Counter[int] = Counter()
    for action in played.actions:
        if not isinstance(action, Choice):
            luck[action.site, met[action.site]] = action.outcome
            met[action.site] += 1
    decisions: dict[tuple[int, int], tuple[int, tuple[int, int]]] = {}
    again, stops = Session(code, _Luck(luck, _Free(()))), Counter[int]()
    for choice in [action for action in played.actions if isinstance(action, Choice)]:
        stop = again.state.stop
        decisions[stop, stops[stop]] = len(decisions), options(again)[choice.number]
        stops[stop] += 1
        again.choose(choice.number)
    return Original(luck, decisions, ended(played))


def beside(code: Code, first: Original, longest: int) -> Iterator[Other]:
    """Every playthrough with the original's luck and a limited number of choices and new draws."""
    work: list[tuple[int, ...]] = [()]
    while work:
        script = work.pop()
        try:
            yield _play(code, first, script, longest)
        except Ask as ask:
            work += [(*script, way) for way in range(ask.ways)]


def _play(code: Code, first: Original, script: tuple[int, ...], longest: int) -> Other:
    free = _Free(script)
    luck = _Luck(first.luck, free)
    session, stops = Session(code, luck), Counter[int]()
    against: set[int] = set()
    made = 0
    while session.ended is None:
        made += 1
        if made + luck.new > longest:
            return Other(frozenset(against), None)
        stop, offered = session.state.stop, options(session)
        number, wanted = first.decisions.get((stop, stops[stop]), (-1, (-1, -1)))
        stops[stop] += 1
        taken = free.pick(len(offered))
        if wanted in offered and offered[taken] != wanted:
            against.add(number)
        session.choose(taken)
    return Other(frozenset(against), ended(session))

"""Bounds on the odds of an unfinished search, from what can follow the states left open.

The lower bound of an ending's odds is the mass absorbed there; the upper bound adds the mass of every open state from which
nothing rules that ending out. In a complete search nothing is open, and the bounds meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from epilogue.abstract.possible_endings import ENDLESS, RESTART, UNKNOWN, PossibleEnding
from epilogue.analysis.odds import EndingResult, EndingsResult, Interval, LowerBound, added, certain
from epilogue.budget import attempt
from epilogue.space.state_graph import StateGraph, StateKind

if TYPE_CHECKING:
    from epilogue.analysis.intervals import Intervals
    from epilogue.space.unexplored import Unexplored

HALF = 0.5
"""Share of the time left for odds that the world outside has a say in."""
NEVER = LowerBound(Fraction(0))
NEARLY = 1 - 1e-6
"""Odds above which it is checked whether they are 1."""


class OddsBounds:
    """Bounds of the odds in one graph. ``unexplored``: what can follow the states left open; None: unknown. ``state_of``: by
    state, the corresponding state of the graph searched, if that is another."""

    def __init__(
        self, graph: StateGraph, result: EndingsResult, unexplored: Unexplored | None, state_of: Sequence[int] | None = None
    ) -> None:
        self.graph = graph
        self.result = result
        self.unexplored = unexplored
        self.intervals: Intervals | None = None
        if graph.outside:
            from epilogue.analysis.intervals import Intervals  # lazy: few stories have a world outside

            self.intervals = Intervals(graph)
        self.open: dict[int, list[int]] = {}
        for state, kind in enumerate(graph.kind):
            if kind == StateKind.OPEN:
                self.open.setdefault(
                    -1 if unexplored is None else unexplored.ways[state if state_of is None else state_of[state]], []
                ).append(state)
        self.mass = {ways: self._odds(states) for ways, states in self.open.items()}

    def ending(self, results: Iterable[EndingResult], possible: Iterable[PossibleEnding] = ()) -> Interval:
        """The odds of one of these endings, or of ``possible`` ones that were not found."""
        if not self.result.known:
            return Interval(0.0, 1.0)
        members = list(results)
        wanted = {m.ending.possible for m in members} | set(possible)
        anything = self.unexplored is None
        open_ways = [
            ways for ways in self.open if anything or ways & UNKNOWN or any(self.leads(ways, ending) for ending in wanted)
        ]
        states = [m.state for m in members]
        if self.graph.outside:
            interval = self._with_outside(lambda given: given.reaching(states, self._states(open_ways)))
        else:
            interval = self._between(self._odds(states), open_ways)
        if not isinstance(interval.least, Fraction) and interval.greatest > NEARLY and certain(self.graph, states):
            return Interval(Fraction(1), Fraction(1))
        return interval

    def possible(self, ending: PossibleEnding) -> Interval:
        """The odds of an ending that was not found."""
        open_ways = [ways for ways in self.open if self.leads(ways, ending)]
        if not self.result.known:
            return Interval(0.0, 1.0 if open_ways else 0.0)
        if self.graph.outside:
            return self._with_outside(lambda given: given.reaching((), self._states(open_ways)))
        return self._between(NEVER, open_ways)

    def endless(self) -> Interval:
        """The odds of never ending."""
        if not self.result.known:
            return Interval(0.0, 1.0)
        stopping = [ways for ways in self.open if not ways & ENDLESS]
        if self.graph.outside:
            return self._with_outside(lambda given: given.endless(self._states(stopping)))
        absorbed = LowerBound(self.result.endless, self.result.endless_slack)
        return self._between(absorbed, [ways for ways in self.open if ways & ENDLESS])

    def interval(self, absorbed: LowerBound) -> Interval:
        """Odds that anything left open may add to."""
        if not self.result.known:
            return Interval(0.0, 1.0)
        return self._between(absorbed, list(self.open))

    def _with_outside(self, odds: Callable[[Intervals], Interval]) -> Interval:
        """Odds that the world outside has a say in; anything once computing them took too long, so that the rest can be told."""
        found = None if self.intervals is None else attempt("computing odds", partial(odds, self.intervals), None, HALF)
        if found is None:
            self.intervals = None
        return found or Interval(0.0, 1.0)

    def leads(self, ways: int, ending: PossibleEnding) -> bool:
        """Whether an ending is possible according to these bits."""
        if self.unexplored is None or ending.kind == RESTART:
            return True
        return self.unexplored.prospects.leads(ways, ending)

    def _states(self, open_ways: list[int]) -> list[int]:
        return [state for ways in open_ways for state in self.open[ways]]

    def _odds(self, states: Iterable[int]) -> LowerBound:
        """The odds of reaching one of these states, which nothing leaves."""
        visits, slack = self.result.visits, self.result.slack
        return _sum(LowerBound(visits[state], slack[state]) for state in states)

    def _between(self, absorbed: LowerBound, open_ways: list[int]) -> Interval:
        greatest = _sum((absorbed, *(self.mass[ways] for ways in open_ways))).interval().greatest
        return Interval(absorbed.least, min(greatest, Fraction(1)))


def _sum(odds: Iterable[LowerBound]) -> LowerBound:
    """The odds that one of these events happens, of which no two do."""
    total = NEVER
    for bound in odds:
        total = LowerBound(*added(*total, *bound, Fraction(1)))
    return total

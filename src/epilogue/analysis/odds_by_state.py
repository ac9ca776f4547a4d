"""The odds of every ending from any state, as intervals: exact where known, with bounds where a search stopped early or the world
outside decides."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from epilogue.analysis.odds import Interval, Probability
from epilogue.analysis.outlook import OddsRow, outlook
from epilogue.space.state_graph import StateGraph, StateKind

ROUNDING = 1e-12
"""Bound on the rounding error of sums of floating-point numbers."""


class OddsByState:
    """``group``: ending state -> number of its group, out of ``groups``. ``rows``: by state the odds of each group if everything
    outside were equally likely (a lower bound where a search stopped early): central values, for comparison."""

    def __init__(self, graph: StateGraph, group: Mapping[int, int], groups: int) -> None:
        self.graph = graph
        self.groups = groups
        opened = {s: groups for s, situation in enumerate(graph.kind) if situation == StateKind.OPEN}
        self.rows, self._error = outlook(graph, {**group, **opened}, groups + bool(opened))
        self._bounds: list[tuple[list[Probability], list[Probability]]] | None = None
        if StateKind.OUTSIDE in graph.kind:
            from epilogue.analysis.intervals import Intervals  # lazy: few stories have a world outside

            intervals = Intervals(graph)
            self._bounds = []
            for index in range(groups):
                goal = frozenset(state for state, number in group.items() if number == index)
                least, greatest = intervals.least(goal), intervals.greatest(goal.union(opened))
                low = [max(value - least.error, 0) if least.error else value for value in least.odds]
                high = [min(value + greatest.error, 1) if greatest.error and value else value for value in greatest.odds]
                self._bounds.append((low, high))

    def odds(self, state: int) -> tuple[Interval, ...]:
        """The odds of each group of endings from a state."""
        row = self.rows[state]
        if self._bounds is not None:
            return tuple(Interval(low[state], high[state]) for low, high in self._bounds)
        return tuple(self._between(value, row) for value in row[: self.groups])

    def _between(self, value: Probability, row: OddsRow) -> Interval:
        beyond = row[self.groups] if len(row) > self.groups else 0
        if not isinstance(value, Fraction):
            slack = self._error + (ROUNDING if beyond else 0.0)
            return Interval(max(value - slack, 0.0), min(value + beyond + slack, 1.0))
        return Interval(value, value + beyond)

    def mean(self, parts: list[tuple[int, int]]) -> tuple[Interval, ...] | None:
        """The mean odds over states with relative probabilities; None if these are all 0."""
        total = sum(likely for _, likely in parts)
        if not total:
            return None
        weighted = [(self.odds(state), Fraction(likely, total)) for state, likely in parts]
        means = []
        for group in range(self.groups):
            low = sum((row[group].least * _like(share, row[group].least) for row, share in weighted), Fraction(0))
            high = sum((row[group].greatest * _like(share, row[group].greatest) for row, share in weighted), Fraction(0))
            means.append(Interval(low, high))
        return tuple(means)


def _like(share: Fraction, odds: Probability) -> Probability:
    return share if isinstance(odds, Fraction) else float(share)

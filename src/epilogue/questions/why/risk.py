"""Risks of one menu: what follows each of its options, over all the times that it is met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from epilogue.analysis.odds import Probability
from epilogue.analysis.outlook import Reachability
from epilogue.budget import tick
from epilogue.space.state_graph import StateGraph, StateKind


class OptionRisk(NamedTuple):
    """Risk after an option (its ``site``), or before any (None): ``taken``, how often (before: how often the menu is met).

    ``mean``, ``least``, ``greatest``: by column, over all the times (what the columns are, the caller knows). ``always``,
    ``sometimes``: bit sets of the endings that could be reached before and cannot after it, each time that they could, or some of
    the times."""

    site: int | None
    taken: float
    mean: tuple[Probability, ...]
    least: tuple[Probability, ...]
    greatest: tuple[Probability, ...]
    always: int
    sometimes: int


def menus(graph: StateGraph, site: int) -> list[int]:
    """States that offer an option of this place in the source."""
    return [
        state
        for state, kind in enumerate(graph.kind)
        if kind == StateKind.CHOICE and site in graph.label[graph.first[state] : graph.first[state + 1]]
    ]


def risks(
    graph: StateGraph,
    states: Sequence[int],
    rows: Sequence[Sequence[Probability]],
    can: Reachability,
    visits: Sequence[Probability],
) -> tuple[OptionRisk, list[OptionRisk]]:
    """Risk before the menu in these states, and after each of its options, in the order they are offered.

    By state: ``rows``, the values of the columns; ``visits``, how often it is met. States that nobody reaches do not count,
    unless there are no others."""
    met = [state for state in states if visits[state]] or list(states)
    before = _RiskTotals()
    after: dict[int, _RiskTotals] = {}
    for state in met:
        tick()
        visited = visits[state] or 1
        before.add(visited, rows[state], 0, 0)
        likely = graph.odds(state)
        total = sum(likely) or 1
        for edge, share in zip(graph.edges(state), likely, strict=True):
            target = graph.target[edge]
            gone = 0 if can.open[target] else can.endings[state] & ~can.endings[target]
            after.setdefault(graph.label[edge], _RiskTotals()).add(
                visited * share / total, rows[target], gone, can.endings[state] & ~gone
            )
    return before.done(None), [totals.done(site) for site, totals in after.items()]


class _RiskTotals:
    def __init__(self) -> None:
        self.taken: Probability = 0
        self.sums: list[Probability] = []
        self.least: list[Probability] = []
        self.greatest: list[Probability] = []
        self.gone = self.left = 0

    def add(self, weight: Probability, row: Sequence[Probability], gone: int, left: int) -> None:
        if not self.sums:
            self.sums, self.least, self.greatest = [0] * len(row), list(row), list(row)
        self.taken += weight
        self.sums = [own + weight * value for own, value in zip(self.sums, row, strict=True)]
        self.least = list(map(min, self.least, row))
        self.greatest = list(map(max, self.greatest, row))
        self.gone |= gone
        self.left |= left

    def done(self, site: int | None) -> OptionRisk:
        mean = tuple(value / self.taken for value in self.sums) if self.taken else tuple(self.least)
        always = self.gone & ~self.left
        return OptionRisk(site, float(self.taken), mean, tuple(self.least), tuple(self.greatest), always, self.gone & self.left)

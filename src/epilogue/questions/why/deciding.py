"""Factors that decide one ending: the places that move its odds most, the options that rule it out, what every way to it shares.

All of it is about the whole story, not one playthrough. Frequencies are expected numbers of times, over all playthroughs, for
these readers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from epilogue.analysis.odds import Probability
from epilogue.budget import tick
from epilogue.space.state_graph import StateGraph, StateKind


class OptionEffect(NamedTuple):
    """An option of the source (its site), or the outcomes (None) of a place of luck: ``taken``, how often; ``odds`` of the
    ending after it: the mean, the least and the greatest. Of the times it is taken while the ending can still be reached,
    ``lost`` is the share of those after which it cannot; ``always``, ``never``: whether it is all of them, or none; None where
    it is never taken then."""

    site: int | None
    taken: float
    odds: float
    least: float
    greatest: float
    lost: float | None
    always: bool
    never: bool


class DecidingPlace(NamedTuple):
    """A place where the reader or luck decides. ``met``: how often; ``moves``: by how much the ending's odds are expected to
    change there, up or down, over a whole playthrough; ``after``: what can be taken there, in the order of the source."""

    position: int
    luck: bool
    met: float
    moves: float
    after: tuple[OptionEffect, ...]


class DecisiveOptions(NamedTuple):
    """Sites of options. ``every``: taken on every playthrough to the ending; ``anyway``: on every playthrough however it ends;
    ``none``: offered to somebody, but taken on no playthrough to the ending; ``rules_out``: of those, the ones that can be
    taken while it can still be reached. ``passages``: those in which some option is taken on every playthrough to it."""

    every: tuple[int, ...]
    anyway: tuple[int, ...]
    none: tuple[int, ...]
    rules_out: tuple[int, ...]
    passages: tuple[int, ...]


def deciding(
    graph: StateGraph, odds: Sequence[Probability], can: Sequence[bool], visits: Sequence[Probability]
) -> list[DecidingPlace]:
    """Places that move the odds of an ending, the one that moves them most first. By state: ``odds`` of reaching it, whether
    it ``can`` be reached, and the expected ``visits``."""
    totals: dict[tuple[int, bool], _PlaceTotals] = {}
    for state, met in enumerate(visits):
        tick()
        kind = graph.kind[state]
        if met and kind in (StateKind.CHOICE, StateKind.CHANCE, StateKind.OUTSIDE):
            key = graph.site[state], kind != StateKind.CHOICE
            totals.setdefault(key, _PlaceTotals(*key)).add(graph, state, float(met), odds, can)
    places = [total.done() for total in totals.values()]
    return sorted((p for p in places if p.moves > 0), key=lambda p: (-p.moves, p.position))


def losing(
    graph: StateGraph, odds: Sequence[Probability], can: Sequence[bool], visits: Sequence[Probability]
) -> list[OptionEffect]:
    """Options after which the ending can no longer be reached though it could before, always or sometimes; the one that costs
    it most playthroughs first. By state as in :func:`deciding`."""
    options: dict[int, _OptionTotals] = {}
    for state in _choices(graph):
        tick()
        if visits[state] and can[state]:
            likely = graph.odds(state)
            for edge, share in zip(graph.edges(state), likely, strict=True):
                if not share:
                    continue
                target, times = graph.target[edge], float(visits[state]) * share / sum(likely)
                options.setdefault(graph.label[edge], _OptionTotals()).add(
                    times, near(odds[target], can[target]), True, can[target]
                )
    effects = [total.done(site) for site, total in options.items() if total.lost]
    return sorted(effects, key=lambda after: (-after.taken * (after.lost or 0.0), after.site))


def near(odds: Probability, can: bool) -> float:
    """Odds as a float that is 0 only if impossible, and 1 only if known to be certain."""
    if not can:
        return 0.0
    return 1.0 if isinstance(odds, Fraction) and odds == 1 else min(max(float(odds), 5e-324), 1 - 1e-16)


class _PlaceTotals:
    def __init__(self, position: int, luck: bool) -> None:
        self.position = position
        self.luck = luck
        self.met = self.moves = 0.0
        self.options: dict[int | None, _OptionTotals] = {}

    def add(self, graph: StateGraph, state: int, met: float, odds: Sequence[Probability], can: Sequence[bool]) -> None:
        likely = graph.odds(state)
        total = sum(likely) or 1
        before = float(odds[state])
        self.met += met
        for edge, share in zip(graph.edges(state), likely, strict=True):
            target = graph.target[edge]
            times, after = met * share / total, near(odds[target], can[target])
            self.moves += times * abs(after - before) if odds[target] != odds[state] else 0.0
            site = None if self.luck else graph.label[edge]
            self.options.setdefault(site, _OptionTotals()).add(times, after, can[state], can[target])

    def done(self) -> DecidingPlace:
        return DecidingPlace(
            self.position, self.luck, self.met, self.moves, tuple(total.done(site) for site, total in self.options.items())
        )


class _OptionTotals:
    def __init__(self) -> None:
        self.taken = self.sum = self.possible = self.gone = 0.0
        self.least, self.greatest = 1.0, 0.0
        self.kept = self.lost = False

    def add(self, times: float, odds: float, before: bool, after: bool) -> None:
        self.taken += times
        self.sum += times * odds
        self.least, self.greatest = min(self.least, odds), max(self.greatest, odds)
        if before:
            self.possible += times
            self.gone += 0.0 if after else times
            self.kept, self.lost = self.kept or after, self.lost or not after

    def done(self, site: int | None) -> OptionEffect:
        mean = min(max(self.sum / self.taken, self.least), self.greatest) if self.taken else self.least
        lost = self.gone / self.possible if self.possible else None
        return OptionEffect(
            site, self.taken, mean, self.least, self.greatest, lost, self.lost and not self.kept, self.kept and not self.lost
        )


def decisive_options(graph: StateGraph, goal: Sequence[int], can: Sequence[bool], passage: Sequence[int]) -> DecisiveOptions:
    """Options that every playthrough to the ``goal`` takes, and those that rule it out. ``can``: by state, whether the goal
    can be reached; by site of an option, the number of its ``passage`` (-1: none)."""
    over = [s for s, kind in enumerate(graph.kind) if kind == StateKind.ENDING]
    options = {e: graph.label[e] for s in _choices(graph) for e in graph.edges(s)}
    every, anyway = (_on_every_way(graph, states, options) for states in (goal, over))
    passages = _on_every_way(graph, goal, {edge: passage[site] for edge, site in options.items() if passage[site] >= 0})
    leading: set[int] = set()
    losing: set[int] = set()
    for state in _choices(graph):
        for edge in graph.edges(state):
            if can[graph.target[edge]]:
                leading.add(graph.label[edge])
            elif can[state]:
                losing.add(graph.label[edge])
    offered = {graph.label[edge] for state in _choices(graph) for edge in graph.edges(state)}
    none = offered - leading
    return DecisiveOptions(
        tuple(sorted(every)), tuple(sorted(anyway)), tuple(sorted(none)), tuple(sorted(losing & none)), tuple(sorted(passages))
    )


def _choices(graph: StateGraph) -> list[int]:
    return [s for s, kind in enumerate(graph.kind) if kind == StateKind.CHOICE]


def _on_every_way(graph: StateGraph, goal: Iterable[int], named: Mapping[int, int]) -> set[int]:
    """Names of edges on every way from the beginning to the goal.

    The greatest solution of: the names on every way to a state are the intersection, over its incoming edges, of the edge's own
    name with those on every way to its source (Allen and Cocke, *A Program Data Flow Analysis Procedure*, 1976, on names of
    edges).
    """
    number = {name: n for n, name in enumerate(dict.fromkeys(named.values()))}
    bit = {edge: 1 << number[name] for edge, name in named.items()}
    held: dict[int, int] = {graph.initial: 0}
    work = deque([graph.initial])
    waiting = {graph.initial}
    while work:
        tick()
        state = work.popleft()
        waiting.discard(state)
        for edge in graph.edges(state):
            target = graph.target[edge]
            come = held[state] | bit.get(edge, 0)
            now = come & held.get(target, -1)
            if held.get(target) != now:
                held[target] = now
                if target not in waiting:
                    waiting.add(target)
                    work.append(target)
    common = -1
    for state in goal:
        common &= held.get(state, -1)
    return {name for name, n in number.items() if common >= 0 and common >> n & 1}

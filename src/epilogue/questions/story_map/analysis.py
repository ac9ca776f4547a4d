"""Flow between passages, as an author thinks of a story: the odds of seeing each passage, and how often play goes from one to
another.

Passages are numbers here. The odds of seeing a passage at all are those of eventually taking an edge that enters it: solved
backwards for all passages at once, layer by layer, with a linear system for each component.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import nextafter
from typing import Any, NamedTuple

from epilogue.analysis.odds import Probability
from epilogue.analysis.outlook import Reachability
from epilogue.budget import tick
from epilogue.graphs.closure import closure
from epilogue.graphs.components import components
from epilogue.space.state_graph import StateGraph, StateKind

PassagePair = tuple[int, int]
"""Step from one passage to another, or to the same again."""
EdgeWay = tuple[float, tuple[PassagePair, ...]]
"""One way of taking an edge: its relative weight, and the steps on it."""
SAME = 1e-9
"""Tolerance within which floating-point odds are the same."""


class PairLoss(NamedTuple):
    """Share of the times a step is taken at which the ``ending`` can be reached before the edge and not after it."""

    ending: int
    share: float


class PassageTraffic(NamedTuple):
    """``seen``: odds of seeing each passage in a playthrough. ``traffic``: average number of times each step is taken in a
    playthrough. ``lost``: endings out of reach after each step. ``taken``, ``offered``: by choice site, how often in a
    playthrough. Of an unfinished search only what was found is known: ``seen`` is then empty; None if it is not the same for
    every way to begin."""

    seen: list[float | None]
    traffic: dict[PassagePair, float]
    lost: dict[PassagePair, tuple[PairLoss, ...]]
    taken: dict[int, float]
    offered: dict[int, float]


def story_map(
    graph: StateGraph,
    begins: tuple[PassagePair, ...],
    ways: Sequence[Sequence[EdgeWay]],
    passages: int,
    visits: Sequence[Probability],
    can: Reachability,
    apart: bool = False,
) -> PassageTraffic:
    """``begins``: the steps before the first decision; ``ways``: by edge, how it is taken; ``visits``: expected, by state.
    ``apart``: the first state stands for all in which a conversation can begin; edges from it are no steps, and what is lost
    there no loss."""
    traffic: defaultdict[PassagePair, float] = defaultdict(float)
    losing: defaultdict[tuple[PassagePair, int], float] = defaultdict(float)
    times_taken: defaultdict[int, float] = defaultdict(float)
    offered: defaultdict[int, float] = defaultdict(float)
    for step in begins if not apart else ():
        traffic[step] += 1
    for state, often in enumerate(visits):
        tick()
        if not often or not graph.edges(state):
            continue
        likely = graph.odds(state)
        total = sum(likely)
        for edge, share in zip(graph.edges(state), likely, strict=True):
            flow = float(often) * share / total
            if graph.kind[state] == StateKind.CHOICE:
                times_taken[graph.label[edge]] += flow
                offered[graph.label[edge]] += float(often)
            gone = can.endings[state] & ~can.endings[graph.target[edge]]
            known = not can.open[graph.target[edge]]
            whole = sum(weight for weight, _ in ways[edge]) or 1.0
            loses = gone if known and not (apart and state == graph.initial) else 0
            for weight, steps in ways[edge]:
                for step in steps:
                    traffic[step] += flow * weight / whole
                for ending in range(loses.bit_length()) if steps else ():
                    if loses >> ending & 1:
                        losing[steps[0], ending] += flow * weight / whole
    lost: dict[PassagePair, tuple[PairLoss, ...]] = {}
    for (step, ending), flow in sorted(losing.items()):
        lost[step] = (*lost.get(step, ()), PairLoss(ending, min(1.0, flow / traffic[step])))
    seen = _seen(graph, begins, ways, passages, apart) if graph.complete else []
    return PassageTraffic(seen, dict(traffic), lost, dict(times_taken), dict(offered))


def _seen(
    graph: StateGraph, begins: tuple[PassagePair, ...], ways: Sequence[Sequence[EdgeWay]], passages: int, apart: bool
) -> list[float | None]:
    odds = _PassageOdds(graph, ways, passages).odds(apart)
    for _, passage in begins:
        if passage >= 0:
            odds[passage] = 1.0
    return odds


class _PassageOdds:
    """Solves the odds for all passages at once. A row of the table is a state, a column a passage."""

    def __init__(self, graph: StateGraph, ways: Sequence[Sequence[EdgeWay]], passages: int) -> None:
        import numpy

        self.graph = graph
        self.passages = passages
        self.table: Any = numpy.zeros((len(graph.kind), passages))
        self.share = [0.0] * len(graph.target)
        for state in range(len(graph.kind)):
            tick()
            likely = graph.odds(state)
            total = sum(likely)
            for edge, odds in zip(graph.edges(state), likely, strict=True):
                self.share[edge] = odds / total
        self.ways = ways
        self.coming = [_coming(edge_ways) for edge_ways in ways]

    def odds(self, apart: bool) -> list[float | None]:
        """Odds of each passage from the first state; ``apart``: None where they depend on how it is left."""
        level = [0] * len(self.graph.kind)
        lone: defaultdict[int, list[int]] = defaultdict(list)
        looped: defaultdict[int, list[list[int]]] = defaultdict(list)
        for component in components(self.graph.first, self.graph.target):
            tick()
            members = set(component)
            follows = [self.graph.target[edge] for state in component for edge in self.graph.edges(state)]
            deep = 1 + max((level[follow] for follow in follows if follow not in members), default=-1)
            for state in component:
                level[state] = deep
            if len(component) > 1 or component[0] in follows:
                looped[deep].append(component)
            elif follows:
                lone[deep].append(component[0])
        for deep in sorted({*lone, *looped}):
            if lone[deep]:
                rows = lone[deep]
                self.table[rows] = self._leaving(rows, frozenset())
            for component in looped[deep]:
                tick()
                self._solve(component)
        odds = [self._known(passage, float(value)) for passage, value in enumerate(self.table[self.graph.initial])]
        return self._alike(odds) if apart else [*odds]

    def _known(self, passage: int, odds: float) -> float:
        """Odds, 1 only if proved to be: from every state that play can reach without the passage, some way leads to it. So
        rounding makes nothing certain."""
        if odds < 1 - SAME:
            return odds
        graph = self.graph
        before: defaultdict[int, list[int]] = defaultdict(list)
        leading: list[int] = []

        def without(state: int) -> Iterator[int]:
            for edge in graph.edges(state):
                meets = [any(target == passage for _, target in steps) for _, steps in self.ways[edge]]
                if any(meets):
                    leading.append(state)
                if not (meets and all(meets)):
                    before[graph.target[edge]].append(state)
                    yield graph.target[edge]

        reached = closure((graph.initial,), without)
        can = closure(leading, lambda state: before.get(state, ()))
        return 1.0 if reached <= can else min(odds, nextafter(1.0, 0.0))

    def _alike(self, odds: list[float]) -> list[float | None]:
        """Odds that are the same for every way of taking an edge of the first state; else None."""
        odds_or_none: list[float | None] = [*odds]
        for edge in self.graph.edges(self.graph.initial):
            after = self.table[self.graph.target[edge]]
            for _, steps in self.ways[edge]:
                met = {target for _, target in steps}
                for passage, value in enumerate(odds):
                    here = 1.0 if passage in met else float(after[passage])
                    if abs(here - value) > SAME:
                        odds_or_none[passage] = None
        return odds_or_none

    def _leaving(self, rows: list[int], members: frozenset[int]) -> Any:
        """Contributions to the rows of edges that leave ``members``, and of those that enter a passage on the way."""
        import numpy

        result = numpy.zeros((len(rows), self.passages))
        met: list[tuple[int, int, int | None, float]] = []
        for line, state in enumerate(rows):
            for edge in self.graph.edges(state):
                follow = self.graph.target[edge]
                if follow not in members:
                    result[line] += self.share[edge] * self.table[follow]
                met += [
                    (line, passage, None if follow in members else follow, self.share[edge] * part)
                    for passage, part in self.coming[edge]
                ]
        for line, passage, after, share in met:
            result[line, passage] += share * (1.0 - (self.table[after, passage] if after is not None else 0.0))
        return result

    def _solve(self, component: list[int]) -> None:
        """Solves (I - P) x = what leaves the component or enters the passage; P has only what does neither. One factorisation
        serves all passages that no edge inside enters."""
        from scipy.sparse import csc_matrix  # type: ignore[import-untyped]
        from scipy.sparse.linalg import splu  # type: ignore[import-untyped]

        row_of = {state: number for number, state in enumerate(component)}
        size = len(component)
        entries: dict[tuple[int, int], float] = {(n, n): 1.0 for n in range(size)}
        inside: defaultdict[int, dict[tuple[int, int], float]] = defaultdict(dict)
        leaves = False
        for state in component:
            for edge in self.graph.edges(state):
                other = row_of.get(self.graph.target[edge])
                leaves = leaves or other is None
                if other is None:
                    continue
                cell = row_of[state], other
                entries[cell] = entries.get(cell, 0.0) - self.share[edge]
                for passage, part in self.coming[edge]:
                    inside[passage][cell] = inside[passage].get(cell, 0.0) + self.share[edge] * part
        right = self._leaving(component, frozenset(component))

        def solved(extra: dict[tuple[int, int], float], columns: list[int]) -> None:
            cells = {**entries, **{cell: entries[cell] + value for cell, value in extra.items()}}
            rows, others = zip(*cells, strict=True)
            matrix = csc_matrix((list(cells.values()), (rows, others)), shape=(size, size))
            for state, values in zip(component, splu(matrix).solve(right[:, columns]).clip(0.0, 1.0), strict=True):
                self.table[state, columns] = values

        others = [passage for passage in range(self.passages) if passage not in inside]
        if leaves and others:
            solved({}, others)
        for passage, extra in inside.items():  # regular: play can come to it from anywhere in the component
            solved(extra, [passage])


def _coming(ways: Sequence[EdgeWay]) -> list[tuple[int, float]]:
    """Passages that play enters along the edge, each with its odds."""
    whole = sum(weight for weight, _ in ways)
    coming: defaultdict[int, float] = defaultdict(float)
    for weight, steps in ways:
        for passage in {target for _, target in steps if target >= 0}:
            coming[passage] += weight / whole
    return list(coming.items())

"""Among playthroughs equally near to an original, those that differ in their decisions, the most promising first.

The luck a playthrough needs depends on what it decides otherwise than the original and on which of its draws contradict it, not
on the outcomes of its new draws. So each such sequence is represented by one playthrough, with the likeliest luck: the steps of
the nearest ways are an automaton, made deterministic in these decisions on the fly (Rabin and Scott 1959), depth first. Decisions
are ordered by what they promise if all luck were known before each further one (the bound QMDP: Littman, Cassandra and Kaelbling
1995).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from heapq import heappop, heappush
from typing import NamedTuple

from epilogue.analysis.occurrences import ComparedStep, Comparison, option
from epilogue.budget import tick
from epilogue.space.state_graph import StateGraph, StateKind

MOST_TRIED = 20_000
"""Sets of states explored."""
SWEEPS = 3
"""Sweeps over the values that order decisions: more are needed only where draws form a cycle."""
LEAST = 1e-6
"""Least odds followed to order decisions."""


class _PartialWay(NamedTuple):
    """Way to a node: the last ``step`` and the way ``before`` it; ``rare``: how unlikely its luck is, as a logarithm."""

    rare: float
    step: ComparedStep | None
    before: _PartialWay | None


NodeWays = dict[int, _PartialWay]
"""Nodes that the same decisions may reach."""


class NearestWays:
    """``came``: by node, each step of a nearest way there, with its source, back to ``first``; ``ends``: the nodes wanted,
    with what they count as."""

    def __init__(
        self, graph: StateGraph, came: Mapping[int, list[tuple[int, ComparedStep]]], first: int, ends: Mapping[int, Hashable]
    ) -> None:
        self.graph = graph
        self.first = first
        self.ends = ends
        self._following: dict[int, list[tuple[ComparedStep, int]]] = {}
        order = self._backward(came)
        for row in self._following.values():
            row.sort(key=lambda pair: pair[0].edge)
        self._promise = dict.fromkeys(order, 0.0)
        for _ in range(SWEEPS):
            for node in order:
                self._promise[node] = self._promised(node)

    def _backward(self, came: Mapping[int, list[tuple[int, ComparedStep]]]) -> list[int]:
        """The nodes on ways to the ends, found backwards; notes the steps between them."""
        order = list(self.ends)
        met = set(order)
        for node in order:  # grows while iterated
            for before, step in came.get(node, ()):
                tick()
                self._following.setdefault(before, []).append((step, node))
                if before not in met:
                    met.add(before)
                    order.append(before)
        return order

    def _promised(self, node: int) -> float:
        """Odds of reaching the ends by nearest ways if decisions could foresee all luck."""
        if node in self.ends:
            return 1.0
        best = drawn = 0.0
        for step, target in self._following.get(node, ()):
            odds = self._odds(step, node)
            best = max(best, self._promise[target])
            drawn += odds * self._promise[target]
        return best if self._decides(node) else drawn

    def _decides(self, node: int) -> bool:
        return self.graph.kind[node % len(self.graph.kind)] == StateKind.CHOICE

    def _odds(self, step: ComparedStep, node: int) -> float:
        """Odds that luck takes a step."""
        graph = self.graph
        state = node % len(graph.kind)
        if step.comparison is Comparison.KEPT or graph.kind[state] != StateKind.CHANCE:
            return 1.0
        odds = graph.odds(state)
        return odds[step.edge - graph.first[state]] / sum(odds)

    def _decision(self, step: ComparedStep, node: int) -> Hashable:
        """Key by which a step distinguishes ways; None if it does not."""
        if step.comparison is Comparison.KEPT:
            return None
        if not self._decides(node):
            return ("luck", step.met) if step.comparison is Comparison.AGAINST else None
        state = node % len(self.graph.kind)
        return self.graph.site[state], step.met, option(self.graph, state, step.edge)

    def run(self) -> Iterator[tuple[tuple[ComparedStep, ...], int]]:
        """One way for each sequence of decisions and kind of end: its steps and its last node."""
        work: list[tuple[NodeWays, dict[int, float]]] = [({self.first: _PartialWay(0.0, None, None)}, {self.first: 1.0})]
        for _ in range(MOST_TRIED):
            if not work:
                return
            started, mass = work.pop()
            here = self._closed(started)
            mass = self._spread(mass)
            best: dict[Hashable, tuple[float, int]] = {}
            for node, way in here.items():
                tick()
                if node in self.ends:
                    kind = self.ends[node]
                    best[kind] = min(best.get(kind, (math.inf, 0)), (way.rare, node))
            for _, node in sorted(best.values()):
                yield _steps(here[node]), node
            ways: dict[Hashable, NodeWays] = {}
            masses: dict[Hashable, dict[int, float]] = {}
            for node, way in here.items():
                for step, target in self._following.get(node, ()):
                    decision = self._decision(step, node)
                    if decision is not None:
                        odds = self._odds(step, node)
                        reached, likely = ways.setdefault(decision, {}), masses.setdefault(decision, {})
                        rare = way.rare - math.log2(odds)
                        if target not in reached or rare < reached[target].rare:
                            reached[target] = _PartialWay(rare, step, way)
                        likely[target] = likely.get(target, 0.0) + mass.get(node, 0.0) * odds
            following = [(self._score(masses[decision]), number, decision) for number, decision in enumerate(ways)]
            for _, _, decision in sorted(following, key=lambda item: (item[0], -item[1])):  # a stack: the last is explored first
                work.append((ways[decision], masses[decision]))

    def _score(self, mass: Mapping[int, float]) -> float:
        return round(sum(odds * self._promise[node] for node, odds in mass.items()), 9)

    def _spread(self, mass: Mapping[int, float]) -> dict[int, float]:
        """Spreads probability to the nodes reached by luck, and by decisions as in the original."""
        spread = dict(mass)
        work = list(mass.items())
        for node, likely in work:  # grows while iterated
            for step, target in self._following.get(node, ()):
                odds = likely * self._odds(step, node)
                if odds > LEAST and len(work) < MOST_TRIED and self._decision(step, node) is None:
                    spread[target] = spread.get(target, 0.0) + odds
                    work.append((target, odds))
        return spread

    def _closed(self, started: NodeWays) -> NodeWays:
        """Closure under steps that decide nothing, each by its likeliest luck."""
        closure: NodeWays = {}
        order = 0
        heap: list[tuple[float, int, int, _PartialWay]] = []
        for node, way in started.items():
            order += 1
            heappush(heap, (way.rare, order, node, way))
        while heap:
            _, _, node, way = heappop(heap)
            if node in closure:
                continue
            closure[node] = way
            for step, target in self._following.get(node, ()):
                if target not in closure and self._decision(step, node) is None:
                    order += 1
                    rare = way.rare - math.log2(self._odds(step, node))
                    heappush(heap, (rare, order, target, _PartialWay(rare, step, way)))
        return closure


def _steps(way: _PartialWay | None) -> tuple[ComparedStep, ...]:
    steps: list[ComparedStep] = []
    while way is not None and way.step is not None:
        steps.append(way.step)
        way = way.before
    return tuple(reversed(steps))

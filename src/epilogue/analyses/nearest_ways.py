"""Of playthroughs equally near to an original, those that differ in their decisions, the likeliest luck first.

What a playthrough decides otherwise than the original, and which of its draws contradict it, says how much luck it needs; what
its new draws come out as does not. So of each such sequence one playthrough is given: the steps of the nearest ways are an
automaton, made deterministic in these decisions as it is gone through (Rabin and Scott 1959), the likeliest first (A*).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from epilogue.analyses.meetings import Beside, Step, option
from epilogue.space.state_graph import Situation, StateGraph

MOST_TRIED = 20_000
"""Sets of situations gone through."""


class _Way(NamedTuple):
    """How a node was come to: the ``step`` and the way ``before`` it; ``rare``: how unlikely its luck is, as a logarithm."""

    rare: float
    step: Step | None
    before: _Way | None


class NearestWays:
    """``came``: by node, each step of a nearest way there, with the node it leaves, back to ``first``; ``ends``: the nodes
    wanted, with what they count as."""

    def __init__(
        self, graph: StateGraph, came: Mapping[int, list[tuple[int, Step]]], first: int, ends: Mapping[int, Hashable]
    ) -> None:
        self.graph = graph
        self.first = first
        self.ends = ends
        self._following: dict[int, list[tuple[Step, int]]] = {}
        self._left = self._rarity_left(came)
        for row in self._following.values():
            row.sort(key=lambda one: one[0].edge)

    def _rarity_left(self, came: Mapping[int, list[tuple[int, Step]]]) -> dict[int, float]:
        """By node of a way to the ends, how unlikely the likeliest luck from there on is; notes the steps of these ways."""
        left = dict.fromkeys(self.ends, 0.0)
        heap = [(0.0, node) for node in self.ends]
        heapify(heap)
        done = set()
        while heap:
            rare, node = heappop(heap)
            if node in done:
                continue
            done.add(node)
            for before, step in came.get(node, ()):
                self._following.setdefault(before, []).append((step, node))
                there = rare + self._rarity(step, before)
                if before not in left or there < left[before]:
                    left[before] = there
                    heappush(heap, (there, before))
        return left

    def _rarity(self, step: Step, node: int) -> float:
        graph = self.graph
        state = node % len(graph.situation)
        if step.beside is Beside.KEPT or graph.situation[state] != Situation.CHANCE:
            return 0.0
        odds = graph.odds(state)
        return math.log2(sum(odds)) - math.log2(odds[step.edge - graph.first[state]])

    def _decision(self, step: Step, node: int) -> Hashable:
        """What tells ways apart: None for a step that does not."""
        state = node % len(self.graph.situation)
        if step.beside is Beside.KEPT:
            return None
        if self.graph.situation[state] != Situation.CHOICE:
            return ("luck", step.met) if step.beside is Beside.AGAINST else None
        return self.graph.site[state], step.met, option(self.graph, state, step.edge)

    def run(self) -> Iterator[tuple[tuple[Step, ...], int]]:
        """One way for each sequence of decisions and each kind of end: its steps, and the node it comes to."""
        order = 0
        begun = self._closed({self.first: _Way(0.0, None, None)})
        heap: list[tuple[float, int, int, dict[int, _Way]]] = [(0.0, 0, 0, begun)]
        for _ in range(MOST_TRIED):
            if not heap:
                return
            _, depth, _, here = heappop(heap)
            best: dict[Hashable, tuple[float, int]] = {}
            for node, way in here.items():
                if node in self.ends:
                    kind = self.ends[node]
                    best[kind] = min(best.get(kind, (math.inf, 0)), (way.rare, node))
            for _, node in best.values():
                yield _steps(here[node]), node
            following: dict[Hashable, dict[int, _Way]] = {}
            for node, way in here.items():
                for step, target in self._following.get(node, ()):
                    decision = self._decision(step, node)
                    if decision is not None:
                        there = following.setdefault(decision, {})
                        rare = way.rare + self._rarity(step, node)
                        if target not in there or rare < there[target].rare:
                            there[target] = _Way(rare, step, way)
            for started in following.values():
                closed = self._closed(started)
                least = min(way.rare + self._left[node] for node, way in closed.items())
                order += 1
                heappush(heap, (round(least, 9), depth - 1, order, closed))

    def _closed(self, started: dict[int, _Way]) -> dict[int, _Way]:
        """With all that is come to from there by steps that decide nothing."""
        found: dict[int, _Way] = {}
        order = 0
        heap: list[tuple[float, int, int, _Way]] = []
        for node, way in started.items():
            order += 1
            heappush(heap, (way.rare, order, node, way))
        while heap:
            _, _, node, way = heappop(heap)
            if node in found:
                continue
            found[node] = way
            for step, target in self._following.get(node, ()):
                if target not in found and self._decision(step, node) is None:
                    order += 1
                    rare = way.rare + self._rarity(step, node)
                    heappush(heap, (rare, order, target, _Way(rare, step, way)))
        return found


def _steps(way: _Way | None) -> tuple[Step, ...]:
    steps: list[Step] = []
    while way is not None and way.step is not None:
        steps.append(way.step)
        way = way.before
    return tuple(reversed(steps))

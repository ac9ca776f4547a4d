"""What could have been: of the playthroughs that come to what is asked for, the one nearest to an original one.

A lexicographic shortest path (Dijkstra 1959) on the graph times counts of how often each place was met where the original
decided or luck decided in it (:mod:`epilogue.analyses.meetings`). Beside the nearest with the original's luck the same search
finds the nearest with other luck: what contradicts it costs more than everything else.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from fractions import Fraction
from heapq import heappop, heappush
from typing import NamedTuple

from epilogue.analyses.meetings import Meetings
from epilogue.analyses.path import Path, source
from epilogue.space.state_graph import Situation, StateGraph

MOST_NODES = 3_000_000
"""Nodes looked at before the search is given up."""
_LUCK = (Situation.CHANCE, Situation.OUTSIDE)
_BITS = 40
_CHOICE, _FREE, _AGAINST, _OTHER_LUCK = (1 << _BITS * n for n in range(4))


class Beside(Enum):
    """What a step is, beside the original. KEPT: the same decision or outcome. AGAINST: it contradicts the original's. FREE: the
    original's is not to be had here. NEW: the original did not come here, or not so often."""

    KEPT = "kept"
    AGAINST = "against"
    FREE = "free"
    NEW = "new"


class Cost(NamedTuple):
    """In the order in which it counts: draws that contradict the original's luck, decisions that contradict its decisions,
    decisions that are free, choices made."""

    luck: int
    against: int
    free: int
    choices: int


class Step(NamedTuple):
    """One step: ``edge``; ``action``: the index of the option or outcome; ``met``: the step of the original (by its number) whose
    meeting it is compared with, -1 if there is none."""

    edge: int
    action: int
    beside: Beside
    met: int


class Found(NamedTuple):
    """The nearest one: its ``steps`` from where the comparison begins to the situation ``end``."""

    steps: tuple[Step, ...]
    cost: Cost
    end: int


class TooLarge(Exception):
    """There are too many playthroughs to compare with."""


class WhatIf:
    """What could have been, beside a ``path``. ``begin``: the number of the step from which on it may differ (those before
    stay)."""

    def __init__(self, graph: StateGraph, path: Path, begin: int = 0) -> None:
        self.graph = graph
        self.path = path
        self.begin = begin
        self.meetings = Meetings(graph, path)
        self._wanted: dict[tuple[int, int], Step | None] = {}

    def nearest(self, wanted: Collection[int]) -> Found | None:
        """The nearest that comes to one of the wanted situations; with other luck, where none does with the same. None: there is
        none. Raises :class:`TooLarge`."""
        return next(self._nearest(wanted, same_luck=False), None)

    def best(self, worth: Mapping[int, Fraction]) -> Found | None:
        """With the same luck, the nearest of those that come to the greatest worth. ``worth``: of ending states."""
        best: Found | None = None
        most = max(worth.values(), default=None)
        for found in self._nearest(worth, same_luck=True):
            if best is None or worth[found.end] > worth[best.end]:
                best = found
            if worth[found.end] == most:
                break
        return best

    def chance(self, edge: int) -> Fraction | None:
        """How likely luck takes this edge; None where nobody knows."""
        graph = self.graph
        state = source(graph, edge)
        if graph.situation[state] != Situation.CHANCE:
            return None
        odds = graph.odds(state)
        return Fraction(odds[edge - graph.first[state]], sum(odds))

    def kept(self, state: int, step: int) -> Step | None:
        """What would be done here as in that step of the original; None where it is not to be had."""
        key = state, step
        if key not in self._wanted:
            found = self.meetings.kept(state, step)
            self._wanted[key] = None if found is None else Step(*found, Beside.KEPT, step)
        return self._wanted[key]

    # -- the search

    def steps(self, state: int, counts: int) -> list[tuple[int, Step]]:
        """What can be done in a situation after these meetings, with what it costs."""
        graph = self.graph
        row = graph.edges(state)
        met = self.meetings.met(state, counts)
        kept = None if met < 0 else self.kept(state, met)
        other = Beside.NEW if met < 0 else Beside.FREE if kept is None else Beside.AGAINST
        choice = graph.situation[state] == Situation.CHOICE
        if choice:
            cost = _CHOICE + (_AGAINST if kept is not None else _FREE)
        else:
            cost = _OTHER_LUCK if kept is not None else 0
        found = []
        for edge in row:
            if kept is not None and edge == kept.edge:
                found.append((_CHOICE if choice else 0, kept))
            else:
                action = edge - row[0] if choice else graph.label[edge][0]
                found.append((cost, Step(edge, action, other, met)))
        return found

    def _nearest(self, wanted: Collection[int], same_luck: bool) -> Iterator[Found]:
        """The wanted situations, the nearest first."""
        graph, keep = self.graph, self.meetings.keep
        count = len(graph.situation)
        first = self.meetings.before(self.begin) * count + self.path.states[self.begin]
        known: dict[int, tuple[int, float]] = {first: (0, 0.0)}
        came: dict[int, tuple[int, Step]] = {}
        done: set[int] = set()
        heap: list[tuple[int, float, int, int]] = [(0, 0.0, 0, first)]
        order = 0
        while heap:
            cost, rare, _, node = heappop(heap)
            if node in done:
                continue
            done.add(node)
            if len(done) > MOST_NODES:
                raise TooLarge
            counts, state = divmod(node, count)
            if state in wanted:
                yield self._found(node, cost, came)
            situation = graph.situation[state]
            if situation == Situation.ENDING or situation == Situation.OPEN:
                continue
            luck = situation in _LUCK
            following = self.meetings.after(state, counts)
            for price, step in self.steps(state, counts):
                if same_luck and price >= _OTHER_LUCK:
                    continue
                target = graph.target[step.edge]
                next_node = (following & keep[target]) * count + target
                rarer = rare
                if luck and step.beside is not Beside.KEPT:
                    rarer += self._rarity(state, step.edge)
                there = (cost + price, rarer)
                if next_node not in known or there < known[next_node]:
                    known[next_node] = there
                    came[next_node] = (node, step)
                    order += 1
                    heappush(heap, (*there, order, next_node))

    def _rarity(self, state: int, edge: int) -> float:
        """What a draw adds where playthroughs are equally near: of these the likelier luck comes first."""
        if self.graph.situation[state] != Situation.CHANCE:
            return 0.0
        odds = self.graph.odds(state)
        return math.log2(sum(odds)) - math.log2(odds[edge - self.graph.first[state]])

    def _found(self, node: int, cost: int, came: Mapping[int, tuple[int, Step]]) -> Found:
        end = node % len(self.graph.situation)
        steps: list[Step] = []
        while node in came:
            node, step = came[node]
            steps.append(step)
        mask = (1 << _BITS) - 1
        return Found(tuple(reversed(steps)), Cost(*(cost >> _BITS * n & mask for n in (3, 2, 1, 0))), end)

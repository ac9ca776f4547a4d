"""What could have been: of the playthroughs that come to what is asked for, the one nearest to an original one.

A lexicographic shortest path (Dijkstra 1959) on the graph times counts of how often each place was met where the original
decided or luck decided in it. The k-th meeting of a place is compared with the original's k-th meeting. Counts stop at the
original's last meeting, and are forgotten where their place cannot be met again: so most playthroughs need hardly more nodes
than there are situations. Beside the nearest with the original's luck the same search finds the nearest with other luck: what
contradicts it costs more than everything else.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from fractions import Fraction
from heapq import heappop, heappush
from typing import Any, NamedTuple

from epilogue.analyses.path import Path, source
from epilogue.graphs.components import components
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
        place: dict[tuple[bool, int], int] = {}
        self._met: list[list[int]] = []
        for step, state in enumerate(path.states[:-1]):
            number = place.setdefault(self._key(state), len(place))
            if number == len(self._met):
                self._met.append([])
            self._met[number].append(step)
        self._place = [place.get(self._key(state), -1) for state in range(len(graph.situation))]
        shift, self._fields = 0, []
        for steps in self._met:
            self._fields.append((shift, (1 << len(steps).bit_length()) - 1))
            shift += len(steps).bit_length()
        self._keep = self._meetable()
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

    # -- the original

    def _key(self, state: int) -> tuple[bool, int]:
        return self.graph.situation[state] == Situation.CHOICE, self.graph.site[state]

    def _meetable(self) -> list[int]:
        """By state, the mask of the counts that still matter there."""
        graph, place = self.graph, self._place
        masks = [most << shift for shift, most in self._fields]
        keep = [0] * len(graph.situation)
        for component in components(graph.first, graph.target):
            mask = 0
            for state in component:
                if place[state] >= 0:
                    mask |= masks[place[state]]
                for edge in graph.edges(state):
                    mask |= keep[graph.target[edge]]
            for state in component:
                keep[state] = mask
        return keep

    def option(self, state: int, edge: int) -> tuple[int, int]:
        """What tells options apart: the place in the source, and the how-manieth from there."""
        labels = self.graph.label[self.graph.first[state] : edge]
        return self.graph.label[edge], labels.count(self.graph.label[edge])

    def kept(self, state: int, step: int) -> Step | None:
        """What would be done here as in that step of the original; None where it is not to be had."""
        known = self._wanted.get((state, step), self)
        if known is self:
            known = self._wanted[state, step] = self._find(state, step)
        assert not isinstance(known, WhatIf)
        return known

    def _find(self, state: int, step: int) -> Step | None:
        graph, path = self.graph, self.path
        before = path.states[step]
        row = graph.edges(state)
        if graph.situation[state] == Situation.CHOICE:
            option = self.option(before, path.edges[step])
            edge = next((edge for edge in row if self.option(state, edge) == option), None)
            return None if edge is None else Step(edge, edge - row[0], Beside.KEPT, step)
        index = index_of(graph.drawn[state], graph.drawn[before][path.actions[step]])
        edge = next((edge for edge in row if index in graph.label[edge]), None)
        return None if edge is None else Step(edge, index, Beside.KEPT, step)

    def begins(self) -> int:
        """The meetings before the first step that may differ, as packed counts."""
        counts = 0
        for state in self.path.states[: self.begin]:
            counts = self._after(state, counts)
        return counts & self._keep[self.path.states[self.begin]]

    def _after(self, state: int, counts: int) -> int:
        """The counts once this situation has been met."""
        number = self._place[state]
        if number < 0:
            return counts
        shift, most = self._fields[number]
        return counts + (1 << shift) if counts >> shift & most < len(self._met[number]) else counts

    # -- the search

    def steps(self, state: int, counts: int) -> list[tuple[int, Step]]:
        """What can be done in a situation after these meetings, with what it costs."""
        graph = self.graph
        row = graph.edges(state)
        number = self._place[state]
        met = -1
        if number >= 0:
            shift, most = self._fields[number]
            count = counts >> shift & most
            met = self._met[number][count] if count < len(self._met[number]) else -1
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
        graph, keep = self.graph, self._keep
        count = len(graph.situation)
        first = self.begins() * count + self.path.states[self.begin]
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
            following = self._after(state, counts)
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


def index_of(outcomes: Any, outcome: Any) -> int:
    """The place of an outcome among those possible, -1 if it is none of them: 1 and true are different."""
    if isinstance(outcomes, range):
        return outcome - outcomes.start if type(outcome) is int and outcome in outcomes else -1
    kind = type(outcome)
    return next((n for n, one in enumerate(outcomes) if type(one) is kind and one == outcome), -1)

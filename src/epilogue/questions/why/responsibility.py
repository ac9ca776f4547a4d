"""The share that each decision of a playthrough has in its ending: the degree of responsibility of Chockler and Halpern
(*Responsibility and Blame*, 2004).

A set of the playthrough's decisions *avoids* its ending if some playthrough with the same luck contradicts exactly these
decisions and ends differently. Only minimal sets count. A decision that is in a minimal set of ``c`` decisions, and in no smaller
one, has the share 1/c: once the ``c - 1`` others are changed, it alone keeps the ending.

What a playthrough can still contradict depends only on its state and on what it has met (:mod:`epilogue.analysis.occurrences`).
So the minimal sets of a node are those of its successors, each extended by the decision that the step contradicts, reduced to the
minimal ones. A cycle contradicts no decision (each is met once), so all nodes of a component have the same sets.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from epilogue.analysis.occurrences import Occurrences
from epilogue.analysis.outlook import Reachability
from epilogue.analysis.path import Path
from epilogue.budget import tick
from epilogue.graphs.components import components
from epilogue.space.state_graph import StateGraph, StateKind

LARGEST = 4
"""Largest size of the sets searched."""
MAX_NODES = 300_000
MAX_SETS = 50_000

ProductState = tuple[int, int]
"""State, and occurrence counters of the original."""
DecisionSets = frozenset[frozenset[int]]
_NONE: DecisionSets = frozenset()
_AVOIDED: DecisionSets = frozenset((frozenset(),))


class ComparisonTooLarge(Exception):
    """Too much to compare the playthrough with."""


class Responsibility(NamedTuple):
    """Responsibility of each decision: ``sizes``, the size of the smallest minimal set that contains it (None: more than
    ``LARGEST``, or in none); ``together``: one such set (including the decision itself), in the order of the story."""

    sizes: tuple[int | None, ...]
    together: tuple[tuple[int, ...], ...]


def shares(graph: StateGraph, path: Path, own: int, can: Reachability) -> Responsibility:
    """``own``: number of the ending that the path reaches. The graph must be complete. Raises :class:`ComparisonTooLarge`."""
    beside = SameLuckPlaythroughs(graph, path)
    sets = sorted(minimal_sets(beside, own, can), key=lambda members: (len(members), sorted(members)))
    least: list[tuple[int, ...]] = [()] * beside.decisions
    for members in sets:
        tick()
        for decision in members:
            least[decision] = least[decision] or tuple(sorted(members))
    return Responsibility(tuple(len(members) or None for members in least), tuple(least))


class SameLuckPlaythroughs:
    """The playthroughs with the luck of the original, as a graph of product states. ``decisions``: number of the original's."""

    def __init__(self, graph: StateGraph, path: Path) -> None:
        self.graph = graph
        self.occurrences = Occurrences(graph, path)
        self.start: ProductState = graph.initial, self.occurrences.before(0)
        self.decisions = 0
        self._number = []
        for state in path.states[:-1]:
            choice = graph.kind[state] == StateKind.CHOICE
            self._number.append(self.decisions if choice else -1)
            self.decisions += choice

    def free(self, node: ProductState) -> bool:
        """Whether all of the original has been met, so that nothing is left to contradict."""
        return self.occurrences.is_exhausted(*node)

    def steps(self, node: ProductState) -> list[tuple[ProductState, int]]:
        """Successors: the node, and the number of the decision that the step there contradicts (-1: none)."""
        state, counts = node
        graph, meetings = self.graph, self.occurrences
        row = graph.edges(state)
        met = meetings.met(state, counts)
        after = meetings.after(state, counts)
        counterpart = None if met < 0 else meetings.counterpart(state, met)
        if counterpart is not None and graph.kind[state] != StateKind.CHOICE:
            row = range(counterpart.edge, counterpart.edge + 1)
        successors = []
        for edge in row:
            target = graph.target[edge]
            against = -1 if counterpart is None or edge == counterpart.edge else self._number[met]
            successors.append(((target, after & meetings.keep[target]), against))
        return successors


def minimal_sets(beside: SameLuckPlaythroughs, own: int, can: Reachability) -> DecisionSets:
    """The inclusion-minimal sets of at most ``LARGEST`` decisions that avoid the ending. Raises :class:`ComparisonTooLarge`."""
    nodes: dict[ProductState, int] = {beside.start: 0}
    order = [beside.start]
    settled: dict[int, DecisionSets] = {}
    rows: list[list[tuple[int, int]]] = []
    for number, node in enumerate(order):  # grows while iterated
        known = _settled(beside, node, own, can)
        if known is not None:
            settled[number] = known
            rows.append([])
            continue
        rows.append([(_number(nodes, order, step), against) for step, against in beside.steps(node)])
        if len(order) > MAX_NODES:
            raise ComparisonTooLarge
    first, target = [0], []
    for row in rows:
        target += [to for to, _ in row]
        first.append(len(target))
    sets: list[DecisionSets] = [_NONE] * len(order)
    for component in components(first, target):
        tick()
        if component[0] in settled:
            sets[component[0]] = settled[component[0]]
            continue
        inside = set(component)
        leaving = {(to, against) for number in component for to, against in rows[number] if to not in inside}
        minimal = _minimal(_each(leaving, sets))
        for number in component:
            sets[number] = minimal
    return sets[0]


def _number(nodes: dict[ProductState, int], order: list[ProductState], node: ProductState) -> int:
    number = nodes.setdefault(node, len(order))
    if number == len(order):
        order.append(node)
    return number


def _settled(beside: SameLuckPlaythroughs, node: ProductState, own: int, can: Reachability) -> DecisionSets | None:
    """Sets of a node where the reachable endings alone settle them."""
    endings = can.endings[node[0]]
    if not endings & ~(1 << own):
        return _NONE
    if beside.free(node) or (not endings >> own & 1 and not can.endless[node[0]]):
        return _AVOIDED
    return None


def _each(leaving: set[tuple[int, int]], sets: list[DecisionSets]) -> Iterable[frozenset[int]]:
    for to, against in leaving:
        for members in sets[to]:
            if against < 0:
                yield members
            elif len(members) < LARGEST:
                yield members | {against}


def _minimal(sets: Iterable[frozenset[int]]) -> DecisionSets:
    """Inclusion-minimal sets."""
    minimal: set[frozenset[int]] = set()
    for members in sorted(set(sets), key=len):
        parts = (part for size in range(len(members)) for part in combinations(members, size))
        if not any(frozenset(part) in minimal for part in parts):
            minimal.add(members)
            if len(minimal) > MAX_SETS:
                raise ComparisonTooLarge
    return frozenset(minimal)

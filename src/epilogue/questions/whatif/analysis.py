"""The nearest playthrough to an original one, among those that reach what is wanted.

A lexicographic shortest path (Dijkstra 1959) on the product of the graph with occurrence counters of the original's choices and
draws (:mod:`epilogue.analysis.occurrences`). Beside the nearest with the original's luck the same search finds the nearest with
other luck: contradicting it costs more than everything else. Ties are settled by the luck needed
(:mod:`epilogue.questions.whatif.nearest_ways`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from heapq import heappop, heappush
from typing import NamedTuple

from epilogue.analysis.occurrences import ComparedStep, Comparison, Occurrences
from epilogue.analysis.path import Path
from epilogue.budget import tick
from epilogue.questions.whatif.nearest_ways import NearestWays
from epilogue.questions.whatif.other_luck import OtherLuck
from epilogue.space.state_graph import StateGraph, StateKind

MOST_NODES = 3_000_000
"""Nodes visited before the search is given up."""
MOST_WAYS = 200
"""Nearest ways whose luck is compared."""
MOST_COMPARED = 5_000_000
"""States visited for that."""
LUCK = (StateKind.CHANCE, StateKind.OUTSIDE)
_BITS = 40
_CHOICE, _FREE, _AGAINST, _OTHER_LUCK = (1 << _BITS * n for n in range(4))


class Cost(NamedTuple):
    """Lexicographic cost: draws that contradict the original's luck, decisions that contradict its decisions, decisions that
    are free, choices made."""

    luck: int
    against: int
    free: int
    choices: int


class NearestPlay(NamedTuple):
    """Nearest playthrough: its ``steps`` from where the comparison begins to the state ``end``; ``luck``: the luck it needs."""

    steps: tuple[ComparedStep, ...]
    cost: Cost
    end: int
    luck: OtherLuck


class SearchTooLarge(Exception):
    """Too many playthroughs to compare with."""


class NearestSearch:
    """Search for playthroughs near a ``path``. ``begin``: number of the first step that may differ (those before stay)."""

    def __init__(self, graph: StateGraph, path: Path, begin: int = 0) -> None:
        self.graph = graph
        self.path = path
        self.begin = begin
        self.occurrences = Occurrences(graph, path)
        self._wanted: dict[tuple[int, int], ComparedStep | None] = {}
        self._kept = [
            ComparedStep(edge, action, Comparison.KEPT, n)
            for n, (edge, action) in enumerate(zip(path.edges[:begin], path.actions[:begin], strict=True))
        ]

    def nearest(self, wanted: Mapping[int, Hashable]) -> NearestPlay | None:
        """Nearest to reach a wanted state; with other luck, if none does with the same; else None. ``wanted``: by state, its
        class: equal for states that are equally good. Raises :class:`SearchTooLarge`."""
        search = _Dijkstra(self, frozenset(wanted), same_luck=False)
        ends: list[int] = []
        least = 0
        try:
            for cost, node in search.run():
                if ends and cost > least:
                    break
                least = cost
                ends.append(node)
        except SearchTooLarge:
            if not ends:
                raise
        return self._settled(search, least, ends, wanted)

    def best(self, worth: Mapping[int, Fraction], wanted: Mapping[int, Hashable]) -> NearestPlay | None:
        """Nearest, with the same luck, of those that reach the greatest worth. ``worth``: of ending states."""
        search = _Dijkstra(self, frozenset(worth), same_luck=True)
        ends: list[int] = []
        best, least = Fraction(0), 0
        most = max(worth.values(), default=None)
        for cost, node in search.run():
            value = worth[search.state(node)]
            if best == most and ends and cost > least:
                break
            if not ends or value > best:
                best, least, ends = value, cost, []
            if value == best and cost == least:
                ends.append(node)
        return self._settled(search, least, ends, wanted)

    def chance(self, edge: int) -> Fraction | None:
        """Odds that luck takes this edge; None if unknown."""
        graph = self.graph
        state = graph.source(edge)
        if graph.kind[state] != StateKind.CHANCE:
            return None
        odds = graph.odds(state)
        return Fraction(odds[edge - graph.first[state]], sum(odds))

    def counterpart_of(self, state: int, step: int) -> ComparedStep | None:
        """Counterpart here of that step of the original; None if it is not available."""
        key = state, step
        if key not in self._wanted:
            counterpart = self.occurrences.counterpart(state, step)
            self._wanted[key] = None if counterpart is None else ComparedStep(*counterpart, Comparison.KEPT, step)
        return self._wanted[key]

    def steps(self, state: int, counts: int) -> list[tuple[int, ComparedStep]]:
        """Possible steps from a state with these counters, each with its cost."""
        graph = self.graph
        row = graph.edges(state)
        met = self.occurrences.met(state, counts)
        counterpart = None if met < 0 else self.counterpart_of(state, met)
        other = Comparison.NEW if met < 0 else Comparison.FREE if counterpart is None else Comparison.AGAINST
        choice = graph.kind[state] == StateKind.CHOICE
        if choice:
            cost = _CHOICE + (_AGAINST if counterpart is not None else _FREE)
        else:
            cost = _OTHER_LUCK if counterpart is not None else 0
        steps = []
        for edge in row:
            if counterpart is not None and edge == counterpart.edge:
                steps.append((_CHOICE if choice else 0, counterpart))
            else:
                action = edge - row[0] if choice else graph.label[edge][0]
                steps.append((cost, ComparedStep(edge, action, other, met)))
        return steps

    def _settled(self, search: _Dijkstra, cost: int, ends: list[int], wanted: Mapping[int, Hashable]) -> NearestPlay | None:
        """Way with the likeliest luck among all of this cost to these ends."""
        if not ends:
            return None
        groups: dict[Hashable, set[int]] = {}
        for state, group in wanted.items():
            groups.setdefault(group, set()).add(state)
        ways = NearestWays(self.graph, search.came, search.first, {node: wanted[search.state(node)] for node in ends})
        best: tuple[Fraction, NearestPlay] | None = None
        compared = 0
        mask = (1 << _BITS) - 1
        costs = Cost(*(cost >> _BITS * n & mask for n in (3, 2, 1, 0)))
        for number, (steps, node) in enumerate(ways.run()):
            compared += len(self.graph.kind)
            if number and (number >= MOST_WAYS or compared > MOST_COMPARED):
                break
            end = search.state(node)
            whole = [*self._kept, *steps]
            luck = OtherLuck(self.occurrences, self._path(steps), whole, self.begin, groups[wanted[end]])
            play = NearestPlay(steps, costs, end, luck)
            chance = luck.chance
            known = Fraction(-1) if chance is None else chance
            if best is None or known > best[0]:
                best = known, play
            if known == 1:
                break
        return None if best is None else best[1]

    def _path(self, steps: tuple[ComparedStep, ...]) -> Path:
        """The whole playthrough, from the beginning."""
        path, begin = self.path, self.begin
        targets = [self.graph.target[step.edge] for step in steps]
        return Path(
            (*path.states[: begin + 1], *targets),
            (*path.edges[:begin], *(step.edge for step in steps)),
            (*path.actions[:begin], *(step.action for step in steps)),
        )


class _Dijkstra:
    """Dijkstra's search. ``came``: by node, each step that leads there at its least cost, with its source; ``first``: its
    first node."""

    def __init__(self, search: NearestSearch, wanted: frozenset[int], same_luck: bool) -> None:
        self.search = search
        self.wanted = wanted
        self.same_luck = same_luck
        self.came: dict[int, list[tuple[int, ComparedStep]]] = {}
        self.first = search.occurrences.before(search.begin) * len(search.graph.kind) + search.path.states[search.begin]

    def state(self, node: int) -> int:
        """State of a node."""
        return node % len(self.search.graph.kind)

    def run(self) -> Iterator[tuple[int, int]]:
        """Wanted nodes, each with its cost, the nearest first. Raises :class:`SearchTooLarge`."""
        search, graph, came = self.search, self.search.graph, self.came
        keep, count = search.occurrences.keep, len(graph.kind)
        known = {self.first: 0}
        done: set[int] = set()
        heap: list[tuple[int, int, int]] = [(0, 0, self.first)]
        order = 0
        while heap:
            tick()
            cost, _, node = heappop(heap)
            if node in done:
                continue
            done.add(node)
            if len(done) > MOST_NODES:
                raise SearchTooLarge
            counts, state = divmod(node, count)
            if state in self.wanted:
                yield cost, node
            kind = graph.kind[state]
            if kind == StateKind.ENDING or kind == StateKind.OPEN:
                continue
            following = search.occurrences.after(state, counts)
            for price, step in search.steps(state, counts):
                if self.same_luck and price >= _OTHER_LUCK:
                    continue
                target = graph.target[step.edge]
                distance, next_node = cost + price, (following & keep[target]) * count + target
                before = known.get(next_node)
                if before is None or distance < before:
                    known[next_node] = distance
                    came[next_node] = [(node, step)]
                    order += 1
                    heappush(heap, (distance, order, next_node))
                elif distance == before and next_node != self.first:
                    came[next_node].append((node, step))

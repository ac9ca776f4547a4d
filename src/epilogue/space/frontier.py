"""The search order: which state is explored next.

In a small story, the oldest, so that the graph of a whole story is numbered breadth-first. From ``BREADTH`` states on, mostly the
likeliest: probability mass flows along the edges of each explored state, and the state with most mass comes next, so that a
search that has to stop has settled as much of the odds as it can. This is the forward push of Andersen, Chung and Lang (*Local
graph partitioning using PageRank vectors*, 2006) without damping. One in ``OLDEST`` is still the oldest, so that no state waits
for ever. One in ``DEEPER`` follows a single playthrough to its end, along the options followed least: likely states may be far
from every ending, and an ending that was found is settled as possible. The order depends on the story alone.
"""

from __future__ import annotations

from collections import deque
from heapq import heapify, heappop, heappush
from math import frexp
from typing import Any

from epilogue.space.state_graph import StateGraph, StateKind

BREADTH = 2_000
OLDEST = 4
DEEPER = 16
FAR = 400
"""Length at which a playthrough is given up; another one starts at the oldest waiting state."""
PASSES = 16
"""Number of times mass that returns to known states is passed on before another one is explored."""


class Frontier:
    """The unexplored states of a growing graph, whose rows are in the order of exploration. ``looked_at``: explored states, in
    order; ``row``: by state, its place in that order, -1 before, -2 if it has no successors, -3 if these cannot be known;
    ``settled``: the probability mass at endings."""

    def __init__(self, graph: StateGraph) -> None:
        self.graph = graph
        self.looked_at: list[int] = []
        self.row: list[int] = []
        self.settled = 0.0
        self._mass: list[float] = []
        self._queue: deque[int] = deque()
        self._heap: list[tuple[int, int]] = []
        self._given: int | None = None
        self._dive = -1
        self._depth = 0
        self._followed: dict[Any, int] = {}

    def found(self, state: int, over: bool, broken: bool = False) -> None:
        """Adds the next state. ``over``: it has no successors; ``broken``: they cannot be known."""
        self.row.append(-2 if over else -3 if broken else -1)
        self._mass.append(0.0)
        if not over and not broken:
            self._queue.append(state)

    def withdraw(self, states: int) -> None:
        """Removes all states from number ``states`` on; none was handed out."""
        late = sum(row == -1 for row in self.row[states:])
        del self.row[states:], self._mass[states:]
        for _ in range(late):
            self._queue.pop()

    def start(self, initial: int) -> None:
        """Puts all mass at the initial state."""
        self._mass[initial] = 1.0

    def next(self) -> int | None:
        """The state to explore now, None if there is none; the same one until :meth:`done`."""
        if self._given is None:
            self._given = self._chosen()
        return self._given

    def _chosen(self) -> int | None:
        count = len(self.looked_at)
        if count >= BREADTH:
            if count == BREADTH:
                self._heap = [(-frexp(mass)[1], state) for state, mass in enumerate(self._mass) if mass]
                heapify(self._heap)
            state = self._deeper() if count % DEEPER == 1 else self._likeliest() if count % OLDEST else None
            if state is not None:
                return state
        return self._oldest()

    def _oldest(self) -> int | None:
        queue = self._queue
        while queue:
            state = queue.popleft()
            if self.row[state] == -1:
                return state
        return None

    def done(self, state: int) -> None:
        """The edges of the state are written: passes its mass on along them."""
        self._given = None
        self.row[state] = len(self.looked_at)
        self.looked_at.append(state)
        self._pass_on(state)

    def waiting(self) -> tuple[Any, ...]:
        """The frontier except for ``graph``, ``row`` and ``looked_at``, as plain data."""
        following = self._dive, self._depth, self._followed
        return self.settled, self._mass, list(self._queue), self._heap, self._given, following

    def take_up(self, looked_at: list[int], waiting: tuple[Any, ...]) -> None:
        """Resumes another frontier's work, once all states it had found are added."""
        self.looked_at = looked_at
        for row, state in enumerate(looked_at):
            self.row[state] = row
        self.settled, self._mass, queue, self._heap, self._given, following = waiting
        self._dive, self._depth, self._followed = following
        self._queue = deque(queue)

    def _deeper(self) -> int | None:
        """The next state of the playthrough being followed; at its end, another starts at the newest state."""
        graph, row = self.graph, self.row[self._dive] if self._dive >= 0 else -1
        edges = range(graph.first[row], graph.first[row + 1]) if row >= 0 and self._depth < FAR else range(0)
        waiting = [edge for edge in edges if self.row[graph.target[edge]] == -1]
        state: int | None
        if waiting:
            self._depth += 1
            if graph.kind[self._dive] == StateKind.CHOICE:
                edge = min(waiting, key=lambda edge: self._followed.get(graph.label[edge], 0))
                self._followed[graph.label[edge]] = self._followed.get(graph.label[edge], 0) + 1
            else:
                edge = waiting[len(self.looked_at) // DEEPER % len(waiting)]
            state = graph.target[edge]
        else:
            state = self._oldest() if self._depth >= FAR else self._newest()
            self._depth = 0
        self._dive = -1 if state is None else state
        return state

    def _newest(self) -> int | None:
        queue = self._queue
        while queue:
            state = queue.pop()
            if self.row[state] == -1:
                return state
        return None

    def _likeliest(self) -> int | None:
        heap, passes = self._heap, 0
        while heap and passes < PASSES:
            exponent, state = heappop(heap)
            mass = self._mass[state]
            if not mass or frexp(mass)[1] < -exponent:
                continue  # outdated: its mass was passed on; mass that arrived later has its own entry
            if self.row[state] < 0:
                return state
            self._pass_on(state)
            passes += 1
        return None

    def _pass_on(self, state: int) -> None:
        graph, waiting = self.graph, self._mass
        mass, waiting[state] = waiting[state], 0.0
        if not mass:
            return
        row = self.row[state]
        weights = graph.odds(row)
        share = mass / sum(weights)
        ordered = len(self.looked_at) >= BREADTH
        for target, weight in zip(graph.target[graph.first[row] : graph.first[row + 1]], weights, strict=True):
            arriving = share * weight
            if self.row[target] < -1:
                self.settled += arriving if self.row[target] == -2 else 0.0
                continue
            before = waiting[target]
            after = waiting[target] = before + arriving
            if ordered and (exponent := frexp(after)[1]) > (frexp(before)[1] if before else -9999):
                heappush(self._heap, (-exponent, target))

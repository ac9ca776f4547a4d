"""Playthroughs beside an original one with the same luck: the graph times how often each place of decision and luck was met.

The k-th meeting of a place where the reader decides is compared with the original's k-th meeting of it: another option taken
there contradicts the original's decision; where the original's option is not on offer, and where the original has no k-th
meeting, the decision is free. The k-th draw of a place of luck comes out as the original's k-th draw there; where it cannot,
and where the original has none, it is a new draw, and free. Counts stop at the original's last meeting, and are forgotten where
their place cannot be met again: so most playthroughs need hardly more situations than the graph has.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from epilogue.analyses.path import Path
from epilogue.graphs.components import components
from epilogue.space.state_graph import Situation, StateGraph

Met = tuple[int, ...]
"""By place of the original, in the order first met: how often it was met, at most as often as there."""

Node = tuple[int, Met]
"""A situation, and the meetings before it."""

_LUCK = (Situation.CHANCE, Situation.OUTSIDE)


class Step(NamedTuple):
    """One step from a node: the ``edge`` of the graph, the node it comes to, the number of the original's decision that it
    contradicts (-1: none)."""

    edge: int
    node: Node
    against: int


class Meetings:
    """``decisions``: how many the original has; ``start``: the node that it begins at."""

    def __init__(self, graph: StateGraph, path: Path) -> None:
        self.graph = graph
        self.decisions = 0
        self._place: dict[tuple[bool, int], int] = {}
        self._original: list[list[tuple[int, Any]]] = []
        for state, edge, action in zip(path.states, path.edges, path.actions, strict=False):
            met = self._original_at(state)
            if graph.situation[state] == Situation.CHOICE:
                met.append((self.decisions, self._option(state, edge)))
                self.decisions += 1
            else:
                met.append((-1, self._outcome(state, action)))
        self._ends = tuple(map(len, self._original))
        self._ahead = self._meetable()
        self.start = self._node(graph.initial, (0,) * len(self._ends))

    def _original_at(self, state: int) -> list[tuple[int, Any]]:
        key = self._key(state)
        if key not in self._place:
            self._place[key] = len(self._original)
            self._original.append([])
        return self._original[self._place[key]]

    def _key(self, state: int) -> tuple[bool, int]:
        return self.graph.situation[state] == Situation.CHOICE, self.graph.site[state]

    def _option(self, state: int, edge: int) -> tuple[int, int]:
        """An option: its place in the source, and which of those it is if the same place offers several."""
        labels = self.graph.label[self.graph.first[state] : edge]
        return self.graph.label[edge], labels.count(self.graph.label[edge])

    def _outcome(self, state: int, action: int) -> tuple[type, Any]:
        outcome = self.graph.drawn[state][action]
        return type(outcome), outcome

    def _meetable(self) -> list[int]:
        """By state, the bit set of the original's places that can be met from it on."""
        graph = self.graph
        ahead = [0] * len(graph.situation)
        for component in components(graph.first, graph.target):
            bits = 0
            for state in component:
                place = self._place.get(self._key(state), -1)
                bits |= 1 << place if place >= 0 else 0
                for edge in graph.edges(state):
                    bits |= ahead[graph.target[edge]]
            for state in component:
                ahead[state] = bits
        return ahead

    def _node(self, state: int, met: Met) -> Node:
        ahead = self._ahead[state]
        if any(count != end and not ahead >> place & 1 for place, (count, end) in enumerate(zip(met, self._ends, strict=True))):
            met = tuple(count if ahead >> place & 1 else self._ends[place] for place, count in enumerate(met))
        return state, met

    def free(self, node: Node) -> bool:
        """Whether nothing of the original is left to be compared with."""
        return node[1] == self._ends

    def steps(self, node: Node) -> list[Step]:
        """What can follow with the original's luck."""
        state, met = node
        graph = self.graph
        row = graph.edges(state)
        place = self._place.get(self._key(state), -1)
        if place < 0 or met[place] >= self._ends[place]:
            return [Step(edge, self._node(graph.target[edge], met), -1) for edge in row]
        decision, wanted = self._original[place][met[place]]
        after = (*met[:place], met[place] + 1, *met[place + 1 :])
        if graph.situation[state] == Situation.CHOICE:
            kept = next((edge for edge in row if self._option(state, edge) == wanted), -1)
        else:
            kept = self._drawn(state, wanted)
            row = row if kept < 0 else range(kept, kept + 1)
        return [Step(edge, self._node(graph.target[edge], after), -1 if kept in (-1, edge) else decision) for edge in row]

    def _drawn(self, state: int, wanted: tuple[type, Any]) -> int:
        """The edge of an outcome, -1 where it cannot be drawn."""
        outcomes = self.graph.drawn[state]
        kind, value = wanted
        if isinstance(outcomes, range):
            index = value - outcomes.start if value in outcomes else -1
        else:
            index = next((n for n, outcome in enumerate(outcomes) if type(outcome) is kind and outcome == value), -1)
        if index < 0:
            return -1
        return next((edge for edge in self.graph.edges(state) if index in self.graph.label[edge]), -1)


def compared(graph: StateGraph) -> bool:
    """Whether the graph tells places of decisions apart, as meetings need it."""
    return bool(graph.site) and not any(s in _LUCK and n not in graph.drawn for n, s in enumerate(graph.situation))

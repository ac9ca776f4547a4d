"""Playthroughs beside an original one: the product of the graph with occurrence counters.

The k-th occurrence of a choice point is compared with the original's k-th there: taking another option contradicts the
original's decision (AGAINST); if the original's option is not on offer, the decision is FREE; if the original has no k-th
occurrence, it is NEW. The same holds of the k-th draw at a draw of luck and its outcome.
Counters stop at the original's last occurrence and are dropped once their place cannot occur again, so the product is rarely much
larger than the graph.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

from epilogue.analysis.path import Path
from epilogue.budget import tick
from epilogue.graphs.components import components
from epilogue.space.state_graph import StateGraph, StateKind


class Comparison(Enum):
    """Comparison of a step with the original. KEPT: the same decision or outcome. AGAINST: contradicts it. FREE: the original's
    is not available here. NEW: the original did not come here, or not so often."""

    KEPT = "kept"
    AGAINST = "against"
    FREE = "free"
    NEW = "new"


class ComparedStep(NamedTuple):
    """One step: its ``edge``; its ``action``, the index of the option or outcome; ``comparison``, how it
    relates to the original's; ``met``, the step of the original it is compared with, -1 if none."""

    edge: int
    action: int
    comparison: Comparison
    met: int


class Counterpart(NamedTuple):
    """The counterpart of a step of the original in another state: the ``edge``, and the ``action`` (index of the option or
    outcome)."""

    edge: int
    action: int


class Occurrences:
    """Occurrence counters beside a ``path``: how often each of its places occurred, capped at the original's number, packed into
    one integer. ``keep``: by state, the mask of the counters that still matter."""

    def __init__(self, graph: StateGraph, path: Path) -> None:
        self.graph = graph
        self.path = path
        number_of: dict[tuple[bool, int], int] = {}
        self._steps: list[list[int]] = []
        for step, state in enumerate(path.states[:-1]):
            number = number_of.setdefault(self._key(state), len(number_of))
            if number == len(self._steps):
                self._steps.append([])
            self._steps[number].append(step)
        self._number_of = [number_of.get(self._key(state), -1) for state in range(len(graph.kind))]
        shift, self._fields = 0, []
        for steps in self._steps:
            self._fields.append((shift, (1 << len(steps).bit_length()) - 1))
            shift += len(steps).bit_length()
        self._all = sum(len(steps) << shift for steps, (shift, _) in zip(self._steps, self._fields, strict=True))
        self.keep = self._relevant_counters()
        self._known: dict[tuple[int, int], Counterpart | None] = {}

    def _key(self, state: int) -> tuple[bool, int]:
        """Identifies a choice point or draw: whether it is a choice, and its site."""
        return self.graph.kind[state] == StateKind.CHOICE, self.graph.site[state]

    def _relevant_counters(self) -> list[int]:
        """Mask of the counters that still matter, for each state."""
        graph, number_of = self.graph, self._number_of
        masks = [most << shift for shift, most in self._fields]
        keep = [0] * len(graph.kind)
        for component in components(graph.first, graph.target):
            tick()
            mask = 0
            for state in component:
                if number_of[state] >= 0:
                    mask |= masks[number_of[state]]
                for edge in graph.edges(state):
                    mask |= keep[graph.target[edge]]
            for state in component:
                keep[state] = mask
        return keep

    def before(self, step: int) -> int:
        """The counters before a step of the original, as far as they still matter."""
        counts = 0
        for state in self.path.states[:step]:
            counts = self.after(state, counts)
        return counts & self.keep[self.path.states[step]]

    def after(self, state: int, counts: int) -> int:
        """The unmasked counters after an occurrence of the state; mask them with ``keep`` of the successor."""
        number = self._number_of[state]
        if number < 0:
            return counts
        shift, most = self._fields[number]
        return counts + (1 << shift) if counts >> shift & most < len(self._steps[number]) else counts

    def met(self, state: int, counts: int) -> int:
        """The step of the original that a state is compared with, given the counters; -1 if none."""
        number = self._number_of[state]
        if number < 0:
            return -1
        shift, most = self._fields[number]
        count = counts >> shift & most
        return self._steps[number][count] if count < len(self._steps[number]) else -1

    def is_exhausted(self, state: int, counts: int) -> bool:
        """Whether every counter that still matters has reached its cap: nothing of the original is left to compare with."""
        return counts == self._all & self.keep[state]

    def counterpart(self, state: int, step: int) -> Counterpart | None:
        """The counterpart in a state of a step of the original; None if it is not available."""
        key = state, step
        if key not in self._known:
            path = self.path
            self._known[key] = counterpart(self.graph, state, path.states[step], path.edges[step], path.actions[step])
        return self._known[key]


def counterpart(graph: StateGraph, state: int, other: int, edge: int, action: int) -> Counterpart | None:
    """The counterpart in ``state`` of ``action``, taken along ``edge`` in the ``other`` state of the same place; None if it is
    not available."""
    row = graph.edges(state)
    if graph.kind[state] == StateKind.CHOICE:
        wanted = option(graph, other, edge)
        matching_edge = next((edge for edge in row if option(graph, state, edge) == wanted), None)
        return None if matching_edge is None else Counterpart(matching_edge, matching_edge - row[0])
    index = index_of(graph.drawn[state], graph.drawn[other][action])
    matching_edge = next((edge for edge in row if index in graph.label[edge]), None)
    return None if matching_edge is None else Counterpart(matching_edge, index)


def option(graph: StateGraph, state: int, edge: int) -> tuple[int, int]:
    """Identifies an option: its place in the source, and its index among those from that place."""
    labels = graph.label[graph.first[state] : edge]
    return graph.label[edge], labels.count(graph.label[edge])


def index_of(outcomes: Any, outcome: Any) -> int:
    """The index of an outcome among the possible ones, -1 if it is none of them; 1 and true are distinct."""
    if isinstance(outcomes, range):
        return outcome - outcomes.start if type(outcome) is int and outcome in outcomes else -1
    kind = type(outcome)
    return next((n for n, other in enumerate(outcomes) if type(other) is kind and other == outcome), -1)

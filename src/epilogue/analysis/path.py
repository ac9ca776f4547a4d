"""A playthrough in a StateGraph: its states, and the decision in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from epilogue.space.state_graph import StateGraph, StateKind


class Path(NamedTuple):
    """``states`` from the initial one on; ``edges`` between them; ``actions``: indices among the options on offer or, in
    ascending order, the possible outcomes."""

    states: tuple[int, ...]
    edges: tuple[int, ...]
    actions: tuple[int, ...]

    @property
    def end(self) -> int:
        """The last state."""
        return self.states[-1]


class StrayedPath(Exception):
    """The path leaves the explored part, or the graph has no such step. ``step``: its number."""

    def __init__(self, step: int) -> None:
        self.step = step
        super().__init__(f"step {step} of the playthrough goes beyond what was searched")


def follow(graph: StateGraph, actions: Sequence[int]) -> Path:
    """The path of these actions. Raises :class:`StrayedPath`.

    A search that does not observe decisions may omit draws of the Machine; one that does has a state for each action.
    """
    states, edges = [graph.initial], []
    for step, action in enumerate(actions):
        edge = edge_of(graph, states[-1], action)
        if edge is None:
            raise StrayedPath(step)
        edges.append(edge)
        states.append(graph.target[edge])
    return Path(tuple(states), tuple(edges), tuple(actions))


def edge_of(graph: StateGraph, state: int, action: int) -> int | None:
    """The edge an action takes: the option with this index, or the outcome with this index in ascending order."""
    edges = graph.edges(state)
    if graph.kind[state] == StateKind.CHOICE:
        return edges[action] if 0 <= action < len(edges) else None
    return next((edge for edge in edges if graph.label[edge] is not None and action in graph.label[edge]), None)

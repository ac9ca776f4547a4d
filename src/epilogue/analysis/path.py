"""A playthrough in a StateGraph: the situations it passes, and what was decided in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from epilogue.space.state_graph import Situation, StateGraph


class Path(NamedTuple):
    """``states`` from the beginning on; ``edges``: one between each and the next; ``actions``: what was decided there, as an
    index among the options on offer or among the outcomes possible, in ascending order."""

    states: tuple[int, ...]
    edges: tuple[int, ...]
    actions: tuple[int, ...]

    @property
    def end(self) -> int:
        """The situation it comes to."""
        return self.states[-1]


class Strayed(Exception):
    """A path leads out of what was searched, or the graph has no such step: ``step`` is its number."""

    def __init__(self, step: int) -> None:
        self.step = step
        super().__init__(f"step {step} of the playthrough leads out of what was searched")


def follow(graph: StateGraph, actions: Sequence[int]) -> Path:
    """The path that the actions describe. Raises :class:`Strayed`.

    A search that does not observe decisions may leave out what the Machine draws; one that does has a situation for each action.
    """
    states, edges = [graph.initial], []
    for step, action in enumerate(actions):
        edge = edge_of(graph, states[-1], action)
        if edge is None:
            raise Strayed(step)
        edges.append(edge)
        states.append(graph.target[edge])
    return Path(tuple(states), tuple(edges), tuple(actions))


def edge_of(graph: StateGraph, state: int, action: int) -> int | None:
    """The edge that an action takes: the option of this index, or the outcome of this index in ascending order."""
    edges = graph.edges(state)
    if graph.situation[state] == Situation.CHOICE:
        return edges[action] if 0 <= action < len(edges) else None
    return next((edge for edge in edges if graph.label[edge] is not None and action in graph.label[edge]), None)


def source(graph: StateGraph, edge: int) -> int:
    """The state that an edge leaves."""
    from bisect import bisect_right

    return bisect_right(graph.first, edge) - 1

"""Soft-locks: where the last ending is lost, and play goes on."""

from __future__ import annotations

from collections.abc import Container, Iterator

from epilogue.answers import MEANT
from epilogue.budget import tick
from epilogue.graphs.closure import closure
from epilogue.space.state_graph import StateGraph, StateKind


def _hopeful(graph: StateGraph) -> Container[int]:
    """The states that can reach an ending, or the unexplored part."""
    goal = [
        state
        for state, kind in enumerate(graph.kind)
        if kind == StateKind.OPEN or (kind == StateKind.ENDING and graph.endings[graph.ending[state]].kind in MEANT)
    ]
    return closure(goal, graph.predecessors().__getitem__)


def soft_locks(graph: StateGraph) -> Iterator[tuple[int, int]]:
    """Edges, each with its source, from a state that can reach an ending to one that cannot and where the reader still has
    something to choose."""
    hope = _hopeful(graph)
    chooses = _choosing(graph)
    for state in range(len(graph.kind)):
        if state in hope:
            for edge in graph.edges(state):
                target = graph.target[edge]
                if target not in hope and chooses[target]:
                    yield edge, state


def _choosing(graph: StateGraph) -> list[bool]:
    """Whether each state is a choice, or luck can lead from it to one."""
    choosing = [kind == StateKind.CHOICE for kind in graph.kind]
    changed = True
    while changed:
        tick()
        changed = False
        for state, kind in enumerate(graph.kind):
            luck = not choosing[state] and kind in (StateKind.CHANCE, StateKind.OUTSIDE)
            if luck and any(choosing[graph.target[edge]] for edge in graph.edges(state)):
                choosing[state] = changed = True
    return choosing

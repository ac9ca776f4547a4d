"""Soft-locks: where the last ending is lost, and play goes on."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.answers import MEANT
from epilogue.budget import tick
from epilogue.space.state_graph import StateGraph, StateKind


def hopeful(graph: StateGraph) -> bytearray:
    """Whether each state can reach an ending, or the unexplored part."""
    before: list[list[int]] = [[] for _ in graph.kind]
    found = bytearray(len(graph.kind))
    work = []
    for state, kind in enumerate(graph.kind):
        for edge in graph.edges(state):
            before[graph.target[edge]].append(state)
        ends = kind == StateKind.ENDING and graph.endings[graph.ending[state]].kind in MEANT
        if ends or kind == StateKind.OPEN:
            found[state] = 1
            work.append(state)
    while work:
        for source in before[work.pop()]:
            if not found[source]:
                found[source] = 1
                work.append(source)
    return found


def soft_locks(graph: StateGraph) -> Iterator[tuple[int, int]]:
    """Edges, each with its source, from a state that can reach an ending to one that cannot and where the reader still has
    something to choose."""
    hope = hopeful(graph)
    chooses = _choosing(graph)
    for state in range(len(graph.kind)):
        if hope[state]:
            for edge in graph.edges(state):
                target = graph.target[edge]
                if not hope[target] and chooses[target]:
                    yield edge, state


def _choosing(graph: StateGraph) -> list[bool]:
    """Whether each state is a choice, or luck can lead from it to one."""
    found = [kind == StateKind.CHOICE for kind in graph.kind]
    changed = True
    while changed:
        tick()
        changed = False
        for state, kind in enumerate(graph.kind):
            luck = not found[state] and kind in (StateKind.CHANCE, StateKind.OUTSIDE)
            if luck and any(found[graph.target[edge]] for edge in graph.edges(state)):
                found[state] = changed = True
    return found

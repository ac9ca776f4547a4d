"""Conversations of a game, each by itself: the part of a StateGraph from where it begins to where it ends.

A conversation can begin in many states, depending on what earlier ones did to the variables. Which of them occurs is up to the
game, like any other decision of the environment. So every question about a story can be asked about a conversation; its odds are
intervals over all initial states.
"""

from __future__ import annotations

from typing import NamedTuple

from epilogue.analysis.odds import PathAction, distances, way_to
from epilogue.budget import tick
from epilogue.space.state_graph import StateGraph, StateKind

BEFORE = "what came before"


class Conversation(NamedTuple):
    """``graph``: of this conversation alone; its initial state is the only one it can begin in, or stands for all of them.
    ``states``: by state, the state of the game's graph (-1: none); ``edges``: likewise; ``starts``: the states of the game's
    graph that it can begin in."""

    name: str
    graph: StateGraph
    states: list[int]
    edges: list[int]
    starts: list[int]

    def way(self, whole: StateGraph, far: list[int], last_edges: list[int], state: int) -> list[PathAction]:
        """The actions from the beginning of the game to a state of the conversation: the shortest way within the conversation,
        after the shortest way to its start.

        ``far``, ``last_edges``: the result of :func:`~epilogue.analysis.odds.distances` for the game's graph.
        """
        inner = way_to(self.graph, distances(self.graph)[1], state)
        begun = self.states[0]
        if begun < 0:
            begun, inner = self.states[self.graph.target[inner[0].value]], inner[1:]
        ways = []
        for edge, names in whole.begins.items():
            if whole.target[edge] == begun and self.name in names:
                source = whole.source(edge)
                ways.append((far[source], source, whole.label[edge][names.index(self.name)]))
        _, source, index = min(ways)
        return [*way_to(whole, last_edges, source), PathAction("chance", index), *inner]


def conversations(whole: StateGraph, apart: bool = False) -> list[Conversation]:
    """Every conversation that can begin, in order of first occurrence. ``apart``: add an initial state that stands for all of
    them, even if there is only one."""
    starts: dict[str, dict[int, None]] = {}
    for edge, names in whole.begins.items():
        for name in names:
            if name:
                starts.setdefault(name, {})[whole.target[edge]] = None
    return [_cut_out(whole, name, list(states), apart or len(states) > 1) for name, states in starts.items()]


def _cut_out(whole: StateGraph, name: str, starts: list[int], before: bool) -> Conversation:
    states = [-1] if before else []
    edges = [-1] * (len(starts) if before else 0)
    number_of: dict[int, int] = {}
    graph = StateGraph()
    graph.endings, graph.complete, graph.reason, graph.stopped_at = whole.endings, whole.complete, whole.reason, whole.stopped_at
    for start in starts:
        number_of[start] = len(states)
        states.append(start)
    if before:
        graph.kind.append(StateKind.OUTSIDE)
        graph.ending.append(-1)
        graph.found_by.append(-1)
        graph.outside[0] = BEFORE
        for number, start in enumerate(starts):
            _edge(graph, number_of[start], 1, (number,))
        graph.first.append(len(graph.target))
    number = len(graph.kind)
    while number < len(states):
        tick()
        state = states[number]
        graph.kind.append(whole.kind[state])
        graph.ending.append(whole.ending[state])
        graph.found_by.append(-1)
        if state in whole.outside:
            graph.outside[number] = whole.outside[state]
        if whole.kind[state] != StateKind.ENDING:
            for edge in whole.edges(state):
                target = whole.target[edge]
                if target not in number_of:
                    number_of[target] = len(states)
                    states.append(target)
                if edge in whole.chance:
                    graph.chance[len(graph.target)] = whole.chance[edge]
                edges.append(edge)
                _edge(graph, number_of[target], whole.weight[edge], whole.label[edge])
        graph.first.append(len(graph.target))
        number += 1
    return Conversation(name, graph, states, edges, starts)


def _edge(graph: StateGraph, target: int, weight: int, label: object) -> None:
    graph.target.append(target)
    graph.weight.append(weight)
    graph.label.append(label)

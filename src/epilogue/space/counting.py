"""Counts playthroughs where a search left out idle draws.

Each way through the StateGraph leads through at least one outcome of each of these draws, so an ending that can be reached in
infinitely many ways without them has infinitely many playthroughs. The others have finitely many. To count those, the story is
searched once more with every draw, but only as far as control may still lead to one of these endings.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from epilogue.flow.graph import Call, NodeKind, Offer, successors
from epilogue.flow.passes import ReducedGraph
from epilogue.graphs.closure import closure
from epilogue.graphs.components import components, cyclic_components
from epilogue.machine.endless import never_ends
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind
from epilogue.space.state_keys import ChanceKey, ChoiceKey, StateKey

Goal = GraphEnding | str
"""An ending; or the mark with which play returns to the beginning, which is an ending, too."""


def counted_ends(graph: StateGraph, returns: Mapping[int, str]) -> frozenset[Goal]:
    """The goals that can be reached in finitely many ways. ``returns``: states that are a return to the beginning -> the mark."""
    first, target = _until_return(graph, returns)

    def follows(state: int) -> list[int]:
        return target[first[state] : first[state + 1]]

    endlessly = closure((state for component in cyclic_components(first, target) for state in component), follows)
    goals = {state: _goal(graph, returns, state) for state in closure((graph.initial,), follows)}
    without_number = {goals[state] for state in endlessly & goals.keys()}
    return frozenset(goal for goal in goals.values() if goal is not None and goal not in without_number)


def ways_to(graph: StateGraph, returns: Mapping[int, str], goals: Set[Goal]) -> dict[Goal, int]:
    """The number of playthroughs to each of these goals, in a graph with every way there."""
    first, target = _until_return(graph, returns)
    ways = [0] * len(graph.kind)
    ways[graph.initial] = 1
    counts = dict.fromkeys(goals, 0)
    for component in reversed(components(first, target)):
        state = component[0]
        goal = _goal(graph, returns, state)
        if goal in counts:
            counts[goal] += ways[state]
        if len(component) == 1:  # no way to a goal leads through a cycle
            for edge in range(first[state], first[state + 1]):
                ways[target[edge]] += ways[state] * graph.weight[graph.first[state] + edge - first[state]]
    return counts


def _until_return(graph: StateGraph, returns: Mapping[int, str]) -> tuple[list[int], list[int]]:
    """The edges of the graph, in compressed sparse rows, without those that leave a return to the beginning."""
    first, target = [0], list[int]()
    for state in range(len(graph.kind)):
        if state not in returns:
            target += graph.target[graph.first[state] : graph.first[state + 1]]
        first.append(len(target))
    return first, target


def _goal(graph: StateGraph, returns: Mapping[int, str], state: int) -> Goal | None:
    return graph.endings[graph.ending[state]] if graph.kind[state] == StateKind.ENDING else returns.get(state)


class WaysTo:
    """Whether a state may lead to one of the ``goals``, by the control of a reduced FlowGraph alone."""

    def __init__(self, reduced: ReducedGraph, goals: Set[Goal]) -> None:
        self.nodes = reduced.nodes
        places = {goal.position for goal in goals if isinstance(goal, GraphEnding)}
        anywhere = any(isinstance(goal, str) or never_ends(goal.message) for goal in goals)
        before: list[list[int]] = [[] for _ in self.nodes]
        for node in self.nodes:
            for follow in successors(node):
                before[follow.id].append(node.id)
        hidden = [node for node in self.nodes if isinstance(node.offer, Call) or node.kind is NodeKind.LIMIT]  # ends elsewhere
        ends = self.nodes if anywhere else [*hidden, *(node for node in self.nodes if node.position in places)]
        self.leading = closure((node.id for node in ends), before.__getitem__)

    def __call__(self, key: StateKey) -> bool:
        if not isinstance(key, ChoiceKey | ChanceKey):
            return True
        offers = [self.nodes[offered.node].offer for offered in key.offers]
        begins = [offer.entry.id for offer in offers if isinstance(offer, Offer)]
        if isinstance(key, ChanceKey):
            begins.append(key.node)
        return not self.leading.isdisjoint(begins)

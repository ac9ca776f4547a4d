"""The story at the level its author thinks in: how likely each passage is seen, and how often play goes from one to another.

Passages are numbers here. The odds to see a passage at all are those to take, sooner or later, an edge on which play comes to it:
worked out backwards for all passages at once, in a component by iteration from below (value iteration), which converges to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from epilogue.analyses.endings import Odds
from epilogue.analyses.outlook import Reach
from epilogue.graphs.components import components
from epilogue.space.state_graph import Situation, StateGraph

SETTLED = 1e-12
MOST_ROUNDS = 100_000

Step = tuple[int, int]
"""From one passage to another, or to the same again."""
Way = tuple[float, tuple[Step, ...]]
"""One way of taking an edge: how likely it is beside the others, and the steps on it."""


class Lost(NamedTuple):
    """Of the times that a step is taken, the share at which the ``ending`` can be reached before the edge and not after it."""

    ending: int
    share: float


class StoryMap(NamedTuple):
    """``seen``: by passage, the odds to see it in a playthrough. ``traffic``: by step, how often it is taken in a playthrough, on
    average. ``lost``: by step, the endings that are out of reach after it. ``taken``, ``offered``: by choice site, how often in a
    playthrough."""

    seen: list[float]
    traffic: dict[Step, float]
    lost: dict[Step, tuple[Lost, ...]]
    taken: dict[int, float]
    offered: dict[int, float]


def story_map(
    graph: StateGraph, begins: tuple[Step, ...], ways: Sequence[Sequence[Way]], passages: int, visits: Sequence[Odds], can: Reach
) -> StoryMap:
    """``begins``: the steps before the first decision; ``ways``: by edge, how it is taken; ``visits``: expected, by state."""
    traffic: defaultdict[Step, float] = defaultdict(float)
    losing: defaultdict[tuple[Step, int], float] = defaultdict(float)
    taken: defaultdict[int, float] = defaultdict(float)
    offered: defaultdict[int, float] = defaultdict(float)
    for step in begins:
        traffic[step] += 1
    for state, often in enumerate(visits):
        if not often or not graph.edges(state):
            continue
        likely = graph.odds(state)
        total = sum(likely)
        for edge, share in zip(graph.edges(state), likely, strict=True):
            flow = float(often) * share / total
            if graph.situation[state] == Situation.CHOICE:
                taken[graph.label[edge]] += flow
                offered[graph.label[edge]] += float(often)
            gone = can.endings[state] & ~can.endings[graph.target[edge]]
            known = not can.open[graph.target[edge]]
            whole = sum(weight for weight, _ in ways[edge]) or 1.0
            for weight, steps in ways[edge]:
                for step in steps:
                    traffic[step] += flow * weight / whole
                for ending in range(gone.bit_length()) if steps and known else ():
                    if gone >> ending & 1:
                        losing[steps[0], ending] += flow * weight / whole
    lost: dict[Step, tuple[Lost, ...]] = {}
    for (step, ending), flow in sorted(losing.items()):
        lost[step] = (*lost.get(step, ()), Lost(ending, min(1.0, flow / traffic[step])))
    return StoryMap(_seen(graph, begins, ways, passages), dict(traffic), lost, dict(taken), dict(offered))


def _seen(graph: StateGraph, begins: tuple[Step, ...], ways: Sequence[Sequence[Way]], passages: int) -> list[float]:
    import numpy

    come_to = [_coming(edge_ways, passages) for edge_ways in ways]
    odds: list[Any] = [None] * len(graph.situation)
    nothing = numpy.zeros(passages)

    def worth(state: int) -> Any:
        likely = graph.odds(state)
        total = sum(likely)
        found = numpy.zeros(passages)
        for edge, share in zip(graph.edges(state), likely, strict=True):
            follow = odds[graph.target[edge]]
            passed = come_to[edge]
            there = nothing if follow is None else follow
            found += share / total * (there if passed is None else passed + (1 - passed) * there)
        return found

    for component in components(graph.first, graph.target):
        head = component[0]
        looped = len(component) > 1 or any(graph.target[edge] == head for edge in graph.edges(head))
        for state in component:
            odds[state] = nothing if looped or not graph.edges(state) else worth(state)
        for _ in range(MOST_ROUNDS if looped else 0):
            change = 0.0
            for state in reversed(component):
                found = worth(state)
                change = max(change, float(numpy.max(found - odds[state], initial=0.0)))
                odds[state] = found
            if change < SETTLED:
                break
    seen = [float(value) for value in odds[graph.initial]]
    for _, there in begins:
        if there >= 0:
            seen[there] = 1.0
    return seen


def _coming(ways: Sequence[Way], passages: int) -> Any:
    """By passage, how likely play comes to it along the edge; None if it comes to none."""
    if not any(steps for _, steps in ways):
        return None
    import numpy

    whole = sum(weight for weight, _ in ways)
    found = numpy.zeros(passages)
    for weight, steps in ways:
        for place in {there for _, there in steps if there >= 0}:
            found[place] += weight / whole
    return found

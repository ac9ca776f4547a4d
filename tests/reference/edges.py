"""Every step of a search played in inkjs: playthroughs that together take every edge of a StateGraph.

Each goes the way on which a situation was found and takes an edge not taken before, then goes on along such edges while it can.
"""

from __future__ import annotations

import math
import time
from bisect import bisect_right
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from epilogue.ir.program import Program
from epilogue.machine.step import Code
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.verify.replay import Replay
from reference.compare import BROKEN_OFF, first_difference, play
from reference.inkjs import Inkjs

MOST_OUTCOMES = 8
"""Of an edge that stands for more outcomes of luck than this, so many drawn ones are played."""
LONGEST = 200


class Walk(NamedTuple):
    """A playthrough in the form that :func:`reference.compare.play` takes: choices, and the draws that have several outcomes."""

    choices: list[int]
    draws: list[int]


class EdgesPlayed(NamedTuple):
    """So many ``edges`` of the graph were taken, in so many ``playthroughs``, of which inkjs ``broke_off`` some; what is
    ``different``."""

    edges: int
    playthroughs: int
    broke_off: int
    different: list[str]


def walks(program: Program, graph: StateGraph, source: Random, taken: bytearray) -> Iterator[Walk]:
    """Playthroughs that take every edge; ``taken``: by edge, set as they go."""
    replay = Replay(program, graph)
    for state, kind in enumerate(graph.kind):
        if kind in (StateKind.ENDING, StateKind.OPEN):
            continue
        for edge in graph.edges(state):
            for outcome in _outcomes(graph, edge, source):
                if outcome is None and taken[edge]:
                    continue
                yield _walk(graph, _way(replay, state), edge, outcome, taken)


def _outcomes(graph: StateGraph, edge: int, source: Random) -> list[int | None]:
    label = graph.label[edge]
    if not isinstance(label, tuple):
        return [None]
    return list(label) if len(label) <= MOST_OUTCOMES else source.sample(label, MOST_OUTCOMES)


def _way(replay: Replay, state: int) -> Walk:
    """The way to a state."""
    graph, edges = replay.graph, []
    while (edge := graph.found_by[state]) >= 0:
        edges.append(edge)
        state = graph.source(edge)
    walk = Walk([], [])
    for edge in reversed(edges):
        _take(graph, walk, graph.source(edge), edge, None)
    return walk


def _take(graph: StateGraph, walk: Walk, state: int, edge: int, outcome: int | None) -> None:
    """Add an edge to a walk; a draw that can come out in one way only is none for inkjs."""
    label = graph.label[edge]
    if not isinstance(label, tuple):
        walk.choices.append(edge - graph.first[state])
    elif sum(graph.weight[e] for e in graph.edges(state)) > 1:
        walk.draws.append(label[0] if outcome is None else outcome)


def _walk(graph: StateGraph, walk: Walk, edge: int, outcome: int | None, taken: bytearray) -> Walk:
    state = bisect_right(graph.first, edge) - 1
    for _ in range(LONGEST):
        _take(graph, walk, state, edge, outcome)
        taken[edge] = 1
        state, outcome = graph.target[edge], None
        if edge in graph.renamed:
            break
        edge = next((e for e in graph.edges(state) if not taken[e]), -1)
        if edge < 0:
            break
    return walk


def play_edges(
    process: Inkjs, handle: str, program: Program, graph: StateGraph, source: Random, seconds: float = math.inf
) -> EdgesPlayed:
    """Play every edge in inkjs, where the story is known as ``handle``, and in the Machine; no more than can be in the time."""
    code, broke_off, playthroughs, different = Code(program), 0, 0, []
    taken, begun = bytearray(len(graph.target)), time.perf_counter()
    for walk in walks(program, graph, source, taken):
        if time.perf_counter() > begun + seconds:
            break
        playthroughs += 1
        turns, draws = len(walk.choices), walk.draws or [0]
        theirs = process.play(handle, walk.choices or [0], draws=draws, max_turns=turns)
        if theirs.end in BROKEN_OFF:
            broke_off += 1
            continue
        difference = first_difference(play(code, walk.choices or [0], draws=draws, max_turns=turns), theirs)
        if difference is not None:
            different.append(f"choices {walk.choices}, draws {walk.draws}: {difference}")
    return EdgesPlayed(sum(taken), playthroughs, broke_off, different)

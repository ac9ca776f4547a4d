"""Checks on request: replay and havoc over every edge of a StateGraph, or over a random share of a large one.

States are drawn independently of their contents; each is checked with all its edges.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from time import monotonic
from typing import NamedTuple

from epilogue.flow.passes import ReducedGraph
from epilogue.ir.program import Program
from epilogue.space.state_graph import StateGraph
from epilogue.space.state_keys import StateSlots
from epilogue.verify.havoc import Havoc
from epilogue.verify.replay import Replay

SECONDS = 60.0
SEED = 1
PROBE = 100
"""Number of states used to estimate how long the others will take."""


class VerificationResult(NamedTuple):
    """``steps`` that were played, out of ``total`` (each outcome of luck is one); ``changed``: how many were played again with
    everything that should not matter randomised; ``differences`` from the graph, in words."""

    steps: int
    total: int
    changed: int
    differences: tuple[str, ...]


class GraphPurpose(NamedTuple):
    """The purpose of a graph: the block at which play begins (None: the beginning), positions of expressions observed at endings,
    whether texts are distinguished."""

    entry: str | None = None
    at_end: tuple[int, ...] = ()
    texts: bool = False


def verify(
    program: Program,
    reduced: ReducedGraph,
    graph: StateGraph,
    slots_of: Callable[[int], StateSlots],
    purpose: GraphPurpose,
    seconds: float = SECONDS,
    seed: int = SEED,
) -> VerificationResult:
    """Checks as many states as fit into ``seconds``: all, or those drawn with the seed. ``slots_of``: the slots a state keeps."""
    source = Random(seed)
    replayed = Replay(program, graph, purpose.entry, purpose.at_end)
    havoc = Havoc(replayed, program, reduced, source, purpose.texts)
    states = [state for state in range(len(graph.kind)) if graph.edges(state)]
    if len(states) > PROBE:
        source.shuffle(states)
    began = monotonic()

    def check(chosen: list[int]) -> None:
        for state, representative in replayed.visit(chosen):
            havoc.state(state, representative, slots_of(state))
            if monotonic() > began + 1.5 * seconds:
                return

    check(states[:PROBE])
    turns = replayed.player.turns
    budget = int(turns / (monotonic() - began) * seconds) - turns
    remaining = states[PROBE:]
    if remaining and budget > 0:
        check(remaining[: _affordable(replayed, remaining, budget, turns / max(replayed.edges, 1))])
        replayed.edges -= 1  # the opening was replayed twice
    total = 1 + sum(graph.weight)
    return VerificationResult(min(replayed.edges, total), total, havoc.edges, tuple(replayed.bad or havoc.bad))


def _affordable(replayed: Replay, states: list[int], turns: int, each: float) -> int:
    """Number of states, from the first on, that can be checked within so many turns, at ``each`` a step."""
    graph = replayed.graph
    known = {graph.initial}
    spent = 0.0
    for number, state in enumerate(states):
        spent += each * sum(graph.weight[edge] for edge in graph.edges(state))
        here = state
        while here not in known:
            known.add(here)
            spent += 1
            here = graph.source(graph.found_by[here])
        if spent > turns:
            return number
    return len(states)

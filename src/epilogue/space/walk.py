"""Walks the unreduced FlowGraph along a StateGraph: which control of the story was seen, from one representative of each state.

This also checks the passes: the same options must be offered and the same draws made on the way.
"""

from __future__ import annotations

import itertools
from collections import deque
from random import Random

from epilogue.budget import tick
from epilogue.diagnostics import at_line
from epilogue.flow.graph import FlowGraph, Node, NodeKind, Offer
from epilogue.ir.operators import Operators
from epilogue.space.limits import TurnTooLarge
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.space.turn import Chance, Env, Menu, PlayEnd, Turns

LONGEST = 200
"""Choices and draws after which a random playthrough is cut off."""


class GraphMismatch(Exception):
    """The reduced and the unreduced graph disagree: a defect of a pass."""


_TurnEnd = Menu | Chance | PlayEnd
"""The end of a turn."""


class WalkResult:
    """``nodes`` of the unreduced graph; ``visited``: ids of those run; ``sides``: (branch id, successor id) taken. ``where``: by
    state, the position in the code where it waits or stops. ``unsure``: positions included only because nothing rules them out.
    ``dropped``: node of an option created in a turn that ended the story before offering it -> the node that ended it."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.visited: set[int] = set()
        self.sides: set[tuple[int, int]] = set()
        self.where: dict[int, int] = {}
        self.unsure: set[int] = set()
        self.dropped: dict[int, int] = {}

    def saw(self, trail: list[int], before: _TurnEnd | None = None, after: _TurnEnd | None = None) -> None:
        """Records the nodes of one turn, in order: where it starts, and where it ends."""
        self.visited.update(trail)
        self.sides.update(itertools.pairwise(trail))
        if isinstance(after, PlayEnd) and after.kind in ("end", "error") and trail:
            made = [offered.node for offered in before.offers] if isinstance(before, Chance) else []
            for number in trail:
                kind = self.nodes[number].kind
                if kind is NodeKind.STOP:  # a fallback was taken
                    made.clear()
                elif kind is NodeKind.OFFER:
                    made.append(number)
            for number in made:
                self.dropped.setdefault(number, trail[-1])

    def add(self, other: WalkResult) -> None:
        """Adds what another walk through the same graph saw."""
        self.visited |= other.visited
        self.sides |= other.sides
        self.dropped = {**other.dropped, **self.dropped}


def walk(flow: FlowGraph, graph: StateGraph, operators: Operators) -> WalkResult:
    """Runs every edge of ``graph`` in ``flow``, reaching each state along the first edge found. Raises :class:`GraphMismatch`."""
    nodes = flow.nodes()
    turns = Turns(flow, nodes, operators)
    walked = WalkResult(nodes)
    luck = Random(1)
    env: Env = list(turns.start)
    trail = turns.trail = []

    def to_next_state(stop: _TurnEnd, env: Env) -> _TurnEnd:
        """Goes on through draws that nothing depends on."""
        while isinstance(stop, Chance) and stop.position in graph.idle:
            stop = turns.draw(stop, luck.choice(stop.outcomes), env)
        return stop

    try:
        begins = to_next_state(turns.run(flow.entry.id, env, []), env)
    except TurnTooLarge:
        walked.saw(trail)
        return walked
    representative: dict[int, tuple[_TurnEnd, Env]] = {graph.initial: (begins, env)}
    walked.saw(trail, None, begins)
    met = {graph.initial}
    order = deque(met)
    while order:
        tick()
        state = order.popleft()
        stop, env = representative.pop(state)
        _compare(flow, graph, state, stop, nodes)
        walked.where[state] = stop.position
        for option, edge in enumerate(graph.edges(state)):
            tick()
            copy = list(env)
            trail = turns.trail = []
            try:
                if isinstance(stop, PlayEnd):
                    assert flow.hub is not None
                    following = turns.run(flow.hub.id, copy, [])
                elif isinstance(stop, Menu):
                    following = turns.choose(stop.offers, option, copy)
                else:
                    following = turns.draw(stop, stop.outcomes[graph.label[edge][0]], copy)
                following = to_next_state(following, copy)
            except TurnTooLarge:  # the search stopped here too
                walked.saw(trail)
                continue
            walked.saw(trail, stop, following)
            target = graph.target[edge]
            if edge in graph.renamed:
                continue
            if target not in met:
                met.add(target)
                representative[target] = (following, copy)
                order.append(target)
            else:
                _compare(flow, graph, target, following, nodes)
    return walked


def walk_at_random(walked: WalkResult, flow: FlowGraph, operators: Operators, times: int) -> None:
    """Plays ``times`` at random, with a fixed seed, and records what is seen. A representative sees only one side of a branch
    that does not matter; playthroughs see others, too."""
    random = Random(1)
    turns = Turns(flow, walked.nodes, operators)
    for _ in range(times):
        env: Env = list(turns.start)
        trail = turns.trail = []
        try:
            stop: _TurnEnd | None = None
            after: _TurnEnd = turns.run(flow.entry.id, env, [])
            for _ in range(LONGEST):
                tick()
                walked.saw(trail, stop, after)
                stop, trail = after, []
                turns.trail = trail
                if isinstance(stop, PlayEnd):
                    break
                if isinstance(stop, Menu):
                    after = turns.choose(stop.offers, random.randrange(len(stop.offers)), env)
                else:
                    after = turns.draw(stop, random.choice(stop.outcomes), env)
        except TurnTooLarge:
            pass
        walked.saw(trail)


def _compare(flow: FlowGraph, graph: StateGraph, state: int, stop: _TurnEnd, nodes: list[Node]) -> None:
    kind = graph.kind[state]
    edges = graph.edges(state)
    if kind == StateKind.OPEN:
        return
    if kind == StateKind.CHOICE:
        sites = []
        for offered in stop.offers if isinstance(stop, Menu) else ():
            offer = nodes[offered.node].offer
            assert isinstance(offer, Offer)
            sites.append(offer.site)
        good = sites == [graph.label[e] for e in edges]
    elif kind in (StateKind.CHANCE, StateKind.OUTSIDE):
        good = isinstance(stop, Chance) and len(stop.outcomes) == sum(graph.weight[e] for e in edges)
    else:
        ending = graph.endings[graph.ending[state]]
        good = isinstance(stop, PlayEnd) and (stop.kind, stop.position) == (ending.kind, ending.position)
    if not good:
        mismatch = GraphMismatch(f"situation {state}: {stop}")
        at_line(mismatch, flow.program.code[stop.position].span)
        raise mismatch

"""Walks the unreduced FlowGraph along a StateGraph: which control of the story was seen, from one representative of each state.

This also checks the passes: the same options must be offered and the same draws made on the way.
"""

from __future__ import annotations

import itertools
from collections import deque
from random import Random

from epilogue.budget import tick
from epilogue.diagnostics import at_line
from epilogue.flow.graph import FlowGraph, Node, NodeKind, Offer, reads_of
from epilogue.flow.passes.types import TypeInference
from epilogue.ir.operators import Operators
from epilogue.space.limits import TurnTooLarge
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.space.turn import Chance, Env, Menu, PlayEnd, Turns

LONGEST = 200
"""Choices and draws after which a random playthrough is cut off."""


ONE_WAY = (NodeKind.TEXT, NodeKind.GOTO, NodeKind.SET, NodeKind.CHECK, NodeKind.OFFER)
"""Kinds of steps with one successor, which nothing but the next step has to know."""


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


class _Shortcuts:
    """Lets turns skip the steps that change nothing that is read: texts, for the most part. They count as visited all the
    same."""

    def __init__(self, turns: Turns, flow: FlowGraph) -> None:
        self.nodes, self.first = turns.nodes, dict[tuple[int, int], int]()
        idle, beyond = _idle(flow, turns.nodes), dict[int, int]()
        for node in reversed(turns.nodes):
            beyond[node.id] = node.id
            if node.kind not in (*ONE_WAY, NodeKind.BRANCH):
                continue
            after = [beyond.get(follow.id, follow.id) for follow in node.succ]
            if len(set(after)) == len(after):  # else it would be unknown which side was taken
                kind, _, *operands = turns.steps[node.id]
                turns.steps[node.id] = (kind, after[0], *operands[:-1], after[1]) if after[1:] else (kind, after[0], *operands)
                self.first |= {(node.id, far): near.id for far, near in zip(after, node.succ, strict=True)}
                if node.id in idle:
                    beyond[node.id] = after[0]

    def add_skipped(self, walked: WalkResult) -> None:
        """Adds the skipped steps to what was seen."""
        for before, after in list(walked.sides):
            follow = self.first.get((before, after), after)
            if follow != after:
                walked.sides.remove((before, after))
                way = [before, follow]
                while way[-1] != after:
                    way.append(self.nodes[way[-1]].succ[0].id)
                walked.visited.update(way)
                walked.sides.update(itertools.pairwise(way))


def _idle(flow: FlowGraph, nodes: list[Node]) -> set[int]:
    """Ids of the steps that neither fail nor set anything that is read, outside of the circles that a turn may go round in."""
    kinds, read, idle = TypeInference(flow, nodes), set[int](), list[Node]()
    for node in nodes:
        sure = node.kind in (NodeKind.SET, NodeKind.CHECK) and node.expr is not None and kinds.total(node.expr)
        if sure or node.kind in (NodeKind.TEXT, NodeKind.GOTO):
            idle.append(node)
        if node.kind is NodeKind.SET and node.expr is not None:
            read |= node.expr.reads - {node.slot}
        elif node not in idle[-1:]:
            read |= reads_of(node)
    return {node.id for node in idle if node.circle < 0 and node.slot not in read}


def walk(flow: FlowGraph, graph: StateGraph, operators: Operators, playthroughs: int = 0) -> WalkResult:
    """Runs every edge of ``graph`` in ``flow``, reaching each state along the first edge found; then as many ``playthroughs`` at
    random. Raises :class:`GraphMismatch`."""
    nodes = flow.nodes()
    turns, walked = Turns(flow, nodes, operators), WalkResult(nodes)
    shortcuts = _Shortcuts(turns, flow)
    _walk_along(walked, turns, flow, graph)
    _walk_at_random(walked, turns, flow, playthroughs)
    shortcuts.add_skipped(walked)
    return walked


def _walk_along(walked: WalkResult, turns: Turns, flow: FlowGraph, graph: StateGraph) -> None:
    """Runs every edge of the StateGraph."""
    nodes = walked.nodes
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
        return
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


def _walk_at_random(walked: WalkResult, turns: Turns, flow: FlowGraph, times: int) -> None:
    """Plays ``times`` at random, with a fixed seed, and records what is seen. A representative sees only one side of a branch
    that does not matter; playthroughs see others, too."""
    random = Random(1)
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

"""The way play takes from passage to passage along each edge of a search that observed passages.

Each edge is run once more in the reduced FlowGraph, from the situation it leaves, and outcome by outcome where luck decides: what
notes a move is kept by every pass.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NamedTuple

from epilogue.flow.graph import Kind
from epilogue.space.search import Search
from epilogue.space.situations import AfterKey, ChanceKey, ChoiceKey
from epilogue.space.turn import Limit, Turns, Values


class Move(NamedTuple):
    """Play goes from the position ``at`` (what leads away stands there) to the position ``to``."""

    at: int
    to: int


Moves = tuple[Move, ...]


class Along(NamedTuple):
    """``begins``: the moves before the first decision. ``edges``: by edge, for each way of taking it that differs, how likely it
    is beside the others, and its moves."""

    begins: Moves
    edges: list[list[tuple[int, Moves]]]


def moves_along(search: Search) -> Along:
    """The moves of every edge of the search's graph."""
    turns, graph = search.turns, search.graph
    edges: list[list[tuple[int, Moves]]] = [[] for _ in graph.target]
    for state, key in enumerate(search.keys):
        row = graph.edges(state)
        if not row:
            continue
        assert isinstance(key, ChoiceKey | ChanceKey | AfterKey)
        before = Values(turns.start, zip(key.live, key.values, strict=True))
        if isinstance(key, ChoiceKey):
            for offered, edge in zip(key.offers, row, strict=True):
                env = Values(before)
                edges[edge].append((1, _run(turns, turns.take(offered, env), env, [])))
        elif isinstance(key, AfterKey):
            env = Values(before)
            edges[row[0]].append((1, _run(turns, search.situations.hub, env, [])))
        else:
            before[search.reduced.graph.slots["offers",]] = len(key.offers)
            for edge in row:
                edges[edge] = _drawn(search, key, before, graph.label[edge])
    env = Values(turns.start)
    return Along(_run(turns, search.reduced.graph.entry.id, env, []), edges)


def _drawn(search: Search, key: ChanceKey, before: Values, label: Any) -> list[tuple[int, Moves]]:
    """The moves after the outcomes of an edge: of each, or of the first of a range that nothing tells apart."""
    turns = search.turns
    outside = search.situations.outside(key.node)
    weights = outside.weights if outside is not None else None
    found: dict[Moves, int] = {}
    whole = isinstance(label, range)
    for index in label[:1] if whole else label:
        env = Values(before)
        turns.trail = []
        with suppress(Limit):
            turns.draw(key, key.outcomes[index], env)
        moves = _moves(turns)
        found[moves] = found.get(moves, 0) + (len(label) if whole else weights[index] if weights is not None else 1)
    return [(weight, moves) for moves, weight in found.items()]


def _run(turns: Turns, node: int, env: Values, offers: list[Any]) -> Moves:
    turns.trail = []
    with suppress(Limit):
        turns.run(node, env, offers)
    return _moves(turns)


def _moves(turns: Turns) -> Moves:
    trail, turns.trail = turns.trail or [], None
    nodes = (turns.nodes[number] for number in trail)
    return tuple([Move(n.position, n.expr.value) for n in nodes if n.kind is Kind.TEXT and n.label and n.expr is not None])

"""How many words are said along each edge of a search in precision coverage.

Each edge is run once more in the reduced FlowGraph, from the situation it leaves, and outcome by outcome where luck decides. A
value that is printed counts as one word; tags, and what options say before they are taken, are not counted.
"""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from epilogue.flow.graph import Kind
from epilogue.ir.program import Program, events
from epilogue.space.search import Search
from epilogue.space.situations import AfterKey, ChanceKey, ChoiceKey
from epilogue.space.turn import Limit, Turns, Values

Said = tuple[int, int]
"""Words, and the action that says them."""


class Words(NamedTuple):
    """``begins``: said before the first decision. ``edges``: by edge, the fewest and the most that taking it can say. ``hidden``:
    functions speak that are called as a whole, so that what they say is not counted."""

    begins: int
    edges: list[tuple[Said, Said]]
    hidden: bool


def words_along(search: Search, program: Program) -> Words:
    """The words along every edge of the search's graph."""
    turns, graph = search.turns, search.graph
    count = _Count(turns, _lengths(program))
    edges: list[tuple[Said, Said]] = [((0, 0), (0, 0))] * len(graph.target)
    for state, key in enumerate(search.keys):
        row = graph.edges(state)
        if not row:
            continue
        assert isinstance(key, ChoiceKey | ChanceKey | AfterKey)
        before = Values(turns.start, zip(key.live, key.values, strict=True))
        if isinstance(key, ChoiceKey):
            for place, (offered, edge) in enumerate(zip(key.offers, row, strict=True)):
                env = Values(before)
                said = count.run(turns.take(offered, env), env), place
                edges[edge] = said, said
        elif isinstance(key, AfterKey):
            said = count.run(search.situations.hub, Values(before)), 0
            edges[row[0]] = said, said
        else:
            before[search.reduced.graph.slots["offers",]] = len(key.offers)
            for edge in row:
                label = graph.label[edge]
                outcomes = label[:1] if isinstance(label, range) else label
                drawn = [(count.draw(key, outcome, Values(before)), outcome) for outcome in outcomes]
                edges[edge] = min(drawn), max(drawn, key=lambda one: (one[0], -one[1]))
    begins = count.run(search.reduced.graph.entry.id, Values(turns.start))
    return Words(begins, edges, any(node.kind is Kind.CALL for node in turns.nodes) and _speaks(search, program))


def _lengths(program: Program) -> dict[int, int]:
    """Words of each piece of text that is no part of a tag or a command, by its position."""
    lengths, tag, unsaid = {}, False, events(program)
    for at, instruction in enumerate(program.code):
        if instruction.op in ("tag_open", "tag_close"):
            tag = instruction.op == "tag_open"
        if instruction.op in ("text", "print"):
            lengths[at] = 0 if tag or at in unsaid else len(instruction.a.split()) if instruction.op == "text" else 1
    return lengths


def _speaks(search: Search, program: Program) -> bool:
    """Whether one of the functions called as a whole has text of its own."""
    for node in search.turns.nodes:
        region = getattr(getattr(node.offer, "callee", None), "region", ())
        if node.kind is Kind.CALL and any(program.code[at].op in ("text", "print") for at in region):
            return True
    return False


class _Count:
    def __init__(self, turns: Turns, lengths: dict[int, int]) -> None:
        self.turns = turns
        self.said = [lengths.get(n.position, 0) if n.kind is Kind.TEXT and not n.label else 0 for n in turns.nodes]

    def run(self, node: int, env: Values) -> int:
        """The words of a turn from a node."""
        self.turns.trail = []
        with suppress(Limit):
            self.turns.run(node, env, [])
        return self.total()

    def draw(self, key: ChanceKey, outcome: int, env: Values) -> int:
        """The words after an outcome of a draw."""
        self.turns.trail = []
        with suppress(Limit):
            self.turns.draw(key, key.outcomes[outcome], env)
        return self.total()

    def total(self) -> int:
        trail, self.turns.trail = self.turns.trail or [], None
        return sum(self.said[number] for number in trail)

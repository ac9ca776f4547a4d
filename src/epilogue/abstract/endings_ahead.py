"""Endings that can still follow a node, over-approximated, and whether play can continue for ever from there."""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.abstract.interpretation import AbstractInterpretation
from epilogue.abstract.possible_endings import ANYWHERE, ENDLESS, FIRST, RUNAWAY, UNKNOWN, PossibleEnding
from epilogue.flow.graph import Call, Draw, Node, NodeKind, Offer
from epilogue.graphs.closure import closure
from epilogue.graphs.components import components
from epilogue.graphs.worklist import spread_backward

Edge = tuple[int, int]


class EndingsAhead:
    """Backward reachability over an abstract interpretation. ``bits``: possible ending -> its bit; ``runaway``: positions behind
    a cycle of steps without a choice or a draw. ``within``: of a game, up to the end of the same conversation."""

    def __init__(self, reach: AbstractInterpretation, within: bool = False) -> None:
        self.bits: dict[PossibleEnding, int] = {}
        self._from = dict.fromkeys(reach.met, 0)
        for number, kind, position in sorted(reach.ends):
            if position < 0:
                self._from[number] |= ANYWHERE
            for possible in reach.endings(number, kind, position) if position >= 0 else ():
                self._from[number] |= self.bits.setdefault(possible, 1 << len(self.bits) + FIRST)
        for number in reach.lost:
            self._from[number] |= UNKNOWN | ENDLESS | RUNAWAY | ANYWHERE
        before = reach.before
        if within and reach.hub is not None:
            before = {number: sources for number, sources in before.items() if number != reach.hub.id}
        edges = {(source, number) for number, sources in before.items() for source in sources}
        pauses = reach.turns | {step for step in edges if isinstance(reach.nodes[step[0]].offer, Draw | Call)}
        for circle in _circles(reach, edges):
            if any((source, number) in pauses for number in circle for source in before[number] if source in circle):
                for number in circle:
                    self._from[number] |= ENDLESS
        drawn = {step for step in pauses if _stops_at(reach.nodes[step[0]])}
        circling = set().union(*_circles(reach, edges - drawn))
        for number in circling:
            self._from[number] |= RUNAWAY
        self.runaway = _behind(reach, circling) | {reach.nodes[number].circle for number in circling}
        spread_backward(self._from, before)

    def of(self, nodes: Iterable[int]) -> int:
        """The bits of everything that can follow these nodes."""
        ways = 0
        for number in nodes:
            ways |= self._from.get(number, 0)
        return ways

    def leads(self, ways: int, ending: PossibleEnding) -> bool:
        """Whether an ending is among the bits; with a mark of None, one of any mark."""
        if ways & UNKNOWN or (ending.kind == "error" and ways & ANYWHERE):
            return True
        if ending.kind == "error" and ways & RUNAWAY and ending.position in self.runaway:
            return True
        return any(ways & bit for known, bit in self.bits.items() if known.fits(ending))


def _stops_at(node: Node) -> bool:
    """Whether a turn always stops at the node, so that a cycle through it is not within one turn."""
    return node.kind is NodeKind.STOP or (isinstance(node.offer, Draw) and node.offer.kind != "list")


def _circles(reach: AbstractInterpretation, steps: set[Edge]) -> list[set[int]]:
    """Strongly connected components of these edges, as sets of nodes, without those that have no cycle."""
    numbers = list(reach.met)
    index_of = {number: index for index, number in enumerate(numbers)}
    follow: list[list[int]] = [[] for _ in numbers]
    for source, number in steps:
        follow[index_of[source]].append(index_of[number])
    first, target = [0], list[int]()
    for places in follow:
        target += places
        first.append(len(target))
    cyclic = [{numbers[index] for index in component} for component in components(first, target)]
    return [circle for circle in cyclic if len(circle) > 1 or (max(circle), max(circle)) in steps]


def _behind(reach: AbstractInterpretation, starts: set[int]) -> frozenset[int]:
    """Positions of the nodes that can follow these within the same turn."""
    fallbacks = [node.offer.entry for node in reach.fallbacks if isinstance(node.offer, Offer)]

    def follows(number: int) -> list[int]:
        node = reach.nodes[number]
        return [follow.id for follow in (fallbacks if node.kind is NodeKind.STOP else node.succ) if follow.id in reach.met]

    return frozenset(reach.nodes[number].position for number in closure(starts, follows))

"""A FlowGraph that observes no more of what is said and decided than what is asked for.

In a graph with all of a story's text every piece of it has to be kept apart, which makes a search large. To prove of a few
pieces that no reader comes to them it is enough to keep those: the others become steps that do nothing.
"""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from epilogue.flow.graph import FlowGraph, Kind, Node
from epilogue.flow.guards import asked_at, with_guards

Side = tuple[int, bool]
"""A condition, by its position (:func:`~epilogue.flow.guards.asked_at`), and its truth."""


class Focus(NamedTuple):
    """What is to be observed: the ``texts`` at these positions, the conditions that come to these ``sides``, and whether play
    comes to these ``places``."""

    texts: Set[int]
    sides: Set[Side]
    places: Set[int]

    def not_among(self, spoken: Set[int]) -> Focus:
        """What of it is not among the positions that a search of the focused graph says are spoken."""
        return Focus(
            self.texts - spoken,
            frozenset(side for side in self.sides if _mark(side[0], 0 if side[1] else 1) not in spoken),
            frozenset(place for place in self.places if _mark(place, 2) not in spoken),
        )

    def without(self, other: Focus) -> Focus:
        """The part not in ``other``."""
        return Focus(self.texts - other.texts, self.sides - other.sides, self.places - other.places)

    def joined(self, other: Focus) -> Focus:
        """The union."""
        return Focus(self.texts | other.texts, self.sides | other.sides, self.places | other.places)


NOTHING = Focus(frozenset(), frozenset(), frozenset())


def _mark(asked: int, which: int) -> int:
    """The position of an observer: no position of the code."""
    number = 2 * asked if asked >= 0 else 2 * ~asked + 1
    return -1 - (3 * number + which)


def focused(flow: FlowGraph, on: Focus = NOTHING) -> FlowGraph:
    """A copy that observes this alone.

    Sound: what observes is a text of its own, which no pass merges with another or removes; the rest of the graph is not
    touched, so that every playthrough stays what it is.
    """
    copy = with_guards(flow, {at if at >= 0 else ~at for at, _ in on.sides})
    for node in copy.nodes():
        if node.kind is Kind.BRANCH:
            for place, truth in enumerate((True, False)):
                if (asked_at(node), truth) in on.sides:
                    node.succ[place] = _observer(copy, _mark(asked_at(node), place), node.succ[place])
        elif node.kind is Kind.GOTO and node.cases and (node.position, node.cases[0]) in on.sides:
            follow = node.succ[0] if node.position not in on.places else _observer(copy, _mark(node.position, 2), node.succ[0])
            _become_text(copy, node, _mark(node.position, 0 if node.cases[0] else 1), follow)
            continue
        if node.position in on.places:
            twin = Node(node.kind, node.position)
            for field in Node.__slots__:
                setattr(twin, field, getattr(node, field))
            _become_text(copy, node, _mark(node.position, 2), twin)
        elif node.kind is Kind.TEXT and node.position not in on.texts:
            node.kind, node.expr = Kind.GOTO, None
    return copy


def _observer(graph: FlowGraph, mark: int, follow: Node) -> Node:
    node = Node(Kind.TEXT, mark)
    _become_text(graph, node, mark, follow)
    return node


def _become_text(graph: FlowGraph, node: Node, mark: int, follow: Node) -> None:
    node.kind, node.position, node.expr, node.succ = Kind.TEXT, mark, graph.expressions.const(""), [follow]
    node.slot, node.cases, node.offer, node.what, node.label = -1, (), None, "", False

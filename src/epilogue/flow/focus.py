"""A copy of a FlowGraph that observes only what is asked for.

A graph that observes all text has to keep every piece of it apart, which makes a search large. To prove that a few pieces are
unreachable, it is enough to observe those: the others become steps that do nothing.
"""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from epilogue.flow.graph import FlowGraph, Node, NodeKind
from epilogue.flow.guards import asked_at, with_guards

ConditionSide = tuple[int, bool]
"""A condition, by position (:func:`~epilogue.flow.guards.asked_at`), and its truth."""


class Focus(NamedTuple):
    """Things to observe: ``texts`` at these positions, conditions with these truth values (``sides``), and whether play reaches
    these ``places``."""

    texts: Set[int]
    sides: Set[ConditionSide]
    places: Set[int]

    def not_among(self, spoken: Set[int]) -> Focus:
        """The part not among the ``spoken`` positions of a search of the focused graph."""
        return Focus(
            self.texts - spoken,
            frozenset(side for side in self.sides if _mark(side[0], 0 if side[1] else 1) not in spoken),
            frozenset(position for position in self.places if _mark(position, 2) not in spoken),
        )

    def without(self, other: Focus) -> Focus:
        """The part not in ``other``."""
        return Focus(self.texts - other.texts, self.sides - other.sides, self.places - other.places)

    def joined(self, other: Focus) -> Focus:
        """The union."""
        return Focus(self.texts | other.texts, self.sides | other.sides, self.places | other.places)


NOTHING = Focus(frozenset(), frozenset(), frozenset())


def _mark(condition: int, which: int) -> int:
    """The position of an observer; never a position of the code."""
    number = 2 * condition if condition >= 0 else 2 * ~condition + 1
    return -1 - (3 * number + which)


def focused(flow: FlowGraph, on: Focus = NOTHING) -> FlowGraph:
    """A copy that observes only this.

    Sound: an observer is a text of its own, which no pass merges or removes; the rest of the graph is unchanged, and so is every
    playthrough.
    """
    copy = with_guards(flow, {at if at >= 0 else ~at for at, _ in on.sides})
    for node in copy.nodes():
        if node.kind is NodeKind.BRANCH:
            for index, truth in enumerate((True, False)):
                if (asked_at(node), truth) in on.sides:
                    node.succ[index] = _observer(copy, _mark(asked_at(node), index), node.succ[index])
        elif node.kind is NodeKind.GOTO and node.cases and (node.position, node.cases[0]) in on.sides:
            follow = node.succ[0] if node.position not in on.places else _observer(copy, _mark(node.position, 2), node.succ[0])
            _become_text(copy, node, _mark(node.position, 0 if node.cases[0] else 1), follow)
            continue
        if node.position in on.places:
            twin = Node(node.kind, node.position)
            for field in Node.__slots__:
                setattr(twin, field, getattr(node, field))
            _become_text(copy, node, _mark(node.position, 2), twin)
        elif node.kind is NodeKind.TEXT and node.position not in on.texts:
            node.kind, node.expr = NodeKind.GOTO, None
    return copy


def _observer(graph: FlowGraph, mark: int, follow: Node) -> Node:
    node = Node(NodeKind.TEXT, mark)
    _become_text(graph, node, mark, follow)
    return node


def _become_text(graph: FlowGraph, node: Node, mark: int, follow: Node) -> None:
    node.kind, node.position, node.expr, node.succ = NodeKind.TEXT, mark, graph.expressions.const(""), [follow]
    node.slot, node.cases, node.offer, node.what, node.label = -1, (), None, "", False

"""Difference abstraction: counters of which only their differences matter.

For example, what was run least often is run next: then the same number may be subtracted from all counts. Slots form such a group
if each is only incremented by constants or copied from another one of the group, and every reader compares two of them. Adding
the same number to all live ones then changes nothing that can be read of them, now or later (invariance under translation, as
with clock differences in the zones of timed automata). A slot that is not live may be left out, since it is assigned before it is
read again.
"""

from __future__ import annotations

from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import FlowGraph, Node, NodeKind, Offer, reads_of, writes_of
from epilogue.ir.operators import SHIFTS, Arithmetic, Compare


def difference_groups(graph: FlowGraph, nodes: list[Node]) -> tuple[frozenset[Slot], ...]:
    """The groups, each of two slots at least."""
    return _CounterGroups(graph).solve(nodes)


class _CounterGroups:
    def __init__(self, graph: FlowGraph) -> None:
        self.graph = graph
        self.parent: dict[Slot, Slot] = {}
        self.absolute: set[Slot] = set(graph.wrap)

    def solve(self, nodes: list[Node]) -> tuple[frozenset[Slot], ...]:
        self.absolute.update(slot for slot, value in self.graph.initial.items() if type(value) is not int)
        for observed in (*self.graph.at_end, *self.graph.never):
            self.read(observed)
        for node in nodes:
            if node.kind is NodeKind.SET and node.expr is not None:
                self.store(node.slot, node.expr)
            elif node.kind in (NodeKind.BRANCH, NodeKind.CHECK) and node.expr is not None:
                self.read(node.expr)
            elif isinstance(node.offer, Offer):
                for condition in node.offer.guard:
                    self.read(condition)
                self.absolute |= writes_of(node).union(*(carried.reads for _, carried in node.offer.captures))
            else:
                self.absolute |= reads_of(node) | writes_of(node)
        spoilt = {self.find(slot) for slot in self.absolute}
        groups: dict[Slot, set[Slot]] = {}
        for slot in self.parent:
            groups.setdefault(self.find(slot), set()).add(slot)
        return tuple(frozenset(group) for root, group in groups.items() if root not in spoilt and len(group) > 1)

    def find(self, slot: Slot) -> Slot:
        while self.parent.setdefault(slot, slot) != slot:
            slot = self.parent[slot]
        return slot

    def store(self, slot: Slot, expr: Expr) -> None:
        source = _offset_slot(expr)
        if source is None:
            self.absolute.add(slot)
            self.read(expr)
        else:
            self.parent[self.find(slot)] = self.find(source)

    def read(self, expr: Expr) -> None:
        """The expression's value is used."""
        if isinstance(expr.algebra, Compare) and len(expr.args) == 2:
            left, right = (_offset_slot(arg) for arg in expr.args)
            if left is not None and right is not None:
                self.parent[self.find(left)] = self.find(right)
                return
        if expr.op == "read":
            self.absolute.add(expr.value)
        elif expr.op == "pick":
            self.absolute.update(expr.value.values())
        for arg in expr.args:
            self.read(arg)


def _offset_slot(expr: Expr) -> Slot | None:
    """The slot of which the expression is the value plus or minus a constant, if any."""
    if expr.op == "read":
        return int(expr.value)
    if expr.algebra in SHIFTS and len(expr.args) == 2:
        left, right = expr.args
        if expr.algebra is Arithmetic.ADD and left.op == "const":
            left, right = right, left
        if right.op == "const" and type(right.value) is int:
            return _offset_slot(left)
    return None

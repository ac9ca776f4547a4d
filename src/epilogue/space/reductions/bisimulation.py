"""Bisimulation, one slot at a time: values of a slot that the rest of the story cannot distinguish.

Liveness says whether a slot matters; this says how much of it does. For each slot with few values (see
:mod:`~epilogue.space.reductions.domains`), every node gets a partition of them: two values are in one class if play continues in
the same way whatever the other slots hold. It is the coarsest partition that the node and its successors respect: a greatest
fixpoint, backward (after Paige and Tarjan, 1987). Slots may be replaced one after the other, since each partition holds for all
values of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from epilogue.abstract.domain import TypedValue
from epilogue.flow.expressions import Expr, Slot, evaluator
from epilogue.flow.graph import Call, Draw, FlowGraph, Node, NodeKind, Offer, around
from epilogue.flow.passes.liveness import Liveness
from epilogue.graphs.worklist import solve_backward
from epilogue.ir.operators import Logic, OperatorError, Operators
from epilogue.ir.values import Value

FEW = 3
"""Fewest values of a slot worth partitioning: of two, indistinguishable ones make a dead slot, which liveness finds."""

Partition = tuple[int, ...]
"""Index of the first value in its class, for each value of the domain."""
Representatives = dict[tuple[type, Any], Value]
"""A value with its type -> the representative of its class, if that is another: the last, so that a counter that has moved at all
goes straight to where it stays."""


class Bisimulation:
    """The partitions of one reduced FlowGraph, computed slot by slot on demand."""

    def __init__(
        self,
        graph: FlowGraph,
        nodes: list[Node],
        liveness: Liveness,
        operators: Operators,
        known: Mapping[Slot, tuple[Value, ...]],
    ) -> None:
        self.graph = graph
        self.nodes = nodes
        self.liveness = liveness
        self.operators = operators
        self.truthy = graph.program.semantics.values.truthy
        self.preds = liveness.predecessors(nodes)
        self.domains = {slot: values for slot, values in known.items() if len(values) >= FEW}
        self._parts: dict[Slot, list[Partition]] = {}

    def after(self, slot: Slot, offers: Sequence[int]) -> Representatives | None:
        """Values to replace when exactly these options (node ids) are on offer; None: none."""
        if slot not in self.domains:
            return None
        partitions = self._partitions(slot)
        parts = [SlotBisimulation(self, slot).observed(self.graph.never)]
        for number in offers:
            offer = self.nodes[number].offer
            assert isinstance(offer, Offer)
            if all(slot != captured for captured, _ in offer.captures):
                parts.append(partitions[offer.entry.id])
        return self._same(slot, meet(parts))

    def at(self, slot: Slot, node: int) -> Representatives | None:
        """Values to replace just before the node; None: none."""
        return self._same(slot, self._partitions(slot)[node]) if slot in self.domains else None

    def _same(self, slot: Slot, part: Partition) -> Representatives | None:
        domain = self.domains[slot]
        last = {number: index for index, number in enumerate(part)}
        same = {(type(v), v): domain[last[part[index]]] for index, v in enumerate(domain) if last[part[index]] != index}
        return same or None

    def _partitions(self, slot: Slot) -> list[Partition]:
        partitions = self._parts.get(slot)
        if partitions is None:
            partitions = self._parts[slot] = SlotBisimulation(self, slot).solve()
        return partitions


def meet(parts: Sequence[Sequence[Hashable]]) -> Partition:
    """The coarsest common refinement."""
    first: dict[tuple[Hashable, ...], int] = {}
    return tuple(first.setdefault(key, index) for index, key in enumerate(zip(*parts, strict=True)))


class SlotBisimulation:
    """The fixpoint for one slot."""

    def __init__(self, bisimulation: Bisimulation, slot: Slot) -> None:
        self.bisimulation = bisimulation
        self.slot = slot
        self.domain = bisimulation.domains[slot]
        self.place = {(type(v), v): n for n, v in enumerate(self.domain)}
        self.whole: Partition = (0,) * len(self.domain)
        self.apart: Partition = tuple(range(len(self.domain)))
        self.part = [self.whole] * len(bisimulation.nodes)
        self.wrap = bisimulation.graph.wrap.get(slot)
        self._values: dict[int, tuple[TypedValue, ...]] = {}

    def solve(self) -> list[Partition]:
        nodes, part = self.bisimulation.nodes, self.part
        solve_backward(part, lambda number: self.before(nodes[number]), self.bisimulation.preds)
        return part

    # -- distinguished values

    def values(self, expr: Expr) -> tuple[TypedValue, ...]:
        """The results of an expression that reads only this slot, by value."""
        results = self._values.get(id(expr))
        if results is None:
            compute = evaluator(expr, self.bisimulation.operators)
            results = self._values[id(expr)] = tuple(self._value(compute, v) for v in self.domain)
        return results

    def _value(self, compute: Callable[[Any], Any], value: Value) -> TypedValue:
        try:
            result = compute({self.slot: value})
        except OperatorError as problem:
            return OperatorError, str(problem)
        return type(result), result

    def revealed(self, expr: Expr) -> Sequence[Hashable]:
        """A partition: the values of the slot that the expression's value distinguishes, whatever the other slots hold."""
        if self.slot not in expr.reads:
            return self.whole
        if len(expr.reads) == 1:
            return self.values(expr)
        if expr.op == "pick":
            return self.apart
        return meet([self.revealed(arg) for arg in expr.args if self.slot in arg.reads])

    def truth(self, expr: Expr) -> Sequence[Hashable]:
        """The values of the slot that the expression's truth distinguishes."""
        if self.slot not in expr.reads:
            return self.whole
        if len(expr.reads) == 1:
            return tuple(map(self._truth, self.values(expr)))
        if isinstance(expr.algebra, Logic):
            return meet([self.truth(arg) for arg in expr.args])
        return self.revealed(expr)

    def observed(self, conditions: Sequence[Expr]) -> Partition:
        """The values of the slot that the truth of these conditions distinguishes."""
        return meet([self.whole, *map(self.truth, conditions)])

    # -- one node

    def before(self, node: Node) -> Partition:
        """The node's partition, given its successors'; where the story may end, observations distinguish values too."""
        partition = self.needed(node)
        return meet([partition, *self.ended()]) if self.bisimulation.liveness.kinds.fails(node) else partition

    def ended(self) -> list[Partition]:
        graph = self.bisimulation.graph
        if graph.slots["mark",] == self.slot:
            return [self.apart]
        return [self.whole, *(meet([self.revealed(expr)]) for expr in graph.at_end), self.observed(graph.never)]

    def needed(self, node: Node) -> Partition:
        kind, slot, part = node.kind, self.slot, self.part
        expr = node.expr
        after: list[Sequence[Hashable]] = [part[follow.id] for follow in node.succ]
        if kind is NodeKind.SET:
            assert expr is not None
            if node.slot != slot:
                return meet([*after, self.revealed(expr)])
            return self.stored(expr, part[node.succ[0].id])
        if kind is NodeKind.BRANCH:
            assert expr is not None
            if expr.reads == {slot}:
                sides = map(self._truth, self.values(expr))
                return meet(
                    [[(side, after[0 if side else 1][n]) if side in (True, False) else side for n, side in enumerate(sides)]]
                )
            return meet([*after, self.truth(expr)])
        if kind is NodeKind.OFFER:
            assert isinstance(node.offer, Offer)
            for captured, carried in node.offer.captures:
                stored = captured == slot
                after.append(self.stored(carried, part[node.offer.entry.id]) if stored else self.revealed(carried))
            return meet([*after, *map(self.truth, node.offer.guard)])
        if kind is NodeKind.STOP:
            for offering in self.bisimulation.liveness.at_stop[node.id]:
                assert isinstance(offering.offer, Offer)
                if all(captured != slot for captured, _ in offering.offer.captures):
                    after.append(part[offering.offer.entry.id])
        if kind is NodeKind.DRAW:
            assert isinstance(node.offer, Draw)
            if node.offer.picked == slot:
                return self.apart
            return meet([self.whole if node.slot == slot else after[0], *map(self.revealed, node.offer.args)])
        if isinstance(node.offer, Call):
            read = slot in node.offer.reads or slot in node.offer.cells
            return self.apart if read else meet([*after, *map(self.revealed, node.offer.args)])
        if kind is NodeKind.LIMIT:
            return self.whole
        if kind in (NodeKind.STOP, NodeKind.END, NodeKind.FAIL):
            distinguishes = self.bisimulation.liveness.ended(node) >> slot & 1 and slot == self.bisimulation.graph.slots["last",]
            return meet([*after, *([self.apart] if distinguishes else self.ended())])
        if kind in (NodeKind.CHECK, NodeKind.SWITCH, NodeKind.TEXT):
            assert expr is not None
            after.append(self.revealed(expr))
        elif kind not in (NodeKind.GOTO, NodeKind.LEAVE):
            raise AssertionError(kind)
        return meet(after)

    def stored(self, expr: Expr, after: Partition) -> Partition:
        """The partition before ``slot := expr``."""
        if expr.reads != {self.slot}:
            return meet([self.revealed(expr)])
        classes: list[Hashable] = []
        for typed in self.values(expr):
            kind, value = typed
            if kind is OperatorError:
                classes.append(typed)
            else:
                representative = value if self.wrap is None else around(value, *self.wrap)
                classes.append(after[self.place[type(representative), representative]])
        return meet([classes])

    def _truth(self, typed: TypedValue) -> Hashable:
        kind, value = typed
        if kind is OperatorError:
            return typed
        try:
            return self.bisimulation.truthy(value)
        except OperatorError as problem:
            return OperatorError, str(problem)

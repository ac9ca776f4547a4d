"""Type inference: which kinds of value each slot can hold, and so which expressions cannot fail.

Flow-insensitive, a least fixpoint over all stores. A partial operation is an effect until it is proved total: other passes
consult :class:`TypeInference` before they delete or move one.
"""

from __future__ import annotations

from epilogue.budget import tick
from epilogue.flow.expressions import Expr
from epilogue.flow.graph import Call, Draw, FlowGraph, Node, NodeKind, Offer
from epilogue.flow.operators import NEVER_FAIL
from epilogue.ir.operators import ANY, AS_OPERANDS, LIST, NUMBER, OTHER, kind_bit


class TypeInference:
    """``of``: slot -> bit set of kinds of value. ``begin``: bit set of the slots whose initial values are read at all."""

    def __init__(self, graph: FlowGraph, nodes: list[Node], begin: int = -1) -> None:
        self.operators = graph.expressions.operators
        self.of: dict[int, int] = {slot: kind_bit(value) for slot, value in graph.initial.items() if begin >> slot & 1}
        self._total: dict[int, bool] = {}
        self._result: dict[int, int] = {}
        stores: list[tuple[int, Expr | int]] = []
        for node in nodes:
            if node.kind is NodeKind.SET and node.expr is not None:
                stores.append((node.slot, node.expr))
            elif node.kind is NodeKind.DRAW:
                assert isinstance(node.offer, Draw)
                stores.append((node.slot, _drawn(node.offer)))
            elif node.kind is NodeKind.OFFER:
                assert isinstance(node.offer, Offer)
                stores.extend(node.offer.captures)
            elif isinstance(node.offer, Call):
                call = node.offer
                stores.extend((slot, ANY) for slot in (*call.sets, node.slot) if slot not in call.counts)
        changed = True
        while changed:
            tick()
            changed = False
            self._result.clear()
            for slot, source in stores:
                inferred = source if isinstance(source, int) else self.result(source)
                if inferred & ~self.of.get(slot, 0):
                    self.of[slot] = self.of.get(slot, 0) | inferred
                    changed = True

    def result(self, expr: Expr) -> int:
        """The kinds an expression can yield."""
        if expr.op == "read":
            return self.of.get(expr.value, 0)
        known = self._result.get(id(expr))
        if known is None:
            known = self._result[id(expr)] = self._infer(expr)
        return known

    def _infer(self, expr: Expr) -> int:
        op = expr.op
        if op == "const":
            return kind_bit(expr.value)
        declared = self.operators[op].result
        if declared != AS_OPERANDS:
            return declared
        kinds = 0
        for arg in expr.args:
            kinds |= self.result(arg)
        return kinds

    def total(self, expr: Expr) -> bool:
        """Whether evaluating the expression can never fail."""
        if expr.op in ("const", "read"):
            return True
        known = self._total.get(id(expr))
        if known is None:
            known = self._total[id(expr)] = all(map(self.total, expr.args)) and self._operation(expr)
        return known

    def _operation(self, expr: Expr) -> bool:
        operator = self.operators.get(expr.op)
        if expr.op in NEVER_FAIL or operator is None:
            return operator is not None
        if not operator.cannot_fail(map(self.result, expr.args)):
            return False
        last = expr.args[-1]
        return not operator.but_for or (last.op == "const" and last.value not in operator.but_for)

    def fails(self, node: Node) -> bool:
        """Whether the story may end in an error at the node."""
        if node.kind is NodeKind.GOTO or node.kind is NodeKind.TEXT:
            return False
        offer = node.offer
        if isinstance(offer, Offer):
            return not (all(map(self.truth, offer.guard)) and all(self.total(expr) for _, expr in offer.captures))
        if isinstance(offer, Draw):
            bounds = [arg.value for arg in offer.args if arg.op == "const" and type(arg.value) is int]
            if offer.kind == "shuffle":
                return len(bounds) < 1 or bounds[0] < 1
            return len(bounds) < 2 or bounds != sorted(bounds)
        if node.kind is NodeKind.SET:
            return node.expr is not None and not self.total(node.expr)
        if node.kind is NodeKind.BRANCH:
            return node.expr is not None and not self.truth(node.expr)
        return node.kind in (NodeKind.CHECK, NodeKind.SWITCH, NodeKind.CALL, NodeKind.FAIL)

    def truth(self, expr: Expr) -> bool:
        """Whether the expression can be evaluated and tested without failing."""
        return self.total(expr) and not self.result(expr) & OTHER


def _drawn(draw: Draw) -> int:
    """The kinds of a draw's outcomes."""
    if draw.outside is not None:
        kinds = 0
        for value in draw.outside.values:
            kinds |= kind_bit(value)
        return kinds
    return LIST if draw.kind == "list" else NUMBER

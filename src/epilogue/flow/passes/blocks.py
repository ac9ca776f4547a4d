"""Blocks of equivalent numbers in wide ranges of RANDOM.

If a number drawn is only compared with whole numbers, or tested, only the outcome of each comparison matters. Its uses are
followed flow-insensitively from the draw through the variables it is copied to. If it is used in any other way, each number
stands for itself.
"""

from __future__ import annotations

from epilogue.budget import tick
from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import Call, Draw, FlowGraph, Node, NodeKind, Offer, reads_of
from epilogue.ir.operators import SHIFTS, Arithmetic, Compare, Logic

WIDE = 1_000
"""Numbers of a range, above which blocks are looked for."""
FAR = 2**29
"""Bound on constants beyond which numbers may overflow; then each number stands for itself."""


class _ReadInFull(Exception):
    """The number itself is used."""


def find_blocks(graph: FlowGraph, nodes: list[Node]) -> None:
    """Sets the ``cuts`` of every wide draw for which there are blocks."""
    readers: dict[Slot, list[Node]] | None = None
    for node in nodes:
        draw = node.offer
        if not isinstance(draw, Draw) or draw.kind != "random":
            continue
        bounds = [arg.value for arg in draw.args if arg.op == "const" and type(arg.value) is int]
        if len(bounds) < 2 or bounds[1] - bounds[0] < WIDE or max(map(abs, bounds)) > FAR:
            continue
        if readers is None:
            readers = {}
            for reader in nodes:
                for slot in reads_of(reader):
                    readers.setdefault(slot, []).append(reader)
        try:
            draw.cuts = tuple(sorted(_Follow(graph, readers, node.slot).cuts))
        except _ReadInFull:
            draw.cuts = None


class _Follow:
    """``cuts``: the first number of each block."""

    def __init__(self, graph: FlowGraph, readers: dict[Slot, list[Node]], slot: Slot) -> None:
        self.holders = {slot}
        self.cuts: set[int] = set()
        work = [slot]
        while work:
            tick()
            for node in readers.get(work.pop(), ()):
                work.extend(self.read(node) - self.holders)
                self.holders.update(work)
            for expr in graph.at_end:
                self.value(expr)
            for expr in graph.never:
                self.truth(expr)

    def read(self, node: Node) -> set[Slot]:
        """Records what the node asks of the number; returns the slots it copies it to."""
        if isinstance(node.offer, Offer):
            for guard in node.offer.guard:
                self.truth(guard)
            return {slot for slot, expr in node.offer.captures if self.copies(expr)}
        if isinstance(node.offer, Draw | Call):
            raise _ReadInFull
        assert node.expr is not None
        if node.kind is NodeKind.SET:
            return {node.slot} if self.copies(node.expr) else set()
        if node.kind is NodeKind.BRANCH:
            self.truth(node.expr)
        else:
            self.value(node.expr)
        return set()

    def copies(self, expr: Expr) -> bool:
        """Whether the expression is the number itself."""
        if expr.op == "retain":
            expr = expr.args[1]
        if expr.op == "read" and expr.value in self.holders:
            return True
        self.value(expr)
        return False

    def value(self, expr: Expr) -> None:
        """The expression's value is used."""
        if not expr.reads & self.holders:
            return
        if isinstance(expr.algebra, Logic):
            for arg in expr.args:
                self.truth(arg)
            return
        if isinstance(expr.algebra, Compare):
            left, right = expr.args
            if left.op == "const":
                left, right = right, left
            offset = self.offset(left)
            if offset is not None and right.op == "const" and type(right.value) is int and abs(right.value) <= FAR:
                self.cuts |= {right.value - offset, right.value - offset + 1}
                return
        if expr.op == "read" or expr.op == "pick":
            raise _ReadInFull
        for arg in expr.args:
            self.value(arg)

    def truth(self, expr: Expr) -> None:
        offset = self.offset(expr)
        if offset is None:
            self.value(expr)
        else:
            self.cuts |= {-offset, 1 - offset}

    def offset(self, expr: Expr) -> int | None:
        """The constant that the expression adds to the number, None if it does more."""
        if expr.op == "read":
            return 0 if expr.value in self.holders else None
        if expr.algebra in SHIFTS and len(expr.args) == 2:
            left, right = expr.args
            if expr.algebra is Arithmetic.ADD and left.op == "const":
                left, right = right, left
            before = self.offset(left)
            if before is not None and right.op == "const" and type(right.value) is int and abs(right.value) <= FAR // 4:
                after = before + (right.value if expr.algebra is Arithmetic.ADD else -right.value)
                return after if abs(after) <= FAR else None
        return None

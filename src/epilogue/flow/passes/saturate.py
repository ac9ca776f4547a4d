"""Saturation: counters count no further than their readers can distinguish.

A visit count (or an age, the number of turns, a variable that is only counted up) only grows or restarts. If every expression
that reads it compares it with constants, tests it for truth, or takes its ``MIN`` or remainder with a constant, then beyond some
threshold its value matters only up to a period, so it cycles there. Any other reader (printing, copying, arithmetic) keeps it
exact. Sound because every reader is a function of the wrapped value: by induction on the expression.
"""

from __future__ import annotations

from math import floor, lcm

from epilogue.flow.expressions import Expr
from epilogue.flow.graph import Call, FlowGraph, Node, NodeKind, Offer, writes_of
from epilogue.ir.operators import SHIFTS, Arithmetic, Compare, Logic

COUNTERS = frozenset(("v", "age", "turns"))
MOST_AT_ONCE = 1_000
"""A variable with larger increments could overflow."""


class _CounterDemand:
    """Demand on each counter by its readers: ``threshold`` and ``period`` by slot; ``exact``: those read in full."""

    def __init__(self, counters: frozenset[int]) -> None:
        self.counters = counters
        self.threshold: dict[int, int] = {}
        self.period: dict[int, int] = {}
        self.exact: set[int] = set()

    def ask(self, slots: tuple[int, ...], threshold: int, period: int = 1) -> None:
        for slot in slots:
            self.threshold[slot] = max(self.threshold.get(slot, 1), threshold)
            self.period[slot] = lcm(self.period.get(slot, 1), period)

    def linear(self, expr: Expr) -> tuple[tuple[int, ...], int] | None:
        """(counters, offset) if the expression is a counter plus a constant."""
        if expr.op == "read":
            return ((expr.value,), 0) if expr.value in self.counters else None
        if expr.op == "pick":
            return tuple(expr.value.values()), 0
        if expr.algebra in SHIFTS and len(expr.args) == 2:
            left, right = expr.args
            if right.op == "const" and type(right.value) is int:
                inner = self.linear(left)
                return inner and (inner[0], inner[1] + (right.value if expr.algebra is Arithmetic.ADD else -right.value))
            if expr.algebra is Arithmetic.ADD and left.op == "const" and type(left.value) is int:
                inner = self.linear(right)
                return inner and (inner[0], inner[1] + left.value)
        return None

    def truth(self, expr: Expr) -> None:
        inner = self.linear(expr)
        if inner:
            self.ask(inner[0], 1 - inner[1])
            self.pick(expr)
        else:
            self.value(expr)

    def pick(self, expr: Expr) -> None:
        while expr.algebra in SHIFTS:
            expr = expr.args[0] if expr.args[1].op == "const" else expr.args[1]
        if expr.op == "pick":
            self.value(expr.args[0])

    def value(self, expr: Expr) -> None:
        """The expression's value is used in full."""
        if not expr.reads & self.counters:
            return
        whole = self.linear(expr)
        if whole:
            self.exact.update(whole[0])
            self.pick(expr)
            return
        if isinstance(expr.algebra, Logic):
            for arg in expr.args:
                self.truth(arg)
            return
        if len(expr.args) == 2:
            left, right = expr.args
            compared = isinstance(expr.algebra, Compare) or expr.algebra is Arithmetic.LEAST
            if left.op == "const" and compared:
                left, right = right, left
            inner = self.linear(left)
            if inner and right.op == "const" and isinstance(right.value, int | float) and abs(right.value) < 10_000:
                if compared:
                    self.pick(left)
                    return self.ask(inner[0], floor(right.value) - inner[1] + 1)
                if expr.algebra is Arithmetic.REMAINDER and isinstance(right.value, int) and right.value > 0:
                    self.pick(left)
                    return self.ask(inner[0], max(1, -inner[1]), int(right.value))
        for arg in expr.args:
            self.value(arg)


def saturate(graph: FlowGraph, nodes: list[Node]) -> None:
    """Sets ``graph.wrap`` for every counter that need not be exact."""
    keys = graph.slots.keys
    counters = frozenset(slot for slot, key in enumerate(keys) if key[0] in COUNTERS) | _growing(graph, nodes)
    demand = _CounterDemand(counters)
    counted: set[int] = set()
    for observed in graph.at_end:
        demand.value(observed)
    for observed in graph.never:
        demand.truth(observed)
    for node in nodes:
        expr = node.expr
        if node.kind is NodeKind.SET and expr is not None:
            if node.slot in counters and node.slot in expr.reads:
                counted.add(node.slot)
            else:
                demand.value(expr)
        elif node.kind is NodeKind.BRANCH and expr is not None:
            demand.truth(expr)
        elif expr is not None:
            demand.value(expr)
        if isinstance(node.offer, Offer):
            for condition in node.offer.guard:
                demand.truth(condition)
            for _, carried in node.offer.captures:
                demand.value(carried)
        elif node.offer is not None:
            for arg in node.offer.args:
                demand.value(arg)
        if isinstance(node.offer, Call):
            for key, slot in zip(node.offer.callee.reads, node.offer.reads, strict=True):
                limits = node.offer.callee.asks.get(key)
                if limits is None:
                    demand.exact.add(slot)
                for threshold, period in limits or ():
                    demand.ask((slot,), threshold, period)
            counted.update(node.offer.counts)
    graph.wrap = {
        slot: (max(1, demand.threshold.get(slot, 1)), demand.period.get(slot, 1)) for slot in counted if slot not in demand.exact
    }


def _growing(graph: FlowGraph, nodes: list[Node]) -> frozenset[int]:
    """Variables that are only set to constants or counted up, such as a timer, or money nobody spends."""
    keys = graph.slots.keys
    growing = {slot for slot, value in graph.initial.items() if keys[slot][0] == "g" and type(value) is int}
    for node in nodes:
        if node.kind is not NodeKind.SET or node.expr is None:
            growing -= writes_of(node)
        elif node.slot in growing and not _counts_up(node.slot, node.expr):
            growing.discard(node.slot)
    return frozenset(growing)


def _counts_up(slot: int, expr: Expr) -> bool:
    if expr.op == "const":
        return type(expr.value) is int
    if expr.algebra is not Arithmetic.ADD or len(expr.args) != 2:
        return False
    left, right = expr.args
    if left.op == "const":
        left, right = right, left
    step = right.value if right.op == "const" and type(right.value) is int else -1
    return left.op == "read" and left.value == slot and 0 <= step <= MOST_AT_ONCE

"""Finite domains: the possible values of each slot, where these are few.

Flow-insensitive, a least fixpoint over all stores; a slot with too many values, or values from elsewhere, has no domain.
Over-approximates: a slot holds nothing outside its domain.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

from epilogue.abstract.domain import TypedValue
from epilogue.budget import tick
from epilogue.flow.expressions import Expr, Slot, evaluator
from epilogue.flow.graph import Draw, FlowGraph, Node, NodeKind, Offer, around, writes_of
from epilogue.ir.operators import OperatorError, Operators
from epilogue.ir.values import MinusZero, Value, kind_of

MOST, MOST_NUMBERS = 40, 128
"""Values of a slot; and if they are numbers alone, such as those of a stat from 0 to 100."""
MOST_COMBINATIONS = 400


def domains(graph: FlowGraph, nodes: list[Node], operators: Operators) -> dict[Slot, tuple[Value, ...]]:
    """Slot -> its possible values, the initial one first."""
    return _Domains(graph, operators).solve(nodes)


class _Domains:
    def __init__(self, graph: FlowGraph, operators: Operators) -> None:
        self.graph = graph
        self.operators = operators
        self.found: dict[Slot, dict[TypedValue, None]] = {}
        self.unknown: set[Slot] = set()

    def solve(self, nodes: list[Node]) -> dict[Slot, tuple[Value, ...]]:
        stores: list[tuple[Slot, Expr]] = []
        for slot, value in self.graph.initial.items():
            self.add(slot, (value,))
        for node in nodes:
            if node.kind is NodeKind.SET and node.expr is not None:
                stores.append((node.slot, node.expr))
            elif isinstance(node.offer, Offer):
                stores.extend(node.offer.captures)
            elif isinstance(node.offer, Draw):
                self.draw(node.slot, node.offer)
            else:
                self.unknown |= writes_of(node)
        changed = True
        while changed:
            tick()
            changed = False
            for slot, expr in stores:
                changed |= slot not in self.unknown and self.add(slot, self.values(slot, expr))
        return {slot: tuple(value for _, value in values) for slot, values in self.found.items() if slot not in self.unknown}

    def add(self, slot: Slot, values: Iterable[Value] | None) -> bool:
        if values is None:
            self.unknown.add(slot)
            return True
        known = self.found.setdefault(slot, {})
        before = len(known)
        for value in values:
            known[kind_of(value), value] = None
        kinds = {kind for kind, _ in known}
        if len(known) > (MOST_NUMBERS if kinds <= {int, float} else MOST) or MinusZero in kinds:
            self.unknown.add(slot)
        return len(known) > before

    def draw(self, slot: Slot, draw: Draw) -> None:
        if draw.picked is not None:
            self.unknown.add(draw.picked)
        if draw.outside is not None:
            self.add(slot, draw.outside.values if len(draw.outside.values) <= MOST else None)
            return
        bounds = [arg.value for arg in draw.args if arg.op == "const" and type(arg.value) is int]
        if draw.kind == "shuffle" and len(bounds) == 1:
            bounds = [0, bounds[0] - 1]
        few = draw.kind in ("random", "shuffle") and len(bounds) == 2 and bounds[1] - bounds[0] < MOST
        self.add(slot, range(bounds[0], bounds[1] + 1) if few else None)

    def values(self, slot: Slot, expr: Expr) -> list[Value] | None:
        """The possible results of the expression, without failures; None: unknown."""
        reads = tuple(expr.reads)
        size = 1
        for read in reads:
            if read in self.unknown:
                return None
            size *= len(self.found[read])
            if size > MOST_COMBINATIONS:
                return None
        compute = evaluator(expr, self.operators)
        wrap = self.graph.wrap.get(slot) if slot in expr.reads else None
        env: dict[Slot, Any] = {}
        results: list[Value] = []
        for values in product(*(tuple(self.found[read]) for read in reads)):
            env.update((read, value) for read, (_, value) in zip(reads, values, strict=True))
            try:
                result = compute(env)
            except OperatorError:
                continue
            results.append(result if wrap is None else around(result, *wrap))
        return results

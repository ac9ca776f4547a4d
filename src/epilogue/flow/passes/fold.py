"""Folding: replaces slots that are never assigned, and decides branches on constants.

Sound: a slot without a store (and that no option carries) has its initial value everywhere, so substituting it and evaluating
constants changes no execution.
"""

from __future__ import annotations

from collections.abc import Callable

from epilogue.flow.expressions import Expr
from epilogue.flow.graph import FlowGraph, Node, NodeKind, Offer, writes_of
from epilogue.ir.operators import OperatorError
from epilogue.ir.values import Value


def fold(graph: FlowGraph, nodes: list[Node]) -> bool:
    """Rewrites the nodes in place; True if anything changed."""
    assigned = {graph.slots["offers",]}
    for node in nodes:
        if node.slot >= 0 or node.offer is not None:
            assigned.update(writes_of(node))
    expressions = graph.expressions
    known = {
        slot: expressions.const(value)
        for slot, value in graph.initial.items()
        if slot not in assigned and graph.slots.keys[slot][0] != "t"
    }
    fixed = frozenset(known)
    truthy = graph.program.semantics.values.truthy
    changed = False

    def folded(expr: Expr) -> Expr:
        nonlocal changed
        if expr.reads.isdisjoint(fixed):
            return expr
        new = expressions.substitute(expr, known)
        changed = changed or new is not expr
        return new

    graph.at_end = tuple(map(folded, graph.at_end))
    graph.never = tuple(map(folded, graph.never))
    for node in nodes:
        if node.expr is not None:
            node.expr = folded(node.expr)
        if isinstance(node.offer, Offer):
            _fold_offer(node, node.offer, folded, truthy)
        elif node.offer is not None:
            node.offer.args = tuple(folded(a) for a in node.offer.args)
        if node.kind is NodeKind.BRANCH and node.expr is not None and node.expr.op == "const":
            changed = True
            _decide(node, node.expr.value, truthy)
        elif node.kind is NodeKind.SWITCH and node.expr is not None and node.expr.op == "const":
            changed = True
            if node.expr.value in node.cases:
                node.succ = [node.succ[node.cases.index(node.expr.value)]]
                node.kind = NodeKind.GOTO
            else:
                node.kind, node.what, node.succ = NodeKind.FAIL, graph.program.semantics.messages.held_no_target, []
    return changed


def _decide(node: Node, value: Value, truthy: Callable[[Value], bool]) -> None:
    try:
        node.succ = [node.succ[0 if truthy(value) else 1]]
        node.kind = NodeKind.GOTO
    except OperatorError as problem:
        node.kind, node.what, node.succ = NodeKind.FAIL, str(problem), []


def _fold_offer(node: Node, offer: Offer, folded: object, truthy: Callable[[Value], bool]) -> None:
    fold_one: object = folded
    assert callable(fold_one)
    guard = []
    for condition in offer.guard:
        new = fold_one(condition)
        if new.op != "const":
            guard.append(new)
            continue
        try:
            if truthy(new.value):
                continue
        except OperatorError as problem:
            node.kind, node.what, node.succ, node.offer = NodeKind.FAIL, str(problem), [], None
            return
        node.kind, node.offer = NodeKind.GOTO, None
        return
    offer.guard = tuple(guard)
    offer.captures = tuple((slot, fold_one(expr)) for slot, expr in offer.captures)

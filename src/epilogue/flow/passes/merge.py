"""Merging: removes empty nodes, merges equal ones, and drops branches whose sides are the same.

Two nodes that do the same and have the same successors are equal (hash-consing in post-order; on a cycle, nodes are distinguished
by identity, which only merges less). Of a branch with a single successor only its possible failure remains, as a check.
"""

from __future__ import annotations

from typing import Any

from epilogue.flow.graph import Draw, FlowGraph, Node, NodeKind, Offer
from epilogue.flow.passes.types import TypeInference
from epilogue.machine.endless import ENDLESS


def merge(graph: FlowGraph, nodes: list[Node], kinds: TypeInference) -> bool:
    """Rewrites successors in place; True if anything changed."""
    final: dict[Node, Node] = {}
    table: dict[Any, Node] = {}
    changed = False

    def target(node: Node) -> Node:
        """The node that replaces ``node``: steps that do nothing are skipped; a circle of them is an error."""
        replacement = final.get(node)
        if replacement is not None or node.kind is not NodeKind.GOTO:
            return node if replacement is None else replacement
        passed: dict[Node, None] = {}
        while (replacement := final.get(node)) is None and node.kind is NodeKind.GOTO:
            if node in passed:
                circle = max(step.circle for step in passed)
                node.kind, node.what, node.succ, node.expr = NodeKind.FAIL, ENDLESS, [], None
                node.position = node.position if circle < 0 else circle
                break
            passed[node] = None
            node = node.succ[0]
        replacement = node if replacement is None else replacement
        for step in passed:
            final[step] = replacement
        return replacement

    def passes(node: Node) -> None:
        """Turns the node into a step that does nothing."""
        node.kind, node.expr, node.succ = NodeKind.GOTO, None, node.succ[:1]
        target(node)

    for node in reversed(nodes):
        if node.kind is NodeKind.GOTO:
            target(node)
            changed = True
            continue
        succ = [target(s) for s in node.succ]
        if succ != node.succ:
            node.succ = succ
        if isinstance(node.offer, Offer):
            node.offer.entry = target(node.offer.entry)
        if node.kind in (NodeKind.BRANCH, NodeKind.SWITCH) and len(set(succ)) == 1 and node.expr is not None:
            if node.kind is NodeKind.BRANCH and kinds.truth(node.expr):
                passes(node)
                changed = True
                continue
            if node.kind is NodeKind.BRANCH and not kinds.result(node.expr) & 8:
                node.kind, node.succ = NodeKind.CHECK, succ[:1]
                changed = True
        if node.kind is NodeKind.CHECK and node.expr is not None and kinds.total(node.expr):
            passes(node)
            changed = True
            continue
        key = _signature(node, kinds)
        same = table.setdefault(key, node)
        final[node] = same
        if same is not node:
            same.circle = max(same.circle, node.circle)
            changed = True
    graph.entry = target(graph.entry)
    graph.hub = None if graph.hub is None else target(graph.hub)
    for node in nodes:
        node.succ = [target(s) for s in node.succ]
        if isinstance(node.offer, Offer):
            node.offer.entry = target(node.offer.entry)
    return changed


PLACED = frozenset(
    (NodeKind.END, NodeKind.STOP, NodeKind.FAIL, NodeKind.TEXT, NodeKind.SWITCH, NodeKind.DRAW, NodeKind.CHECK, NodeKind.LIMIT)
)


def _may_fail(node: Node, kinds: TypeInference) -> bool:
    if node.expr is None:
        return False
    if node.kind is NodeKind.BRANCH:
        return not kinds.truth(node.expr)
    return node.kind is NodeKind.SET and not kinds.total(node.expr)


def _signature(node: Node, kinds: TypeInference) -> tuple[Any, ...]:
    """Equal for nodes that do the same. Where a node may fail, stop or speak, its place in the source is part of what it does."""
    kind, expr = node.kind, node.expr
    position: Any = node.position if kind in PLACED or _may_fail(node, kinds) else None
    extra: Any = None
    offer = node.offer
    if isinstance(offer, Offer):
        guard = tuple(map(id, offer.guard))
        captures = tuple((slot, id(e)) for slot, e in offer.captures)
        fails = not all(map(kinds.truth, offer.guard))
        extra = (offer.site, guard, captures, id(offer.entry), offer.fallback, node.position if fails else None)
    elif isinstance(offer, Draw):
        extra = (offer.kind, tuple(map(id, offer.args)), offer.picked, offer.outside)
    elif offer is not None:
        extra = (offer.callee.entry, offer.kind, tuple(map(id, offer.args)), offer.cells, offer.reads, offer.where, offer.heard)
    return (kind, node.slot, id(expr), tuple(map(id, node.succ)), node.cases, node.what, node.label, position, extra)

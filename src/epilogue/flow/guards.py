"""A FlowGraph in which each guard of an option is a branch, so that its outcome can be observed.

An option is created if its condition holds and, unless it is sticky, if it was not taken before: two branches at the same
position, the second marked by ``what``. Both lead to an option without a guard.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from epilogue.flow.expressions import Expr, Expressions
from epilogue.flow.graph import FlowGraph, Node, NodeKind, Offer, copy_of
from epilogue.ir.operators import Logic
from epilogue.ir.program import ChoiceSite, Program
from epilogue.source import Span

ONCE = "once"
"""``what`` of a branch on whether an option is still available."""


def asked_at(node: Node) -> int:
    """The position of a condition; below 0 (``~position``) for whether an option is still available."""
    return ~node.position if node.what == ONCE else node.position


def with_guards(flow: FlowGraph, only: Set[int] | None = None) -> FlowGraph:
    """A copy in which options (those at the positions of ``only``, if given) have a branch for each guard."""
    copy = copy_of(flow)
    noted = {place: slot for slot, key in enumerate(flow.slots.keys) if (place := _noted(flow.program, key)) is not None}
    for node in copy.nodes():
        if isinstance(node.offer, Offer) and node.offer.guard and (only is None or node.position in only):
            span = flow.program.code[node.position - 1].span
            taken_slots = {noted[span]} if span in noted else set[int]()
            _ask(copy.expressions, node, node.offer, flow.program.choices[node.offer.site], taken_slots)
    return copy


def _noted(program: Program, key: tuple[Any, ...]) -> Span | None:
    """The place of what a global notes as seen; None for any other slot."""
    span = program.hidden.get(key[1]) if key[0] == "g" else None
    return span if isinstance(span, Span) else None


def _ask(expressions: Expressions, node: Node, offer: Offer, site: ChoiceSite, taken_slots: Set[int]) -> None:
    """Turns an option's node into the branches that lead to one that offers it. ``taken_slots``: the slot that records that the
    option was taken, which is not what a condition asks of other places."""
    follow = node.succ[0]
    made = Node(NodeKind.OFFER, node.position)
    made.offer, made.succ = Offer(offer.site, (), offer.captures, offer.entry, offer.fallback, offer.stays), [follow]
    made.slot, made.cases, made.what, made.label = node.slot, node.cases, node.what, node.label
    conditions = [*offer.guard]
    asks: list[tuple[Expr, str]] = [(conditions.pop(), ONCE)] if site.once else []
    for condition in reversed(conditions):
        if condition.algebra is Logic.AND and condition.args[0].reads and condition.args[0].reads <= taken_slots:
            asks += [(condition.args[0], ONCE), (condition.args[1], "")]
        else:
            seen = bool(condition.reads) and condition.reads <= taken_slots and not site.once
            asks.append((condition, ONCE if seen else ""))
    after = made
    for expr, what in asks[:-1]:
        asking = Node(NodeKind.BRANCH, node.position)
        asking.expr, asking.what, asking.succ = expr, what, [after, follow]
        after = asking
    node.kind, node.offer = NodeKind.BRANCH, None
    node.slot, node.cases, node.label = -1, (), False
    (node.expr, node.what), node.succ = asks[-1], [after, follow]

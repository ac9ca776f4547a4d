"""Hoisting: moves a store before a draw if it does not depend on the outcome, so that two values that matter only together become
one.

``health = health - damage`` follows the draw of what the other side does; until then both health and damage are kept. If every
way from the draw comes to the same store before anything else reads or writes its slots (or to where its target is dead), the
store may be moved before the draw. Then the slots it reads are dead one state earlier.

This is assignment motion (Dhamdhere, 1991; Knoop, Rüthing and Steffen, 1994) to a single kind of place: draws, where states are
distinguished. Sound: the store is anticipated on every way on which it matters, nothing between reads its target or writes its
operands or target, and it cannot fail. The code behind the draw is copied without it, so that other ways into that code keep it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from epilogue.budget import tick
from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import Draw, FlowGraph, Node, NodeKind, Offer, copy_of, reads_of, writes_of
from epilogue.flow.passes import ReducedGraph, reduce

FAR = 200
"""Limit on the nodes examined behind a draw."""
MOST = 20
"""Limit on the stores moved in one graph."""
PASSED = frozenset(
    (NodeKind.SET, NodeKind.CHECK, NodeKind.BRANCH, NodeKind.SWITCH, NodeKind.TEXT, NodeKind.DRAW, NodeKind.OFFER, NodeKind.GOTO)
)


def hoisted(reduced: ReducedGraph) -> ReducedGraph:
    """The graph with such stores moved before the draws; unchanged if there are none."""
    for _ in range(MOST):
        move = next(_moves(reduced), None)
        if move is None:
            break
        relied = reduced.relied | move.expr.reads | {move.slot}
        graph = copy_of(reduced.graph)
        _apply(graph, move)
        reduced = reduce(graph, relied, reduced.idle)
    return reduced


class HoistedStore(NamedTuple):
    """``slot := expr`` is moved before the ``draw`` (a node's id). ``between``: the nodes between the draw and the
    store; ``stands``: the nodes that are the store."""

    draw: int
    slot: Slot
    expr: Expr
    between: frozenset[int]
    stands: frozenset[int]


def _moves(reduced: ReducedGraph) -> Iterator[HoistedStore]:
    for node in reduced.nodes:
        if node.kind is NodeKind.DRAW and node is not reduced.graph.hub:
            for store in _stores(node):
                move = _move(reduced, node, store)
                if move is not None:
                    yield move


def _stores(draw: Node) -> list[Node]:
    """The stores in the turn behind the draw that combine more than one slot."""
    seen: dict[int, Node] = {}
    work = [draw.succ[0]]
    while work and len(seen) < FAR:
        tick()
        node = work.pop()
        if node.id not in seen and node.kind in PASSED:
            seen[node.id] = node
            work.extend(node.succ)
    return [n for n in seen.values() if n.kind is NodeKind.SET and n.expr is not None and len(n.expr.reads) > 1]


def _move(reduced: ReducedGraph, draw: Node, store: Node) -> HoistedStore | None:
    """The store, to be moved before the draw, if that is possible and useful."""
    liveness, slot, expr = reduced.liveness, store.slot, store.expr
    assert expr is not None and isinstance(draw.offer, Draw)
    written = {draw.slot, draw.offer.picked}
    observed = liveness.read_at_end | liveness.read_always
    if slot in observed or slot in written or expr.reads & written or slot in reads_of(draw) or not liveness.kinds.total(expr):
        return None
    before = liveness.live[draw.id]
    gone = sum(1 << read for read in expr.reads if read != slot) & before
    between: set[int] = set()
    stands: set[int] = set()
    work = [draw.succ[0]]
    while work:
        tick()
        node = work.pop()
        if node.id in between or node.id in stands:
            continue
        live = liveness.live[node.id]
        if node.kind is NodeKind.SET and node.slot == slot and node.expr is expr:
            stands.add(node.id)
            gone &= ~liveness.live[node.succ[0].id]
        elif not live >> slot & 1:
            gone &= ~live
        elif _passes(node, slot, expr) and len(between) < FAR:
            between.add(node.id)
            gone &= ~_mask(reads_of(node))
            work.extend(node.succ)
        else:
            return None
    added = 0 if before >> slot & 1 else 1
    if not stands or gone.bit_count() <= added:
        return None
    return HoistedStore(draw.id, slot, expr, frozenset(between), frozenset(stands))


def _passes(node: Node, slot: Slot, expr: Expr) -> bool:
    """Whether the store can be made before the node as well as after it."""
    if node.kind not in PASSED or slot in reads_of(node):
        return False
    if isinstance(node.offer, Offer):
        return all(captured != slot for captured, _ in node.offer.captures)
    return not writes_of(node) & (expr.reads | {slot})


def _mask(slots: Iterable[Slot]) -> int:
    return sum(1 << slot for slot in slots)


def _apply(graph: FlowGraph, move: HoistedStore) -> None:
    """Applies the move in a copy of the graph in which it was found."""
    nodes = graph.nodes()
    copies: dict[int, Node] = {}

    def copied(node: Node) -> Node:
        """The node that replaces it."""
        if node.id in move.stands:
            return node.succ[0]
        if node.id not in move.between:
            return node
        twin = copies.get(node.id)
        if twin is None:
            twin = copies[node.id] = _twin(node)
            twin.succ = [copied(follow) for follow in node.succ]
        return twin

    draw = nodes[move.draw]
    later = _twin(draw)
    later.succ = [copied(follow) for follow in draw.succ]
    draw.kind, draw.slot, draw.expr, draw.offer, draw.succ = NodeKind.SET, move.slot, move.expr, None, [later]


def _twin(node: Node) -> Node:
    twin = Node(node.kind, node.position)
    twin.slot, twin.expr, twin.cases, twin.what, twin.label, twin.offer = (
        node.slot, node.expr, node.cases, node.what, node.label, node.offer,
    )  # fmt: skip
    twin.succ, twin.circle = node.succ, node.circle
    return twin

"""Strong (faint-variable) liveness, and the removal of dead stores.

A slot is live where its value can still influence something observed: a branch, a check, a draw, an option's guard, text, or an
observation at an ending. What is read only to compute dead slots is dead too (Giegerich, Möncke and Wilhelm, 1981; Nielson,
Nielson and Hankin, *Principles of Program Analysis*, 2.1.5). At the end of a turn, what is live is what the options on offer need
when taken, except what they carry; so liveness and "which options may be on offer" are solved together.
"""

from __future__ import annotations

from collections.abc import Mapping

from epilogue.budget import tick
from epilogue.flow.expressions import Expr
from epilogue.flow.graph import WORDED, Call, Draw, FlowGraph, Node, NodeKind, Offer
from epilogue.flow.passes.types import TypeInference
from epilogue.graphs.bits import bits
from epilogue.graphs.worklist import solve_backward


class Liveness:
    """``live``: node id -> bit set of the slots live before it. ``read_at_end``: slots read at every ending; ``read_always``: at
    every stop. ``at_stop``: STOP node id -> the OFFER nodes that may have been met in the turn that ends there. ``cut``: branches
    (node id -> side taken) and options (-> -1: never offered again) that are decided for good."""

    def __init__(
        self,
        graph: FlowGraph,
        nodes: list[Node],
        kinds: TypeInference,
        at_end: frozenset[int],
        always: frozenset[int],
        cut: Mapping[int, int] = {},
    ) -> None:
        self._nodes = nodes
        self.kinds = kinds
        self.cut = cut
        self.read_at_end = at_end
        self.read_always = always
        self._masks: dict[int, int] = {}
        self.observed = sum(1 << slot for slot in at_end)
        self.last = 1 << graph.slots["last",]
        self.always = sum(1 << slot for slot in always)
        self._at_failure = [self.observed if node.id not in cut and kinds.fails(node) else 0 for node in nodes]
        self.offered = self._offers_in_reach(nodes)
        self.live = [0] * len(nodes)
        self._offers = [n for n in nodes if n.kind is NodeKind.OFFER]
        self.at_stop: dict[int, list[Node]] = {}
        self._solve(nodes)

    def _solve(self, nodes: list[Node]) -> None:
        """Worklist iteration to the least fixpoint."""
        live = self.live
        for node in nodes:
            if node.kind is NodeKind.STOP:
                self.at_stop[node.id] = [self._offers[index] for index in bits(self.offered[node.id])]
        solve_backward(live, self._before, self.predecessors(nodes))

    def _offers_in_reach(self, nodes: list[Node]) -> list[int]:
        """Bit sets, by node, of the offers (in the order of ``nodes``) that may be on offer before it: made this turn, or earlier
        if they persist over turns. If any persist, ``cut`` is ignored: they may have been offered before it held."""
        offers = [node for node in nodes if isinstance(node.offer, Offer)]
        self.staying = sum(1 << index for index, node in enumerate(offers) if _stays(node))
        cut: Mapping[int, int] = {} if self.staying else self.cut
        gen = {node.id: 1 << index for index, node in enumerate(offers) if node.id not in cut}
        reach = [0] * len(nodes)
        work = list(range(len(nodes) - 1, -1, -1))
        while work:
            tick()
            number = work.pop()
            out = reach[number] | gen.get(number, 0)
            kind, follow = nodes[number].kind, nodes[number].succ
            if kind is NodeKind.STOP:  # one of the options is taken; persistent ones stay on offer
                follow = [node.offer.entry for node in [offers[index] for index in bits(out)] if isinstance(node.offer, Offer)]
                out &= self.staying
            elif kind is NodeKind.LEAVE:
                out &= ~self.staying
            if out and kind is not NodeKind.END:
                decided = cut.get(number, -1)
                for node in follow if decided < 0 else (follow[decided],):
                    if out & ~reach[node.id]:
                        reach[node.id] |= out
                        work.append(node.id)
        return reach

    def predecessors(self, nodes: list[Node]) -> list[list[int]]:
        """Nodes that depend on each node; an option's entry also affects the stops where it may be on offer."""
        preds: list[list[int]] = [[] for _ in nodes]
        for node in nodes:
            for follow in node.succ:
                preds[follow.id].append(node.id)
            if isinstance(node.offer, Offer):
                preds[node.offer.entry.id].append(node.id)
            if node.kind is NodeKind.STOP:
                for offer in self.at_stop[node.id]:
                    assert isinstance(offer.offer, Offer)
                    preds[offer.offer.entry.id].append(node.id)
        return preds

    def mask(self, expr: Expr) -> int:
        """The bit set of the slots an expression reads."""
        mask = self._masks.get(id(expr))
        if mask is None:
            mask = 0
            for slot in expr.reads:
                mask |= 1 << slot
            self._masks[id(expr)] = mask
        return mask

    def _before(self, number: int) -> int:
        """The slots live before the node; where the story may end in an error, including those observed at endings."""
        return self._needed(self._nodes[number]) | self._at_failure[number]

    def _needed(self, node: Node) -> int:
        kind, live = node.kind, self.live
        decided = self.cut.get(node.id)
        if decided is not None:
            return live[node.succ[max(decided, 0)].id]
        out = 0
        for follow in node.succ:
            out |= live[follow.id]
        if kind is NodeKind.GOTO:
            return out
        if kind is NodeKind.SET:
            assert node.expr is not None
            if out >> node.slot & 1:
                return (out & ~(1 << node.slot)) | self.mask(node.expr)
            return out if self.kinds.total(node.expr) else out | self.mask(node.expr)
        if kind in (NodeKind.TEXT, NodeKind.BRANCH, NodeKind.CHECK, NodeKind.SWITCH):
            assert node.expr is not None
            return out | self.mask(node.expr)
        if kind is NodeKind.DRAW:
            assert isinstance(node.offer, Draw)
            out &= ~(1 << node.slot)
            out |= self.always
            for arg in node.offer.args:
                out |= self.mask(arg)
            return out if node.offer.picked is None else out | 1 << node.offer.picked
        if kind is NodeKind.CALL:
            return self._before_call(node, out)
        if kind is NodeKind.OFFER:
            assert isinstance(node.offer, Offer)
            for condition in node.offer.guard:
                out |= self.mask(condition)
            carried = live[node.offer.entry.id]
            for slot, expr in node.offer.captures:
                if carried >> slot & 1:
                    out |= self.mask(expr)
            return out
        if kind is NodeKind.STOP:
            out |= self.ended(node)
            for offer in self.at_stop[node.id]:
                out |= self.needs(offer)
            return out
        if node.what == "stopped":
            return 0  # stopped by the game between conversations: nothing is observed there
        return out | self.ended(node) if kind in (NodeKind.END, NodeKind.FAIL) else out

    def ended(self, node: Node) -> int:
        """Slots read where the story stops."""
        return self.observed | self.last if node.what in WORDED else self.observed

    def _before_call(self, node: Node, out: int) -> int:
        """A call may fail, so it is always made; and it may leave what it sets unchanged."""
        call = node.offer
        assert isinstance(call, Call)
        for slot in (node.slot, call.heard):
            if slot >= 0:
                out &= ~(1 << slot)
        for slot in (*call.reads, *call.cells):
            out |= 1 << slot
        for arg in call.args:
            out |= self.mask(arg)
        return out | self.always if call.callee.draws else out

    def needs(self, offer: Node) -> int:
        """The slots an option reads when it is taken, besides those it carries."""
        assert isinstance(offer.offer, Offer)
        needed = self.live[offer.offer.entry.id]
        for slot, _ in offer.offer.captures:
            needed &= ~(1 << slot)
        return needed | self.always


def _stays(node: Node) -> bool:
    return isinstance(node.offer, Offer) and bool(node.offer.stays)


def remove_dead(nodes: list[Node], liveness: Liveness) -> bool:
    """Removes dead stores (or turns them into checks, if they may fail), dead captures, and LEAVE nodes where no option persists.
    True if anything changed."""
    changed = False
    for node in nodes:
        if node.kind is NodeKind.SET and node.expr is not None:
            if not liveness.live[node.succ[0].id] >> node.slot & 1:
                changed = True
                node.kind = NodeKind.GOTO if liveness.kinds.total(node.expr) else NodeKind.CHECK
                node.slot = -1
        elif node.kind is NodeKind.LEAVE and not liveness.offered[node.id] & liveness.staying:
            changed = True
            node.kind = NodeKind.GOTO
        elif isinstance(node.offer, Offer) and node.offer.captures:
            live = liveness.live[node.offer.entry.id]
            captures = tuple(c for c in node.offer.captures if live >> c[0] & 1)
            changed = changed or len(captures) != len(node.offer.captures)
            node.offer.captures = captures
    return changed

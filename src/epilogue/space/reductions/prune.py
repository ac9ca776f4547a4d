"""Pruning: removes from a FlowGraph what abstract interpretation shows to be impossible, for a search that grows.

:mod:`~epilogue.abstract.interpretation` asks about values where the passes only look at stores: a variable that is only ever set
back to its own value, a door whose code nobody can find. What is read only behind such a door is dead, and dead slots do not
distinguish states.

Sound: abstract interpretation over-approximates every playthrough. A side of a branch, or an option, that it never reaches is
reached by no playthrough, so removing it changes none; where it knows a single value for a slot at a node, the slot has that
value there in every playthrough. A condition that may fail is kept: its failure is an ending. The graph is only asked about
reachable states: the representatives that other reductions substitute are indistinguishable from those by anything left in the
graph.
"""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.abstract.domain import domain_of
from epilogue.abstract.interpretation import AbstractInterpretation, interpret_story
from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import Call, Draw, FlowGraph, Node, NodeKind, Offer, copy_of, reads_of, writes_of
from epilogue.flow.passes import ReducedGraph, reduce
from epilogue.graphs.closure import closure
from epilogue.ir.operators import Operators
from epilogue.ir.values import Value

MOST_ROUNDS = 3
"""Removing something may show that more can be removed."""


def pruned(reduced: ReducedGraph, operators: Operators) -> ReducedGraph:
    """The graph without what cannot happen in it, reduced again; unchanged if there is nothing to remove."""
    relied = reduced.relied
    for _ in range(MOST_ROUNDS):
        graph = copy_of(reduced.graph)
        reach = interpret_story(reduced, operators, domain_of(reduced.graph.program))
        pruning = _Pruning(graph, reach, frozenset(reduced.graph.wrap))
        if not pruning.changed:
            break
        excluding = [slot for node in _excluding(reduced.nodes, reach) for slot in reads_of(node)]
        relied |= _sources(reduced.graph, reduced.nodes, {*excluding, *pruning.constants})
        reduced = reduce(graph, relied, reduced.idle)
    return reduced


class _Pruning:
    """Rewrites the nodes of a copy of the interpreted graph. ``reach``: the abstract interpretation; ``wrapped``: counters
    saturated in the original and not in the copy; ``constants``: slots replaced by constants."""

    def __init__(self, graph: FlowGraph, reach: AbstractInterpretation, wrapped: frozenset[Slot]) -> None:
        self.graph = graph
        self.reach = reach
        self.wrapped = wrapped
        self.changed = False
        self.constants: set[Slot] = set()
        self.failing = {number for number, kind, _ in reach.ends if kind == "error"}
        for node in graph.nodes():  # the same nodes as in the copy, in the same order
            if node.id in reach.met:
                self._constants(node)
                if node.id not in self.failing:
                    self._node(node)

    def _taken(self, node: Node, follow: Node) -> bool:
        return node.id in self.reach.before.get(follow.id, ())

    def _node(self, node: Node) -> None:
        """Removes what the node never does; it cannot fail."""
        if node.kind is NodeKind.BRANCH:
            sides = [follow for follow in node.succ if self._taken(node, follow)]
            if len(sides) == 1 and node.succ[0] is not node.succ[1]:
                self._passes(node, sides[0])
        elif node.kind is NodeKind.SWITCH:
            possible = [(case, follow) for case, follow in zip(node.cases, node.succ, strict=True) if self._taken(node, follow)]
            if len(possible) == 1:
                self._passes(node, possible[0][1])
        elif node.kind is NodeKind.CHECK or (node.kind is NodeKind.OFFER and node.id not in self.reach.offered):
            self._passes(node, node.succ[0])

    def _passes(self, node: Node, follow: Node) -> None:
        """Turns the node into one that only leads to ``follow``."""
        self.changed = True
        node.kind, node.expr, node.offer, node.cases, node.succ = NodeKind.GOTO, None, None, (), [follow]

    def _constants(self, node: Node) -> None:
        """Replaces slots with a single value by constants."""
        known = {slot: self.graph.expressions.const(value) for slot, value in self._single(node)}
        if not known:
            return
        expressions = self.graph.expressions

        def folded(expr: Expr) -> Expr:
            new = expressions.substitute(expr, known)
            self.changed = self.changed or new is not expr
            return new

        if node.expr is not None:
            node.expr = folded(node.expr)
        if isinstance(node.offer, Offer):
            node.offer.guard = tuple(map(folded, node.offer.guard))
            node.offer.captures = tuple((slot, folded(expr)) for slot, expr in node.offer.captures)
        elif isinstance(node.offer, Draw | Call):
            node.offer.args = tuple(map(folded, node.offer.args))
        self.constants |= known.keys()

    def _single(self, node: Node) -> Iterable[tuple[Slot, Value]]:
        """The slots read by the node that have a single value there."""
        reads = set[Slot]()
        for expr in _expressions(node):
            reads |= expr.reads
        for slot in reads - self.wrapped:
            items = self.reach.held(node.id, slot).items
            if items is not None and len(items) == 1:
                ((_, value),) = items
                if value == value:  # NaN equals nothing
                    yield slot, value


def _expressions(node: Node) -> Iterable[Expr]:
    if node.expr is not None:
        yield node.expr
    if isinstance(node.offer, Offer):
        yield from node.offer.guard
        yield from (expr for _, expr in node.offer.captures)
    elif isinstance(node.offer, Draw | Call):
        yield from node.offer.args


def _excluding(nodes: list[Node], reach: AbstractInterpretation) -> Iterable[Node]:
    """The nodes at which the abstract interpretation excludes anything; all its results depend on these."""
    failing = {number for number, kind, _ in reach.ends if kind == "error"}
    for node in nodes:
        if node.id not in reach.met:
            continue
        if isinstance(node.offer, Offer):
            excludes = node.id not in reach.offered or node.id in reach.surely
        elif node.kind is NodeKind.CHECK:
            excludes = node.id not in failing
        else:
            excludes = any(node.id not in reach.before.get(follow.id, ()) for follow in node.succ)
        if excludes:
            yield node


def _sources(graph: FlowGraph, nodes: list[Node], slots: Iterable[Slot]) -> frozenset[Slot]:
    """Closure of these slots under where knowledge about them can come from: what is stored in them, and what conditions
    compare them with."""
    into: dict[Slot, set[Slot]] = {}
    for node in nodes:
        conditions: list[set[Slot] | frozenset[Slot]] = []
        if isinstance(node.offer, Offer):
            for slot, expr in node.offer.captures:
                into.setdefault(slot, set()).update(expr.reads)
            conditions = [guard.reads for guard in node.offer.guard]
            into.setdefault(graph.slots["offers",], set()).update(*conditions)
        elif node.kind in (NodeKind.BRANCH, NodeKind.SWITCH):
            conditions = [reads_of(node)]
        for slot in writes_of(node):
            into.setdefault(slot, set()).update(reads_of(node))
        for read in conditions:
            for slot in read:
                into.setdefault(slot, set()).update(read)
    return frozenset(closure(slots, lambda slot: into.get(slot, ())))

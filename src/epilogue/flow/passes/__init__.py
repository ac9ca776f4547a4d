"""Passes over the FlowGraph, run to a fixpoint. Each preserves every playthrough, its endings, odds and counts."""

from __future__ import annotations

from epilogue.budget import tick
from epilogue.flow.expressions import Slot
from epilogue.flow.graph import Call, Draw, FlowGraph, Node, NodeKind
from epilogue.flow.passes.assigned import assigned_before
from epilogue.flow.passes.blocks import find_blocks
from epilogue.flow.passes.fold import fold
from epilogue.flow.passes.liveness import Liveness, remove_dead
from epilogue.flow.passes.merge import merge
from epilogue.flow.passes.order import keep_order
from epilogue.flow.passes.saturate import saturate
from epilogue.flow.passes.types import TypeInference
from epilogue.ir.operators import LIST


class ReducedGraph:
    """A FlowGraph after the passes: its ``nodes`` (ids are indices), their ``liveness``, and by node id the bit set of the slots
    that may be ``assigned`` before it. ``relied``: slots whose values pruning relied on, beyond what their stores say (see
    :mod:`epilogue.space.reductions.prune`). ``idle``: positions of the draws that were left out (see
    :mod:`epilogue.space.reductions.idle_draws`)."""

    def __init__(
        self,
        graph: FlowGraph,
        nodes: list[Node],
        liveness: Liveness,
        relied: frozenset[Slot] = frozenset(),
        idle: frozenset[int] = frozenset(),
    ) -> None:
        self.graph = graph
        self.nodes = nodes
        self.liveness = liveness
        self.assigned = assigned_before(nodes, liveness)
        self.relied = relied
        self.idle = idle


def reduce(graph: FlowGraph, relied: frozenset[Slot] = frozenset(), idle: frozenset[int] = frozenset()) -> ReducedGraph:
    """Runs the passes until nothing changes. ``relied``, ``idle``: of the :class:`ReducedGraph` that the graph was made from."""
    at_end, always = _observed(graph)
    nodes = graph.nodes()
    while True:
        tick()
        changed = fold(graph, nodes)
        if changed:
            nodes = graph.nodes()
        kinds = TypeInference(graph, nodes)
        changed |= _without_retaining(nodes, kinds)
        if merge(graph, nodes, kinds):
            changed = True
            nodes = graph.nodes()
        liveness = Liveness(graph, nodes, kinds, at_end, always)
        changed |= remove_dead(nodes, liveness)
        if not changed:
            saturate(graph, nodes)
            find_blocks(graph, nodes)
            keep_order(graph, nodes, kinds)
            graph.counted = frozenset() if graph.decisions else _counted(nodes, liveness)
            return ReducedGraph(graph, nodes, liveness, relied, idle)


def _without_retaining(nodes: list[Node], kinds: TypeInference) -> bool:
    """Stores of what cannot be a list keep nothing of the value they replace."""
    changed = False
    for node in nodes:
        expr = node.expr
        if node.kind is NodeKind.SET and expr is not None and expr.op == "retain" and not kinds.result(expr.args[1]) & LIST:
            node.expr = expr.args[1]
            changed = True
    return changed


def unreduced(graph: FlowGraph) -> ReducedGraph:
    """The FlowGraph unchanged, with its liveness."""
    nodes = graph.nodes()
    return ReducedGraph(graph, nodes, Liveness(graph, nodes, TypeInference(graph, nodes), *_observed(graph)))


def _observed(graph: FlowGraph) -> tuple[frozenset[Slot], frozenset[Slot]]:
    """The slots read at every ending, and those read at every stop."""
    at_end = frozenset((graph.slots["mark",],)).union(*(e.reads for e in (*graph.at_end, *graph.never)))
    return at_end, frozenset[Slot]().union(*(e.reads for e in graph.never))


def _counted(nodes: list[Node], liveness: Liveness) -> frozenset[Slot]:
    """The shuffles whose outcomes are all dead: only the number left matters."""
    draws = [(n, n.offer.picked) for n in nodes if isinstance(n.offer, Draw) and n.offer.picked is not None]
    matter = {picked for node, picked in draws if liveness.live[node.succ[0].id] >> node.slot & 1}
    matter.update(slot for n in nodes if isinstance(n.offer, Call) for slot in n.offer.reads)
    return frozenset(picked for _, picked in draws) - matter

"""The reductions as they can be switched on one after the other, to measure what each is worth: name -> FlowGraph to Reduced."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from epilogue.flow.graph import FlowGraph, Node
from epilogue.flow.passes import Reduced, reduce
from epilogue.flow.passes.liveness import Liveness


class _Everything:
    """In place of liveness: every slot matters everywhere."""

    def __init__(self, graph: FlowGraph, nodes: list[Node]) -> None:
        self._all = (1 << len(graph.slots)) - 1
        self.live = [self._all] * len(nodes)

    def needs(self, offer: Node) -> int:
        return self._all


def nothing(graph: FlowGraph) -> Reduced:
    """The graph as specialised."""
    nodes = graph.nodes()
    return Reduced(graph, nodes, cast(Liveness, _Everything(graph, nodes)))


def unsaturated(graph: FlowGraph) -> Reduced:
    """Folding, merging and liveness; counters exact."""
    reduced = reduce(graph)
    graph.wrap.clear()
    return reduced


CONFIGURATIONS: dict[str, Callable[[FlowGraph], Reduced]] = {
    "nothing": nothing,
    "liveness": unsaturated,
    "all": reduce,
}

"""The reductions, to be switched on one after the other, so that the worth of each can be measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from epilogue.flow.graph import FlowGraph, Node
from epilogue.flow.passes import ReducedGraph, reduce
from epilogue.flow.passes.liveness import Liveness


class _Everything(Liveness):
    """In place of liveness: every slot matters everywhere."""

    def __init__(self, graph: FlowGraph, nodes: list[Node]) -> None:
        self._all = (1 << len(graph.slots)) - 1
        self.live = [self._all] * len(nodes)
        self.at_stop = {}

    def needs(self, offer: Node) -> int:
        return self._all


def nothing(graph: FlowGraph) -> ReducedGraph:
    """The graph as specialised."""
    nodes = graph.nodes()
    reduced = ReducedGraph(graph, nodes, _Everything(graph, nodes))
    reduced.assigned = reduced.liveness.live
    return reduced


def unsaturated(graph: FlowGraph) -> ReducedGraph:
    """Folding, merging and liveness; counters exact."""
    reduced = reduce(graph)
    graph.wrap.clear()
    return reduced


class Configuration(NamedTuple):
    """``reduce``: the passes; ``small``: a search that looks at more situations is begun again, sharper."""

    reduce: Callable[[FlowGraph], ReducedGraph]
    small: int


NEVER = 10**9
CONFIGURATIONS: dict[str, Configuration] = {
    "nothing": Configuration(nothing, NEVER),
    "liveness": Configuration(unsaturated, NEVER),
    "passes": Configuration(reduce, NEVER),
    "all": Configuration(reduce, 0),
}

"""Idle draws: luck that decides nothing but words is left out of the search.

A draw is idle if nothing depends on it: its outcome is dead, drawing cannot fail, and what it remembers (the elements that a
shuffle has already given) is read by idle draws alone. Where text is not observed, most shuffles are. Once they are gone, what
decides only whether they are drawn is dead, too, and then more draws may be idle; so this is repeated.

Sound: whatever an idle draw gives, play goes on in the same way, so leaving it out changes no ending and no odds. It changes the
number of playthroughs, which are counted apart (:mod:`epilogue.space.counting`). Draws that a turn may come back to are kept: a
turn that goes round for ever, and draws, is endless play; without the draws it would be an error. So are those before the first
menu, if a return to it may be an ending.

Draws are identified by their place in the code: all nodes there are idle, or none is. So whoever plays along an edge of the
StateGraph can tell the draws that have states of their own from those that have none.
"""

from __future__ import annotations

from epilogue.flow.graph import Call, Draw, FlowGraph, Node, NodeKind, Offer, copy_of
from epilogue.flow.passes import ReducedGraph, reduce
from epilogue.graphs.closure import closure
from epilogue.graphs.components import cyclic_components
from epilogue.ir.operators import LIST
from epilogue.machine.steps_data import MAX_SHUFFLED


def without_idle_draws(reduced: ReducedGraph) -> ReducedGraph:
    """The graph without its idle draws, reduced again; unchanged if there are none, or where draws are observed."""
    graph = reduced.graph
    if graph.decisions or graph.never or graph.hub is not None:
        return reduced
    while idle := _idle_positions(reduced):
        graph = copy_of(reduced.graph)
        for node in graph.nodes():
            if isinstance(node.offer, Draw) and node.position in idle:
                node.kind, node.slot, node.offer = NodeKind.GOTO, -1, None
        reduced = reduce(graph, reduced.relied, reduced.idle | idle)
    return reduced


def _idle_positions(reduced: ReducedGraph) -> frozenset[int]:
    """The positions of the idle draws: the greatest set of them."""
    nodes = reduced.nodes
    called = frozenset[int]().union(*(node.offer.callee.region for node in nodes if isinstance(node.offer, Call)))
    opening = _opening(reduced.graph) if any(mark.key == "ending" for mark in reduced.graph.program.marks) else frozenset()
    draws = {node: node.offer for node in nodes if isinstance(node.offer, Draw)}
    idle = {node for node, draw in draws.items() if node.position not in called and node.id not in opening}
    idle = {node for node in idle if _matters_to_nobody(reduced, node, draws[node])}
    while True:
        kept = draws.keys() - idle
        positions = {node.position for node in kept}
        memories = {draws[node].picked for node in kept} - {None}
        around = _around(nodes, kept)
        fewer = {
            node
            for node in idle
            if node.position not in positions and draws[node].picked not in memories and node.id not in around
        }
        if fewer == idle:
            return frozenset(node.position for node in idle)
        idle = fewer


def _matters_to_nobody(reduced: ReducedGraph, node: Node, draw: Draw) -> bool:
    """Whether the draw is the story's own, its outcome is dead, and drawing cannot fail."""
    if draw.outside is not None or reduced.liveness.live[node.succ[0].id] >> node.slot & 1:
        return False
    if draw.kind == "list":
        kinds = reduced.liveness.kinds
        return kinds.total(draw.args[0]) and kinds.result(draw.args[0]) == LIST
    given = [arg.value for arg in draw.args if arg.op == "const" and type(arg.value) is int]
    if len(given) < len(draw.args):
        return False
    if draw.kind == "shuffle":
        return 1 <= given[0] <= MAX_SHUFFLED
    least, greatest = given
    return 0 <= greatest - least < reduced.graph.program.semantics.values.numbers.greatest


def _opening(graph: FlowGraph) -> frozenset[int]:
    """The nodes that can be met before the first menu."""
    return frozenset(node.id for node in closure((graph.entry,), _within_turn))


def _within_turn(node: Node) -> list[Node]:
    """The nodes that can follow within the same turn; after a stop, those of its fallback options follow as soon as these are
    offered."""
    if isinstance(node.offer, Offer) and node.offer.fallback:
        return [*node.succ, node.offer.entry]
    return node.succ


def _around(nodes: list[Node], kept: set[Node]) -> set[int]:
    """The nodes that a turn may come back to without stopping at one of the ``kept`` draws."""
    first, target = [0], list[int]()
    for node in nodes:
        stops = node in kept and isinstance(node.offer, Draw) and node.offer.kind != "list"  # an empty list is not drawn from
        target.extend(follow.id for follow in ([] if stops else _within_turn(node)))
        first.append(len(target))
    return set().union(*cyclic_components(first, target))

"""Assigned slots: those that may have been set before each node; all others still have their initial values.

A slot that is read much later, such as the count of a once-only option some chapters ahead, is live all the while but does not
distinguish states. Forward, over all paths: the set of a node is the union over its predecessors and what they store. Nodes on a
cycle share one set, so the components of the graph are visited once, in topological order (Nielson, Nielson and Hankin,
*Principles of Program Analysis*, 2.1.2, without kills).
"""

from __future__ import annotations

from epilogue.flow.graph import Node, Offer, writes_of
from epilogue.flow.passes.liveness import Liveness
from epilogue.graphs.components import components


def assigned_before(nodes: list[Node], liveness: Liveness) -> list[int]:
    """Bit set, by node id, of the slots that may have been set before it."""
    first, target = [0], list[int]()
    for node in nodes:
        target.extend(follow.id for follow in node.succ)
        for offer in liveness.at_stop.get(node.id, ()):
            assert isinstance(offer.offer, Offer)
            target.append(offer.offer.entry.id)
        first.append(len(target))
    before = [0] * len(nodes)
    for component in reversed(components(first, target)):
        together = 0
        for number in component:
            together |= before[number]
        if len(component) > 1:
            for number in component:
                together |= _stored(nodes[number])
        for number in component:
            before[number] = together
            after = together | _stored(nodes[number])
            for follow in target[first[number] : first[number + 1]]:
                before[follow] |= after
    return before


def _stored(node: Node) -> int:
    """The bit set of the slots that a node sets, or that are set when the option it offers is taken."""
    mask = 0
    for slot in writes_of(node):
        mask |= 1 << slot
    return mask

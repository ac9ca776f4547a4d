"""The start of each cycle of steps that a turn may loop in.

An endless turn stops nowhere, so its place is a convention: the first in the code among all steps that lead back to one another.
It is determined before any pass removes nodes, from the positions that control jumps to, which do not depend on observations: so
the ending is the same in every precision and after every reduction.
"""

from __future__ import annotations

from collections.abc import Sequence

from epilogue.flow.graph import Draw, Node, NodeKind, Offer
from epilogue.graphs.components import cyclic_components


def note_circles(nodes: list[Node], leaders: Sequence[int]) -> None:
    """Sets ``circle`` of every node on a cycle. A draw interrupts a cycle of certain steps; a fallback option does not."""
    first, target = [0], list[int]()
    for node in nodes:
        if node.kind not in (NodeKind.STOP, NodeKind.END) and not isinstance(node.offer, Draw):
            target.extend(follow.id for follow in node.succ)
            if isinstance(node.offer, Offer) and node.offer.fallback:
                target.append(node.offer.entry.id)
        first.append(len(target))
    for component in cyclic_components(first, target):
        begins = [nodes[n].position for n in component if nodes[n].kind is NodeKind.GOTO and leaders[nodes[n].position]]
        for n in component:
            nodes[n].circle = min(begins, default=nodes[n].position)

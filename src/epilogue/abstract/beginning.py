"""Everything that can happen in a story at all, at most: from its beginning on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from epilogue.abstract.domain import Domain, Known
from epilogue.abstract.reach import Reach, Start
from epilogue.flow.graph import FlowGraph
from epilogue.flow.passes import Reduced
from epilogue.ir.values import Value


def from_the_beginning(reduced: Reduced, operators: Mapping[str, Callable[..., Value]], domain: Domain) -> Reach:
    """What can be met in the story."""
    return Reach(reduced, operators, domain, [beginning(reduced.graph, domain)])


def beginning(graph: FlowGraph, domain: Domain) -> Start:
    """Where the story begins."""
    return Start(graph.entry.id, (), initial(graph, domain))


def initial(graph: FlowGraph, domain: Domain) -> dict[int, Known]:
    """What a turn begins with: slots that a situation does not keep have their first values, as the search has it. (They do
    not matter; what an option asked for before may have been another value.)"""
    return {slot: domain.of((graph.initial.get(slot, 0),)) for slot in range(len(graph.slots))}

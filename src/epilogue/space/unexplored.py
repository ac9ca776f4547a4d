"""The unexplored part of an unfinished search, bounded from above: over-approximates what can follow its open states.

What was explored is settled, so only what follows the open states is uncertain. Open states with the same options are joined:
each value of one may occur with any of another. With symmetry, an open state stands for all it is interchangeable with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from epilogue.abstract.domain import AbstractValue, Domain, domain_of
from epilogue.abstract.endings_ahead import EndingsAhead
from epilogue.abstract.interpretation import AbstractInterpretation
from epilogue.abstract.states import Start, initial_values, story_start
from epilogue.budget import tick
from epilogue.flow.graph import Call, Node, NodeKind, Offer
from epilogue.flow.passes import ReducedGraph
from epilogue.ir.program import Program
from epilogue.space.search import Search
from epilogue.space.state_graph import StateKind
from epilogue.space.state_keys import AfterKey, ChanceKey, ChoiceKey
from epilogue.space.walk import WalkResult

LARGEST = 4_000_000
"""Options on offer in different menus, times slots, above which the bound is everything that can happen in the story."""


class Unexplored:
    """``reach``: the abstract interpretation from the open states, ``prospects``: the endings ahead of them. ``ways``: open state
    -> bits of what it can lead to (see :class:`~epilogue.abstract.endings_ahead.EndingsAhead`); ``everything``: of all of them.
    ``waiting``: sites of the options on offer there; ``offered``: of those that may be on offer there or later;
    ``always_offered``: of those that must be on offer somewhere; ``spoken``: positions of text that may be said. ``beyond``:
    positions from which control was not worked out, and why. ``leading``: open state -> the nodes where play goes on.
    ``returns``: the ending's marks that may be in force when the first menu is offered again."""

    def __init__(self, search: Search) -> None:
        reduced = search.reduced
        domain = domain_of(reduced.graph.program)
        by_menu: dict[Any, list[int]] = {}
        for state, kind in enumerate(search.graph.kind):
            tick()
            if kind == StateKind.OPEN or _goes_on(search, state):
                by_menu.setdefault(_menu(search, state), []).append(state)
        if sum(len(menu[2]) for menu in by_menu if menu is not None) * len(reduced.graph.slots) > LARGEST:
            by_menu = {None: [state for states in by_menu.values() for state in states]}
        starts = {menu: _start(search, domain, menu, states) for menu, states in by_menu.items()}
        self.reach = AbstractInterpretation(reduced, search.turns.operators, domain, starts.values())
        self.prospects = EndingsAhead(self.reach)
        sharper = search.state_keys.reductions
        groups = [] if sharper is None else sharper.exchanged()
        program = reduced.graph.program
        lost = map(reduced.nodes.__getitem__, self.reach.lost)
        self.beyond = sorted({(node.position, node.what) for node in lost})
        if self.reach.lost:
            self.offered = {site.id for site in program.choices}
            self.spoken = set(range(len(program.code)))
        else:
            self.offered = set(map(self.site, _exchanged(self.reach.offered, groups)))
            self.spoken = said_by(reduced.nodes[number] for number in _exchanged(set(self.reach.met), groups))
        self.always_offered = set(map(self.site, self.reach.always_offered))
        first = search.keys[search.graph.initial] if search.keys else None
        self.returns: set[str] = set()
        if isinstance(first, ChoiceKey) and self.offered.issuperset(search.state_keys.sites(first.offers)):
            marks = {mark.value for mark in program.marks if mark.key == "ending"}
            in_force = None if self.reach.lost else self.reach.marks()
            self.returns = marks if in_force is None else marks & in_force
        self.ways: dict[int, int] = {}
        self.leading: dict[int, tuple[int, ...]] = {}
        self.everything = 0
        self.waiting: set[int] = set()
        for menu, states in by_menu.items():
            tick()
            nodes = tuple(_nodes(reduced, starts[menu]))
            ways = self.prospects.of(nodes)
            self.everything |= ways
            self.ways.update(dict.fromkeys(states, ways))
            self.leading.update(dict.fromkeys(states, nodes))
            if starts[menu].node < 0:
                self.waiting.update(map(self.site, _exchanged({number for number, _ in starts[menu].offers}, groups)))

    def site(self, number: int) -> int:
        """The site of the option that a node offers."""
        offer = self.reach.nodes[number].offer
        assert isinstance(offer, Offer)
        return offer.site


def said_by(nodes: Iterable[Node]) -> set[int]:
    """Positions of these nodes, and of the code of the functions they call."""
    positions: set[int] = set()
    for node in nodes:
        positions.add(node.position)
        if isinstance(node.offer, Call):
            positions |= node.offer.callee.region
    return positions


def _exchanged(nodes: set[int], groups: Iterable[Sequence[int]]) -> set[int]:
    """Closure of these nodes under symmetry: those interchangeable with them, too."""
    interchangeable = set(nodes)
    for group in groups:
        if not interchangeable.isdisjoint(group):
            interchangeable.update(group)
    return interchangeable


def walked_at_most(reach: AbstractInterpretation, program: Program) -> WalkResult:
    """Over-approximates the story's control that can be met, as a result of :func:`~epilogue.space.walk.walk`, for an unfinished
    search. ``reach``: from the beginning, on the unreduced graph."""
    walked = WalkResult(reach.nodes)
    walked.visited = set(reach.met)
    walked.sides = {(source, number) for number, sources in reach.before.items() for source in sources}
    met = [n for n in map(reach.nodes.__getitem__, reach.met) if not isinstance(n.offer, Offer) or n.id in reach.offered]
    made = [n for n in met if n.kind is not NodeKind.BRANCH or program.code[n.position].op != "offer"]  # without guards
    walked.unsure = set(range(len(program.code))) if reach.lost else said_by(made)
    return walked


def _goes_on(search: Search, state: int) -> bool:
    """Whether a conversation of a game ended there and what the game does next is unexplored."""
    if search.reduced.graph.hub is None or not search.keys:
        return False
    return isinstance(search.keys[state], AfterKey) and not search.graph.edges(state)


def _menu(search: Search, state: int) -> Any:
    """Open states with the same value are joined. None: it is unknown where the story stands."""
    key = search.keys[state] if state < len(search.keys) else None
    if isinstance(key, ChoiceKey):
        return -1, key.live, tuple([offered.node for offered in key.offers])
    if isinstance(key, ChanceKey):
        return key.node, key.live, tuple([offered.node for offered in key.offers])
    if isinstance(key, AfterKey):
        return search.state_keys.hub, key.live, ()
    return None


def _start(search: Search, domain: Domain, menu: Any, states: Sequence[int]) -> Start:
    if menu is None:
        return story_start(search.reduced.graph, domain)
    same = [key for key in map(search.keys.__getitem__, states) if isinstance(key, ChoiceKey | ChanceKey | AfterKey)]
    key = same[0]
    node = search.state_keys.draw(key)
    values = _columns(domain, [k.values for k in same])
    offers = []
    for index, offered in enumerate(key.offers):
        carried = _columns(domain, [k.offers[index].carried for k in same])
        offers.append((offered.node, tuple(carried)))
    held = {**initial_values(search.reduced.graph, domain), **dict(zip(key.live, values, strict=True))}
    return Start(node, tuple(offers), held)


def _columns(domain: Domain, rows: list[tuple[Any, ...]]) -> list[AbstractValue]:
    """The values of each column."""
    return [domain.of(column) for column in zip(*rows, strict=True)]


def _nodes(reduced: ReducedGraph, start: Start) -> Iterable[int]:
    if start.node >= 0:
        return [start.node]
    offers = [reduced.nodes[number].offer for number, _ in start.offers]
    return [offer.entry.id for offer in offers if isinstance(offer, Offer)]

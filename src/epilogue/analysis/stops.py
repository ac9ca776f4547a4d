"""Termination: how a story can stop, and how it can go on for ever.

A playthrough of a uniformly random reader that never ends eventually reaches a *closed* component, one that no edge leaves. Other
components can be left: a determined reader can stay in them for ever, a random one leaves them with probability 1.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Set
from fractions import Fraction
from typing import Literal, NamedTuple

from epilogue.abstract.possible_endings import RESTART
from epilogue.analysis.claims import SettledClaims
from epilogue.analysis.odds import EndingsResult, LowerBound, added
from epilogue.analysis.unfinished import NEVER
from epilogue.flow.graph import FlowGraph, NodeKind, Offer
from epilogue.flow.passes import unreduced
from epilogue.graphs.closure import closure
from epilogue.graphs.components import components
from epilogue.ir.program import Program
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind


class StateLoop(NamedTuple):
    """States that lead back to each other. ``closed``: nothing leads out; then ``odds`` of getting there. ``offered``: sites of
    its options; ``exits``: of those that lead out, None if luck or the world outside leads out too. ``beginning``: whether it
    contains the initial state."""

    closed: bool
    odds: LowerBound
    offered: tuple[int, ...]
    exits: tuple[int, ...] | None
    beginning: bool


def loops(graph: StateGraph, result: EndingsResult) -> list[StateLoop]:
    """Every loop that is fully explored, that is, from which nothing leads to an unexplored state; closed ones first, then by the
    odds of getting there."""
    if not result.cyclic:
        return []
    located = []
    unknown, reached = _before_open(graph), graph.reached()
    for component in components(graph.first, graph.target):
        members = set(component)
        if len(component) == 1 and component[0] not in graph.target[graph.first[component[0]] : graph.first[component[0] + 1]]:
            continue
        if members & unknown or component[0] not in reached:
            continue
        located.append(_loop(graph, members))
    arriving = _arriving(graph, result, located)
    with_odds = [loop._replace(odds=arriving[number]) for number, (loop, _) in enumerate(located)]
    return sorted(with_odds, key=lambda loop: (not loop.closed, -loop.odds.least, loop.offered))


def _loop(graph: StateGraph, members: set[int]) -> tuple[StateLoop, set[int]]:
    offered: set[int] = set()
    exits: set[int] = set()
    chance = False
    for state in members:
        for edge in graph.edges(state):
            leaves = graph.target[edge] not in members
            if graph.kind[state] == StateKind.CHOICE:
                offered.add(graph.label[edge])
                exits.update((graph.label[edge],) if leaves else ())
            else:
                chance = chance or leaves
    closed = not exits and not chance
    leading_out = None if chance else tuple(sorted(exits))
    return StateLoop(closed, NEVER, tuple(sorted(offered)), leading_out, graph.initial in members), members


def _arriving(graph: StateGraph, result: EndingsResult, loops: list[tuple[StateLoop, set[int]]]) -> list[LowerBound]:
    """The odds of getting to each closed loop."""
    loop_of = {state: number for number, (loop, members) in enumerate(loops) if loop.closed for state in members}
    odds = [NEVER] * len(loops)
    if graph.initial in loop_of:
        odds[loop_of[graph.initial]] = LowerBound(Fraction(1))
    for state, visits in enumerate(result.visits):
        if not visits or state in loop_of:
            continue
        likely = graph.odds(state)
        for edge, weight in zip(graph.edges(state), likely, strict=True):
            number = loop_of.get(graph.target[edge])
            if number is not None:
                share = Fraction(weight, sum(likely))
                odds[number] = LowerBound(*added(*odds[number], visits, result.slack[state], share))
    return odds


def _before_open(graph: StateGraph) -> Set[int]:
    """The states from which an unexplored one can be reached."""
    open_states = [state for state, situation in enumerate(graph.kind) if situation == StateKind.OPEN]
    return closure(open_states, graph.predecessors().__getitem__) if open_states else frozenset()


def used_up(program: Program, flow: FlowGraph, positions: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Positions at which a story runs out because all options on offer there can be taken only once -> their sites."""
    wanted = set(positions)
    if not wanted:
        return {}
    reduced = unreduced(flow)
    sites_at: dict[int, set[int]] = {}
    for node in reduced.nodes:
        if node.kind is NodeKind.STOP and node.position in wanted:
            offers = [offer.offer for offer in reduced.liveness.at_stop[node.id]]
            sites_at.setdefault(node.position, set()).update(o.site for o in offers if isinstance(o, Offer) and not o.fallback)
    return {
        position: tuple(sorted(sites))
        for position, sites in sites_at.items()
        if sites and all(program.choices[s].once for s in sites)
    }


Termination = Literal["always", "surely", "can", "endless", "never", "open"]
"""``always``: every playthrough ends. ``surely``: with probability 1 for a random reader, but a determined one can continue for
ever. ``can``: a determined reader can continue for ever; more is unknown. ``endless``: even a random reader may never end.
``never``: none ends. ``open``: unknown."""


def termination(graph: StateGraph, result: EndingsResult, claims: SettledClaims) -> Termination:
    """Classifies how a story stops."""
    if claims.endless == "refuted":
        return "always"
    if not claims.endings.proved and not claims.endings.open and claims.runs_out == claims.errors == "refuted":
        return "never"
    if claims.endless == "open":
        return "open"
    if result.endless > 0:
        return "endless"
    return "surely" if graph.complete else "can"


# -- restarts


def until_first_return(program: Program, graph: StateGraph, marked: Mapping[int, str]) -> StateGraph:
    """The graph in which a return to the beginning is an ending. ``marked``: states with the first menu and an ending's mark in
    force."""
    edges = {edge: marked[target] for edge, target in enumerate(graph.target) if target in marked}
    if not edges:
        return graph
    new = StateGraph()
    for name, value in vars(graph).items():
        setattr(new, name, value[:] if isinstance(value, list | array) else value)
    ends: dict[tuple[str, int], int] = {}
    for edge, mark in edges.items():
        held = graph.noted[graph.target[edge]] if graph.noted else 0
        if (mark, held) not in ends:
            ends[mark, held] = len(new.kind)
            new.kind.append(StateKind.ENDING)
            new.ending.append(len(new.endings))
            new.endings.append(GraphEnding(RESTART, program.start, mark, ""))
            if mark in graph.ways:
                new.ways = {**new.ways, new.endings[-1]: graph.ways[mark]}
            new.found_by.append(edge)
            new.first.append(len(new.target))
            new.site.extend([program.start] if graph.site else ())
            new.noted.extend([held] if graph.noted else ())
        new.target[edge] = ends[mark, held]
    for state in set(range(len(new.kind))) - new.reached():
        new.kind[state] = StateKind.CHOICE  # unreachable now: counted neither as an ending nor as open
    return new

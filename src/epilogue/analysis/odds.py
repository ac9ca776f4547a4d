"""Odds, counts and lengths of every ending, for a reader who picks uniformly at random.

Components of the graph are processed in topological order. Without cycles, odds are sums of fractions, exact; a cyclic component
is a linear system of expected visits, exact up to ``EXACT_COMPONENT`` states, with certified bounds beyond. What is in floating
point is a lower bound, and ``slack`` says how much more it may be. Playthroughs are counted by concrete actions: an edge of
weight w counts as w. Where idle draws were left out, there are infinitely many playthroughs, or they could not be counted in
time; if the search stopped early, those found are at least as many as said.

Where the world outside may decide, odds are unknown; those computed here take everything as equally likely, which nobody
promises. Use :mod:`epilogue.analysis.intervals` then.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Set
from fractions import Fraction
from math import fsum
from typing import NamedTuple
from weakref import WeakKeyDictionary

from epilogue.budget import tick
from epilogue.graphs.closure import attractor, closure
from epilogue.graphs.components import components, cyclic_components
from epilogue.graphs.linear import solve, solve_sparse
from epilogue.graphs.predecessors import Predecessors
from epilogue.graphs.transient import Bounds, Entries, TransientSystem
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind

EXACT_COMPONENT = 40
SMALL_COMPONENT = 8
"""Size up to which a component is solved in fractions even where what arrives in it is in floating point: that is faster."""
EXACT_STATES = 60_000

DOWN, UP = 1 - 2.0**-49, 1 + 2.0**-49
"""Factors that take a result of a few operations in floating point to a lower and to an upper bound."""
LOST = 2.0**-47
"""Part of a lower bound by which that was rounded down, at most."""
LEAST = 5e-324

Probability = Fraction | float


class Interval(NamedTuple):
    """``least`` and ``greatest`` odds, inclusive, fractions where exact. ``depends``: the outside decisions that make a
    difference."""

    least: Probability
    greatest: Probability
    depends: tuple[str, ...] = ()


class LowerBound(NamedTuple):
    """Odds known from below: they are ``least``, a fraction where exact, or as much more as ``slack`` says."""

    least: Probability
    slack: float = 0.0

    def interval(self) -> Interval:
        """The interval these odds are in."""
        return Interval(self.least, min((float(self.least) + self.slack) * UP, 1.0) if self.slack else self.least)


class EndingResult(NamedTuple):
    """One ending: ``odds`` of reaching it (a fraction where exact, else a lower bound); number of ``playthroughs`` that end
    there, None if infinite; ``shortest`` and ``longest`` in choices (longest None if unbounded)."""

    ending: GraphEnding
    state: int
    odds: Probability
    playthroughs: int | None
    shortest: int
    longest: int | None


class EndingsResult(NamedTuple):
    """All endings, likeliest first. ``endless``: odds of never ending; ``open``: probability mass at unexplored states;
    ``expected_choices``: mean number of choices of a playthrough, None if infinite; ``visits``: expected visits by state. What is
    not a fraction is a lower bound: true ``visits`` exceed it by ``slack`` at most, ``endless`` by ``endless_slack``. If not
    ``known``, odds and counts were not computed and their values mean nothing."""

    endings: tuple[EndingResult, ...]
    endless: Probability
    open: Probability
    playthroughs: int | None
    expected_choices: Probability | None
    cyclic: bool
    visits: list[Probability]
    slack: list[float]
    endless_slack: float = 0.0
    known: bool = True


def not_worked_out(graph: StateGraph) -> EndingsResult:
    """The endings reached in the graph, without odds."""
    shortest, zero = distances(graph)[0], Fraction(0)
    results = [
        EndingResult(graph.endings[graph.ending[state]], state, zero, None, shortest[state], None)
        for state, kind in enumerate(graph.kind)
        if kind == StateKind.ENDING
    ]
    results.sort(key=lambda r: (r.ending.position, r.ending.mark, r.state))
    return EndingsResult(
        tuple(results), zero, Fraction(1), None, None, True, [zero] * len(graph.kind), [0.0] * len(graph.kind), known=False
    )


def is_cyclic(graph: StateGraph) -> bool:
    """Whether some state that is reached leads back to itself."""
    reached = graph.reached()
    return any(component[0] in reached for component in cyclic_components(graph.first, graph.target))


def analyse_endings(graph: StateGraph, fractions: bool = True) -> EndingsResult:
    """Odds, counts and lengths of every ending reached in the graph. Without ``fractions``, in floating point. They are
    worked out once for a complete graph."""
    result = _worked_out.get(graph) if fractions else None
    if result is None:
        result = _analysed(graph, fractions)
        if fractions and graph.complete:
            _worked_out[graph] = result
    return result


_worked_out = WeakKeyDictionary[StateGraph, EndingsResult]()


def _analysed(graph: StateGraph, fractions: bool) -> EndingsResult:
    sweep = _Sweep(graph, fractions)
    for component in reversed(components(graph.first, graph.target)):
        tick()
        sweep.pass_through(component)
    sweep.share_out()
    shortest, visits, kinds = distances(graph)[0], sweep.visits, graph.kind
    if graph.idle and graph.complete:
        sweep.paths = [graph.ways.get(graph.endings[e]) if e >= 0 else None for e in graph.ending]
    results = [
        EndingResult(graph.endings[graph.ending[s]], s, visits[s], sweep.paths[s], shortest[s], sweep.longest[s])
        for s, kind in enumerate(kinds)
        if kind == StateKind.ENDING
    ]
    results.sort(key=lambda r: (-r.odds, r.ending.position, r.ending.mark, r.ending.last, r.state))
    totals = [r.playthroughs for r in results]
    choices = sum((visits[s] for s, kind in enumerate(kinds) if kind == StateKind.CHOICE), sweep.zero)
    return EndingsResult(
        tuple(results),
        sweep.endless,
        sum((visits[s] for s, kind in enumerate(kinds) if kind == StateKind.OPEN), sweep.zero),
        None if None in totals or not graph.complete else sum(t for t in totals if t is not None),
        None if sweep.endless > 0 or not graph.complete else choices,
        sweep.cyclic,
        visits,
        sweep.slack,
        sweep.endless_slack,
    )


class _Sweep:
    """One pass over the components, from the initial state on. By state: expected ``visits``, and by how much these may be more
    (``slack``); number of ``paths`` there (None: infinite), the most choices made on the way (``longest``; None: unbounded,
    -1: not reached)."""

    def __init__(self, graph: StateGraph, fractions: bool) -> None:
        self.graph = graph
        count = len(graph.kind)
        self.exact = fractions and count <= EXACT_STATES
        self.zero: Probability = Fraction(0) if self.exact else 0.0
        self.visits = [self.zero] * count
        """Until a state is passed through, what arrives from states before it."""
        self.slack = [0.0] * count
        self.visits[graph.initial] = Fraction(1) if self.exact else 1.0
        self.paths: list[int | None] = [0] * count
        self.paths[graph.initial] = 1
        self.longest: list[int | None] = [-1] * count
        self.longest[graph.initial] = 0
        self.endless, self.endless_slack, self.cyclic = self.zero, 0.0, False

    def pass_through(self, component: list[int]) -> None:
        """Works out the states of a component, and adds to those that follow it."""
        graph, head = self.graph, component[0]
        members: set[int] = set()
        if len(component) > 1 or any(graph.target[e] == head for e in graph.edges(head)):
            self.cyclic = self.cyclic or any(self.longest[s] != -1 for s in component)
            members.update(component)
            if all(graph.target[e] in members for s in component for e in graph.edges(s)):
                for state in component:
                    self.endless, self.endless_slack = added(
                        self.endless, self.endless_slack, self.visits[state], self.slack[state], Fraction(1)
                    )
                    self.visits[state], self.slack[state] = self.zero, 0.0
                return
            if any(self.visits[s] or self.slack[s] for s in component):
                self._visit(component)
            paths = None if any(self.longest[s] != -1 for s in component) else 0
            for state in component:
                self.paths[state], self.longest[state] = paths, None
        for state in component:
            self._leave(state, members)

    def _visit(self, component: list[int]) -> None:
        """Expected visits of each member: visits = what arrives + transposed(step probabilities inside) visits."""
        visits, size = self.visits, len(component)
        exact = size <= EXACT_COMPONENT and all(isinstance(visits[state], Fraction) for state in component)
        if not exact and size > SMALL_COMPONENT:
            self._visit_large(component)
            return
        shares = {(row, column): Fraction(odds, total) for row, column, odds, total in self._inside(component)}
        if exact:
            arriving = [visits[state] for state in component]
            for state, value in zip(component, solve_sparse(_without(shares, size), arriving, True)[0], strict=True):
                visits[state] = value
        else:
            self._visit_small(component, shares)

    def _inside(self, component: list[int]) -> Iterator[tuple[int, int, int, int]]:
        """The steps within a component: where to, where from (by place in it), odds, and total of the odds there."""
        graph = self.graph
        place_of = {state: place for place, state in enumerate(component)}
        for place, state in enumerate(component):
            likely, inside = graph.odds(state), dict[int, int]()
            for edge, odds in zip(graph.edges(state), likely, strict=True):
                follow = place_of.get(graph.target[edge])
                if follow is not None:
                    inside[follow] = inside.get(follow, 0) + odds
            total = sum(likely)
            yield from ((follow, place, odds, total) for follow, odds in inside.items())

    def _visit_small(self, component: list[int], shares: Mapping[tuple[int, int], Fraction]) -> None:
        size, entries = len(component), _without(shares, len(component))
        matrix = [[entries.get((row, column), Fraction(0)) for column in range(size)] for row in range(size)]
        times = solve(matrix, [[Fraction(row == column) for column in range(size)] for row in range(size)])
        arriving = [(self.visits[state], self.slack[state]) for state in component]
        for state, row in zip(component, times, strict=True):
            visits: Probability = 0.0
            slack = 0.0
            for (value, more), often in zip(arriving, row, strict=True):
                visits, slack = added(visits, slack, value, more, often)
            self.visits[state], self.slack[state] = visits, slack

    def _visit_large(self, component: list[int]) -> None:
        arriving = [added(0.0, 0.0, self.visits[state], self.slack[state], 1.0) for state in component]
        right = Bounds([float(value) for value, _ in arriving], [slack for _, slack in arriving])
        rows, columns, shares = array("i"), array("i"), array("d")
        for row, column, odds, total in self._inside(component):
            rows.append(row)
            columns.append(column)
            shares.append(odds / total)
        bounds = TransientSystem(Entries(rows, columns, shares), len(component)).solve(right)
        for state, visits, slack in zip(component, bounds.low, bounds.slack, strict=True):
            self.visits[state], self.slack[state] = visits, slack * UP

    def _leave(self, state: int, members: set[int]) -> None:
        """Adds what a state hands on to its successors outside of its component."""
        graph, visits, slack, paths, longest = self.graph, self.visits, self.slack, self.paths, self.longest
        likely = graph.odds(state)
        total = sum(likely)
        step = 1 if graph.kind[state] == StateKind.CHOICE else 0
        visits_here, slack_here, paths_here, length = visits[state], slack[state], paths[state], longest[state]
        exact, parts = type(visits_here) is Fraction, dict[int, Probability]()  # fractions are divided once for equal odds
        for edge, odds in zip(graph.edges(state), likely, strict=True):
            follow = graph.target[edge]
            if follow in members:
                continue
            if exact and type(visits[follow]) is Fraction:
                part = parts.get(odds)
                if part is None:
                    part = parts[odds] = visits_here * Fraction(odds, total)
                visits[follow] = visits[follow] + part if visits[follow] else part
            else:
                share = Fraction(odds, total) if self.exact else odds / total
                visits[follow], slack[follow] = added(visits[follow], slack[follow], visits_here, slack_here, share)
            known = paths[follow]
            paths[follow] = None if paths_here is None or known is None else known + paths_here * graph.weight[edge]
            best = longest[follow]
            longest[follow] = None if length is None or best is None else max(best, length + step)

    def share_out(self) -> None:
        """Bounds what may be more at the end by what is missing: all odds together are 1."""
        ends = [state for state, kind in enumerate(self.graph.kind) if kind in (StateKind.ENDING, StateKind.OPEN)]
        if not self.endless_slack and not any(self.slack[state] for state in ends):
            return
        missing = max(1 - fsum([float(self.endless), *(float(self.visits[state]) for state in ends)]), 0.0) + LOST
        self.endless_slack = min(self.endless_slack, missing)
        for state in ends:
            self.slack[state] = min(self.slack[state], missing)


def _without(shares: Mapping[tuple[int, int], Fraction], size: int) -> dict[tuple[int, int], Fraction]:
    """The entries of I - A, for the entries of A."""
    entries = {(n, n): Fraction(1) for n in range(size)}
    for key, share in shares.items():
        entries[key] = entries.get(key, Fraction(0)) - share
    return entries


def added(known: Probability, slack: float, visits: Probability, more: float, share: Probability) -> tuple[Probability, float]:
    """``known``, and by how much it may be more (``slack``), with a ``share`` of further ``visits`` that may be ``more``."""
    if type(known) is Fraction and type(visits) is Fraction and type(share) is Fraction:
        return known + visits * share, slack
    if not share or not (visits or more):
        return known, slack
    low = (float(known) + float(visits) * float(share)) * DOWN
    return low, (slack + more * float(share) + low * LOST) * UP + LEAST


def certain(graph: StateGraph, states: Iterable[int]) -> bool:
    """Whether every playthrough reaches one of these states with probability 1, whatever the world outside does.

    Decided on the graph alone: it holds if one of them stays reachable from every state that can be met, however the world
    outside decides; in a finite graph what stays possible happens (Baier and Katoen, *Principles of Model Checking*, 10.1.2).
    """
    goal = set(states)
    needed = array("i", (0,)) * len(graph.kind)
    sources, targets = array("i"), array("i")

    def follows(state: int) -> Iterable[int]:
        if state in goal:
            return ()
        following = {graph.target[edge] for edge in graph.edges(state) if graph.chance.get(edge, 1)}
        needed[state] = len(following) if graph.kind[state] == StateKind.OUTSIDE else 1
        sources.extend([state] * len(following))
        targets.extend(following)
        return following

    met = closure((graph.initial,), follows)
    return len(attractor(goal & met, Predecessors(sources, targets, len(graph.kind)).__getitem__, needed)) == len(met)


def distances(graph: StateGraph) -> tuple[list[int], list[int]]:
    """(fewest choices to each state, the last edge of a shortest way; -1 where there is none).

    The edges describe ways that can be played as they stand. With symmetry, such a way to a representative may be longer than the
    shortest to one of the states it stands for.
    """
    far, last_edges = _distances(graph, frozenset())
    return (far, _distances(graph, graph.renamed)[1]) if graph.renamed else (far, last_edges)


def _distances(graph: StateGraph, without: Set[int]) -> tuple[list[int], list[int]]:
    """Breadth-first with edges of length 0 (chance) and 1 (choice): Dial's algorithm with two buckets."""
    count = len(graph.kind)
    far = [-1] * count
    last_edges = [-1] * count
    far[graph.initial] = 0
    level = [graph.initial]
    done = bytearray(count)
    while level:
        following: list[int] = []
        index = 0
        while index < len(level):
            state = level[index]
            index += 1
            if done[state]:
                continue
            done[state] = 1
            step = 1 if graph.kind[state] == StateKind.CHOICE else 0
            for edge in graph.edges(state):
                follow = graph.target[edge]
                if edge in without:
                    continue
                if far[follow] < 0 or far[follow] > far[state] + step:
                    far[follow] = far[state] + step
                    last_edges[follow] = edge
                    (following if step else level).append(follow)
        level = following
    return far, last_edges


class PathAction(NamedTuple):
    """One step of a playthrough: ``kind`` ``choice`` (``value``: index among the options) or ``chance`` (``value``: index among
    the possible outcomes, in ascending order; outside decisions count as chance)."""

    kind: str
    value: int


def way_to(graph: StateGraph, last_edges: list[int], state: int) -> list[PathAction]:
    """The actions of the way to the state along ``last_edges``."""
    return actions_of(graph, graph.way(last_edges, state))


def actions_of(graph: StateGraph, way: Iterable[int]) -> list[PathAction]:
    """The actions of a way: what is chosen, or drawn, along its edges."""
    actions: list[PathAction] = []
    for edge in way:
        source = graph.source(edge)
        if graph.kind[source] == StateKind.CHOICE:
            actions.append(PathAction("choice", edge - graph.first[source]))
        elif graph.label[edge]:
            actions.append(PathAction("chance", graph.label[edge][0]))
    return actions

"""Odds as intervals: least and greatest, over everything the world outside may do.

The graph is a Markov decision process: in an ``OUTSIDE`` state the environment decides, in an unknown way. Least and greatest
probabilities of reaching a set of states are computed component by component, successors first. Without cycles they are sums of
fractions, exact. A cyclic component is solved by policy iteration: the probabilities under each policy come from a linear system,
in fractions up to ``EXACT_COMPONENT`` states, in floating point beyond, with a bound on the error added to the interval. That the
systems are regular and the fixpoint the right one is ensured on the graph alone, before any number: by finding the states that
reach nothing under a policy (greatest odds), or under some policy (least odds). Baier and Katoen, *Principles of Model Checking*,
10.6; Forejt, Kwiatkowska, Norman and Parker, *Automated Verification Techniques for Probabilistic Systems*, 2011, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from epilogue.analysis.odds import Interval, Probability
from epilogue.budget import tick
from epilogue.graphs.closure import attractor, closure
from epilogue.graphs.components import components
from epilogue.graphs.linear import solve_sparse
from epilogue.space.state_graph import StateGraph, StateKind

EXACT_COMPONENT = 40
EXACT_STATES = 20_000
ROUNDING = 1e-12
"""Bound on the rounding error of sums of floating-point numbers."""


class StateOdds(NamedTuple):
    """Odds by state, and a bound on their error."""

    odds: list[Probability]
    error: float


class Intervals:
    """Intervals of the odds in one graph."""

    def __init__(self, graph: StateGraph) -> None:
        self.graph = graph
        self.order = components(graph.first, graph.target)
        self.exact = len(graph.kind) <= EXACT_STATES
        self.stops = [s in (StateKind.ENDING, StateKind.OPEN) for s in graph.kind]

    def reaching(self, states: Iterable[int], leading: Iterable[int] | None = None, start: int | None = None) -> Interval:
        """The odds of reaching one of these states from ``start`` (default: the initial state). ``leading``: unexplored states
        from which that may happen (default: all)."""
        goal = frozenset(states)
        if leading is None:
            leading = [s for s, situation in enumerate(self.graph.kind) if situation == StateKind.OPEN]
        least, greatest = self.least(goal), self.greatest(goal.union(leading))
        state = self.graph.initial if start is None else start
        low, high = bounded(least, state, -1), bounded(greatest, state, 1)
        return Interval(low, high, self.depending(least, greatest) if low != high else ())

    def endless(self, stopping: Iterable[int] = ()) -> Interval:
        """The odds of never ending. ``stopping``: unexplored states from which every way leads to an ending."""
        over = [s for s, situation in enumerate(self.graph.kind) if situation == StateKind.ENDING]
        ending = self.reaching([*over, *stopping])
        return Interval(1 - ending.greatest, 1 - ending.least, ending.depends)

    def least(self, goal: frozenset[int]) -> StateOdds:
        """The least odds of reaching the goal, by state."""
        return self._odds(goal, False)

    def greatest(self, goal: frozenset[int]) -> StateOdds:
        """The greatest odds of reaching the goal, by state."""
        return self._odds(goal, True)

    def depending(self, least: StateOdds, greatest: StateOdds) -> tuple[str, ...]:
        """The names of the outside decisions that make a difference to these odds, in order of first occurrence."""
        graph = self.graph
        names: dict[str, None] = {}
        for state, name in graph.outside.items():
            follow = [graph.target[edge] for edge in graph.edges(state)]
            for values in (least.odds, greatest.odds):
                if follow and max(values[s] for s in follow) - min(values[s] for s in follow) > (0 if self.exact else ROUNDING):
                    names[name] = None
        return tuple(names)

    def _odds(self, goal: frozenset[int], greatest: bool) -> StateOdds:
        graph = self.graph
        certain: Probability = Fraction(1) if self.exact else 1.0
        odds: list[Probability] = [certain if s in goal else 0 * certain for s in range(len(graph.kind))]
        error = 0.0 if self.exact else ROUNDING
        for component in self.order:
            head = component[0]
            if self.stops[head] or head in goal:
                continue
            if len(component) == 1 and head not in graph.target[graph.first[head] : graph.first[head + 1]]:
                odds[head] = self._step(head, odds, greatest)
            else:
                error += _Component(graph, component, odds, greatest, goal, self.exact).solve()
        return StateOdds(odds, error)

    def _step(self, state: int, odds: list[Probability], greatest: bool) -> Probability:
        graph = self.graph
        following = [odds[graph.target[edge]] for edge in graph.edges(state)]
        if graph.kind[state] == StateKind.OUTSIDE:
            return max(following) if greatest else min(following)
        weights = graph.odds(state)
        if self.exact:
            return sum((w * p for w, p in zip(weights, following, strict=True)), Fraction(0)) / sum(weights)
        return float(sum(w * p for w, p in zip(weights, following, strict=True))) / sum(weights)


def bounded(values: StateOdds, state: int, side: int) -> Probability:
    """The odds at a state, moved by their error so that the interval stays valid: down (``side`` -1) or up (1)."""
    value = values.odds[state]
    if not values.error or value == 0:  # zero is exact: it comes from the shape of the graph, not from arithmetic
        return value
    return min(max(float(value) + side * values.error, 0.0), 1.0)


class _Component:
    """One strongly connected component; expects correct ``odds`` of all states outside and sets those of its members."""

    def __init__(
        self, graph: StateGraph, component: list[int], odds: list[Probability], greatest: bool, goal: frozenset[int], exact: bool
    ) -> None:
        self.graph = graph
        self.members = [s for s in component if s not in goal]
        self.inside = set(self.members)
        self.odds = odds
        self.greatest = greatest
        self.exact = exact and len(self.members) <= EXACT_COMPONENT
        self.tolerance = 0.0 if self.exact else ROUNDING

    def solve(self) -> float:
        """Sets the odds of the members; returns a bound on their error."""
        live = self.members if self.greatest else self._positive()
        chosen = self._first_policy(live)
        while True:
            tick()
            regular = self._reaching(live, chosen)
            error = self._evaluate(regular, chosen)
            for state in self.inside.difference(regular):
                self.odds[state] = Fraction(0) if self.exact else 0.0
            if not self._improve(live, chosen):
                return error

    def _positive(self) -> list[int]:
        """The states with positive odds under every policy; all others can be kept from the goal for ever."""
        graph, odds = self.graph, self.odds
        exits = {graph.target[edge] for state in self.members for edge in graph.edges(state)} - self.inside
        before: dict[int, list[int]] = {}
        left = {}
        for state in self.members:
            follow = {graph.target[edge] for edge in graph.edges(state)}
            left[state] = len(follow) if graph.kind[state] == StateKind.OUTSIDE else 1
            for target in follow:
                before.setdefault(target, []).append(state)
        led = attractor((state for state in exits if odds[state]), lambda state: before.get(state, ()), left)
        return [state for state in led if state in left]

    def _first_policy(self, live: list[int]) -> dict[int, int]:
        return {s: self.graph.first[s] for s in live if self.graph.kind[s] == StateKind.OUTSIDE}

    def _follow(self, state: int, chosen: dict[int, int]) -> list[tuple[int, int]]:
        """(target, weight) of each step from the state under the policy."""
        if state in chosen:
            return [(self.graph.target[chosen[state]], 1)]
        edges = self.graph.edges(state)
        return list(zip([self.graph.target[e] for e in edges], self.graph.odds(state), strict=True))

    def _reaching(self, live: list[int], chosen: dict[int, int]) -> list[int]:
        """The live states from which the policy can reach positive odds outside; all others have odds 0."""
        before: dict[int, list[int]] = {}
        work: list[int] = []
        alive = set(live)
        for state in live:
            for target, _ in self._follow(state, chosen):
                if target in alive:
                    before.setdefault(target, []).append(state)
                elif target not in self.inside and self.odds[target]:
                    work.append(state)
        return list(closure(work, lambda state: before.get(state, ())))

    def _evaluate(self, regular: list[int], chosen: dict[int, int]) -> float:
        """Sets the odds under the policy; returns a bound on their error."""
        if not regular:
            return 0.0
        row_of = {state: number for number, state in enumerate(regular)}
        entries: dict[tuple[int, int], Fraction] = {(n, n): Fraction(1) for n in range(len(regular))}
        right = [Fraction(0) if self.exact else 0.0 for _ in regular]
        for row, state in enumerate(regular):
            follow = self._follow(state, chosen)
            total = sum(weight for _, weight in follow)
            for target, weight in follow:
                share = Fraction(weight, total)
                if target in row_of:
                    entries[row, row_of[target]] = entries.get((row, row_of[target]), Fraction(0)) - share
                elif target not in self.inside:
                    right[row] += self.odds[target] * (share if self.exact else float(share))
        solution, error = solve_sparse(entries, right, self.exact)
        for state, value in zip(regular, solution, strict=True):
            self.odds[state] = value if self.exact else min(max(value, 0.0), 1.0)
        return error

    def _improve(self, live: list[int], chosen: dict[int, int]) -> bool:
        """Improves the policy where another edge is strictly better. (With ties, a cycle of odds 0 could be chosen for the odds
        it appears to have.)"""
        changed = False
        sign = 1 if self.greatest else -1
        for state in chosen:
            best = max(self.graph.edges(state), key=lambda edge: sign * self.odds[self.graph.target[edge]])
            gain = sign * (self.odds[self.graph.target[best]] - self.odds[state])
            if gain > self.tolerance:
                chosen[state] = best
                changed = True
        return changed

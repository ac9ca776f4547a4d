"""Odds as intervals: the least and the greatest, over everything that the world outside may do.

The graph is a Markov decision process: in a situation ``OUTSIDE`` anybody may decide, and nothing is known of how. The least and
the greatest probability to reach a set of states are taken component by component, successors first. Where there is no
cycle they are sums of fractions, exact. A component that is one is solved by policy iteration: each policy's probabilities from a
linear system, in fractions up to ``EXACT_COMPONENT`` situations, in floating point beyond, with a bound on the error added to
the interval. What makes the systems regular and the fixpoint the right one is worked out on the graph alone, before any
number: the situations that reach nothing under a policy (greatest odds), or under some policy (least odds). Baier and Katoen,
*Principles of Model Checking*, 10.6; Forejt, Kwiatkowska, Norman and Parker, *Automated Verification Techniques for
Probabilistic Systems*, 2011, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from epilogue.analysis.odds import Interval, Probability
from epilogue.budget import tick
from epilogue.graphs.components import components
from epilogue.graphs.linear import Factored, solve
from epilogue.space.state_graph import Situation, StateGraph

EXACT_COMPONENT = 40
EXACT_STATES = 20_000
ROUNDING = 1e-12
"""What sums of floating-point numbers may be wrong by."""


class StateOdds(NamedTuple):
    """Odds by state, and by how much they can be wrong at most."""

    odds: list[Probability]
    error: float


class Intervals:
    """The intervals of one graph."""

    def __init__(self, graph: StateGraph) -> None:
        self.graph = graph
        self.order = components(graph.first, graph.target)
        self.exact = len(graph.situation) <= EXACT_STATES
        self.stops = [s in (Situation.ENDING, Situation.OPEN) for s in graph.situation]

    def reaching(self, states: Iterable[int], leading: Iterable[int] | None = None, start: int | None = None) -> Interval:
        """The odds to come to one of these states (from ``start``, else from the beginning). ``leading``: the situations not
        explored from which that may happen; all of them, if None."""
        goal = frozenset(states)
        if leading is None:
            leading = [s for s, situation in enumerate(self.graph.situation) if situation == Situation.OPEN]
        least, greatest = self.least(goal), self.greatest(goal.union(leading))
        at = self.graph.initial if start is None else start
        low, high = bounded(least, at, -1), bounded(greatest, at, 1)
        return Interval(low, high, self.depending(least, greatest) if low != high else ())

    def endless(self, stopping: Iterable[int] = ()) -> Interval:
        """The odds never to stop. ``stopping``: the situations not explored from which every way comes to an ending."""
        over = [s for s, situation in enumerate(self.graph.situation) if situation == Situation.ENDING]
        found = self.reaching([*over, *stopping])
        return Interval(1 - found.greatest, 1 - found.least, found.depends)

    def least(self, goal: frozenset[int]) -> StateOdds:
        """The least odds to come to the goal, by state."""
        return self._odds(goal, False)

    def greatest(self, goal: frozenset[int]) -> StateOdds:
        """The greatest odds to come to the goal, by state."""
        return self._odds(goal, True)

    def depending(self, least: StateOdds, greatest: StateOdds) -> tuple[str, ...]:
        """The names of what decides where it makes a difference to these odds, in the order first met."""
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
        one: Probability = Fraction(1) if self.exact else 1.0
        odds: list[Probability] = [one if s in goal else 0 * one for s in range(len(graph.situation))]
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
        if graph.situation[state] == Situation.OUTSIDE:
            return max(following) if greatest else min(following)
        weights = graph.odds(state)
        if self.exact:
            return sum((w * p for w, p in zip(weights, following, strict=True)), Fraction(0)) / sum(weights)
        return float(sum(w * p for w, p in zip(weights, following, strict=True))) / sum(weights)


def bounded(values: StateOdds, state: int, side: int) -> Probability:
    """The odds at a state with what they can be wrong by put to the side that keeps the interval true (-1 below, 1 above)."""
    found = values.odds[state]
    if not values.error or found == 0:  # what reaches nothing is known from the graph alone
        return found
    return min(max(float(found) + side * values.error, 0.0), 1.0)


class _Component:
    """One strongly connected component; ``odds`` is right for all states outside of it and gets its own."""

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
        """Sets the odds of the members; what they can be wrong by."""
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
        """The states from which every policy has a chance: the others can be kept from the goal for ever."""
        graph, odds = self.graph, self.odds
        exits = {graph.target[edge] for state in self.members for edge in graph.edges(state)} - self.inside
        positive = [state for state in exits if odds[state]]
        before: dict[int, list[int]] = {}
        left = {}
        for state in self.members:
            follow = {graph.target[edge] for edge in graph.edges(state)}
            left[state] = len(follow) if graph.situation[state] == Situation.OUTSIDE else 1
            for target in follow:
                before.setdefault(target, []).append(state)
        found: dict[int, None] = {}
        work = positive
        while work:
            tick()
            for state in before.get(work.pop(), ()):
                left[state] -= 1
                if left[state] == 0 and state not in found:
                    found[state] = None
                    work.append(state)
        return list(found)

    def _first_policy(self, live: list[int]) -> dict[int, int]:
        return {s: self.graph.first[s] for s in live if self.graph.situation[s] == Situation.OUTSIDE}

    def _follow(self, state: int, chosen: dict[int, int]) -> list[tuple[int, int]]:
        """(target, weight) of the state under the policy."""
        if state in chosen:
            return [(self.graph.target[chosen[state]], 1)]
        edges = self.graph.edges(state)
        return list(zip([self.graph.target[e] for e in edges], self.graph.odds(state), strict=True))

    def _reaching(self, live: list[int], chosen: dict[int, int]) -> list[int]:
        """The live states that have a way to positive odds outside under the policy; the others are worth nothing."""
        before: dict[int, list[int]] = {}
        work: list[int] = []
        alive = set(live)
        for state in live:
            for target, _ in self._follow(state, chosen):
                if target in alive:
                    before.setdefault(target, []).append(state)
                elif target not in self.inside and self.odds[target]:
                    work.append(state)
        found = dict.fromkeys(work)
        while work:
            tick()
            for state in before.get(work.pop(), ()):
                if state not in found:
                    found[state] = None
                    work.append(state)
        return list(found)

    def _evaluate(self, regular: list[int], chosen: dict[int, int]) -> float:
        """The odds of the policy; what they can be wrong by."""
        if not regular:
            return 0.0
        place = {state: number for number, state in enumerate(regular)}
        entries: dict[tuple[int, int], Fraction] = {(n, n): Fraction(1) for n in range(len(regular))}
        right = [Fraction(0) if self.exact else 0.0 for _ in regular]
        for row, state in enumerate(regular):
            follow = self._follow(state, chosen)
            total = sum(weight for _, weight in follow)
            for target, weight in follow:
                share = Fraction(weight, total)
                if target in place:
                    entries[row, place[target]] = entries.get((row, place[target]), Fraction(0)) - share
                elif target not in self.inside:
                    right[row] += self.odds[target] * (share if self.exact else float(share))
        if self.exact:
            matrix = [[entries.get((r, c), Fraction(0)) for c in range(len(regular))] for r in range(len(regular))]
            for state, solution in zip(regular, solve(matrix, [[Fraction(value)] for value in right]), strict=True):
                self.odds[state] = solution[0]
            return 0.0
        system = Factored({key: float(value) for key, value in entries.items()}, len(regular))
        found, wrong = system.solve([float(value) for value in right])
        for state, value in zip(regular, found, strict=True):
            self.odds[state] = min(max(value, 0.0), 1.0)
        return wrong

    def _improve(self, live: list[int], chosen: dict[int, int]) -> bool:
        """Choose anew where another edge is better than the policy's own: strictly, or a cycle worth nothing could be chosen for
        the odds it seems to have."""
        changed = False
        sign = 1 if self.greatest else -1
        for state in chosen:
            best = max(self.graph.edges(state), key=lambda edge: sign * self.odds[self.graph.target[edge]])
            gain = sign * (self.odds[self.graph.target[best]] - self.odds[state])
            if gain > self.tolerance:
                chosen[state] = best
                changed = True
        return changed

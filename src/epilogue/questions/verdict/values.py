"""Values of each state: the greatest guarantee, whatever luck does, and the best expectation.

The first is a game against luck and the world outside, solved by attractors in one sweep from the best endings to the worst
(Zermelo 1913; von Neumann and Morgenstern). The second is the value of a Markov decision process: the reader picks the best, luck
is what it is, and the world outside does its worst. Without cycles both are exact. A cyclic component is solved by policy
iteration (Howard 1960), in fractions up to ``EXACT_COMPONENT`` states, in floating point beyond; with outside decisions in it, by
value iteration from below (Chatterjee and Henzinger, *Value iteration*, 2008). Playing for ever is worth the least there is, as
is an ending that has no worth of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from epilogue.analysis.odds import EXACT_COMPONENT, Probability
from epilogue.budget import tick
from epilogue.graphs.components import components
from epilogue.graphs.linear import solve_sparse
from epilogue.space.state_graph import StateGraph, StateKind

EXACT_STATES = 20_000
TOLERANCE = 1e-12
"""Tolerance of floating point, as a share of the range of worths."""
SWEEPS = 100_000


class BestExpectations(NamedTuple):
    """Greatest expected worth of each state; ``residual``: by how much any of them fails its own equation (0: exact)."""

    values: list[Probability]
    residual: float


def guarantee(graph: StateGraph, worth: Mapping[int, Fraction]) -> list[Fraction | None]:
    """Greatest worth that each state guarantees, whatever luck and the world outside do; None: not even an ending that has
    one. ``worth``: of ending states."""
    count = len(graph.kind)
    into: list[list[int]] = [[] for _ in range(count)]
    left = [0] * count
    for state in range(count):
        for edge in graph.edges(state):
            into[graph.target[edge]].append(state)
            left[state] += 1
    values: list[Fraction | None] = [None] * count
    for ending in sorted(worth, key=lambda state: -worth[state]):
        if values[ending] is not None:
            continue
        values[ending] = value = worth[ending]
        drawn = [ending]
        while drawn:
            for state in into[drawn.pop()]:
                left[state] -= 1
                if values[state] is None and (left[state] == 0 or graph.kind[state] == StateKind.CHOICE):
                    values[state] = value
                    drawn.append(state)
    return values


class ExpectationSolver:
    """Best expectation in one graph, for any worth of its endings."""

    def __init__(self, graph: StateGraph) -> None:
        self.graph = graph
        self.order = components(graph.first, graph.target)
        self.exact = len(graph.kind) <= EXACT_STATES

    def best(self, worth: Mapping[int, Fraction], least: Fraction) -> BestExpectations:
        """``worth``: of ending states; ``least``: worth of all other endings, of unexplored states and of play without end."""
        graph = self.graph
        lowest: Probability = least if self.exact else float(least)
        values: list[Probability] = [lowest] * len(graph.kind)
        for state, value in worth.items():
            values[state] = value if self.exact else float(value)
        tolerance = TOLERANCE * (float(max(worth.values(), default=least) - least) or 1.0)
        residual = 0.0
        for component in self.order:
            tick()
            head = component[0]
            if len(component) == 1 and head not in graph.target[graph.first[head] : graph.first[head + 1]]:
                if graph.first[head] < graph.first[head + 1]:
                    values[head] = _step(graph, head, values)
            elif any(graph.kind[state] == StateKind.OUTSIDE for state in component):
                residual = max(residual, _iterate(graph, component, values, tolerance))
            else:
                residual = max(residual, _improve(graph, component, values, self.exact, tolerance))
        return BestExpectations(values, residual)


def _step(graph: StateGraph, state: int, values: list[Probability]) -> Probability:
    """Value of a state, given the values of its successors."""
    following = [values[graph.target[edge]] for edge in graph.edges(state)]
    if graph.kind[state] == StateKind.CHOICE:
        best = following[0]
        for value in following:
            if value is not best and value > best:  # mostly it is the same one, and fractions are slow to compare
                best = value
        return best
    if graph.kind[state] == StateKind.OUTSIDE:
        return min(following)
    likely = graph.odds(state)
    if all(isinstance(value, Fraction) for value in following):
        return sum((value * share for value, share in zip(following, likely, strict=True)), Fraction(0)) / sum(likely)
    return sum(float(value) * share for value, share in zip(following, likely, strict=True)) / sum(likely)


def _iterate(graph: StateGraph, component: list[int], values: list[Probability], tolerance: float) -> float:
    """Value iteration from below, until nothing changes by more than the tolerance; returns the last change."""
    for state in component:
        values[state] = float(values[state])
    change = 0.0
    for _ in range(SWEEPS):
        tick()
        change = 0.0
        for state in component:
            value = float(_step(graph, state, values))
            change = max(change, abs(value - float(values[state])))
            values[state] = value
        if change <= tolerance:
            break
    return change


def _improve(graph: StateGraph, component: list[int], values: list[Probability], exact: bool, tolerance: float) -> float:
    """Policy iteration. The first policy leads out of the component from everywhere; one that is better in a state it changes
    leads out, too: where it stayed for ever, its worth would be the same all around and nothing would be better."""
    row_of = {state: number for number, state in enumerate(component)}
    policy = _leading_out(graph, component, row_of)
    if policy is None:  # no way out: all states keep the least value
        return 0.0
    exact = exact and len(component) <= EXACT_COMPONENT
    while True:
        tick()
        solved, error = _worth(graph, component, row_of, policy, values, exact)
        for state, value in zip(component, solved, strict=True):
            values[state] = value
        better = False
        residual = 0.0
        for state, edge in policy.items():
            best = max(graph.edges(state), key=lambda edge: values[graph.target[edge]])
            gain = values[graph.target[best]] - values[graph.target[edge]]
            if gain > (0 if exact else 1000 * tolerance):
                policy[state], better = best, True
            residual = max(residual, float(gain))
        if not better:
            return residual if exact else max(residual, tolerance, error)


def _leading_out(graph: StateGraph, component: list[int], row_of: Mapping[int, int]) -> dict[int, int] | None:
    """Edge on a shortest way out of the component for each choice state; None if there is no way."""
    into: dict[int, list[tuple[int, int]]] = {state: [] for state in component}
    drawn: list[int] = []
    policy: dict[int, int] = {}
    seen: set[int] = set()
    for state in component:
        for edge in graph.edges(state):
            if graph.target[edge] in row_of:
                into[graph.target[edge]].append((state, edge))
            elif state not in seen:
                seen.add(state)
                drawn.append(state)
                policy[state] = edge
    if not drawn:
        return None
    for reached in drawn:
        for state, edge in into[reached]:
            if state not in seen:
                seen.add(state)
                drawn.append(state)
                policy[state] = edge
    return {state: edge for state, edge in policy.items() if graph.kind[state] == StateKind.CHOICE}


def _worth(
    graph: StateGraph,
    component: list[int],
    row_of: Mapping[int, int],
    policy: Mapping[int, int],
    values: list[Probability],
    exact: bool,
) -> tuple[Sequence[Probability], float]:
    """Value of each state of the component under a policy, and a bound on its error: (I - P) x = what leaves the component."""
    size = len(component)
    entries: dict[tuple[int, int], Fraction] = {(n, n): Fraction(1) for n in range(size)}
    right: list[Probability] = [Fraction(0) if exact else 0.0] * size
    for number, state in enumerate(component):
        chosen = policy.get(state)
        steps = [(chosen, 1)] if chosen is not None else list(zip(graph.edges(state), graph.odds(state), strict=True))
        total = sum(share for _, share in steps)
        for edge, likely in steps:
            share, follow = Fraction(likely, total), graph.target[edge]
            inside = row_of.get(follow)
            if inside is None:
                right[number] += share * Fraction(values[follow]) if exact else float(share) * float(values[follow])
            else:
                entries[number, inside] = entries.get((number, inside), Fraction(0)) - share
    return solve_sparse(entries, right, exact)

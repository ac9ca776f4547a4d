"""The outlook of each state: reachable endings, their odds, endless play.

Odds of reaching each group of endings are solved backwards, component by component: sums of fractions without cycles, a small
linear system within a component, with one right side for each group (Kemeny and Snell, *Finite Markov Chains*, 1960: absorption
probabilities). Exact up to the sizes of :mod:`epilogue.analysis.odds`. Exact rows are stored as integers over a common
denominator: one division where fractions would cost one for each sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from epilogue.analysis.odds import EXACT_COMPONENT, EXACT_STATES, Probability
from epilogue.budget import tick
from epilogue.graphs.components import components
from epilogue.graphs.linear import solve, steps
from epilogue.graphs.transient import TransientSystem
from epilogue.space.state_graph import StateGraph, StateKind


class Reachability(NamedTuple):
    """Reachability, by state: ``endings``, bit set of reachable groups of endings; ``endless``: whether play can continue for
    ever; ``open``: whether the unexplored part is reachable."""

    endings: list[int]
    endless: bytearray
    open: bytearray


def reachability(graph: StateGraph, group: Mapping[int, int]) -> Reachability:
    """Computes reachability. ``group``: ending state -> number of its group."""
    count = len(graph.kind)
    reachable, endless, unknown = [0] * count, bytearray(count), bytearray(count)
    for component in components(graph.first, graph.target):
        tick()
        bits, cyclic, beyond = 0, len(component) > 1, False
        for state in component:
            if state in group:
                bits |= 1 << group[state]
            beyond = beyond or graph.kind[state] == StateKind.OPEN
            for edge in graph.edges(state):
                follow = graph.target[edge]
                bits |= reachable[follow]
                cyclic = cyclic or follow == state or bool(endless[follow])
                beyond = beyond or bool(unknown[follow])
        for state in component:
            reachable[state], endless[state], unknown[state] = bits, cyclic, beyond
    return Reachability(reachable, endless, unknown)


OddsRow = tuple[Probability, ...]
_Parts = tuple[list[int], int]
"""Numerators and their common denominator."""


class Outlook(NamedTuple):
    """Odds of reaching each group of endings, by state, and how far any of them may be off through large components."""

    rows: list[OddsRow]
    error: float


def outlook(graph: StateGraph, group: Mapping[int, int], groups: int) -> Outlook:
    """Odds of reaching each of the ``groups`` of endings from each state, for readers and luck as the graph weighs them. The
    rest to 1 is endless play or unexplored."""
    solver = _outlook(graph, group, groups)
    return Outlook(solver.run(), solver.error)


def _outlook(graph: StateGraph, group: Mapping[int, int], groups: int) -> _BackwardSolver:
    units = [tuple(Fraction(n == index) for n in range(groups)) for index in range(groups)]
    return _BackwardSolver(graph, {state: units[index] for state, index in group.items()}, groups)


def mean_odds(graph: StateGraph, group: Mapping[int, int], groups: int) -> list[tuple[float, ...]]:
    """The rows of the :func:`outlook`, rounded to floating point."""
    return [
        tuple(parts) if isinstance(parts, list) else tuple([above / parts[1] for above in parts[0]])
        for parts in _outlook(graph, group, groups).solved()
    ]


def backward(graph: StateGraph, worth: Mapping[int, Sequence[Probability]], columns: int) -> list[OddsRow]:
    """Expected ``worth`` (ending state -> one value for each of the ``columns``) of the endings reached, by state; endless
    play is worth 0."""
    return _BackwardSolver(graph, worth, columns).run()


class _BackwardSolver:
    """``known``: the rows known so far; rows of integers are exact. ``error``: how far any value may be off."""

    def __init__(self, graph: StateGraph, worth: Mapping[int, Sequence[Probability]], columns: int) -> None:
        self.graph = graph
        self.worth = worth
        self.columns = columns
        self.error = 0.0
        self.exact = len(graph.kind) <= EXACT_STATES and not any(type(x) is float for row in worth.values() for x in row)
        self.known: list[_Parts | list[float]] = [self.row([0] * columns)] * len(graph.kind)

    def row(self, values: Sequence[Probability | int]) -> _Parts | list[float]:
        if not self.exact:
            return [float(value) for value in values]
        whole = lcm(*(Fraction(value).denominator for value in values))
        return [int(value * whole) for value in values], whole

    def run(self) -> list[OddsRow]:
        """The row of every state."""
        return [_row(parts) for parts in self.solved()]

    def solved(self) -> list[_Parts | list[float]]:
        """Solves the rows of every state."""
        graph, rows = self.graph, self.known
        for component in components(graph.first, graph.target):
            tick()
            head = component[0]
            if len(component) > 1 or head in graph.target[graph.first[head] : graph.first[head + 1]]:
                self.solve(component)
            elif head in self.worth:
                rows[head] = self.row(self.worth[head])
            else:
                likely = graph.odds(head)
                if likely:
                    rows[head] = self.mean([rows[graph.target[edge]] for edge in graph.edges(head)], likely)
        return rows

    def mean(self, rows: list[_Parts | list[float]], likely: Sequence[int]) -> _Parts | list[float]:
        total = sum(likely)
        exact = [row for row in rows if isinstance(row, tuple)]
        if len(exact) < len(rows):
            parts = [_scaled(row, p / total) for row, p in zip(rows, likely, strict=True)]
            return [sum(values) for values in zip(*parts, strict=True)]
        whole = lcm(*(below for _, below in exact))
        scales = [p * (whole // below) for (_, below), p in zip(exact, likely, strict=True)]
        first, scale = exact[0][0], scales[0]
        values = [value * scale for value in first]
        for (above, _), scale in zip(exact[1:], scales[1:], strict=True):
            values = [own + other * scale for own, other in zip(values, above, strict=True)]
        whole *= total
        common = gcd(whole, *values)
        return [value // common for value in values], whole // common

    def solve(self, component: list[int]) -> None:
        """Solves (I - P) x = what leaves the component. A component that nothing leaves is endless and reaches no ending."""
        graph, known, columns = self.graph, self.known, self.columns
        row_of = {state: number for number, state in enumerate(component)}
        size = len(component)
        entries: dict[tuple[int, int], Fraction] = {(n, n): Fraction(1) for n in range(size)}
        out: list[list[tuple[int, Fraction]]] = []
        for state in component:
            likely = graph.odds(state)
            total = sum(likely)
            leaving = []
            for edge, odds in zip(graph.edges(state), likely, strict=True):
                follow, share = graph.target[edge], Fraction(odds, total)
                inside = row_of.get(follow)
                if inside is None:
                    leaving.append((follow, share))
                else:
                    entries[row_of[state], inside] = entries.get((row_of[state], inside), Fraction(0)) - share
            out.append(leaving)
        if not any(out):
            return
        if self.exact and size <= EXACT_COMPONENT and all(isinstance(known[to], tuple) for row in out for to, _ in row):
            right: list[list[Fraction]] = []
            for leaving in out:
                rows = [(_row(known[to]), share) for to, share in leaving]
                right.append([sum((Fraction(row[n]) * share for row, share in rows), Fraction(0)) for n in range(columns)])
            matrix = [[entries.get((r, c), Fraction(0)) for c in range(size)] for r in range(size)]
            for state, values in zip(component, solve(matrix, right), strict=True):
                known[state] = self.row(values)
            return
        beside = [[_scaled(known[to], float(share)) for to, share in leaving] for leaving in out]
        system, error = TransientSystem(steps(entries), size), self.error
        solved = []
        for n in range(columns):
            middle, off = system.middle([sum(row[n] for row in rows) for rows in beside])
            solved.append(middle)
            self.error = max(self.error, error + off)
        least, most = self.bounds()
        for number, state in enumerate(component):
            known[state] = [min(max(solved[n][number], least[n]), most[n]) for n in range(columns)]

    def bounds(self) -> tuple[list[float], list[float]]:
        """Bounds of every mean, by column; rounding must not exceed them."""
        columns = list(zip(*self.worth.values(), strict=True)) or [()] * self.columns
        return [float(min((0, *column))) for column in columns], [float(max((0, *column))) for column in columns]


def _scaled(row: _Parts | list[float], share: float) -> list[float]:
    values = row if isinstance(row, list) else [above / row[1] for above in row[0]]
    return [value * share for value in values]


def _row(parts: _Parts | list[float]) -> OddsRow:
    return tuple(parts) if isinstance(parts, list) else tuple([Fraction(above, parts[1]) for above in parts[0]])

"""What is still possible from each situation, and how likely: which endings can be reached, with what odds, and whether play can
go on for ever.

Odds are those of reaching each group of endings, solved backwards, component by component: sums of fractions where there is no
cycle, a small linear system in a component, with one right side for each group (Kemeny and Snell, *Finite Markov Chains*, 1960:
absorption probabilities). Exact up to the sizes of :mod:`epilogue.analyses.endings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from epilogue.analyses.endings import EXACT_COMPONENT, EXACT_STATES, Odds
from epilogue.graphs.components import components
from epilogue.graphs.linear import Factored, solve
from epilogue.space.state_graph import Situation, StateGraph


class Reach(NamedTuple):
    """By state: ``endings``, the bit set of groups of endings that can be reached; ``endless``: whether play can go on for ever
    from it; ``open``: whether it can come to what was not searched."""

    endings: list[int]
    endless: bytearray
    open: bytearray


def reach(graph: StateGraph, group: Mapping[int, int]) -> Reach:
    """``group``: ending state -> number of its group."""
    count = len(graph.situation)
    found, endless, unknown = [0] * count, bytearray(count), bytearray(count)
    for component in components(graph.first, graph.target):
        bits, cyclic, beyond = 0, len(component) > 1, False
        for state in component:
            if state in group:
                bits |= 1 << group[state]
            beyond = beyond or graph.situation[state] == Situation.OPEN
            for edge in graph.edges(state):
                follow = graph.target[edge]
                bits |= found[follow]
                cyclic = cyclic or follow == state or bool(endless[follow])
                beyond = beyond or bool(unknown[follow])
        for state in component:
            found[state], endless[state], unknown[state] = bits, cyclic, beyond
    return Reach(found, endless, unknown)


def outlook(graph: StateGraph, group: Mapping[int, int], groups: int) -> list[tuple[Odds, ...]]:
    """By state, the odds to reach each of the ``groups`` of endings, for readers and luck as the graph weighs them. What is
    missing to 1 is endless play, or what was not searched."""
    count = len(graph.situation)
    exact = count <= EXACT_STATES
    none: tuple[Odds, ...] = (Fraction(0) if exact else 0.0,) * groups
    found: list[tuple[Odds, ...]] = [none] * count
    for component in components(graph.first, graph.target):
        head = component[0]
        if len(component) > 1 or head in graph.target[graph.first[head] : graph.first[head + 1]]:
            _component(graph, component, found, groups, exact)
        elif head in group:
            found[head] = (*none[: group[head]], none[0] + 1, *none[group[head] + 1 :])
        else:
            found[head] = _mean(graph, head, found, none, exact)
    return found


def _mean(graph: StateGraph, state: int, found: list[tuple[Odds, ...]], none: tuple[Odds, ...], exact: bool) -> tuple[Odds, ...]:
    likely = graph.odds(state)
    if not likely:
        return none
    total = sum(likely)
    rows = [(found[graph.target[edge]], share) for edge, share in zip(graph.edges(state), likely, strict=True)]
    if exact:
        return tuple(sum((row[n] * share for row, share in rows), Fraction(0)) / total for n in range(len(none)))
    return tuple(sum(float(row[n]) * share for row, share in rows) / total for n in range(len(none)))


def _component(graph: StateGraph, component: list[int], found: list[tuple[Odds, ...]], groups: int, exact: bool) -> None:
    """(I - P) x = what leaves the component; one that nothing leaves is endless: no ending is reached."""
    place = {state: number for number, state in enumerate(component)}
    size = len(component)
    entries: dict[tuple[int, int], Fraction] = {(n, n): Fraction(1) for n in range(size)}
    right: list[list[Odds]] = []
    leaves = False
    for state in component:
        row: list[Odds] = [Fraction(0) if exact else 0.0] * groups
        likely = graph.odds(state)
        total = sum(likely)
        for edge, odds in zip(graph.edges(state), likely, strict=True):
            follow, share = graph.target[edge], Fraction(odds, total)
            inside = place.get(follow)
            if inside is None:
                leaves = True
                row = [own + other * (share if exact else float(share)) for own, other in zip(row, found[follow], strict=True)]
            else:
                entries[place[state], inside] = entries.get((place[state], inside), Fraction(0)) - share
        right.append(row)
    if not leaves:
        return
    if exact and size <= EXACT_COMPONENT:
        matrix = [[entries.get((r, c), Fraction(0)) for c in range(size)] for r in range(size)]
        solved = solve(matrix, [[Fraction(value) for value in row] for row in right])
        for state, values in zip(component, solved, strict=True):
            found[state] = tuple(values)
        return
    factored = Factored({key: float(value) for key, value in entries.items()}, size)
    columns = [factored.solve([float(row[n]) for row in right])[0] for n in range(groups)]
    for number, state in enumerate(component):
        found[state] = tuple(min(max(column[number], 0.0), 1.0) for column in columns)

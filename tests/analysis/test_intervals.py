"""Odds as intervals, against every memoryless policy of the world outside, each solved separately."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epilogue.analysis import intervals
from epilogue.analysis.intervals import Interval, Intervals
from epilogue.analysis.odds import certain
from epilogue.graphs.linear import solve
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind

pytestmark = pytest.mark.slow

Rows = list[tuple[StateKind, list[tuple[int, int]]]]


def graph_of(rows: Rows) -> StateGraph:
    """A graph from each state's kind and its edges as (target, weight)."""
    graph = StateGraph()
    for number, (kind, edges) in enumerate(rows):
        graph.kind.append(kind)
        graph.found_by.append(-1)
        graph.ending.append(-1)
        if kind is StateKind.ENDING:
            graph.ending[-1] = len(graph.endings)
            graph.endings.append(GraphEnding("end", number, "", ""))
        if kind is StateKind.OUTSIDE:
            graph.outside[number] = f"f{number}"
        for target, weight in edges:
            graph.target.append(target)
            graph.weight.append(1)
            graph.label.append(0)
            if kind is StateKind.CHANCE:
                graph.chance[len(graph.target) - 1] = weight
        graph.first.append(len(graph.target))
    return graph


def reached(rows: Rows, policy: dict[int, int], goal: int) -> Fraction:
    """The odds of reaching the goal from state 0 under a policy, by one linear system over the states that can."""

    def follow(state: int) -> list[tuple[int, Fraction]]:
        kind, edges = rows[state]
        if kind is StateKind.OUTSIDE:
            return [(edges[policy[state]][0], Fraction(1))]
        weights = [weight if kind is StateKind.CHANCE else 1 for _, weight in edges]
        return [(target, Fraction(weight, sum(weights))) for (target, _), weight in zip(edges, weights, strict=True)]

    can = {goal}
    while True:
        more = {s for s in range(len(rows)) if s not in can and any(target in can for target, _ in follow(s))}
        if not more:
            break
        can |= more
    if 0 not in can:
        return Fraction(0)
    states = sorted(can - {goal})
    if 0 not in states:
        return Fraction(1)
    matrix, right = [], []
    for state in states:
        row = [Fraction(int(other == state)) for other in states]
        constant = Fraction(0)
        for target, share in follow(state):
            if target == goal:
                constant += share
            elif target in can:
                row[states.index(target)] -= share
        matrix.append(row)
        right.append([constant])
    return solve(matrix, right)[states.index(0)][0]


@st.composite
def processes(draw: st.DrawFn) -> Rows:
    """Small random processes with two endings, cycles and end components."""
    inner = draw(st.integers(1, 6))
    rows: Rows = []
    for _ in range(inner):
        kind = draw(st.sampled_from([StateKind.CHOICE, StateKind.CHANCE, StateKind.OUTSIDE, StateKind.OUTSIDE]))
        targets = draw(st.lists(st.integers(0, inner + 1), min_size=1, max_size=3, unique=True))
        rows.append((kind, [(target, draw(st.integers(1, 3))) for target in targets]))
    return [*rows, (StateKind.ENDING, []), (StateKind.ENDING, [])]


def by_brute_force(rows: Rows, goal: int) -> tuple[Fraction, Fraction]:
    outside = [s for s, (kind, _) in enumerate(rows) if kind is StateKind.OUTSIDE]
    policies = itertools.product(*(range(len(rows[s][1])) for s in outside))
    found = [reached(rows, dict(zip(outside, picks, strict=True)), goal) for picks in policies]
    return min(found), max(found)


@settings(max_examples=300, deadline=None)
@given(processes())
def test_all_policies(rows: Rows) -> None:
    for goal in (len(rows) - 2, len(rows) - 1):
        found = Intervals(graph_of(rows)).reaching([goal])
        assert (found.least, found.greatest) == by_brute_force(rows, goal)
        assert bool(found.depends) == (found.least != found.greatest)


@settings(max_examples=100, deadline=None)
@given(processes())
def test_floating_point_contains_the_truth(rows: Rows) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intervals, "EXACT_STATES", 0)
        found = Intervals(graph_of(rows)).reaching([len(rows) - 1])
    least, greatest = by_brute_force(rows, len(rows) - 1)
    assert found.least <= least <= greatest <= found.greatest
    assert greatest - least - 1e-9 <= found.greatest - found.least <= greatest - least + 1e-9


@settings(max_examples=100, deadline=None)
@given(processes())
def test_endless_is_what_no_ending_takes(rows: Rows) -> None:
    ends = {len(rows) - 2, len(rows) - 1}
    joined = [(s, [(min(t, len(rows) - 2), w) for t, w in edges]) for s, edges in rows[:-1]]
    least, greatest = by_brute_force(joined, min(ends))
    found = Intervals(graph_of(rows)).endless()
    assert (found.least, found.greatest) == (1 - greatest, 1 - least)


@settings(max_examples=300, deadline=None)
@given(processes())
def test_certainty_follows_from_the_graph(rows: Rows) -> None:
    for goal in (len(rows) - 2, len(rows) - 1):
        assert certain(graph_of(rows), [goal]) == (by_brute_force(rows, goal)[0] == 1)


def test_a_reader_who_can_wait_for_ever() -> None:
    """Outside: stay, or leave; then a fair coin between two endings."""
    rows: Rows = [
        (StateKind.OUTSIDE, [(0, 1), (1, 1)]),
        (StateKind.CHANCE, [(2, 1), (3, 1)]),
        (StateKind.ENDING, []),
        (StateKind.ENDING, []),
    ]
    found = Intervals(graph_of(rows))
    assert found.reaching([2]) == Interval(Fraction(0), Fraction(1, 2), ("f0",))
    assert found.endless() == Interval(Fraction(0), Fraction(1), ("f0",))


def test_what_is_not_explored_may_lead_anywhere() -> None:
    rows: Rows = [
        (StateKind.CHOICE, [(1, 1), (2, 1), (3, 1), (4, 1)]),
        (StateKind.OUTSIDE, [(2, 1), (3, 1)]),
        (StateKind.ENDING, []),
        (StateKind.ENDING, []),
        (StateKind.OPEN, []),
    ]
    assert Intervals(graph_of(rows)).reaching([2]) == Interval(Fraction(1, 4), Fraction(3, 4), ("f1",))

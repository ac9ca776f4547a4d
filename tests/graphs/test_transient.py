"""Bounds of large linear systems: the exact solution is between them, however they are found."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from random import Random

import pytest

from epilogue.graphs import transient
from epilogue.graphs.linear import solve
from epilogue.graphs.transient import Bounds, Entries, TransientSystem

Shares = dict[tuple[int, int], Fraction]


def chain(random: Random, size: int) -> tuple[Shares, list[Fraction]]:
    """A chain that is left at each state with a probability of 1 in 7 to 1 in 10,000: the shares of what each state hands to
    others, and what arrives."""
    shares: Shares = {}
    for state in range(size):
        leaving = Fraction(1, random.choice((7, 100, 10_000)))
        weights = {random.randrange(size): random.randrange(1, 9) for _ in range(3)} | {(state + 1) % size: 2}
        for follow, weight in weights.items():
            shares[follow, state] = (1 - leaving) * Fraction(weight, sum(weights.values()))
    return shares, [Fraction(random.randrange(3), 3) for _ in range(size - 1)] + [Fraction(1)]


def bounded(shares: Shares, low: list[float], slack: list[float]) -> Bounds:
    entries = Entries([row for row, _ in shares], [column for _, column in shares], [float(share) for share in shares.values()])
    return TransientSystem(entries, len(low)).solve(Bounds(low, slack))


def exact(shares: Shares, arriving: list[Fraction]) -> list[Fraction]:
    size = len(arriving)
    matrix = [[Fraction(row == column) - shares.get((row, column), 0) for column in range(size)] for row in range(size)]
    return [value for (value,) in solve(matrix, [[value] for value in arriving])]


@pytest.fixture(params=["elimination", "iteration", "intervals"])
def method(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "elimination":
        monkeypatch.setattr(transient, "FILL", -1)
    if request.param == "intervals":
        monkeypatch.setattr(transient._System, "certified", lambda *_: None)
    return str(request.param)


@pytest.mark.usefixtures("method")
@pytest.mark.parametrize("seed", range(12))
def test_the_exact_solution_is_between_close_bounds(seed: int) -> None:
    shares, arriving = chain(Random(seed), 5 + 3 * seed)
    low = [float(value) * (1 - 2**-50) for value in arriving]
    bounds = bounded(shares, low, [value * 2**-48 for value in low])
    for least, value, slack in zip(bounds.low, exact(shares, arriving), bounds.slack, strict=True):
        assert Fraction(least) <= value <= Fraction(least) + Fraction(slack)
        assert slack < 1e-6 * least


@pytest.mark.usefixtures("method")
def test_what_may_arrive_in_addition_is_within_the_bounds() -> None:
    shares, arriving = chain(Random(3), 20)
    low = [float(value) * (1 - 2**-50) for value in arriving]
    bounds = bounded(shares, low, [value / 2 for value in low])
    for least, value, slack in zip(bounds.low, exact(shares, arriving), bounds.slack, strict=True):
        assert Fraction(least) <= value
        assert value * Fraction("1.49999") < Fraction(least) + Fraction(slack) < value * Fraction("1.50001")


@pytest.mark.usefixtures("method")
def test_without_an_upper_bound_of_what_arrives_there_is_a_lower_one_of_the_solution() -> None:
    shares, arriving = chain(Random(4), 20)
    low = [float(value) * (1 - 2**-50) for value in arriving]
    bounds = bounded(shares, low, [*[0.0] * 19, inf])
    assert bounds.slack == [inf] * 20
    for least, value in zip(bounds.low, exact(shares, arriving), strict=True):
        assert value * Fraction(99, 100) < Fraction(least) <= value


def test_bounds_that_are_not_close_in_time_are_still_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transient, "FILL", -1)
    monkeypatch.setattr(transient, "WORK", 0)
    size = 300
    shares = {(state + step, state): Fraction(1, 2) for state in range(size) for step in (-1, 1) if 0 <= state + step < size}
    arriving = [Fraction(int(state == 150)) for state in range(size)]
    bounds = bounded(shares, [float(value) for value in arriving], [0.0] * size)
    visits = [2 * Fraction(min(state, 150) + 1) * (size - max(state, 150)) / (size + 1) for state in range(size)]
    for least, value, slack in zip(bounds.low, visits, bounds.slack, strict=True):
        assert Fraction(least) <= value
        assert slack == inf or value <= Fraction(least) + Fraction(slack)
    assert max(bounds.slack) == inf

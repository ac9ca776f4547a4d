"""Compares outcomes: best in everything, dominated, or a trade-off, and the weights under which each is best.

An outcome is a tuple of numbers, one for each thing at stake, more is better. Everything is exact. That a trade-off is chosen by
no weighing is proved by linear programming: then, and only then, a mixture of others is as good in each and better in one
(Geoffrion, "Proper efficiency and the theory of vector maximization", 1968, for finitely many points).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from epilogue.budget import tick
from epilogue.graphs.simplex import maximise

PayoffVector = tuple[Fraction, ...]


class ParetoComparison(NamedTuple):
    """``golden``: the outcome that is best in everything, or None; ``better``: by outcome, those that dominate it (at least as
    good in each, better in one) and differ from it in the fewest; ``front``: the Pareto front, in the order given."""

    golden: int | None
    better: list[list[int]]
    front: list[int]


class WeightRange(NamedTuple):
    """One thing at stake, or several, counting so many times as much as each of the others: from ``low`` to ``high`` (None: any
    more), 0 < ``high``."""

    low: Fraction
    high: Fraction | None


class OptimalWeights(NamedTuple):
    """Weights for which a trade-off is the best, ties included, everything counting for something and measured from its least
    (0) to its greatest (1) outcome. ``alike``: whether equal weights are such. ``ranges``: by group asked for, how much it may
    count when the others are alike, None if no amount does. ``weights``: those least unequal, the smallest of them 1; None if
    no weighing picks it, and then ``mixture``: outcomes whose mean, in these shares, is as good in each and better in one."""

    alike: bool
    ranges: tuple[WeightRange | None, ...]
    weights: tuple[Fraction, ...] | None
    mixture: tuple[tuple[int, Fraction], ...] = ()


def betters(first: PayoffVector, second: PayoffVector) -> bool:
    """Whether the first dominates (as good in each, better in one)."""
    return first != second and all(a >= b for a, b in zip(first, second, strict=True))


def judge(outcomes: Sequence[PayoffVector]) -> ParetoComparison:
    """Compares outcomes, no two of them equal."""
    front: list[int] = []
    # A dominating outcome has a greater sum, and any dominated one is dominated by one of the front.
    for number in sorted(range(len(outcomes)), key=lambda n: -sum(outcomes[n])):
        tick()
        if not any(betters(outcomes[other], outcomes[number]) for other in front):
            front.append(number)
    front.sort()
    golden = front[0] if len(front) == 1 else None
    return ParetoComparison(golden, _nearest_better(outcomes), front)


def _nearest_better(outcomes: Sequence[PayoffVector]) -> list[list[int]]:
    """Dominating outcomes of each that differ from it in the fewest stakes. Sets of outcomes are bit sets: those with an equal
    value of one stake, and those with no less."""
    same: list[dict[Fraction, int]] = []
    no_less: list[dict[Fraction, int]] = []
    for column in zip(*outcomes, strict=True):
        equal: dict[Fraction, int] = {}
        for number, value in enumerate(column):
            equal[value] = equal.get(value, 0) | 1 << number
        above, least = 0, {}
        for value in sorted(equal, reverse=True):
            above |= equal[value]
            least[value] = above
        same.append(equal)
        no_less.append(least)
    nearest = []
    for number, outcome in enumerate(outcomes):
        tick()
        better = ~(1 << number)
        for least, value in zip(no_less, outcome, strict=True):
            better &= least[value]
        nearest.append([] if better <= 0 else _differing_least(outcome, better, same))
    return nearest


def _differing_least(outcome: PayoffVector, among: int, same: list[dict[Fraction, int]]) -> list[int]:
    """Members of a set of outcomes that differ from this one in the fewest stakes."""
    for changed in range(1, len(outcome) + 1):
        nearest = 0
        for unchanged in combinations(range(len(outcome)), len(outcome) - changed):
            tick()
            members = among
            for stake in unchanged:
                members &= same[stake][outcome[stake]]
            nearest |= members
        if nearest:
            return [number for number in range(nearest.bit_length()) if nearest >> number & 1]
    return []


def scaled(outcomes: Sequence[PayoffVector]) -> list[PayoffVector]:
    """Scales each stake from 0, the least of these outcomes, to 1, the greatest; 0 where it never varies."""
    bounds = [(min(column), max(column)) for column in zip(*outcomes, strict=True)]
    return [
        tuple((x - low) / (high - low) if high > low else Fraction(0) for x, (low, high) in zip(outcome, bounds, strict=True))
        for outcome in outcomes
    ]


def weigh(front: Sequence[PayoffVector], groups: Sequence[Sequence[int]]) -> list[OptimalWeights]:
    """Weighings under which each of these outcomes, none of which dominates another, is the best. ``groups``: of stakes, for
    the ``ranges``. Outcomes :func:`scaled` by all that are reachable, including those not in the front."""
    scale = math.lcm(*(x.denominator for outcome in front for x in outcome))
    points = [tuple(int(x * scale) for x in outcome) for outcome in front]
    useful = list(range(len(points)))  # what no weighing picks is no corner of the hull: no mixture needs it
    weighings = []
    for number, point in enumerate(points):
        tick()
        others = [other for other in useful if other != number]
        gains = [tuple(a - b for a, b in zip(point, points[other], strict=True)) for other in others]
        alike = all(sum(gain) >= 0 for gain in gains)
        ranges = tuple(_range(gains, group) for group in groups)
        weights, mixture = _least_unequal(gains, len(point))
        if weights is None:
            useful.remove(number)
        shares = tuple((other, share) for other, share in zip(others, mixture, strict=True) if share) if mixture else ()
        weighings.append(OptimalWeights(alike, ranges, weights, shares))
    return weighings


def _range(gains: Sequence[Sequence[int]], group: Sequence[int]) -> WeightRange | None:
    """All r > 0 with r times what is gained in the group plus what is gained in the others >= 0, whatever the alternative."""
    low, high = Fraction(0), None
    for gain in gains:
        inside = sum(gain[n] for n in group)
        outside = sum(gain) - inside
        if inside > 0:
            low = max(low, Fraction(-outside, inside))
        elif inside < 0:
            high = Fraction(outside, -inside) if high is None else min(high, Fraction(outside, -inside))
        elif outside < 0:
            return None
    return None if high is not None and (high < low or high <= 0) else WeightRange(low, high)


def _least_unequal(gains: Sequence[Sequence[int]], size: int) -> tuple[tuple[Fraction, ...] | None, tuple[Fraction, ...]]:
    """The least z for which there are weights from 1 to 1 + z such that nothing would gain; or else the shares of a mixture.

    It is the dual that is solved: it has one row for each thing at stake, however many outcomes there are, and 0 to begin with.
    Its prices are the weights less 1; a ray of it is the mixture.
    """
    if all(sum(gain) >= 0 for gain in gains):
        return (Fraction(1),) * size, ()
    objective = [*(-sum(gain) for gain in gains), *([0] * size)]
    rows = [[*(gain[n] for gain in gains), *(-int(n == m) for m in range(size))] for n in range(size)]
    rows.append([*([0] * len(gains)), *([1] * size)])
    solved = maximise(objective, rows, [*([0] * size), 1])
    if solved.prices is not None:
        return tuple(1 + price for price in solved.prices[:size]), ()
    assert solved.ray is not None
    shares = solved.ray[: len(gains)]
    total = sum(shares, Fraction(0))
    return None, tuple(share / total for share in shares)

"""Comparing and weighing outcomes, against every pair, every weighing on a grid, and the proof that comes with each answer."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest

from epilogue.graphs.simplex import maximise
from epilogue.questions.verdict.outcomes import PayoffVector, betters, judge, scaled, weigh

pytestmark = pytest.mark.slow

CASES = 150


def outcomes_of(random: Random) -> list[PayoffVector]:
    """Different outcomes on a small grid, so that ties and straight lines occur."""
    stakes, size, most = random.randint(1, 4), random.randint(1, 12), random.randint(1, 5)
    return sorted(
        {tuple(Fraction(random.randint(0, most), random.choice((1, 1, 2))) for _ in range(stakes)) for _ in range(size)}
    )


def worth(outcome: PayoffVector, weights: tuple[Fraction, ...]) -> Fraction:
    return sum((x * w for x, w in zip(outcome, weights, strict=True)), Fraction(0))


def test_golden_worse_and_trade_off_agree_with_comparing_all_pairs() -> None:
    golden = worse = trades = 0
    for seed in range(CASES):
        outcomes = outcomes_of(Random(seed))
        judged = judge(outcomes)
        for place, outcome in enumerate(outcomes):
            best = all(all(a >= b for a, b in zip(outcome, other, strict=True)) for other in outcomes)
            better = [n for n, other in enumerate(outcomes) if betters(other, outcome)]
            assert (judged.golden == place) == best
            assert (place in judged.front) == (not better)
            far = {n: sum(a != b for a, b in zip(outcomes[n], outcome, strict=True)) for n in better}
            assert judged.better[place] == [n for n in better if far[n] == min(far.values())]
            golden, worse, trades = golden + best, worse + bool(better), trades + (not better and not best)
    assert min(golden, worse, trades) > CASES // 4


def test_each_weighing_is_proved_and_no_other_weighing_finds_more() -> None:
    """Weights that are given pick the outcome; where none are, the mixture beats it, so that no weights above 0 can."""
    picked = none = 0
    for seed in range(CASES):
        random = Random(seed)
        outcomes = outcomes_of(random)
        front = [scaled(outcomes)[place] for place in judge(outcomes).front]
        stakes = len(front[0])
        groups = [(n,) for n in range(stakes)]
        grid = [*product(range(1, 7), repeat=stakes)][:: max(1, 6**stakes // 60)]
        for outcome, found in zip(front, weigh(front, groups), strict=True):
            assert found.alike == all(sum(outcome) >= sum(other) for other in front)
            tried = [tuple(map(Fraction, w)) for w in grid]
            best = [w for w in tried if all(worth(outcome, w) >= worth(other, w) for other in front)]
            if found.weights is not None:
                picked += 1
                assert min(found.weights) == 1
                assert all(worth(outcome, found.weights) >= worth(other, found.weights) for other in front)
                assert all(max(found.weights) <= max(w) / min(w) for w in best), "these are less unequal"
            else:
                none += 1
                assert not best
                assert sum(share for _, share in found.mixture) == 1
                mean = tuple(sum(share * front[n][k] for n, share in found.mixture) for k in range(stakes))
                assert betters(mean, outcome)
    assert picked > CASES
    assert none > 10


def test_range_of_a_weight_when_the_others_are_equal() -> None:
    tried = [Fraction(n, 6) for n in range(1, 30, 2)]
    for seed in range(CASES // 3):
        outcomes = outcomes_of(Random(seed))
        front = [scaled(outcomes)[place] for place in judge(outcomes).front]
        stakes = len(front[0])
        groups = [(n,) for n in range(stakes)] + ([(0, 1)] if stakes > 2 else [])
        for outcome, found in zip(front, weigh(front, groups), strict=True):
            for group, ranged in zip(groups, found.ranges, strict=True):
                for r in tried:
                    weights = tuple(r if n in group else Fraction(1) for n in range(stakes))
                    picks = all(worth(outcome, weights) >= worth(other, weights) for other in front)
                    inside = ranged is not None and ranged.low <= r and (ranged.high is None or r <= ranged.high)
                    assert picks == inside


def test_a_linear_program_without_end_says_in_which_direction() -> None:
    solved = maximise([1, 1], [[1, -1]], [1])
    assert solved.prices is None
    assert solved.ray is not None
    assert sum(solved.ray) > 0
    assert solved.ray[0] - solved.ray[1] <= 0

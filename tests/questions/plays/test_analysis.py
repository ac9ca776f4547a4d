"""Readers' picks: weights by maximum likelihood, and what chance explains."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import comb, log
from random import Random

import pytest

from epilogue.questions.plays.analysis import DecisionPoint, options, readily, unlike


def test_one_menu_is_counted_with_each_option_once_more() -> None:
    point = DecisionPoint(7, {(1, 2, 3): Counter({1: 6, 2: 1})})
    assert readily(point) == pytest.approx({1: 7 * 0.3, 2: 2 * 0.3, 3: 0.3})
    first, second, third = options(point)
    assert (first.site, first.offered, first.taken, first.blind) == (1, 7, 6, pytest.approx(1 / 3))
    assert (second.taken, third.taken) == (1, 0)


def test_weights_have_the_greatest_likelihood() -> None:
    random = Random(5)
    for _ in range(20):
        menus = {
            tuple(sorted(random.sample(range(4), size))): Counter({site: random.randrange(5) for site in range(4)})
            for size in (2, 3, 2, 4)
        }
        menus = {menu: Counter({site: n for site, n in takings.items() if site in menu}) for menu, takings in menus.items()}
        point = DecisionPoint(0, menus)
        weights = readily(point)

        def likelihood(of: dict[int, float], point: DecisionPoint = point) -> float:
            return sum(
                (takings[site] + 1) * (log(of[site]) - log(sum(of[other] for other in menu)))
                for menu, takings in point.menus.items()
                for site in menu
            )

        best = likelihood(weights)
        for site in weights:
            for change in (0.99, 1.01):
                assert likelihood({**weights, site: weights[site] * change}) <= best + 1e-9


def test_more_often_than_chance_explains_is_the_exact_binomial() -> None:
    def tail(times: int, of: int, odds: Fraction, up: bool) -> Fraction:
        counts = range(times, of + 1) if up else range(times + 1)
        return sum((comb(of, k) * odds**k * (1 - odds) ** (of - k) for k in counts), Fraction(0))

    odds = Fraction(1, 5)
    for of in (1, 7, 30):
        for times in range(of + 1):
            share = Fraction(times, of)
            more = share > odds and 2 * tail(times, of, odds, True) < Fraction(1, 20) / 3
            less = share < odds and 2 * tail(times, of, odds, False) < Fraction(1, 20) / 3
            assert unlike(times, of, float(odds), float(odds), 3) == more - less
    assert unlike(0, 10, 0.0, 0.0, 1) == 0
    assert unlike(1, 10, 0.0, 0.0, 1) == 1
    assert unlike(5, 10, 0.2, 0.8, 1) == 0

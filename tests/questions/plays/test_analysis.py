"""Readers' picks: weights by maximum likelihood."""

from __future__ import annotations

from collections import Counter
from math import log
from random import Random

import pytest

from epilogue.questions.plays.analysis import DecisionPoint, options, readily


def test_menus_are_counted_with_add_one_smoothing() -> None:
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

"""Linear programs, exactly: the simplex method on whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from epilogue.budget import tick


class Optimum(NamedTuple):
    """An optimum. ``prices``: the dual solution, by row how much the maximum grows with its right side. ``ray``: if the program
    is unbounded, a direction of unbounded growth; then ``prices`` is None."""

    prices: tuple[Fraction, ...] | None
    ray: tuple[Fraction, ...] | None


def maximise(objective: Sequence[int], rows: Sequence[Sequence[int]], right: Sequence[int]) -> Optimum:
    """Maximises ``objective`` x subject to ``rows`` x <= ``right``, x >= 0. No right side may be negative.

    Tableaus of whole numbers, each divided without remainder by the previous pivot (Edmonds, *J. Res. NBS* 71B, 1967; Bareiss).
    The largest coefficient enters; after a long time without progress Bland's rule is used, which cannot cycle.

    >>> maximise([3, 2], [[1, 1], [1, 3]], [4, 6]).prices
    (Fraction(3, 1), Fraction(0, 1))
    """
    height, width = len(rows), len(objective)
    table = [[*row, *(int(n == r) for n in range(height)), right[r]] for r, row in enumerate(rows)]
    costs = [*(-c for c in objective), *([0] * height), 0]
    basis = list(range(width, width + height))
    scale, stalled = 1, 0
    while True:
        tick()
        entering = [n for n in range(width + height) if costs[n] < 0]
        if not entering:
            return Optimum(tuple(Fraction(costs[width + r], scale) for r in range(height)), None)
        column = entering[0] if stalled > height else min(entering, key=costs.__getitem__)
        leaving = [r for r in range(height) if table[r][column] > 0]
        if not leaving:
            ray = [Fraction(0)] * (width + height)
            ray[column] = Fraction(1)
            for r in range(height):
                ray[basis[r]] = Fraction(-table[r][column], scale)
            return Optimum(None, tuple(ray[:width]))
        row = min(leaving, key=lambda r: (Fraction(table[r][-1], table[r][column]), basis[r]))
        pivots, pivot = table[row], table[row][column]
        stalled = stalled + 1 if pivots[-1] == 0 else 0
        for r in range(height):
            if r != row:
                table[r] = _without(table[r], pivots, column, pivot, scale)
        costs = _without(costs, pivots, column, pivot, scale)
        basis[row], scale = column, pivot


def _without(line: list[int], pivots: list[int], column: int, pivot: int, scale: int) -> list[int]:
    factor = line[column]
    if factor:
        return [(pivot * entry - factor * other) // scale for entry, other in zip(line, pivots, strict=True)]
    return [pivot * entry // scale for entry in line]

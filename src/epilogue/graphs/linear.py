"""Linear systems of one component: small ones exactly, others within certified bounds (:mod:`epilogue.graphs.transient`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from epilogue.budget import tick
from epilogue.graphs.transient import Entries, TransientSystem


def solve(matrix: list[list[Fraction]], right: list[list[Fraction]]) -> list[list[Fraction]]:
    """Solves ``matrix`` x = b for several right sides, by Gaussian elimination on fractions.

    ``matrix`` (n × n) must be regular; ``right`` has a row for each row of the matrix, a column for each right side. Returns x in
    the same shape as ``right``.
    """
    size = len(matrix)
    rows = [list(a) + list(b) for a, b in zip(matrix, right, strict=True)]
    for column in range(size):
        tick()
        pivot = next(r for r in range(column, size) if rows[r][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column]
        scale = 1 / head[column]
        head[column:] = [value * scale for value in head[column:]]
        for row in range(size):
            factor = rows[row][column]
            if row != column and factor:
                other = rows[row]
                for entry in range(column, len(other)):
                    if head[entry]:
                        other[entry] -= factor * head[entry]
    return [row[size:] for row in rows]


def solve_sparse(
    entries: Mapping[tuple[int, int], Fraction], right: Sequence[Fraction | float], exact: bool
) -> tuple[Sequence[Fraction | float], float]:
    """Solves a sparse system, on fractions if ``exact``, else in floating point; ``entries``: (row, column) -> value. Returns x
    and a bound on its error. In floating point the system has to be I - P for a chain P that is left almost surely."""
    size = len(right)
    if exact:
        matrix = [[entries.get((r, c), Fraction(0)) for c in range(size)] for r in range(size)]
        return [row[0] for row in solve(matrix, [[Fraction(value)] for value in right])], 0.0
    return TransientSystem(steps(entries), size).middle([float(value) for value in right])


def steps(entries: Mapping[tuple[int, int], Fraction]) -> Entries:
    """The entries of P, given those of I - P."""
    left = {(row, column): float((row == column) - value) for (row, column), value in entries.items()}
    return Entries([row for row, _ in left], [column for _, column in left], list(left.values()))

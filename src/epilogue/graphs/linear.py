"""Small linear systems, exactly: expected visits within one component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from epilogue.budget import tick


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
    entries: Mapping[tuple[int, int], Fraction | float], right: Sequence[Fraction | float], exact: bool
) -> tuple[Sequence[Fraction | float], float]:
    """Solves a sparse system, on fractions if ``exact``, else in floating point; ``entries``: (row, column) -> value. Returns x
    and a bound on its error (see :meth:`Factored.solve`)."""
    size = len(right)
    if exact:
        matrix = [[Fraction(entries.get((r, c), 0)) for c in range(size)] for r in range(size)]
        return [row[0] for row in solve(matrix, [[Fraction(value)] for value in right])], 0.0
    return Factored({key: float(value) for key, value in entries.items()}, size).solve([float(value) for value in right])


class Factored:
    """The LU decomposition (scipy) of a sparse matrix in floating point; ``entries``: (row, column) -> value."""

    def __init__(self, entries: dict[tuple[int, int], float], size: int) -> None:
        from scipy.sparse import csc_matrix  # type: ignore[import-untyped]
        from scipy.sparse.linalg import splu  # type: ignore[import-untyped]

        rows = [r for r, _ in entries]
        columns = [c for _, c in entries]
        self._matrix = csc_matrix((list(entries.values()), (rows, columns)), shape=(size, size))
        self._lu = splu(self._matrix)
        self._size = size

    def solve(self, right: list[float]) -> tuple[list[float], float]:
        """The solution, and a bound on the error of its components, valid if the system is I - P for a chain P that is left
        almost surely: the largest residual times the largest expected number of steps in the chain."""
        import numpy

        target = numpy.array(right)
        solution = self._lu.solve(target)
        residual = float(numpy.max(numpy.abs(self._matrix @ solution - target)))
        steps = float(numpy.max(self._lu.solve(numpy.ones(self._size))))
        return [float(x) for x in solution], 2 * steps * (residual + 1e-16)

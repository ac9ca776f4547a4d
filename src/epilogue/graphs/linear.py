"""Small linear systems, exactly: the expected visits inside one component."""

from __future__ import annotations

from fractions import Fraction

from epilogue.budget import tick


def solve(matrix: list[list[Fraction]], right: list[list[Fraction]]) -> list[list[Fraction]]:
    """``matrix`` x = each of the ``right`` sides (columns given as rows), by Gaussian elimination on fractions.

    ``matrix`` is square and regular; ``right``: one row for each row of the matrix.
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
                for place in range(column, len(other)):
                    if head[place]:
                        other[place] -= factor * head[place]
    return [row[size:] for row in rows]


def solve_floats(entries: dict[tuple[int, int], float], right: list[float]) -> list[float]:
    """The sparse system in floating point; ``entries``: (row, column) -> value."""
    return Factored(entries, len(right)).solve(right)[0]


class Factored:
    """A sparse system in floating point, by scipy's LU; ``entries``: (row, column) -> value."""

    def __init__(self, entries: dict[tuple[int, int], float], size: int) -> None:
        from scipy.sparse import csc_matrix  # type: ignore[import-untyped]
        from scipy.sparse.linalg import splu  # type: ignore[import-untyped]

        rows = [r for r, _ in entries]
        columns = [c for _, c in entries]
        self._matrix = csc_matrix((list(entries.values()), (rows, columns)), shape=(size, size))
        self._lu = splu(self._matrix)
        self._size = size

    def solve(self, right: list[float]) -> tuple[list[float], float]:
        """The solution, and by how much any part of it can be wrong if the system is I - P for a chain P that is left almost
        surely: its greatest residual times the greatest number of steps the chain can be expected to take."""
        import numpy

        wanted = numpy.array(right)
        found = self._lu.solve(wanted)
        residual = float(numpy.max(numpy.abs(self._matrix @ found - wanted)))
        steps = float(numpy.max(self._lu.solve(numpy.ones(self._size))))
        return [float(x) for x in found], 2 * steps * (residual + 1e-16)

"""Small linear systems, exactly: the expected visits inside one component."""

from __future__ import annotations

from fractions import Fraction


def solve(matrix: list[list[Fraction]], right: list[list[Fraction]]) -> list[list[Fraction]]:
    """``matrix`` x = each of the ``right`` sides (columns given as rows), by Gaussian elimination on fractions.

    ``matrix`` is square and regular; ``right``: one row for each row of the matrix.
    """
    size = len(matrix)
    rows = [list(a) + list(b) for a, b in zip(matrix, right, strict=True)]
    for column in range(size):
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
    """The sparse system in floating point, by scipy's LU; ``entries``: (row, column) -> value."""
    import numpy
    from scipy.sparse import csc_matrix  # type: ignore[import-untyped]
    from scipy.sparse.linalg import splu  # type: ignore[import-untyped]

    size = len(right)
    rows = [r for r, _ in entries]
    columns = [c for _, c in entries]
    system = csc_matrix((list(entries.values()), (rows, columns)), shape=(size, size))
    return [float(x) for x in splu(system).solve(numpy.array(right))]

"""Linear systems x = b + A x in floating point, with a proof of how far x can be off, for large parts of a Markov chain that is
left almost surely: A holds its step probabilities, or their transposes.

A solution is found by elimination where that fills in little, else by iteration (BiCGSTAB: van der Vorst 1992). Whichever way,
its error is certified afterwards: as the inverse of I - A has no negative entry, y >= A y + q for a q that exceeds the residual
proves that the error is at most y. Where that fails, interval iteration: partial sums of b + A b + A² b + … bound x from below;
where one more step takes what arrives, f, to at most c f with c < 1, what is still to come is at most f / (1 - c) (sound value
iteration: Quatmann and Katoen, CAV 2018). Rounding is accounted for: all terms of a sum are positive, so it is off by a known
share of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from epilogue.budget import tick

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Vector = NDArray[numpy.float64]

UNIT = 2.0**-53
"""Relative error of one operation in floating point."""
TINY = 1e-290
"""Above all that is lost where numbers are too small for floating point."""
FILL = 8_000_000
"""Entries that elimination may fill in, at most: some 150 MB and a second. A chain of 100,000 states needs 400,000."""
WORK = 2_000_000_000
"""Steps along an entry of A that iteration may take: some 4 seconds."""
SWEEPS = 64
"""Sweeps before the first step of BiCGSTAB, which breaks down where b is 0 almost everywhere; and between two looks at bounds."""
SWEEP = 20_000
"""Steps that take as long as what a sweep costs besides."""
SPREAD = 0.1
"""Least part of the greatest residual that is reckoned with everywhere, so that errors certified need not be solved exactly."""
SLACK = 1e-6
"""Part by which slack may grow because it is not worked out exactly."""
CLOSE = 1e-12
"""Relative distance of bounds that are close."""


class Bounds(NamedTuple):
    """Lower bounds, by component, and by how much each may be exceeded, perhaps without bound."""

    low: list[float]
    slack: list[float]


class Entries(NamedTuple):
    """The entries of a matrix, each correct up to rounding once; those of one place are added up."""

    rows: Sequence[int]
    columns: Sequence[int]
    values: Sequence[float]


class TransientSystem:
    """The system x = b + A x for an A with these ``entries``, to be solved for one b after another."""

    def __init__(self, entries: Entries, size: int) -> None:
        import numpy
        from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

        self.matrix = csr_matrix((entries.values, (entries.rows, entries.columns)), shape=(size, size))
        self.rounding = (int(numpy.bincount(entries.rows, minlength=1).max()) + 6) * UNIT
        self._solver: tuple[Callable[[Vector, float], Vector], float] | None = None

    def solve(self, right: Bounds) -> Bounds:
        """Bounds of the solution for a b within bounds, the ``right`` ones."""
        import numpy

        system = _System(self.matrix, self.rounding, numpy.array(right.low), numpy.array(right.slack))
        if self._solver is None:
            order = system.order()
            self._solver = (system.approximated, SPREAD) if order is None else (system.eliminating(order), 0.0)
        low, slack = system.bounds(*self._solver)
        return Bounds(low.tolist(), slack.tolist())

    def middle(self, right: Sequence[float]) -> tuple[list[float], float]:
        """The middle of the bounds of the solution for any b, also with components below 0, and how far it may be off."""
        middle, off = [0.0] * len(right), 0.0
        for sign in (1, -1):
            part = [max(sign * value, 0.0) for value in right]
            if any(part):
                low, slack = self.solve(Bounds(part, [0.0] * len(part)))
                widest = max(slack)
                off += widest / 2
                middle = [m + sign * (a + (s / 2 if widest < inf else 0.0)) for m, a, s in zip(middle, low, slack, strict=True)]
        return middle, off


class _System:
    """``rounding``: relative error of a component of A y, or of b - y + A y relative to its terms. ``lazy``: (I + A) / 2: half of
    what arrives waits in each step, so that no cycle returns all of it at once. ``infinite``: no upper bound of b is known."""

    def __init__(self, matrix: Any, rounding: float, low: Vector, slack: Vector) -> None:
        import numpy
        from scipy.sparse import identity

        self.matrix = matrix
        self.rounding = rounding
        self.infinite = bool(numpy.isinf(slack).any())
        self.low = low
        self.slack = numpy.zeros_like(low) if self.infinite else slack
        unit = identity(len(low), format="csr")
        self.whole, self.lazy = (unit - matrix).tocsr(), ((unit + matrix) * 0.5).tocsr()

    def bounds(self, solution: Callable[[Vector, float], Vector], spread: float) -> tuple[Vector, Vector]:
        """Lower bounds of the solution, and their slack."""
        import numpy

        low, slack = self.certified(solution, spread) or self.iterated()
        return low, numpy.full_like(slack, inf) if self.infinite else slack

    def certified(self, solution: Callable[[Vector, float], Vector], spread: float) -> tuple[Vector, Vector] | None:
        """Bounds from a ``solution`` for a right side, to some accuracy; None if they cannot be proved."""
        import numpy

        matrix, slack = self.matrix, self.slack
        found = numpy.maximum(solution(self.low, CLOSE), 0.0)
        after = matrix @ found
        off = numpy.abs(self.low - found + after) + self.rounding * (self.low + found + after) + TINY
        off = numpy.maximum(off, spread * max(off.max(), SLACK * slack.max()))
        error = numpy.maximum(2 * solution(off, spread / (8 * sqrt(len(off)))), off)
        more = numpy.maximum(solution(slack, CLOSE), slack) * (1 + SLACK) if slack.any() else slack
        for bound, least in ((error, off), (more + error, slack + off)):
            if not (bound - matrix @ bound - 2 * self.rounding * bound >= least).all():
                return None
        return numpy.maximum(found - error, 0.0), more + 2 * error

    def order(self) -> Vector | None:
        """The order of Cuthill and McKee (1969), in which elimination fills in the envelope of the matrix at most; None if that
        is too much."""
        import numpy
        from scipy.sparse.csgraph import reverse_cuthill_mckee  # type: ignore[import-untyped]

        pattern = (self.matrix + self.matrix.T).tocsr()
        order: Vector = reverse_cuthill_mckee(pattern, symmetric_mode=True)
        place = numpy.empty_like(order)
        place[order] = numpy.arange(len(order))
        pattern = pattern.tocoo()
        earliest = numpy.arange(len(order))
        numpy.minimum.at(earliest, place[pattern.row], place[pattern.col])
        return order if 2 * int((numpy.arange(len(order)) - earliest).sum()) <= FILL else None

    def eliminating(self, order: Vector) -> Callable[[Vector, float], Vector]:
        """Solves by elimination in this order."""
        import numpy
        from scipy.sparse.linalg import splu  # type: ignore[import-untyped]

        factors = splu(self.whole[order][:, order].tocsc(), permc_spec="NATURAL", diag_pivot_thresh=0.0)

        def solution(right: Vector, _: float) -> Vector:
            found = numpy.empty_like(right)
            found[order] = factors.solve(right[order])
            return found

        return solution

    def approximated(self, right: Vector, accuracy: float) -> Vector:
        """An approximate solution, of this ``accuracy`` if the ``WORK`` allows it."""
        import numpy
        from scipy.sparse.linalg import bicgstab

        scale = right.max() or 1.0
        right = right / scale  # what counts as broken down is absolute
        found: Vector = numpy.zeros_like(right)
        arriving = right / 2
        for _ in range(SWEEPS):
            found += arriving
            arriving = self.lazy @ arriving
        left = WORK // (2 * self.whole.nnz + SWEEP)

        def counted(_: Vector) -> None:
            nonlocal left
            left -= 1
            tick()

        while left > 0:
            before = left
            found, trouble = bicgstab(self.whole, right, x0=found, rtol=accuracy, atol=0, maxiter=left, callback=counted)
            if not trouble or before - left < SWEEPS:
                break
        return found * float(scale)

    def iterated(self) -> tuple[Vector, Vector]:
        """Bounds from interval iteration, as close as they get within the ``WORK``."""
        import numpy

        arriving = numpy.stack([self.low, self.slack + sqrt(TINY)], axis=1) / 2
        visits = numpy.zeros_like(arriving)
        limit = max(WORK // (2 * self.lazy.nnz + SWEEP), SWEEPS)
        for sweep in range(1, limit + 1):
            visits += arriving
            before, arriving = arriving, self.lazy @ arriving
            if sweep % SWEEPS and sweep != limit:
                continue
            tick()
            drift = 2 * sweep * self.rounding
            least, greatest = self._rest(before, arriving)
            if (greatest - least <= (visits + least) * max(CLOSE, 4 * drift)).all():
                break
        low = (visits + least)[:, 0] * (1 - drift)
        return low, (visits + greatest).sum(axis=1) * (1 + drift) - low

    def _rest(self, before: Vector, after: Vector) -> tuple[Vector, Vector]:
        """Bounds of all that arrives from the step ``after`` on."""
        import numpy

        if before.min() <= TINY:
            return numpy.zeros_like(after), numpy.full_like(after, inf)
        steps = after / before
        least, most = steps.min(axis=0) * (1 - self.rounding), steps.max(axis=0) * (1 + self.rounding)
        low = after / (1 - numpy.minimum(least, 1 - self.rounding))
        return low, numpy.where(most < 1, after / numpy.where(most < 1, 1 - most, 1), inf)

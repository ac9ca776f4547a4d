"""What can still come, as bit sets: endings that nothing rules out, and two things that are none."""

from __future__ import annotations

from typing import NamedTuple

from epilogue.ir.lines import NOTHING

ENDLESS = 1
"""The bit of play that never ends."""
RUNAWAY = 2
"""The bit of a turn that goes on and on without offering anything: an error at any place behind it."""

ANYWHERE = 4
"""The bit of an error at a place that is not known."""
UNKNOWN = 8
"""The bit of what was not worked out: anything at all."""
FIRST = 4
"""The number of the first bit that is an ending's."""


class PossibleEnding(NamedTuple):
    """An ending that is not ruled out. ``mark``: None for any; ``last``: the line that tells it apart (see
    :class:`~epilogue.ir.lines.Lines`), None for any."""

    kind: str
    position: int
    mark: str | None
    last: int | None = NOTHING

    def is_at(self, other: PossibleEnding) -> bool:
        """Whether both stop in the same way and place."""
        return (self.kind, self.position) == (other.kind, other.position)

    def fits(self, other: PossibleEnding) -> bool:
        """Whether both may be the same ending."""
        marks, lines = (self.mark, other.mark), (self.last, other.last)
        return self.is_at(other) and (None in marks or marks[0] == marks[1]) and (None in lines or lines[0] == lines[1])

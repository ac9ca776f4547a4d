"""Endings that nothing rules out, and bit sets of them; lower bits are not endings."""

from __future__ import annotations

from typing import NamedTuple

from epilogue.ir.lines import NOTHING

ENDLESS = 1
"""Bit: play can continue for ever."""
RUNAWAY = 2
"""Bit: a turn can run for ever without offering anything, an error at any position behind it."""

ANYWHERE = 4
"""Bit: an error at an unknown position."""
UNKNOWN = 8
"""Bit: something was not worked out, so anything is possible."""
FIRST = 4
"""Number of the first bit that stands for an ending."""
RESTART = "restart"
"""The kind of ending that is a return to the beginning."""


class PossibleEnding(NamedTuple):
    """An ending that is not ruled out. ``mark``: None for any; ``last``: the line that distinguishes it (see
    :class:`~epilogue.ir.lines.Lines`), None for any."""

    kind: str
    position: int
    mark: str | None
    last: int | None = NOTHING

    def is_at(self, other: PossibleEnding) -> bool:
        """Whether both have the same kind and position."""
        return (self.kind, self.position) == (other.kind, other.position)

    def fits(self, other: PossibleEnding) -> bool:
        """Whether both can be the same ending."""
        marks, lines = (self.mark, other.mark), (self.last, other.last)
        return self.is_at(other) and (None in marks or marks[0] == marks[1]) and (None in lines or lines[0] == lines[1])

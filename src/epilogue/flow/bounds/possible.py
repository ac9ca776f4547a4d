"""What can still come, as bit sets: endings that nothing rules out, and two things that are none."""

from __future__ import annotations

from typing import NamedTuple

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


class Possible(NamedTuple):
    """An ending that nothing rules out. ``mark``: None if it can be any."""

    kind: str
    position: int
    mark: str | None

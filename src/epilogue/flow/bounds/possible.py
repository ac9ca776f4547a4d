"""What can still come, as bit sets: endings that nothing rules out, and two things that are none."""

from __future__ import annotations

from typing import NamedTuple

ENDLESS = 1
"""The bit of play that never ends."""
RUNAWAY = 2
"""The bit of a turn that goes on and on without offering anything: an error at any place behind it."""


class Possible(NamedTuple):
    """An ending that nothing rules out. ``mark``: None if it can be any."""

    kind: str
    position: int
    mark: str | None

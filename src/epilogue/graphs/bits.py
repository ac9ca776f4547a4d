"""Sets of small numbers as bit masks."""

from __future__ import annotations


def bits(mask: int) -> tuple[int, ...]:
    """Positions of the bits set, ascending."""
    positions = []
    digits = f"{mask:b}"[::-1]
    position = digits.find("1")
    while position >= 0:
        positions.append(position)
        position = digits.find("1", position + 1)
    return tuple(positions)

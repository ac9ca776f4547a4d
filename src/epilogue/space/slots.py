"""Which slots matter where, and taking their values out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from epilogue.flow.passes import Reduced
from epilogue.flow.passes.liveness import Liveness


def needed(reduced: Reduced, liveness: Liveness, draw: int, offers: tuple[int, ...]) -> int:
    """The bit set of the slots that matter before the draw of this node (-1: when exactly these options are on offer)."""
    if draw >= 0:
        return liveness.live[draw]
    found = 0
    for number in offers:
        found |= liveness.needs(reduced.nodes[number])
    return found


@cache
def picker(places: tuple[int, ...]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Takes the values at the places out of a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple([values[place] for place in places])


def bits(mask: int) -> tuple[int, ...]:
    """The places of the bits set, ascending."""
    found = []
    slot = 0
    while mask:
        if mask & 1:
            found.append(slot)
        mask >>= 1
        slot += 1
    return tuple(found)

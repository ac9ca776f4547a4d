"""Which slots matter where, and taking their values out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from epilogue.flow.graph import Offer
from epilogue.flow.passes import Reduced
from epilogue.flow.passes.liveness import Liveness
from epilogue.space.turn import Env


def needed(reduced: Reduced, liveness: Liveness, draw: int, offers: tuple[int, ...]) -> int:
    """The bit set of the slots that matter before the draw of this node (-1: when exactly these options are on offer)."""
    if draw >= 0:
        return liveness.live[draw]
    found = 0
    for number in offers:
        found |= liveness.needs(reduced.nodes[number])
    return found


def assigned(reduced: Reduced, draw: int, offers: tuple[int, ...]) -> int:
    """The bit set of the slots that may have been set by then; all others still have their initial values."""
    if draw >= 0:
        return reduced.assigned[draw]
    found = -1
    for number in offers:
        offer = reduced.nodes[number].offer
        assert isinstance(offer, Offer)
        found &= reduced.assigned[offer.entry.id]  # what may have been set is the same, whatever else is on offer with it
    return found


@cache
def picker(places: tuple[int, ...]) -> Callable[[Sequence[Any] | Env], tuple[Any, ...]]:
    """Takes the values at the places out of a sequence or of slots."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple([values[place] for place in places])


def bits(mask: int) -> tuple[int, ...]:
    """The places of the bits set, ascending."""
    found = []
    digits = f"{mask:b}"[::-1]
    slot = digits.find("1")
    while slot >= 0:
        found.append(slot)
        slot = digits.find("1", slot + 1)
    return tuple(found)

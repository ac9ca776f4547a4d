"""Slots that matter in a state, and extraction of their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from epilogue.flow.graph import Offer
from epilogue.flow.passes import ReducedGraph
from epilogue.flow.passes.liveness import Liveness
from epilogue.space.turn import Env


def needed(reduced: ReducedGraph, liveness: Liveness, draw: int, offers: tuple[int, ...]) -> int:
    """The bit set of the slots that matter before the draw at this node (-1: with exactly these options on offer)."""
    if draw >= 0:
        return liveness.live[draw]
    mask = 0
    for number in offers:
        mask |= liveness.needs(reduced.nodes[number])
    return mask


def assigned(reduced: ReducedGraph, draw: int, offers: tuple[int, ...]) -> int:
    """The bit set of the slots that may have been set by then; all others still have their initial values."""
    if draw >= 0:
        return reduced.assigned[draw]
    mask = -1
    for number in offers:
        offer = reduced.nodes[number].offer
        assert isinstance(offer, Offer)
        mask &= reduced.assigned[offer.entry.id]  # assigned if every option on offer assigns it
    return mask


@cache
def picker(places: tuple[int, ...]) -> Callable[[Sequence[Any] | Env], tuple[Any, ...]]:
    """A function that extracts the values at these places from a sequence or from slots."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple([values[index] for index in places])

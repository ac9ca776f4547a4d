"""Random playthroughs of an unreduced FlowGraph, reproducible, for what only play shows: words read, numbers met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from epilogue.budget import tick
from epilogue.flow.graph import Draw, Node
from epilogue.space.turn import Chance, Menu, PlayEnd, Turns

LONGEST = 2_000
"""Choices and draws after which a playthrough is cut off."""


def is_playable(nodes: Sequence[Node]) -> bool:
    """Whether the odds of all that is drawn are known."""
    outside = (n.offer.outside for n in nodes if isinstance(n.offer, Draw))
    return all(world is None or world.weights is not None for world in outside)


def random_playthroughs(turns: Turns, nodes: Sequence[Node], entry: int, playthroughs: int, choices: int) -> Iterator[bool]:
    """Plays until there are so many ``playthroughs``, or ``choices`` and draws in all; whether each came to its end. Raises
    TurnTooLarge."""
    random, left = Random(1), choices
    for _ in range(playthroughs):
        if left <= 0:
            break
        env = list(turns.start)
        stop: Menu | Chance | PlayEnd = turns.run(entry, env, [])
        for _ in range(LONGEST):
            tick()
            if isinstance(stop, PlayEnd):
                break
            left -= 1
            if isinstance(stop, Menu):
                stop = turns.choose(stop.offers, random.randrange(len(stop.offers)), env)
            else:
                draw = nodes[stop.node].offer
                weights = draw.outside.weights if isinstance(draw, Draw) and draw.outside is not None else None
                stop = turns.draw(stop, random.choices(stop.outcomes, weights)[0], env)
        yield isinstance(stop, PlayEnd)

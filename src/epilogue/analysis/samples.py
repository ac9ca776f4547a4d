"""Estimates from random playthroughs, where no search completes. They prove nothing, and say so.

Readers pick uniformly, with a fixed seed, so that results are reproducible; each playthrough is cut off after ``LONGEST`` choices
and draws. Intervals are Wilson's score intervals (*Journal of the American Statistical Association* 22, 1927) with a confidence
of 95 %.
"""

from __future__ import annotations

from collections import Counter
from math import sqrt
from random import Random
from typing import Any, NamedTuple

from epilogue.analysis.stops import RESTART
from epilogue.budget import tick
from epilogue.flow.graph import Draw
from epilogue.flow.passes import ReducedGraph
from epilogue.ir.operators import Operators
from epilogue.space.limits import TurnTooLarge
from epilogue.space.state_graph import GraphEnding
from epilogue.space.state_keys import StateKeys
from epilogue.space.turn import Chance, Menu, PlayEnd, Turns

LONGEST = 10_000
SEED = 1
NINETY_FIVE = 1.959963984540054
"""The standard normal distribution has 95 % between this and its negative."""


class SampledEnding(NamedTuple):
    """An ending met ``times``; its odds lie between ``low`` and ``high`` with a confidence of 95 %. Playthroughs that were cut
    off or lost might have ended there too."""

    ending: GraphEnding
    times: int
    low: float
    high: float


class RandomSample(NamedTuple):
    """Random ``playthroughs`` and their endings, commonest first; ``cut`` were cut off after ``longest`` choices and draws,
    ``lost`` left the part of the story that was worked out."""

    playthroughs: int
    longest: int
    cut: int
    lost: int
    estimates: tuple[SampledEnding, ...]


def sample(reduced: ReducedGraph, operators: Operators, playthroughs: int) -> RandomSample | None:
    """Plays a story at random; None if the world outside decides something with unknown odds."""
    if any(isinstance(n.offer, Draw) and n.offer.outside is not None and n.offer.outside.weights is None for n in reduced.nodes):
        return None
    player = _RandomPlayer(reduced, operators)
    met: Counter[GraphEnding] = Counter()
    cut = lost = 0
    for _ in range(playthroughs):
        tick()
        try:
            ending = player.play()
        except TurnTooLarge:
            lost += 1
            continue
        if ending is None:
            cut += 1
        else:
            met[ending] += 1
    estimates = []
    for ending, times in met.items():
        low, high = wilson(times, playthroughs)[0], wilson(times + cut + lost, playthroughs)[1]
        estimates.append(SampledEnding(ending, times, low, high))
    estimates.sort(key=lambda e: (-e.times, e.ending.position, e.ending.mark, e.ending.last))
    return RandomSample(playthroughs, LONGEST, cut, lost, tuple(estimates))


def wilson(count: int, total: int) -> tuple[float, float]:
    """Wilson's score interval for a share of ``count`` in ``total``."""
    z = NINETY_FIVE
    share, scale = count / total, 1 + z * z / total
    middle = (share + z * z / (2 * total)) / scale
    reach = z / scale * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (0.0 if count == 0 else max(middle - reach, 0.0)), (1.0 if count == total else min(middle + reach, 1.0))


class _RandomPlayer:
    """A reader who picks uniformly."""

    def __init__(self, reduced: ReducedGraph, operators: Operators) -> None:
        self.reduced = reduced
        self.turns = Turns(reduced.graph, reduced.nodes, operators)
        self.state_keys = StateKeys(reduced, operators)
        self.random = Random(SEED)

    def play(self) -> GraphEnding | None:
        """The ending of one playthrough, None if it was cut off."""
        env = list(self.turns.start)
        stop = self.turns.run(self.reduced.graph.entry.id, env, [])
        first = self.state_keys.sites(stop.offers) if isinstance(stop, Menu) else ()
        begun = env[self.state_keys.mark]
        for number in range(LONGEST):
            tick()
            if isinstance(stop, PlayEnd):
                _, key = self.state_keys.key(stop, env)
                assert isinstance(key, GraphEnding)
                return key._replace(values=(), message="")
            mark = env[self.state_keys.mark]
            if number and mark not in ("", begun) and isinstance(stop, Menu) and self.state_keys.sites(stop.offers) == first:
                return GraphEnding(RESTART, self.reduced.graph.program.start, mark, "")
            index = self.random.randrange(len(stop.offers if isinstance(stop, Menu) else stop.outcomes))
            stop = self._go_on(stop, index, env)
        return None

    def _go_on(self, stop: Menu | Chance, index: int, env: list[Any]) -> Menu | Chance | PlayEnd:
        if isinstance(stop, Menu):
            return self.turns.choose(stop.offers, index, env)
        draw = self.reduced.nodes[stop.node].offer
        if isinstance(draw, Draw) and draw.outside is not None and draw.outside.weights is not None:
            return self.turns.draw(stop, self.random.choices(stop.outcomes, draw.outside.weights)[0], env)
        return self.turns.draw(stop, stop.outcomes[index], env)

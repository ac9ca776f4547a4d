"""Estimates from random playthroughs, where no search completes. They prove nothing, and say so.

Readers pick uniformly, with a fixed seed, so that results are reproducible; each playthrough is cut off after ``LONGEST``
choices and draws. Where a search stopped early, what it settled is not played again: playthroughs begin at the states it left
open, each in proportion to its probability (stratified sampling). Intervals are Wilson's score intervals (*Journal of the
American Statistical Association* 22, 1927) with a confidence of 95 %.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from math import sqrt
from random import Random
from typing import NamedTuple

from epilogue.abstract.possible_endings import RESTART
from epilogue.analysis.odds import EndingsResult
from epilogue.budget import BudgetSpent, tick
from epilogue.flow.graph import Draw
from epilogue.flow.passes import ReducedGraph
from epilogue.ir.operators import Operators
from epilogue.space.limits import TurnTooLarge
from epilogue.space.search import Search
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind
from epilogue.space.state_keys import BrokenOffTurn, ChanceKey, ChoiceKey, StateKeys
from epilogue.space.turn import Chance, Env, Menu, PlayEnd, SlotValues, Turns

LONGEST = 10_000
SEED = 1
LOST = 2_000
"""Choices and draws that a playthrough counts for which came to a turn that is too large."""
NINETY_FIVE = 1.959963984540054
"""The standard normal distribution has 95 % between this and its negative."""


class Effort(NamedTuple):
    """Limits of playthroughs that nobody asked for: choices and draws in all (``steps``), steps of control in one ``turn``. They
    also end, with what was played, when the budget in force is spent."""

    steps: float
    turn: int


class OpenStates(NamedTuple):
    """The ``states`` that a ``search`` left open, with the probability of getting to each (``odds``); ``settled``: the
    probability of each ending that it found."""

    search: Search
    states: Sequence[int]
    odds: Sequence[float]
    settled: Mapping[GraphEnding, float]

    @classmethod
    def of(cls, search: Search, graph: StateGraph, result: EndingsResult) -> OpenStates | None:
        """Those of a search with this ``graph``, of which ``result`` has the odds. None if there are none, or if a state stands
        for others up to symmetry: what follows it then has other names."""
        if graph.renamed or not result.known:
            return None
        states = [state for state, kind in enumerate(graph.kind) if kind == StateKind.OPEN and result.visits[state] > 0]
        if not states:
            return None
        settled: defaultdict[GraphEnding, float] = defaultdict(float)
        for ending in result.endings:
            settled[sampled_as(ending.ending)] += float(ending.odds)
        return cls(search, states, [float(result.visits[state]) for state in states], settled)


class SampledEnding(NamedTuple):
    """An ending met ``times``; its odds are about ``share``, and lie between ``low`` and ``high`` with a confidence of 95 %.
    Playthroughs that were cut off or lost might have ended there too."""

    ending: GraphEnding
    times: int
    share: float
    low: float
    high: float


class RandomSample(NamedTuple):
    """Random ``playthroughs`` and their endings, commonest first; ``cut`` were cut off after ``longest`` choices and draws,
    ``lost`` left the part of the story that was worked out. ``share``: the share of readers that they stand for, 1 from the
    beginning."""

    playthroughs: int
    share: float
    longest: int
    cut: int
    lost: int
    estimates: tuple[SampledEnding, ...]


def sample(
    reduced: ReducedGraph,
    operators: Operators,
    playthroughs: int,
    effort: Effort | None = None,
    rest: OpenStates | None = None,
) -> RandomSample | None:
    """Plays a story at random, from its beginning or from the ``rest`` that a search left open, within the
    limits of an ``effort``. None if the world outside decides something with unknown odds, or none was played to its end."""
    if any(isinstance(n.offer, Draw) and n.offer.outside is not None and n.offer.outside.weights is None for n in reduced.nodes):
        return None
    player = _RandomPlayer(reduced, operators, rest)
    if effort is not None:
        player.turns.most = min(player.turns.most, effort.turn)
    met: Counter[GraphEnding] = Counter()
    cut = lost = played = 0
    for _ in range(playthroughs):
        if effort is not None and player.steps + lost * LOST >= effort.steps:
            break
        try:
            tick()
            ending = player.play()
        except BudgetSpent:
            if effort is None:
                raise
            break
        except TurnTooLarge:
            played, lost = played + 1, lost + 1
            continue
        played += 1
        if ending is None:
            cut += 1
        else:
            met[ending] += 1
    if not played:
        return None
    mass, settled = (1.0, {}) if rest is None else (sum(rest.odds), rest.settled)
    estimates = []
    for ending in met.keys() | settled.keys():
        times, known = met[ending], settled.get(ending, 0.0)
        low, high = wilson(times, played)[0], wilson(times + cut + lost, played)[1]
        share, low, high = (known + mass * part for part in (times / played, low, high))
        estimates.append(SampledEnding(ending, times, share, low, min(high, 1.0)))
    estimates.sort(key=lambda e: (-e.share, e.ending.position, e.ending.mark, e.ending.last))
    return RandomSample(played, mass, LONGEST, cut, lost, tuple(estimates))


def sampled_as(ending: GraphEnding) -> GraphEnding:
    """An ending apart from what was observed at it: playthroughs of one ending are counted together."""
    return ending._replace(values=(), held=0, message="")


def wilson(count: int, total: int) -> tuple[float, float]:
    """Wilson's score interval for a share of ``count`` in ``total``."""
    z = NINETY_FIVE
    share, scale = count / total, 1 + z * z / total
    middle = (share + z * z / (2 * total)) / scale
    reach = z / scale * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (0.0 if count == 0 else max(middle - reach, 0.0)), (1.0 if count == total else min(middle + reach, 1.0))


class _RandomPlayer:
    """A reader who picks uniformly. ``steps``: choices made and luck drawn so far."""

    def __init__(self, reduced: ReducedGraph, operators: Operators, rest: OpenStates | None) -> None:
        self.reduced = reduced
        self.turns = Turns(reduced.graph, reduced.nodes, operators)
        self.state_keys = StateKeys(reduced, operators)
        self.random = Random(SEED)
        self.rest = rest
        self.up_to = [] if rest is None else list(accumulate(rest.odds))
        self.steps = 0

    def play(self) -> GraphEnding | None:
        """The ending of one playthrough, None if it was cut off. Raises TurnTooLarge."""
        stop, env = self.beginning() if self.rest is None else self.open_state(self.rest)
        for number in range(LONGEST):
            tick()
            if isinstance(stop, PlayEnd):
                _, key = self.state_keys.key(stop, env)
                assert isinstance(key, GraphEnding)
                return sampled_as(key)
            mark = env[self.state_keys.mark]
            marked = number and mark not in ("", self.first_menu[1])
            if marked and isinstance(stop, Menu) and self.state_keys.sites(stop.offers) == self.first_menu[0]:
                return GraphEnding(RESTART, self.reduced.graph.program.start, mark, "")
            index = self.random.randrange(len(stop.offers if isinstance(stop, Menu) else stop.outcomes))
            stop = self._go_on(stop, index, env)
            self.steps += 1
        return None

    def beginning(self) -> tuple[Menu | Chance | PlayEnd, Env]:
        """Where the story first stops. Raises TurnTooLarge."""
        env: Env = list(self.turns.start)
        return self.turns.run(self.reduced.graph.entry.id, env, []), env

    @cached_property
    def first_menu(self) -> tuple[tuple[int, ...], str]:
        """The options that the story begins with, and the ending's mark in force there. Raises TurnTooLarge."""
        stop, env = self.beginning()
        return self.state_keys.sites(stop.offers) if isinstance(stop, Menu) else (), env[self.state_keys.mark]

    def open_state(self, rest: OpenStates) -> tuple[Menu | Chance | PlayEnd, Env]:
        """A state left open, picked by its probability, to be played on. Raises TurnTooLarge."""
        (state,) = self.random.choices(rest.states, cum_weights=self.up_to)
        key = rest.search.keys[state]
        if isinstance(key, BrokenOffTurn):
            raise TurnTooLarge(key.what, key.position)
        assert isinstance(key, ChoiceKey | ChanceKey)
        env = SlotValues(self.turns.start, zip(key.live, key.values, strict=True))
        if isinstance(key, ChoiceKey):
            return Menu(key.offers, key.place), env
        return Chance(key.node, key.offers, key.outcomes, self.reduced.nodes[key.node].position, key.script), env

    def _go_on(self, stop: Menu | Chance, index: int, env: Env) -> Menu | Chance | PlayEnd:
        if isinstance(stop, Menu):
            return self.turns.choose(stop.offers, index, env)
        draw = self.reduced.nodes[stop.node].offer
        if isinstance(draw, Draw) and draw.outside is not None and draw.outside.weights is not None:
            return self.turns.draw(stop, self.random.choices(stop.outcomes, draw.outside.weights)[0], env)
        return self.turns.draw(stop, stop.outcomes[index], env)

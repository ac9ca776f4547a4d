"""The graph of a story's stops: read off what was searched, or found by playing turns in the Machine, along it or without any
search."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Sequence
from typing import Any, NamedTuple

from epilogue.analysis.path import edge_of
from epilogue.ir.program import Program
from epilogue.space.limits import TurnTooLarge
from epilogue.space.luck import OutcomeNeeded
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind
from epilogue.verify.turns import BetweenTurns, TurnPlayer

SMALL = 2_000
"""Most turns played without a search: enough for a few throws of dice."""
MANY = 100_000
"""Most turns played along what was searched."""


class PlayStop:
    """Point where a playthrough waits for the reader, or is over. ``key``: equal for stops with the same possible
    continuations and the same conditions true. ``state``: in the graph, -1 without one. ``ending``: None while there is
    something to choose. ``before``: the stop it was first reached from, by ``actions`` (the option, then outcomes of luck).
    ``sites``: those of the options on offer, if their ``labels`` are fixed; these are read on first use."""

    def __init__(
        self,
        key: Hashable,
        state: int,
        ending: GraphEnding | None,
        before: PlayStop | None,
        actions: tuple[int, ...],
        player: TurnPlayer,
        moment: BetweenTurns | None = None,
    ) -> None:
        self.key = key
        self.state = state
        self.ending = ending
        self.before = before
        self.actions = actions
        self.sites: tuple[int, ...] | None = None
        self.labels: dict[int, str] = {}
        self._player = player
        self._moment = moment

    @property
    def moment(self) -> BetweenTurns:
        """The story there, as it was first reached. Raises TurnTooLarge."""
        unplayed: list[PlayStop] = []
        stop: PlayStop | None = self
        while stop is not None and stop._moment is None:
            unplayed.append(stop)
            stop = stop.before
        moment = None if stop is None else stop._moment
        for following in reversed(unplayed):
            option, *script = following.actions if moment is not None else (0, *following.actions)
            result = self._player.turn(moment, option, script)
            assert isinstance(result, BetweenTurns)
            moment = following._moment = result
        assert moment is not None
        return moment

    @property
    def choices(self) -> int:
        """Number of options to choose from."""
        return 0 if self.ending is not None else len(self.options if self.sites is None else self.sites)

    @property
    def options(self) -> tuple[str, ...]:
        """Texts of the options on offer."""
        if self.sites is None:
            return tuple([option.text for option in self.moment.options])
        if any(site not in self.labels for site in self.sites):
            self.labels.update((option.site.id, option.text) for option in self.moment.options)
        return tuple([self.labels[site] for site in self.sites])


class Arrival(NamedTuple):
    """A turn played: where it led, by which ``actions`` (the option, then outcomes of luck, as indices), how many of the
    outcomes given beforehand are ``used`` by then, and the lines ``said`` on the way."""

    stop: PlayStop
    actions: tuple[int, ...]
    used: int
    said: tuple[str, ...]


class TooManyTurns(Exception):
    """More turns than may be played without a search."""


class StopGraph:
    """Follows turns. ``graph``: what was searched; None: nothing was, and stops are never the same. ``texts``: what is said, or
    the wording of options, varies and matters; else turns need not be played, and one outcome of those that lead to the same
    will do. ``complete``: nothing has been left out so far. ``misfit``: the first outcome given beforehand that its draw cannot
    have, in words."""

    def __init__(self, program: Program, entry: str | None, graph: StateGraph | None = None, texts: bool = True) -> None:
        self.player = TurnPlayer(program, entry=entry)
        self.graph = graph
        self.texts = texts
        self.complete = True
        self.misfit = ""
        self._numbers = itertools.count()
        self._known: dict[Any, tuple[list[Arrival], bool]] = {}
        self._stops: dict[Hashable, PlayStop] = {}
        self._labels: dict[int, str] = {}

    def begin(self, luck: Sequence[Any] = ()) -> list[Arrival]:
        """The story's first turn, in every way that it can go with the outcomes given."""
        return self._turn(None, 0, luck, 0)

    def take(self, stop: PlayStop, option: int, luck: Sequence[Any], used: int) -> list[Arrival]:
        """The turn after the option of that number is taken."""
        return self._turn(stop, option, luck, used)

    def _turn(self, stop: PlayStop | None, option: int, luck: Sequence[Any], used: int) -> list[Arrival]:
        graph = self.graph
        if graph is None:
            return list(self._play(stop, option, (), luck, used, -1))
        outcomes = [(type(outcome), outcome) for outcome in luck[used:]]
        key = (None if stop is None else stop.key, option, used, *outcomes)
        if key not in self._known:
            if stop is None:
                state = graph.initial
            else:
                state = graph.target[graph.first[stop.state] + option]
            before, self.complete = self.complete, True
            arrivals = list(self._play(stop, option, (), luck, used, state))
            self._known[key] = arrivals, self.complete
            self.complete = before
        arrivals, whole = self._known[key]
        self.complete = self.complete and whole
        return arrivals

    def _play(
        self, base: PlayStop | None, option: int, script: tuple[int, ...], luck: Sequence[Any], used: int, state: int
    ) -> Iterator[Arrival]:
        """The turn with every outcome of luck after those of the script; ``state``: its state in the graph so far."""
        graph = self.graph
        if graph is not None and not self.texts and used >= len(luck):
            yield from self._read(graph, base, option, script, used, state)
            return
        if self.player.turns >= (SMALL if graph is None else MANY):
            if graph is None:
                raise TooManyTurns
            self.complete = False
            return
        if graph is not None and graph.kind[state] == StateKind.OPEN:
            self.complete = False
            return
        try:
            result = self.player.turn(None if base is None else base.moment, option, script)
        except TurnTooLarge:
            self.complete = False
            return
        if isinstance(result, BetweenTurns):
            said = tuple([line.text for line in result.machine.out.lines])
            actions = script if base is None else (option, *script)
            yield Arrival(self._stop_at(result, state, base, actions), actions, used, said)
            return
        if used < len(luck):
            index = self._index(result, luck[used])
            outcomes: Sequence[int] = () if index is None else (index,)
            if index is None:
                self.misfit = self.misfit or f"luck: outcome {used + 1} is {luck[used]}, which cannot be drawn there"
            used += 1
        elif graph is None:
            outcomes = range(result.outcomes)
        else:
            labels = [graph.label[edge] for edge in graph.edges(state)]
            outcomes = [outcome for label in labels for outcome in (label if self.texts else label[:1])]
        for outcome in outcomes:
            edge = None if graph is None else edge_of(graph, state, outcome)
            follow = -1 if graph is None or edge is None else graph.target[edge]
            yield from self._play(base, option, (*script, outcome), luck, used, follow)

    def _read(
        self, graph: StateGraph, base: PlayStop | None, option: int, script: tuple[int, ...], used: int, state: int
    ) -> Iterator[Arrival]:
        """The turn with an outcome of luck for each state that may follow, as the graph has it."""
        if graph.kind[state] == StateKind.OPEN:
            self.complete = False
        elif graph.kind[state] in (StateKind.CHANCE, StateKind.OUTSIDE):
            for edge in graph.edges(state):
                yield from self._read(graph, base, option, (*script, graph.label[edge][0]), used, graph.target[edge])
        else:
            actions = script if base is None else (option, *script)
            yield Arrival(self._stop_at(None, state, base, actions), actions, used, ())

    def _stop_at(self, moment: BetweenTurns | None, state: int, before: PlayStop | None, actions: tuple[int, ...]) -> PlayStop:
        graph, player = self.graph, self.player
        if graph is None:
            assert moment is not None
            return PlayStop(next(self._numbers), -1, player.ending(moment), before, actions, player, moment)
        # States with the same future may word their options differently: the texts are part of the key.
        labels = tuple([option.text for option in moment.options]) if self.texts and moment is not None else ()
        key = state, labels
        stop = self._stops.get(key)
        if stop is None:
            ending = graph.endings[graph.ending[state]] if graph.kind[state] == StateKind.ENDING else None
            stop = self._stops[key] = PlayStop(key, state, ending, before, actions, player, moment)
            if not self.texts and ending is None:
                stop.sites = tuple([graph.label[edge] for edge in graph.edges(state)])
                stop.labels = self._labels
        return stop

    def _index(self, wanted: OutcomeNeeded, outcome: Any) -> int | None:
        """Index of an outcome, as playthroughs write it, among those that a draw can have; None if it cannot."""
        among: Any = wanted.among
        if wanted.outside is not None:
            return next(
                (n for n, candidate in enumerate(among) if (type(candidate), candidate) == (type(outcome), outcome)), None
            )
        listed = self.player.program.code[wanted.site].op == "list_random"
        possible: Sequence[Any] = [f"{item.origin}.{item.name}" for item, _ in among] if listed else among
        fits = not isinstance(outcome, bool) and outcome in possible
        return possible.index(outcome) if fits else None

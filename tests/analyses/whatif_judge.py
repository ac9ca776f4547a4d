"""What could have been, by brute force: every playthrough to a horizon on the oracle's unreduced graph, its cost told from the
definition alone. Shares no code with the analysis."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

from epilogue.space.state_graph import Situation, StateGraph

Cost = tuple[int, int, int, int]
"""Draws that contradict, decisions that contradict, free decisions, choices."""


class Event(NamedTuple):
    """One step: of the reader (``choice``), at a place; what there was to take, and which of it was."""

    choice: bool
    site: int
    possible: tuple[Any, ...]
    taken: Any


class Playthrough(NamedTuple):
    events: tuple[Event, ...]
    actions: tuple[int, ...]
    state: int


def events_at(graph: StateGraph, state: int) -> list[tuple[Event, int]]:
    """What can happen in a situation of the oracle's graph, and where it leads."""
    row = graph.edges(state)
    choice = graph.situation[state] == Situation.CHOICE
    if choice:
        labels = [graph.label[edge] for edge in row]
        possible: list[Any] = [(label, labels[:n].count(label)) for n, label in enumerate(labels)]
    else:
        possible = [(type(outcome), outcome) for outcome in graph.drawn[state]]
    return [
        (Event(choice, graph.site[state], tuple(possible), what), graph.target[edge])
        for what, edge in zip(possible, row, strict=True)
    ]


def at_random(graph: StateGraph, random: Random, most: int) -> Playthrough:
    """A playthrough of at most so many steps."""
    state, events, actions = graph.initial, [], []
    while graph.situation[state] not in (Situation.ENDING, Situation.OPEN) and len(events) < most:
        number, (event, following) = random.choice(list(enumerate(events_at(graph, state))))
        if graph.situation[following] == Situation.OPEN:
            break
        events.append(event)
        actions.append(number)
        state = following
    return Playthrough(tuple(events), tuple(actions), state)


class Beside:
    """Adds up the cost of a playthrough beside an original, step by step."""

    def __init__(self, original: Playthrough, begin: int) -> None:
        self.original: dict[tuple[bool, int], list[Any]] = defaultdict(list)
        for event in original.events:
            self.original[event.choice, event.site].append(event.taken)
        self.begin = begin

    def cost(self, events: tuple[Event, ...]) -> Cost:
        met: Counter[tuple[bool, int]] = Counter()
        luck = against = free = choices = 0
        for number, event in enumerate(events):
            place = event.choice, event.site
            before = self.original[place]
            wanted = before[met[place]] if met[place] < len(before) else None
            met[place] += 1
            if number < self.begin:
                continue
            choices += event.choice
            if event.taken == wanted:
                continue
            if wanted is not None and wanted in event.possible:
                against += event.choice
                luck += not event.choice
            else:
                free += event.choice
        return luck, against, free, choices


class TooMany(Exception):
    """There are too many playthroughs to look at."""


def all_of(graph: StateGraph, begin: Playthrough, horizon: int, wanted: Callable[[int], bool], most: int) -> Iterator[Playthrough]:
    """Every playthrough that goes on from this one and comes to what is wanted, in so many steps altogether."""
    looked = 0
    work = [begin]
    while work:
        here = work.pop()
        looked += 1
        if looked > most:
            raise TooMany
        if wanted(here.state):
            yield here
        if len(here.events) == horizon or graph.situation[here.state] in (Situation.ENDING, Situation.OPEN):
            continue
        for number, (event, following) in enumerate(events_at(graph, here.state)):
            work.append(Playthrough((*here.events, event), (*here.actions, number), following))

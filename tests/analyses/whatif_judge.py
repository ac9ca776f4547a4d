"""What could have been, by brute force: every playthrough to a horizon on the oracle's unreduced graph, its cost told from the
definition alone. Shares no code with the analysis."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
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


class Search(NamedTuple):
    """``best`` cost found, None if nothing is; ``whole``: nothing was cut off."""

    best: Cost | None
    whole: bool


def cheapest(
    graph: StateGraph, original: Playthrough, begin: int, horizon: int, wanted: Callable[[int], bool], most: int
) -> Search:
    """The least cost of all playthroughs of so many steps that stay as they were for ``begin`` steps and come to what is wanted.
    One that has cost more already than another in all is not gone on with: no step has a negative cost."""
    beside = Beside(original, begin)
    best: Cost | None = None
    whole = True
    for looked, here in enumerate(everything(graph, original, begin, horizon), 1):
        cost = beside.cost(here.events)
        if looked > most or (best is not None and cost >= best):
            whole = whole and looked <= most
            here.leave()
        elif wanted(here.state):
            best = cost
            here.leave()
        elif here.cut:
            whole = False
    return Search(best, whole)


class Dream(NamedTuple):
    worth: Fraction | None
    cost: Cost | None
    whole: bool


def dream(graph: StateGraph, original: Playthrough, begin: int, horizon: int, worth: Mapping[int, Fraction], most: int) -> Dream:
    """The greatest worth of all playthroughs with the same luck, and the least cost of those that have it."""
    beside = Beside(original, begin)
    found: tuple[Fraction, Cost] | None = None
    whole = True
    for looked, here in enumerate(everything(graph, original, begin, horizon), 1):
        cost = beside.cost(here.events)
        if looked > most or cost[0]:
            whole = whole and looked <= most
            here.leave()
        elif here.state in worth:
            value = worth[here.state]
            if found is None or value > found[0] or (value == found[0] and cost < found[1]):
                found = value, cost
        elif here.cut:
            whole = False
    return Dream(*(found or (None, None)), whole)


class Here:
    """A playthrough under way: one can :meth:`leave` it. ``cut``: it goes on beyond the horizon, or what was explored."""

    def __init__(self, events: tuple[Event, ...], state: int, cut: bool) -> None:
        self.events = events
        self.state = state
        self.cut = cut
        self.left = False

    def leave(self) -> None:
        self.left = True


def everything(graph: StateGraph, original: Playthrough, begin: int, horizon: int) -> Iterator[Here]:
    """Every playthrough that begins as the original does, depth first: as what it did, where that can be, first."""
    state = graph.initial
    for action in original.actions[:begin]:
        state = events_at(graph, state)[action][1]
    usual = {(event.choice, event.site, event.taken) for event in original.events}
    work = [(original.events[:begin], state)]
    while work:
        events, state = work.pop()
        over = graph.situation[state] == Situation.ENDING
        stopped = graph.situation[state] == Situation.OPEN or len(events) >= horizon
        here = Here(events, state, not over and stopped)
        yield here
        if not (over or stopped or here.left):
            following = events_at(graph, state)
            following.sort(key=lambda one: (one[0].choice, one[0].site, one[0].taken) in usual)
            work += [((*events, event), target) for event, target in following]


def walked(graph: StateGraph, actions: Sequence[int]) -> Playthrough | None:
    """The playthrough that takes these actions; None if it leads out of what was explored."""
    state, events = graph.initial, []
    for action in actions:
        if graph.situation[state] == Situation.OPEN:
            return None
        event, state = events_at(graph, state)[action]
        events.append(event)
    return Playthrough(tuple(events), tuple(actions), state)


def chance(
    graph: StateGraph, way: Playthrough, original: Playthrough, begin: int, wanted: Callable[[int], bool]
) -> Fraction | None:
    """How likely the draws that the original's luck does not decide bring the same decisions to what is wanted, told outcome by
    outcome; None for too many of them."""
    before: dict[tuple[bool, int], list[Any]] = defaultdict(list)
    for event in original.events:
        before[event.choice, event.site].append(event.taken)
    met: Counter[tuple[bool, int]] = Counter()
    new = set()
    for number, event in enumerate(way.events):
        place = event.choice, event.site
        same = met[place] < len(before[place]) and before[place][met[place]] == event.taken
        met[place] += 1
        if not event.choice and not same and number >= begin:
            new.add(number)
    total, looked = Fraction(0), 0
    work = [(graph.initial, 0, Fraction(1))]
    while work:
        state, number, odds = work.pop()
        looked += 1
        if looked > 5_000:
            return None
        if number == len(way.events):
            total += odds if wanted(state) else 0
            continue
        if graph.situation[state] in (Situation.ENDING, Situation.OPEN):
            continue
        own, here = way.events[number], events_at(graph, state)
        for event, target in here:
            if (event.choice, event.site) != (own.choice, own.site):
                continue
            if number in new:
                work.append((target, number + 1, odds / len(here)))
            elif event.taken == own.taken:
                work.append((target, number + 1, odds))
    return total

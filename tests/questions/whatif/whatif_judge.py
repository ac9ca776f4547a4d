"""Judge of what-if by brute force: every playthrough to a horizon on the oracle's unreduced graph, its cost computed from the
definition alone. Shares no code with the analysis."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

from epilogue.space.state_graph import StateGraph, StateKind

Cost = tuple[int, int, int, int]
"""Draws that contradict, decisions that contradict, free decisions, choices."""


class Event(NamedTuple):
    """One step: of the reader (``choice``), at a place; the possibilities, and the one taken."""

    choice: bool
    site: int
    possible: tuple[Any, ...]
    taken: Any


class Playthrough(NamedTuple):
    events: tuple[Event, ...]
    actions: tuple[int, ...]
    state: int


def events_at(graph: StateGraph, state: int) -> list[tuple[Event, int]]:
    """The possible events in a state of the oracle's graph, and where each leads."""
    row = graph.edges(state)
    choice = graph.kind[state] == StateKind.CHOICE
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
    """A random playthrough of a limited number of steps."""
    state, events, actions = graph.initial, [], []
    while graph.kind[state] not in (StateKind.ENDING, StateKind.OPEN) and len(events) < most:
        number, (event, following) = random.choice(list(enumerate(events_at(graph, state))))
        if graph.kind[following] == StateKind.OPEN:
            break
        events.append(event)
        actions.append(number)
        state = following
    return Playthrough(tuple(events), tuple(actions), state)


class Beside:
    """Sums the cost of a playthrough beside an original, step by step."""

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
    """``best`` cost found, None if none; ``whole``: nothing was cut off."""

    best: Cost | None
    whole: bool


def cheapest(
    graph: StateGraph, original: Playthrough, begin: int, horizon: int, wanted: Callable[[int], bool], most: int
) -> Search:
    """The least cost of all playthroughs of limited length that agree with the original for ``begin`` steps and reach the goal.
    One that already costs more than another in all is cut off: no step has a negative cost."""
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
        over = graph.kind[state] == StateKind.ENDING
        stopped = graph.kind[state] == StateKind.OPEN or len(events) >= horizon
        here = Here(events, state, not over and stopped)
        yield here
        if not (over or stopped or here.left):
            following = events_at(graph, state)
            following.sort(key=lambda one: (one[0].choice, one[0].site, one[0].taken) in usual)
            work += [((*events, event), target) for event, target in following]


def walked(graph: StateGraph, actions: Sequence[int]) -> Playthrough | None:
    """The playthrough that takes these actions; None if it leaves the explored part."""
    state, events = graph.initial, []
    for action in actions:
        if graph.kind[state] == StateKind.OPEN:
            return None
        event, state = events_at(graph, state)[action]
        events.append(event)
    return Playthrough(tuple(events), tuple(actions), state)


class Nearest(NamedTuple):
    """``ways`` of the least cost, each with its group; ``whole``: these are all."""

    ways: tuple[tuple[Playthrough, Any], ...]
    whole: bool


def equally_near(
    graph: StateGraph, original: Playthrough, begin: int, horizon: int, counts_as: Callable[[int], Any], least: Cost, most: int
) -> Nearest:
    """Every playthrough of exactly this cost that ends in a group."""
    beside = Beside(original, begin)
    ways = []
    whole = True
    for looked, here in enumerate(everything(graph, original, begin, horizon), 1):
        cost = beside.cost(here.events)
        if looked > most or cost > least:
            whole = whole and looked <= most
            here.leave()
        elif counts_as(here.state) is not None:
            if cost == least:
                ways.append((Playthrough(here.events, (), here.state), counts_as(here.state)))
            here.leave()
        elif here.cut:
            whole = False
    return Nearest(tuple(ways), whole)


class Unequal(Exception):
    """The system is too large to solve."""


class _Kept:
    """The events of a playthrough and its original, by place and occurrence."""

    def __init__(self, way: Playthrough, original: Playthrough, begin: int) -> None:
        self.way, self.original = _by_place(way), _by_place(original)
        self.against = set()
        met: Counter[tuple[bool, int]] = Counter()
        for number, event in enumerate(way.events):
            place = event.choice, event.site
            before = self.original.get((place, met[place]))
            if number >= begin and not event.choice and before is not None and before != event.taken and before in event.possible:
                self.against.add((place, met[place]))
            met[place] += 1

    def decided(self, place: tuple[bool, int], time: int, possible: Sequence[Any]) -> Any:
        """The decision or outcome there; None if nothing determines it."""
        said = [self.original.get((place, time))]
        if place[0]:
            said.insert(0, self.way.get((place, time)))
        elif (place, time) in self.against:
            said = []
        return next((one for one in said if one is not None and one in possible), None)


def _by_place(way: Playthrough) -> dict[tuple[tuple[bool, int], int], Any]:
    met: Counter[tuple[bool, int]] = Counter()
    found = {}
    for event in way.events:
        place = event.choice, event.site
        found[place, met[place]] = event.taken
        met[place] += 1
    return found


def chance(
    graph: StateGraph, way: Playthrough, original: Playthrough, begin: int, wanted: Callable[[int], bool], most: int = 3_000
) -> Fraction | None:
    """The probability that the draws not decided by the original's luck lead the same decisions to the goal, from the definition:
    a linear system over states and occurrence counters. None if there are too many."""
    kept = _Kept(way, original, begin)
    longest = Counter(place for place, _ in [*kept.way, *kept.original])
    state, met = graph.initial, Counter[tuple[bool, int]]()
    for event in original.events[:begin]:
        state = next(target for one, target in events_at(graph, state) if one.taken == event.taken)
        met[event.choice, event.site] += 1
    first = state, frozenset(met.items())
    rows: dict[Any, list[tuple[Any, Fraction]]] = {}
    work = [first]
    while work:
        node = work.pop()
        if node in rows:
            continue
        rows[node] = []
        if len(rows) > most:
            return None
        state, before = node
        if wanted(state) or graph.kind[state] == StateKind.ENDING:
            continue
        if graph.kind[state] == StateKind.OPEN:
            return None
        here, times = events_at(graph, state), Counter(dict(before))
        place = here[0][0].choice, here[0][0].site
        taken = kept.decided(place, times[place], here[0][0].possible)
        likely = graph.odds(state)
        times[place] = min(times[place] + 1, longest[place])
        for (event, target), odds in zip(here, likely, strict=True):
            if event.taken == taken or (taken is None and not event.choice):
                share = Fraction(1) if taken is not None else Fraction(odds, sum(likely))
                rows[node].append(((target, frozenset(times.items())), share))
                work.append(rows[node][-1][0])
    try:
        return _solved(rows, lambda node: wanted(node[0]))[first]
    except Unequal:
        return None


def _solved(rows: Mapping[Any, list[tuple[Any, Fraction]]], wanted: Callable[[Any], bool]) -> dict[Any, Fraction]:
    """The probability that each node reaches the goal: settled nodes are removed first, the rest is eliminated."""
    can = {node for node in rows if wanted(node)}
    while True:  # states that can reach it at all
        more = {node for node, row in rows.items() if node not in can and any(to in can for to, _ in row)}
        if not more:
            break
        can |= more
    value = {node: Fraction(wanted(node)) for node in rows if node not in can or wanted(node)}
    left = [node for node in rows if node not in value]
    while True:  # states followed only by settled ones
        ready = [node for node in left if all(to in value for to, _ in rows[node])]
        if not ready:
            break
        for node in ready:
            value[node] = sum((value[to] * share for to, share in rows[node]), Fraction(0))
        left = [node for node in left if node not in value]
    if len(left) > 60:
        raise Unequal
    place = {node: number for number, node in enumerate(left)}
    matrix = []
    for node in left:
        row = [Fraction(0)] * (len(left) + 1)
        row[place[node]] = Fraction(1)
        for to, share in rows[node]:
            if to in place:
                row[place[to]] -= share
            else:
                row[-1] += value[to] * share
        matrix.append(row)
    for column in range(len(left)):
        pivot = next(number for number in range(column, len(left)) if matrix[number][column])
        matrix[column], matrix[pivot] = matrix[pivot], matrix[column]
        matrix[column] = [one / matrix[column][column] for one in matrix[column]]
        for number in range(len(left)):
            if number != column and matrix[number][column]:
                factor = matrix[number][column]
                matrix[number] = [a - factor * b for a, b in zip(matrix[number], matrix[column], strict=True)]
    return value | {node: matrix[number][-1] for node, number in place.items()}

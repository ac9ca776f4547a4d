"""Decides a writer's claims about a story: what holds at every stop, what is reachable, what is inevitable, how much is read.

A *stop* is a state where the reader chooses, or an ending. Each claim is decided on the graph in time linear in its size (an
"after" claim, on its product with one bit: whether that has happened), and its counterexample is a way with the fewest choices.
An unfinished search can refute a claim by what it found; it proves one only if nothing left open could break it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import Literal, NamedTuple

from epilogue.budget import tick
from epilogue.graphs.closure import attractor
from epilogue.graphs.components import components, cyclic_components
from epilogue.space.state_graph import StateGraph, StateKind

PropertyVerdict = Literal["holds", "broken", "open"]

WordsByEdge = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""Fewest and most words along each edge, each with the action that says them."""


class DecidedProperty(NamedTuple):
    """``way``: the edges of a playthrough that shows it, None if none is needed. ``round``: how many of them precede the part
    that can be repeated for ever, None if there is none. ``first``: how many precede the beginning of an "after" claim."""

    verdict: PropertyVerdict
    way: tuple[int, ...] | None = None
    round: int | None = None
    first: int | None = None


def stops(graph: StateGraph) -> bytearray:
    """Stops, by state."""
    return bytearray(situation in (StateKind.CHOICE, StateKind.ENDING) for situation in graph.kind)


def noted(graph: StateGraph, bit: int) -> bytearray:
    """Stops at which the condition of this number holds, by state."""
    return bytearray(stop and held >> bit & 1 for stop, held in zip(stops(graph), graph.noted, strict=True))


def reachable(graph: StateGraph, goal: bytearray) -> DecidedProperty:
    """Some playthrough reaches a goal."""
    way = _ShortestWays(graph).to(goal)
    if way is not None:
        return DecidedProperty("holds", way)
    return DecidedProperty("open") if _beyond(graph, None) else DecidedProperty("broken")


def never(graph: StateGraph, bad: bytearray) -> DecidedProperty:
    """No playthrough reaches a bad state."""
    decided = reachable(graph, bad)
    return decided._replace(verdict=_OPPOSITE[decided.verdict])


def after(graph: StateGraph, begun: bytearray, bad: bytearray) -> DecidedProperty:
    """No playthrough, from any stop with ``begun`` on, inclusive, reaches a bad state."""
    ways = _ShortestWays(graph)
    later = _ShortestWays(graph, {state: ways.far[state] for state in ways.order if begun[state]})
    nearest = later.nearest(bad)
    if nearest is not None:
        start, way = later.way(nearest)
        before = ways.way(start)[1]
        return DecidedProperty("broken", (*before, *way), None, len(before))
    return DecidedProperty("open") if _beyond(graph, None) else DecidedProperty("holds")


def eventually(graph: StateGraph, goal: bytearray) -> DecidedProperty:
    """Every playthrough reaches a goal, those that never end included."""
    ways = _ShortestWays(graph, blocked=goal)
    over = bytearray(not graph.edges(s) and graph.kind[s] == StateKind.ENDING and not goal[s] for s in range(len(goal)))
    way = ways.to(over)
    if way is not None:
        return DecidedProperty("broken", way)
    circle = _circle(graph, ways, goal)
    if circle is not None:
        start, loop = circle
        return DecidedProperty("broken", (*start, *loop), len(start))
    return DecidedProperty("open") if _beyond(graph, goal) else DecidedProperty("holds")


def surely(graph: StateGraph, goal: bytearray) -> DecidedProperty:
    """Every playthrough reaches a goal with probability 1, whatever the world outside does.

    Broken if play can reach a state from which nothing leads to a goal (with the world outside against it): the greatest set of
    states without a goal that play need not leave.
    """
    needed = [len(graph.edges(s)) if kind == StateKind.OUTSIDE else 1 for s, kind in enumerate(graph.kind)]
    met = [s for s, kind in enumerate(graph.kind) if goal[s] or kind == StateKind.OPEN]
    led = attractor(met, graph.predecessors().__getitem__, needed)
    lost = bytearray(s not in led for s in range(len(graph.kind)))
    ways = _ShortestWays(graph, blocked=goal)
    if ways.nearest(lost) is not None:
        stop = bytearray(is_lost and is_stop for is_lost, is_stop in zip(lost, stops(graph), strict=True))
        return DecidedProperty("broken", ways.to(stop) or ways.to(lost))
    return DecidedProperty("open") if _beyond(graph, goal) else DecidedProperty("holds")


class WordBounds(NamedTuple):
    """``least``: words of a playthrough that ends, None if none does; ``most``: of any, None if unbounded; each with its way
    (if unbounded, its last part, from ``round`` on, repeats). What a search left open may make ``most`` more and ``least``
    less, but not less than ``beyond``."""

    least: int | None
    least_way: tuple[int, ...]
    most: int | None
    most_way: tuple[int, ...]
    round: int | None
    beyond: int | None


def words(graph: StateGraph, weighed: WordsByEdge, begins: int) -> WordBounds:
    """Least and greatest number of words a reader reads. ``begins``: those before any decision."""
    least, least_way, beyond = _fewest(graph, weighed)
    most, most_way, again = _most(graph, weighed)
    return WordBounds(
        None if least is None else least + begins,
        least_way,
        None if most is None else most + begins,
        most_way,
        again,
        None if beyond is None else beyond + begins,
    )


def actions(graph: StateGraph, way: Sequence[int]) -> tuple[int, ...]:
    """The way as indices among the options on offer, or among the possible outcomes."""
    return _actions(graph, way, lambda edge: graph.label[edge][0])


def spoken_actions(graph: StateGraph, way: Sequence[int], weighed: WordsByEdge, most: bool) -> tuple[int, ...]:
    """The way's indices, with the outcomes of most (or fewest) words."""
    return _actions(graph, way, lambda edge: weighed[edge][most][1])


def _actions(graph: StateGraph, way: Sequence[int], outcome: Callable[[int], int]) -> tuple[int, ...]:
    actions = []
    for edge in way:
        state = graph.source(edge)
        if graph.kind[state] == StateKind.CHOICE:
            actions.append(edge - graph.first[state])
        elif graph.label[edge]:
            actions.append(outcome(edge))
    return tuple(actions)


_OPPOSITE: dict[PropertyVerdict, PropertyVerdict] = {"holds": "broken", "broken": "holds", "open": "open"}


class _ShortestWays:
    """Ways with the fewest choices, from the beginning or from several states, each with the choices made before. None leads
    on from what is ``blocked``. ``order``: the reachable states, nearest first."""

    def __init__(self, graph: StateGraph, begin: dict[int, int] | None = None, blocked: bytearray | None = None) -> None:
        self.graph = graph
        begin = {graph.initial: 0} if begin is None else begin
        self.far: dict[int, int] = {}
        self.last_edges: dict[int, int] = {}
        self.order: list[int] = []
        heap = sorted((far, number, state, -1) for number, (state, far) in enumerate(begin.items()))
        number = len(heap)
        while heap:
            tick()
            far, _, state, arrival = heappop(heap)
            if state in self.far:
                continue
            self.far[state] = far
            self.order.append(state)
            self.last_edges[state] = arrival
            if blocked is not None and blocked[state]:
                continue
            step = 1 if graph.kind[state] == StateKind.CHOICE else 0
            for edge in graph.edges(state):
                if graph.target[edge] not in self.far:
                    number += 1
                    heappush(heap, (far + step, number, graph.target[edge], edge))

    def nearest(self, goal: bytearray) -> int | None:
        """Nearest goal, None if there is none."""
        return next((state for state in self.order if goal[state]), None)

    def to(self, goal: bytearray) -> tuple[int, ...] | None:
        """Way to the nearest goal, None if there is none."""
        nearest = self.nearest(goal)
        return None if nearest is None else self.way(nearest)[1]

    def way(self, state: int) -> tuple[int, tuple[int, ...]]:
        """First state of the way to a state, and its edges."""
        edges = self.graph.way(self.last_edges, state)
        return self.graph.source(edges[0]) if edges else state, tuple(edges)


def _beyond(graph: StateGraph, blocked: bytearray | None) -> bool:
    """Whether play can reach the unexplored part (without passing what is blocked)."""
    if graph.complete:
        return False
    if StateKind.OPEN not in graph.kind:
        return True
    ways = _ShortestWays(graph, blocked=blocked)
    return any(graph.kind[state] == StateKind.OPEN for state in ways.order)


def _circle(graph: StateGraph, ways: _ShortestWays, goal: bytearray) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Way to the nearest state that play can return to for ever without a goal, and the cycle."""
    met = [state for state in ways.order if not goal[state]]
    number_of = {state: number for number, state in enumerate(met)}
    first, target, edge_of = [0], list[int](), list[int]()
    for state in met:
        for edge in graph.edges(state):
            if graph.target[edge] in number_of:
                target.append(number_of[graph.target[edge]])
                edge_of.append(edge)
        first.append(len(target))
    circles = [number for component in cyclic_components(first, target) for number in component]
    if not circles:
        return None
    nearest = min(circles, key=lambda number: (graph.kind[met[number]] != StateKind.CHOICE, number))
    return ways.way(met[nearest])[1], _round(graph, met[nearest], frozenset(met))


def _round(graph: StateGraph, state: int, within: frozenset[int], through: int | None = None) -> tuple[int, ...]:
    """Edges of the shortest cycle from a state, on states ``within`` (and along the edge ``through``)."""
    if through is not None:
        source, target = graph.source(through), graph.target[through]
        return (*_inside(graph, state, source, within), through, *_inside(graph, target, state, within))
    rounds = [
        (edge, *_inside(graph, graph.target[edge], state, within))
        for edge in graph.edges(state)
        if _leads(graph, graph.target[edge], state, within)
    ]
    return min(rounds, key=len)


def _leads(graph: StateGraph, start: int, end: int, within: frozenset[int]) -> bool:
    return start in within and (start == end or bool(_inside(graph, start, end, within)))


def _inside(graph: StateGraph, start: int, end: int, within: frozenset[int]) -> tuple[int, ...]:
    """Edges of the shortest way between two states on those ``within``; empty if there is no way, or none is needed."""
    last_edges: dict[int, int] = {start: -1}
    level = [start]
    while level and end not in last_edges:
        following = []
        for state in level:
            for edge in graph.edges(state):
                if graph.target[edge] in within and graph.target[edge] not in last_edges:
                    last_edges[graph.target[edge]] = edge
                    following.append(graph.target[edge])
        level = following
    return tuple(graph.way(last_edges, end)) if end in last_edges else ()


def _fewest(graph: StateGraph, weighed: WordsByEdge) -> tuple[int | None, tuple[int, ...], int | None]:
    """Words of the playthrough with the fewest, its way, and the fewest on a way to the unexplored part (Dijkstra's
    algorithm)."""
    far: dict[int, int] = {}
    last_edges: dict[int, int] = {}
    heap = [(0, 0, graph.initial, -1)]
    least, ended, beyond = None, -1, None
    while heap:
        tick()
        words, made, state, edge = heappop(heap)
        if state in far:
            continue
        far[state] = words
        last_edges[state] = edge
        if graph.kind[state] == StateKind.OPEN and beyond is None:
            beyond = words
        if graph.kind[state] == StateKind.ENDING and least is None:
            least, ended = words, state
        step = 1 if graph.kind[state] == StateKind.CHOICE else 0
        for edge in graph.edges(state):
            if graph.target[edge] not in far:
                heappush(heap, (words + weighed[edge][0][0], made + step, graph.target[edge], edge))
    return least, tuple(graph.way(last_edges, ended)) if ended >= 0 else (), beyond


def _most(graph: StateGraph, weighed: WordsByEdge) -> tuple[int | None, tuple[int, ...], int | None]:
    """Words of the playthrough with the most, its way, and, if there is no limit, how much of it precedes the cycle that adds
    words. Component by component, backwards: finite only if the edges within each say nothing."""
    most: list[int | None] = [0] * len(graph.kind)
    onward: dict[int, int] = {}
    within: dict[int, frozenset[int]] = {}
    talking: dict[int, int] = {}
    for component in components(graph.first, graph.target):
        members = frozenset(component)
        best, leaving, unbounded = 0, -1, False
        for state in component:
            for edge in graph.edges(state):
                words, follow = weighed[edge][1][0], graph.target[edge]
                if follow in members:
                    if words:
                        talking[component[0]] = edge
                        unbounded = True
                elif most[follow] is None:
                    unbounded, leaving = True, edge
                elif not unbounded and (leaving < 0 or words + (most[follow] or 0) > best):
                    best, leaving = words + (most[follow] or 0), edge
        for state in component:
            most[state] = None if unbounded else best
            within[state] = members
            onward[state] = talking.get(component[0], leaving)
    way: list[int] = []
    state = graph.initial
    while onward[state] >= 0:
        edge = onward[state]
        if graph.target[edge] in within[state]:
            choices = [s for s in within[state] if graph.kind[s] == StateKind.CHOICE]
            way_to_choice = min((_inside(graph, state, s, within[state]) for s in choices if s != state), key=len, default=())
            if choices and graph.kind[state] != StateKind.CHOICE:
                way += way_to_choice
                state = graph.target[way_to_choice[-1]]
            return None, (*way, *_round(graph, state, within[state], edge)), len(way)
        way += (*_inside(graph, state, graph.source(edge), within[state]), edge)
        state = graph.target[edge]
    return most[graph.initial], tuple(way), None

"""Reader models: readers who weigh options, readers who remember what they took, and the story's graph for them.

A reader gives each option on offer a weight, depending on the state and on memory. For readers without memory the result is the
story's graph with other odds; for others it is the product of the graph with their memory, reduced to what can still matter.
Options never picked have no edge there, so reachability in it is what the reader can reach.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from random import Random
from typing import NamedTuple, Protocol

from epilogue.analysis.path import Path
from epilogue.budget import tick
from epilogue.graphs.components import components
from epilogue.space.state_graph import StateGraph, StateKind

LARGEST = 200_000
"""Number of states, each with a reader's memory, up to which results are exact."""
LONGEST = 10_000
SEED = 1


class Reader(Protocol):
    """``remembered``: by state, the bit set of choice sites whose having been taken still matters. ``weights``: of the options
    of a state, given a ``memory`` of sites taken: relative integers, at least one above 0."""

    @property
    def remembered(self) -> Sequence[int]: ...

    def weights(self, state: int, memory: int) -> Sequence[int]: ...


class WeightedReader:
    """A reader who gives each option its own weight, whatever else is on offer: ``weights`` by choice site, ``others`` by
    default. If all options on offer weigh 0, they are equally likely. ``by_position``: other weights at some places of choice, by
    position."""

    def __init__(
        self,
        graph: StateGraph,
        weights: Mapping[int, int],
        others: int = 1,
        by_position: Mapping[int, Mapping[int, int]] | None = None,
    ) -> None:
        self.graph = graph
        self.remembered = [0] * len(graph.kind)
        self._weights = weights
        self._others = others
        self._by_position = by_position or {}

    def weights(self, state: int, memory: int) -> Sequence[int]:
        """See :class:`Reader`."""
        graph = self.graph
        here = self._by_position.get(graph.site[state]) if self._by_position else None
        sites = [graph.label[edge] for edge in graph.edges(state)]
        if here is not None:
            weights = [here.get(site, self._others) for site in sites]
        else:
            weights = [self._weights.get(site, self._others) for site in sites]
        return weights if any(weights) else [1] * len(weights)


class CuriousReader:
    """A reader who picks uniformly among the options never taken in this playthrough; if there are none, among all."""

    def __init__(self, graph: StateGraph) -> None:
        self.graph = graph
        self.remembered = still_offered(graph, with_others=True)

    def weights(self, state: int, memory: int) -> Sequence[int]:
        """See :class:`Reader`."""
        new = _untaken(self.graph, state, memory)
        return new if any(new) else [1] * len(new)


class Completionist:
    """A reader who knows the story and wants to take every option in one playthrough.

    If an untaken option can be taken without giving up another (all other untaken ones stay reachable, after each step on the
    way), goes to the nearest such option, counted in choices. Otherwise takes, among the untaken options on offer, one after
    which most others stay reachable; if none is on offer, goes to the nearest. If nothing untaken is reachable, picks uniformly.
    "Reachable" assumes favourable luck; ties are broken uniformly.
    """

    def __init__(self, graph: StateGraph) -> None:
        self.graph = graph
        self.remembered = still_offered(graph, with_others=False)
        self._far: dict[tuple[int, int, bool], int] = {}

    def weights(self, state: int, memory: int) -> Sequence[int]:
        """See :class:`Reader`."""
        edges = self.graph.edges(state)
        wanted = self.remembered[state] & ~memory
        if not wanted:
            return [1] * len(edges)
        for careful in (True, False):
            far = [self._distance(edge, wanted, memory, careful) for edge in edges]
            if 0 in far and not careful:  # every option gives something up
                left = [(self.remembered[self.graph.target[edge]] & ~memory & ~self._bit(edge)).bit_count() for edge in edges]
                most = max(count for count, length in zip(left, far, strict=True) if length == 0)
                return [int(length == 0 and count == most) for count, length in zip(left, far, strict=True)]
            if soonest := [length for length in far if length >= 0]:
                return [int(length == min(soonest)) for length in far]
        raise AssertionError("what can still come can be come to")

    def _bit(self, edge: int) -> int:
        site: int = self.graph.label[edge]
        return 1 << site

    def _distance(self, edge: int, wanted: int, memory: int, careful: bool) -> int:
        """Number of choices until an untaken option, if this one is taken; -1 if there is none, or something is given up."""
        follow, bit = self.graph.target[edge], self._bit(edge)
        left = self.remembered[follow] & ~memory
        if careful and (left | bit) & wanted != wanted:
            return -1
        if not memory & bit:
            return 0
        soonest = self._soonest(follow, memory, careful)
        return soonest + 1 if soonest >= 0 else -1

    def _soonest(self, state: int, memory: int, careful: bool) -> int:
        """Number of choices from a state to an untaken option: breadth-first, draws with length 0; -1 if there is none."""
        key = state, memory & self.remembered[state], careful
        if key not in self._far:
            self._far[key] = self._search(state, memory, careful)
        return self._far[key]

    def _search(self, state: int, memory: int, careful: bool) -> int:
        graph, length = self.graph, 0
        wanted = self.remembered[state] & ~memory
        seen, level = {state}, [state]
        while level:
            tick()
            following: list[int] = []
            while level:
                here = level.pop()
                choice = graph.kind[here] == StateKind.CHOICE
                for edge in graph.edges(here):
                    follow = graph.target[edge]
                    left = self.remembered[follow] & ~memory
                    new = self._bit(edge) & ~memory if choice else 0
                    if careful and (left | new) & wanted != wanted:
                        continue
                    if new:
                        return length
                    if left and follow not in seen:
                        seen.add(follow)
                        (following if choice else level).append(follow)
            level = following
            length += 1
        return -1


def _untaken(graph: StateGraph, state: int, memory: int) -> list[int]:
    return [1 - (memory >> graph.label[edge] & 1) for edge in graph.edges(state)]


def still_offered(graph: StateGraph, with_others: bool) -> list[int]:
    """Bit set of the choice sites that can be on offer in each state or later; ``with_others``: together with one of another
    site."""
    offered = [0] * len(graph.kind)
    for component in components(graph.first, graph.target):
        bits = 0
        for state in component:
            if graph.kind[state] == StateKind.CHOICE:
                sites = {graph.label[edge] for edge in graph.edges(state)}
                for site in sites if len(sites) > with_others else ():
                    bits |= 1 << site
            for edge in graph.edges(state):
                bits |= offered[graph.target[edge]]
        for state in component:
            offered[state] = bits
    return offered


class ReaderGraph(NamedTuple):
    """A story's graph for a reader: ``graph``, with options as likely as the reader takes them; ``state_of``: its state -> state
    of the story's graph; ``edge_of``: likewise for edges; ``memory``: by state, the reader's memory."""

    graph: StateGraph
    state_of: list[int]
    edge_of: list[int]
    memory: list[int]


ReaderState = tuple[int, int]
"""A state of the story's graph, and the reader's memory there."""


def graph_for(
    graph: StateGraph, reader: Reader, largest: int = LARGEST, whole: Container[ReaderState] = ()
) -> ReaderGraph | None:
    """The story's graph for a reader, exactly; None if it has more than ``largest`` states. ``whole``: states in which options
    the reader never takes keep an edge, with odds 0."""
    new = StateGraph()
    state_of, edge_of, memory = [graph.initial], [-1], [0]
    edge_of.clear()
    index = {(graph.initial, 0): 0}
    new.found_by.append(-1)
    current = 0
    while current < len(state_of):
        tick()
        if len(state_of) > largest:
            return None
        state = state_of[current]
        new.kind.append(graph.kind[state])
        new.ending.append(graph.ending[state])
        if state in graph.outside:
            new.outside[current] = graph.outside[state]
        choice = graph.kind[state] == StateKind.CHOICE
        likely = reader.weights(state, memory[current]) if choice else graph.odds(state)
        alike = (1,) if (state, memory[current]) in whole else (0, 1)
        plain = all(odds in alike for odds in likely) if choice else graph.first[state] not in graph.chance
        for edge, odds in zip(graph.edges(state), likely, strict=True):
            if not odds and 0 in alike:
                continue
            follow = graph.target[edge]
            after = (memory[current] | 1 << graph.label[edge] if choice else memory[current]) & reader.remembered[follow]
            number = index.setdefault((follow, after), len(state_of))
            if number == len(state_of):
                state_of.append(follow)
                memory.append(after)
                new.found_by.append(len(new.target))
            if not plain:
                new.chance[len(new.target)] = odds
            new.target.append(number)
            new.weight.append(graph.weight[edge])
            new.label.append(graph.label[edge])
            edge_of.append(edge)
        new.first.append(len(new.target))
        current += 1
    new.endings = graph.endings
    new.complete, new.reason, new.stopped_by = graph.complete, graph.reason, graph.stopped_by
    new.site.extend([graph.site[state] for state in state_of] if graph.site else ())
    new.noted = [graph.noted[state] for state in state_of] if graph.noted else []
    return ReaderGraph(new, state_of, edge_of, memory)


def reader_states(graph: StateGraph, reader: Reader, edges: Iterable[int]) -> list[ReaderState]:
    """The reader states along the edges of a playthrough, whoever played it."""
    nodes = [(graph.initial, 0)]
    for edge in edges:
        state, memory = nodes[-1]
        if graph.kind[state] == StateKind.CHOICE:
            memory |= 1 << graph.label[edge]
        nodes.append((graph.target[edge], memory & reader.remembered[graph.target[edge]]))
    return nodes


def path_in(reading: ReaderGraph, path: Path) -> Path:
    """A path of the story's graph as a path of a reader graph that has all of its edges."""
    graph = reading.graph
    states, edges = [graph.initial], []
    for edge in path.edges:
        edges.append(next(candidate for candidate in graph.edges(states[-1]) if reading.edge_of[candidate] == edge))
        states.append(graph.target[edges[-1]])
    return path._replace(states=tuple(states), edges=tuple(edges))


def without_untaken(graph: StateGraph) -> StateGraph:
    """The graph without edges of odds 0."""
    new = StateGraph()
    new.kind, new.ending, new.endings = graph.kind, graph.ending, graph.endings
    new.outside, new.site, new.initial, new.complete = graph.outside, graph.site, graph.initial, graph.complete
    for state in range(len(graph.kind)):
        for edge, odds in zip(graph.edges(state), graph.odds(state), strict=True):
            if odds:
                if graph.first[state] in graph.chance:
                    new.chance[len(new.target)] = odds
                new.target.append(graph.target[edge])
                new.weight.append(graph.weight[edge])
                new.label.append(graph.label[edge])
        new.first.append(len(new.target))
    return new


class RandomPlays(NamedTuple):
    """Random playthroughs: visits of each state where one ended; ``choices`` made in all of those that ended; ``cut``: how many
    were cut off; ``lost``: how many left the explored part."""

    playthroughs: int
    stopped: Mapping[int, int]
    choices: int
    cut: int
    lost: int


def play_at_random(graph: StateGraph, reader: Reader, playthroughs: int, longest: int = LONGEST) -> RandomPlays | None:
    """Plays at random as a reader, with a fixed seed; None if the world outside decides something."""
    if graph.outside:
        return None
    random = Random(SEED)
    stopped: dict[int, int] = {}
    choices = cut = lost = 0
    draw: dict[tuple[int, int], Callable[[], int]] = {}
    for _ in range(playthroughs):
        state, memory, picks = graph.initial, 0, 0
        for _ in range(longest):
            if not graph.edges(state):
                break
            pick = draw.get((state, memory))
            if pick is None:
                choice = graph.kind[state] == StateKind.CHOICE
                likely = list(reader.weights(state, memory)) if choice else graph.odds(state)
                pick = draw[state, memory] = _picker(random, graph.edges(state), likely)
            edge = pick()
            if graph.kind[state] == StateKind.CHOICE:
                memory |= 1 << graph.label[edge]
                picks += 1
            state = graph.target[edge]
            memory &= reader.remembered[state]
        if graph.kind[state] == StateKind.ENDING:
            stopped[state] = stopped.get(state, 0) + 1
            choices += picks
        elif graph.kind[state] == StateKind.OPEN:
            lost += 1
        else:
            cut += 1
    return RandomPlays(playthroughs, stopped, choices, cut, lost)


def _picker(random: Random, edges: range, likely: Sequence[int]) -> Callable[[], int]:
    """A sampler of the edges."""
    from itertools import accumulate

    upto = list(accumulate(likely))
    return lambda: random.choices(edges, cum_weights=upto)[0]

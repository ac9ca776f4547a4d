"""The StateGraph: states and their edges, as arrays. It holds no text: views replay a representative."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from enum import IntEnum
from typing import Any, NamedTuple

from epilogue.abstract.possible_endings import PossibleEnding
from epilogue.flow.graph import WORDED
from epilogue.graphs.closure import closure
from epilogue.graphs.predecessors import Predecessors
from epilogue.ir.lines import NOTHING
from epilogue.source import Span


class StateKind(IntEnum):
    """The kind of a state. CHOICE: the reader picks. CHANCE: the story draws. ENDING: it is over. OPEN: unexplored (in an
    unfinished search). OUTSIDE: the world outside (a game, free input) decides, in an unknown way."""

    CHOICE = 0
    CHANCE = 1
    ENDING = 2
    OPEN = 3
    OUTSIDE = 4


class GraphEnding(NamedTuple):
    """An ending: where a playthrough stops for good. ``kind``: end, done, out_of_content, error or stuck (or stopped, if a game
    starts nothing more); ``position`` in the Program's code; ``mark``: the ending's mark in force, "" for none; ``message``: of
    an error; ``values``: of the observed expressions; ``held``: bit set of the observed conditions that hold. ``last``: for a
    proper ending without a mark, the last line since the last choice or draw (see :class:`~epilogue.ir.lines.Lines`); else
    :data:`~epilogue.ir.lines.NOTHING`."""

    kind: str
    position: int
    mark: str
    message: str
    values: tuple[Any, ...] = ()
    held: int = 0
    last: int = NOTHING

    @property
    def possible(self) -> PossibleEnding:
        """The ending's identity, without observations."""
        return PossibleEnding(self.kind, self.position, self.mark, self.last)


def distinguishing_line(kind: str, mark: str, last: int) -> int:
    """The line that distinguishes an ending; none if its author has named it."""
    return last if kind in WORDED and not mark else NOTHING


class StateGraph:
    """A graph in compressed sparse rows: the edges of state ``s`` are ``first[s]`` to ``first[s + 1]``.

    By state: ``kind``; ``ending`` (index into ``endings``, -1); ``found_by`` (the edge that found it, -1 for the initial
    state): along these edges alone every state can be reached as it stands, without symmetry. By edge: ``target`` state;
    ``weight``: number of concrete outcomes it stands for (1 for a choice); ``label``: for a choice the site's id (the option's
    index is the edge's place in the row), for a draw the outcomes that lead there, as a tuple (a range, if very many) of indices
    among the possible ones in ascending order. ``chance``: relative probability, where it is not the ``weight`` (then for all
    edges of the state): see :meth:`odds`. ``renamed``: edges that reach their target only up to symmetry; ``orbit``: site id ->
    representative of its interchangeable sites. ``outside``: OUTSIDE state -> name of what decides. ``begins``: edge -> the
    conversations of a game that begin with it; then the end of a conversation has an edge (its label None) to where the game
    picks the next.

    ``initial``: first state. ``complete``: nothing was left out; otherwise ``reason`` says what stopped the search,
    ``stopped_at`` the position in the code, if any, ``stopped_by`` which limit, if any
    (:class:`~epilogue.space.watch.StopReason`), ``too_deep`` that the story could be worked out further there. ``looked_at``:
    number of states explored. ``shown``: ids of sites whose options were on offer; ``spoken``: positions of text said.
    ``broken``: observed ``never`` condition -> first state in which it holds; ``noted``: by state, the bit set of those that
    hold (empty if none are observed). If decisions are observed, ``site``: by state, the position in the code where the reader
    or luck decides, or the story stops; ``drawn``: state -> its possible outcomes, in the order of the labels. ``idle``:
    positions of draws that have no state, since nothing depends on their outcomes. Then the edges do not count them, and ``ways``
    has the number of playthroughs to each ending that has finitely many (or to a return to the beginning, by its mark), if they
    were counted."""

    BY_EDGE = ("target", "weight", "label", "renamed", "chance", "begins")

    def __init__(self) -> None:
        self.kind = array("b")
        self.ending = array("i")
        self.found_by = array("i")
        self.first = array("i", (0,))
        self.target = array("i")
        self.weight = array("q")
        self.label: list[Any] = []
        self.chance: dict[int, int] = {}
        self.outside: dict[int, str] = {}
        self.begins: dict[int, tuple[str, ...]] = {}
        self.endings: list[GraphEnding] = []
        self.renamed: set[int] = set()
        self.orbit: dict[int, int] = {}
        self.initial = 0
        self.complete = True
        self.reason: str | None = None
        self.stopped_at: int | None = None
        self.stopped_by: str | None = None
        self.looked_at = 0
        self.too_deep = False
        self.broken: dict[int, int] = {}
        self.noted: list[int] = []
        self.site = array("i")
        self.drawn: dict[int, Sequence[Any]] = {}
        self.shown: set[int] = set()
        self.spoken: set[int] = set()
        self.idle: frozenset[int] = frozenset()
        self.ways: dict[GraphEnding | str, int] = {}

    @staticmethod
    def stopped(what: str, span: Span | None, by: str | None = None) -> StateGraph:
        """A graph of one unexplored state: the story could not be worked out at all, or not in time."""
        graph = StateGraph()
        graph.kind.append(StateKind.OPEN)
        graph.site.append(-1)
        graph.ending.append(-1)
        graph.found_by.append(-1)
        graph.noted.append(0)
        graph.first.append(0)
        graph.complete = False
        graph.reason = f"{what} ({span})" if span else what
        graph.stopped_by = by
        return graph

    def withdraw(self, states: int, edges: int, endings: int) -> None:
        """Truncates to this many of each."""
        for column in (self.target, self.weight, self.label):
            del column[edges:]
        for by_state in (self.kind, self.ending, self.found_by, self.noted, self.site):
            del by_state[states:]
        del self.endings[endings:]
        self.renamed = {edge for edge in self.renamed if edge < edges}
        self.broken = {bit: state for bit, state in self.broken.items() if state < states}
        for mapping, first in ((self.chance, edges), (self.begins, edges), (self.outside, states), (self.drawn, states)):
            for late in [key for key in mapping if key >= first]:
                del mapping[late]

    def arrange(self, row: Sequence[int]) -> None:
        """Sorts the rows by state; ``row``: by state, its current row, below 0 if it has none."""
        start, moved = self.first, array("i", (-1,)) * (len(self.target) + 1)
        order: list[slice] = []
        self.first = array("i", (0,))
        edges = 0
        for state, kind in enumerate(self.kind):
            old_row = row[state] if row else -1
            if old_row >= 0:
                old = slice(start[old_row], start[old_row + 1])
                count = old.stop - old.start
                moved[old] = array("i", range(edges, edges + count))
                order.append(old)
                edges += count
            elif kind != StateKind.ENDING:
                self.kind[state] = StateKind.OPEN
            self.first.append(edges)
        for name in self.BY_EDGE:
            column = getattr(self, name)
            if isinstance(column, dict):
                setattr(self, name, {moved[edge]: column[edge] for edge in column})
            elif isinstance(column, set):
                setattr(self, name, {moved[edge] for edge in column})
            else:
                arranged = column[:0]
                for old in order:
                    arranged += column[old]
                setattr(self, name, arranged)
        self.found_by = array("i", map(moved.__getitem__, self.found_by))

    @property
    def states(self) -> int:
        """Number of states that are not endings."""
        return sum(1 for s in self.kind if s != StateKind.ENDING)

    @property
    def transitions(self) -> int:
        """Number of edges."""
        return len(self.target)

    def odds(self, state: int) -> Sequence[int]:
        """Relative probabilities of the edges of the state."""
        first, end = self.first[state], self.first[state + 1]
        if first in self.chance:
            return [self.chance[edge] for edge in range(first, end)]
        return self.weight[first:end]

    def edges(self, state: int) -> range:
        """The edges of a state."""
        return range(self.first[state], self.first[state + 1])

    def source(self, edge: int) -> int:
        """The state an edge leaves."""
        return bisect_right(self.first, edge) - 1

    def reached(self) -> Set[int]:
        """The states that can be reached; all of them, unless an edge was led elsewhere."""
        return closure((self.initial,), lambda state: [self.target[edge] for edge in self.edges(state)])

    def predecessors(self) -> Predecessors:
        """Sources of the edges that lead to each state."""
        sources = array("i")
        for state in range(len(self.kind)):
            sources.extend([state] * len(self.edges(state)))
        return Predecessors(sources, self.target, len(self.kind))

    def way(self, last_edges: Sequence[int] | Mapping[int, int], state: int) -> list[int]:
        """The edges of the way to a state. ``last_edges``: the last edge of the way to each state, -1 where it begins."""
        edges = []
        while (edge := last_edges[state]) >= 0:
            edges.append(edge)
            state = self.source(edge)
        return edges[::-1]

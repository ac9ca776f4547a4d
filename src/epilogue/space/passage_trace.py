"""The passage trace: how play moves from passage to passage along each edge of a search that observed passages.

Each edge is run again in the reduced FlowGraph from the state it leaves, once for each distinguishable outcome of a draw; passes
keep the nodes that record a step between passages. A run is determined by what it reads: one that reads the same values in the
same order as an earlier run is not repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from epilogue.flow.expressions import Slot
from epilogue.flow.graph import Call, NodeKind, Offer
from epilogue.space.outcomes import MergedOutcomes
from epilogue.space.search import Search
from epilogue.space.state_keys import AfterKey, ChanceKey, ChoiceKey
from epilogue.space.turn import OfferedOption, SlotValues


class PassageStep(NamedTuple):
    """Play leaves at position ``at`` and enters another passage at position ``to``."""

    at: int
    to: int


PassageSteps = tuple[PassageStep, ...]
WeightedSteps = list[tuple[int, PassageSteps]]


class PassageTrace(NamedTuple):
    """``begins``: steps before the first decision. ``edges``: by edge, each distinct way of taking it, as its relative
    probability and its steps."""

    begins: PassageSteps
    edges: list[WeightedSteps]


def trace_passages(search: Search) -> PassageTrace:
    """The passage steps of every edge of the search's graph."""
    turns, graph = search.turns, search.graph
    edges: list[WeightedSteps] = [[] for _ in graph.target]
    runs = _RunCache(search)
    for key, row, before in search.rows():
        if isinstance(key, ChoiceKey):
            for option, edge in enumerate(row):
                edges[edge] = [(1, runs.taken(key.offers, option, before))]
        elif isinstance(key, AfterKey):
            edges[row[0]] = [(1, runs.run(search.state_keys.hub, before))]
        else:
            labels = [graph.label[edge] for edge in row]
            for edge, ways in zip(row, runs.drawn(key, labels, before), strict=True):
                edges[edge] = ways
    return PassageTrace(runs.run(search.reduced.graph.entry.id, SlotValues(turns.start)), edges)


class _OrderedReads(SlotValues):
    """Slot values that record what was read of those before, in order."""

    __slots__ = ("read",)

    def __init__(self, before: SlotValues) -> None:
        super().__init__(before)
        self.read: list[tuple[Slot, Any]] = []

    def __missing__(self, slot: Slot) -> Any:
        value = self[slot] = self.before[slot]
        self.read.append((slot, _exact(value)))
        return value


class _ReadTree(NamedTuple):
    """A node of the tree of recorded reads: the slot read next, and by its value the next read, or the steps made."""

    slot: Slot
    answers: dict[Any, _ReadTree | PassageSteps]


class _RunCache:
    """Cached runs. ``_seen``: by how a run begins, its first read."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.turns = search.turns
        self._fallback = [isinstance(node.offer, Offer) and node.offer.fallback for node in self.turns.nodes]
        self._seen: dict[Any, _ReadTree | PassageSteps] = {}

    def taken(self, offers: Sequence[OfferedOption], option: int, before: SlotValues) -> PassageSteps:
        """The steps after an option is taken."""
        begins = (offers[option], tuple(self.turns.left(offers, option)))
        return self._known(begins, before, lambda env: self.turns.choose(offers, option, env))

    def run(self, node: int, before: SlotValues) -> PassageSteps:
        """The steps from a node on."""
        return self._known(node, before, lambda env: self.turns.run(node, env, []))

    def drawn(self, key: ChanceKey, labels: Sequence[Any], before: SlotValues) -> list[WeightedSteps]:
        """The steps after the outcomes of each edge; of a range of indistinguishable ones, after the first."""
        before[self.search.reduced.graph.slots["offers",]] = len(key.offers)
        firsts = [label[:1] if isinstance(label, range) else label for label in labels]
        after: dict[int, PassageSteps] = {}
        if any(isinstance(label, range) for label in labels) or isinstance(self.turns.nodes[key.node].offer, Call):
            for index in chain.from_iterable(firsts):
                after[index] = self._moves(partial(self.turns.draw, key, key.outcomes[index], SlotValues(before)))
        else:  # follow the outcomes together up to the first recorded step or choice
            for merged in self.search.outcomes.first(key.node, tuple(key.outcomes), before):
                after |= dict.fromkeys(merged.indices, self._after(key, merged, before))
        outside = self.search.state_keys.outside(key.node)
        weights = outside.weights if outside is not None else None
        ways: list[WeightedSteps] = []
        for label, indices in zip(labels, firsts, strict=True):
            weight_of: dict[PassageSteps, int] = {}
            for index in indices:
                weight_here = len(label) if isinstance(label, range) else weights[index] if weights is not None else 1
                weight_of[after[index]] = weight_of.get(after[index], 0) + weight_here
            ways.append([(weight, moves) for moves, weight in weight_of.items()])
        return ways

    def _after(self, key: ChanceKey, merged: MergedOutcomes, before: SlotValues) -> PassageSteps:
        """The steps after equivalent outcomes. Of the options offered before, only a fallback can be taken."""
        offers = tuple([offered if self._fallback[offered.node] else None for offered in key.offers])
        base = SlotValues(before, merged.changed.items())
        return self._known((merged.number, offers), base, lambda env: self.turns.run(merged.number, env, list(key.offers)))

    def _moves(self, run: Callable[[], object]) -> PassageSteps:
        nodes = (self.turns.nodes[number] for number in self.turns.trail_of(run))
        return tuple(
            [PassageStep(n.position, n.expr.value) for n in nodes if n.kind is NodeKind.TEXT and n.label and n.expr is not None]
        )

    def _known(self, begins: Any, before: SlotValues, run: Callable[[SlotValues], object]) -> PassageSteps:
        """The steps of a run, or of an earlier one that began alike and read the same."""
        known = self._seen.get(begins)
        while isinstance(known, _ReadTree):
            known = known.answers.get(_exact(before[known.slot]))
        if known is not None:
            return known
        env = _OrderedReads(before)
        moves = self._moves(partial(run, env))
        tree, step = self._seen, begins
        for slot, value in env.read:
            read = tree.setdefault(step, _ReadTree(slot, {}))
            assert isinstance(read, _ReadTree)
            tree, step = read.answers, value
        tree[step] = moves
        return moves


def _exact(value: Any) -> tuple[type, Any]:
    """The value, distinguishing types and the sign of zero."""
    return type(value), repr(value) if type(value) is float else value

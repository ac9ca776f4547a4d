"""The luck needed: the chance that a playthrough's decisions, kept whatever its new draws are, lead to its ending.

The reader decides by place and meeting: at the k-th meeting of a place as the playthrough did at its own k-th; where it has none,
or its option is not on offer, as the original did; where that does not apply either, the decisions do not reach the ending. A
draw has the original's outcome of the same place and occurrence, if possible and not contradicted by the playthrough; all others
are new. That is a Markov chain over states and occurrence counters, solved by :mod:`epilogue.analysis.outlook`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from epilogue.analysis.occurrences import ComparedStep, Comparison, Occurrences
from epilogue.analysis.outlook import backward
from epilogue.analysis.path import Path
from epilogue.budget import tick
from epilogue.graphs.components import components
from epilogue.space.state_graph import StateGraph, StateKind

MOST_NODES = 20_000
"""Nodes followed at a time."""
MOST_EDGES = 2_000
"""Outcomes tried one by one."""

ChainNode = tuple[int, int, int]
"""State, and occurrence counters of the playthrough and of the original."""


class _DecisionChain(NamedTuple):
    """Markov chain of the decisions. By node: ``likely``, the probability of reaching the ending, and ``kind``, equal for
    nodes from which the same draws lead to the same; ``known``: whether the odds are those of luck alone."""

    nodes: dict[ChainNode, int]
    rows: list[list[tuple[int, int]]]
    likely: list[Fraction]
    kind: list[Hashable]
    known: bool


class OtherLuck:
    """The luck that a what-if playthrough needs. ``original``: what it is compared with; ``path`` and ``steps``: the playthrough,
    from the beginning, of which ``begin`` steps stay; ``ends``: the states that count as its ending."""

    def __init__(
        self, original: Occurrences, path: Path, steps: Sequence[ComparedStep], begin: int, ends: Collection[int]
    ) -> None:
        self.graph = original.graph
        self.original = original
        self.own = Occurrences(self.graph, path)
        self.path = path
        self.steps = steps
        self.begin = begin
        self.ends = ends
        self.new = [
            number
            for number, step in enumerate(steps)
            if self._lucky(path.states[number]) and step.comparison is not Comparison.KEPT
        ]

    @property
    def chance(self) -> Fraction | None:
        """Odds that the new draws bring the decisions to the ending, 1 where none matters; None where the world outside or
        unsearched play has a say, or there is too much to follow."""
        chain = self._chain
        return chain.likely[0] if chain is not None and chain.known else None

    def matters(self, number: int) -> bool:
        """Whether this draw's outcome makes a difference, given any outcomes of the others."""
        if self.steps[number].comparison is Comparison.AGAINST or self._chain is None:
            return True
        return number in self._mattering

    def edges(self, number: int) -> list[int]:
        """The edges of this draw after which the decisions, all other draws being the playthrough's, reach the ending."""
        own, row = self.steps[number].edge, self.graph.edges(self.path.states[number])
        if len(row) > MOST_EDGES or self._alone is None:
            return [own]
        nodes, likely = self._alone.nodes, self._alone.likely
        return [edge for edge in row if edge == own or likely[nodes[self._next(self._nodes[number], edge)]] == 1]

    # -- the Markov chain

    def _lucky(self, state: int) -> bool:
        return self.graph.kind[state] in (StateKind.CHANCE, StateKind.OUTSIDE)

    @cached_property
    def _nodes(self) -> list[ChainNode]:
        """The nodes of the playthrough itself."""
        first = self.path.states[0]
        nodes = [(first, self.own.before(0), self.original.before(0))]
        for step in self.steps:
            nodes.append(self._next(nodes[-1], step.edge))
        return nodes

    @cached_property
    def _chain(self) -> _DecisionChain | None:
        return self._followed([self._nodes[self.begin]], alone=False)

    @cached_property
    def _alone(self) -> _DecisionChain | None:
        """The chain in which one new draw varies and all others are the playthrough's."""
        starts = [
            self._next(self._nodes[number], edge)
            for number in self.new
            for edge in self.graph.edges(self.path.states[number])
            if len(self.graph.edges(self.path.states[number])) <= MOST_EDGES
        ]
        return self._followed(starts, alone=True)

    @cached_property
    def _mattering(self) -> set[int]:
        """The playthrough's draws whose outcomes do not all lead to the same."""
        assert self._chain is not None
        nodes, rows, _, kind, _ = self._chain
        draws = set()
        for (state, met, _), number in nodes.items():
            if self._lucky(state) and len({kind[to] for _, to in rows[number]}) > 1:
                draws.add(self.own.met(state, met))
        return draws

    def _next(self, node: ChainNode, edge: int) -> ChainNode:
        state, own, original = node
        target = self.graph.target[edge]
        return (
            target,
            self.own.after(state, own) & self.own.keep[target],
            self.original.after(state, original) & self.original.keep[target],
        )

    def _row(self, node: ChainNode, alone: bool) -> Sequence[int]:
        """The edges that may be taken; ``alone``: with the playthrough's own luck."""
        state, own, original = node
        graph = self.graph
        if state in self.ends or graph.kind[state] in (StateKind.ENDING, StateKind.OPEN):
            return ()
        number = self.own.met(state, own)
        choice = graph.kind[state] == StateKind.CHOICE
        if number >= 0 and (choice or alone):
            counterpart = self.own.counterpart(state, number)
            if counterpart is not None:
                return (counterpart.edge,)
        met = self.original.met(state, original)
        if met >= 0 and (choice or number < 0 or self.steps[number].comparison is not Comparison.AGAINST):
            counterpart = self.original.counterpart(state, met)
            if counterpart is not None:
                return (counterpart.edge,)
        return () if choice else graph.edges(state)

    def _followed(self, starts: Sequence[ChainNode], alone: bool) -> _DecisionChain | None:
        graph = self.graph
        nodes: dict[ChainNode, int] = {}
        order: list[ChainNode] = []

        def number(node: ChainNode) -> int:
            index = nodes.setdefault(node, len(order))
            if index == len(order):
                order.append(node)
            return index

        for start in starts:
            number(start)
        rows: list[list[tuple[int, int]]] = []
        for node in order:  # grows while iterated
            rows.append([(edge, number(self._next(node, edge))) for edge in self._row(node, alone)])
            if len(order) > MOST_NODES:
                return None
        chain = StateGraph()
        for (state, _, _), row in zip(order, rows, strict=True):
            chain.kind.append(StateKind.CHANCE if row else StateKind.ENDING)
            likely = dict(zip(graph.edges(state), graph.odds(state), strict=True))
            if len(row) > 1:
                chain.chance.update((len(chain.target) + place, likely[edge]) for place, (edge, _) in enumerate(row))
            chain.target.extend([to for _, to in row])
            chain.weight.extend([1] * len(row))
            chain.first.append(len(chain.target))
        worth = {index: (Fraction(1),) for index, (state, _, _) in enumerate(order) if state in self.ends}
        solved = [odds for (odds,) in backward(chain, worth, 1)]
        if not all(isinstance(odds, Fraction) for odds in solved):
            return None
        return self._classified(nodes, rows, chain, [Fraction(odds) for odds in solved])

    def _classified(
        self, nodes: dict[ChainNode, int], rows: list[list[tuple[int, int]]], chain: StateGraph, likely: list[Fraction]
    ) -> _DecisionChain:
        """Classifies nodes by where their draws lead: from the last ones back, as a decision diagram is reduced (Bryant 1986)."""
        graph, states = self.graph, [state for state, _, _ in nodes]
        kind: list[Hashable] = [None] * len(states)
        numbers: dict[Hashable, int] = {}
        known = True
        for component in components(chain.first, chain.target):
            tick()
            round_about = len(component) > 1 or any(to == component[0] for _, to in rows[component[0]])
            for index in component:
                state, row = states[index], rows[index]
                known = known and graph.kind[state] != StateKind.OPEN
                if likely[index] in (0, 1):
                    kind[index] = likely[index] == 1
                elif round_about:
                    kind[index] = "round", index
                elif len({kind[to] for _, to in row}) == 1:
                    kind[index] = kind[row[0][1]]
                else:
                    key = graph.site[state], tuple((graph.label[edge], kind[to]) for edge, to in row)
                    kind[index] = "draw", numbers.setdefault(key, len(numbers))
            for index in component:
                if graph.kind[states[index]] == StateKind.OUTSIDE and len(rows[index]) > 1:
                    known = known and not round_about and len({kind[to] for _, to in rows[index]}) == 1
        return _DecisionChain(nodes, rows, likely, kind, known)

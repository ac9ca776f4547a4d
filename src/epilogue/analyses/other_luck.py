"""How much luck it takes: of a playthrough that could have been, which outcomes of its new draws come to the same, and how likely
that is, while every decision stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from epilogue.analyses.meetings import alike
from epilogue.analyses.path import Path
from epilogue.analyses.whatif import Beside, Step, WhatIf
from epilogue.space.state_graph import Situation

MOST_STATES = 20_000
"""Situations followed at a time."""
MOST_EDGES = 2_000
"""Outcomes tried one by one."""


class OtherLuck:
    """``path`` and ``steps``: of the playthrough, from the beginning; ``ends``: the situations that are as good as its own end.
    ``new``: the numbers of the draws that the original's luck says nothing of, or something else, and that matter."""

    def __init__(self, search: WhatIf, path: Path, steps: Sequence[Step], ends: Collection[int]) -> None:
        self.search = search
        self.graph = search.graph
        self.path = path
        self.steps = steps
        self.ends = ends
        self.drawn = [
            number
            for number, (state, step) in enumerate(zip(path.states, steps, strict=False))
            if self.graph.situation[state] != Situation.CHOICE and step.beside is not Beside.KEPT
        ]
        self.new = [number for number in self.drawn if len(self.graph.edges(path.states[number])) > 1]

    def edges(self, number: int) -> list[int]:
        """The edges of this draw after which the same decisions, and otherwise the same luck, come to the same."""
        own = self.steps[number].edge
        row = self.graph.edges(self.path.states[number])
        return [edge for edge in row if edge == own or (len(row) <= MOST_EDGES and self._comes(edge, number + 1))]

    def matters(self, number: int) -> bool:
        """Whether not every outcome of this draw comes to the same."""
        against = self.steps[number].beside is Beside.AGAINST
        return against or len(self.edges(number)) < len(self.graph.edges(self.path.states[number]))

    def _comes(self, edge: int, number: int) -> bool:
        state: int | None = self.graph.target[edge]
        while number < len(self.steps) and state is not None and state != self.path.states[number]:
            state = self._after(state, number)
            number += 1
        return state is not None and (number < len(self.steps) or state in self.ends)

    def _after(self, state: int, number: int) -> int | None:
        """Where the step of this number leads from here, None if it is not to be had."""
        graph, own = self.graph, self.path.states[number]
        if state == own:
            return graph.target[self.steps[number].edge]
        if graph.situation[state] != graph.situation[own] or graph.site[state] != graph.site[own]:
            return None
        kept = alike(graph, state, own, self.steps[number].edge, self.steps[number].action)
        return None if kept is None else graph.target[kept.edge]

    def chance(self) -> Fraction | None:
        """How likely it is that the new draws, whatever each comes out as, bring the same decisions to the same; None where the
        world outside has a say in it, or there is too much to follow."""
        graph = self.graph
        if any(graph.situation[self.path.states[number]] != Situation.CHANCE for number in self.new):
            return None
        here = {self.path.states[0]: Fraction(1)}
        for number in range(len(self.steps)):
            following: dict[int, Fraction] = {}
            for state, odds in here.items():
                for target, share in self._ways(state, number):
                    following[target] = following.get(target, Fraction(0)) + odds * share
            here = following
            if len(here) > MOST_STATES:
                return None
        return sum((odds for state, odds in here.items() if state in self.ends), Fraction(0))

    def _ways(self, state: int, number: int) -> list[tuple[int, Fraction]]:
        graph = self.graph
        if number not in self.drawn:
            target = self._after(state, number)
            return [] if target is None else [(target, Fraction(1))]
        if len(graph.edges(state)) == 1:
            return [(graph.target[graph.first[state]], Fraction(1))]
        if graph.situation[state] != Situation.CHANCE or graph.site[state] != graph.site[self.path.states[number]]:
            return []
        likely = graph.odds(state)
        return [
            (graph.target[edge], Fraction(share, sum(likely))) for edge, share in zip(graph.edges(state), likely, strict=True)
        ]

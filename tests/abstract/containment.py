"""Judge of abstract interpretation: plays a FlowGraph, and whatever a slot holds has to lie in its abstract value."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from epilogue.abstract.domain import ANY_NUMBER, AbstractValue, domain_of
from epilogue.abstract.endings_ahead import EndingsAhead
from epilogue.abstract.interpretation import AbstractInterpretation, interpret_story
from epilogue.abstract.possible_endings import PossibleEnding
from epilogue.flow.context import Observations
from epilogue.flow.graph import Call, NodeKind
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import ReducedGraph, reduce, unreduced
from epilogue.flow.specialise import specialise
from epilogue.ir.operators import LIST, NUMBER, kind_bit
from epilogue.ir.program import Program
from epilogue.ir.values import ListValue
from epilogue.space.limits import TurnTooLarge
from epilogue.space.turn import Chance, Menu, PlayEnd, Turns


def contains(abstract: AbstractValue, value: Any) -> bool:
    """Whether the value is among those that the abstract one stands for."""
    if abstract.items is not None:
        return any(kind is type(value) and (value == each or value != value) for kind, each in abstract.items)
    kind = kind_bit(value)
    if kind == NUMBER:
        numbers = abstract.numbers
        if numbers is None or numbers == ANY_NUMBER:
            return numbers is not None
        return numbers.low <= value <= numbers.high and (type(value) is int or not numbers.whole)
    if kind != LIST:
        return bool(abstract.rest & kind)
    shape = abstract.lists
    if shape is None or not shape.least <= len(value.entries) <= shape.most:
        return False
    if not value.entries:
        return (shape.origins is None or shape.origins.issuperset(value.origins)) and (bool(value.origins) or not shape.placed)
    return shape.items is None or value.items <= shape.items


class _Watched(Turns):
    """Compares before each step."""

    def __init__(self, reduced: ReducedGraph, reach: AbstractInterpretation) -> None:
        super().__init__(reduced.graph, reduced.nodes, reach.evaluation.operators)
        self.reach = reach
        self.prospects = EndingsAhead(reach)
        self.everything = self.prospects.of([reduced.graph.entry.id])
        self.problems: list[str] = []
        self.seen = 0

    def _run(self, number: int, env: Any, offers: Any, script: Any, most: int) -> Any:
        for _ in range(most):
            self._compare(number, env)
            came = super()._run(number, env, offers, script, 1)
            if isinstance(came, PlayEnd):
                self._ended(came)
            if not isinstance(came, int):
                return came
            number, script = came, ()
        return number

    def _compare(self, number: int, env: Any) -> None:
        self.seen += 1
        reach = self.reach
        if number not in reach.met:
            if not reach.lost:
                self.problems.append(f"{self.nodes[number]} is said not to be met")
            return
        keys = reach.slots.keys
        for slot in range(len(keys)):
            if not contains(reach.held(number, slot), env[slot]) and not reach.lost:
                self.problems.append(f"{keys[slot]} is {env[slot]!r} and not {reach.held(number, slot)} at {self.nodes[number]}")
        if self.nodes[number].kind is NodeKind.SET:
            self.problems += self._taken(number, env)

    def _taken(self, number: int, env: Any) -> Iterator[str]:
        for a, b in self.reach.met[number].taken:
            taken, whole = env[a], env[b]
            if not isinstance(taken, ListValue) or not isinstance(whole, ListValue):
                continue
            if len(taken.entries) != min(1, len(whole.entries)) or not taken.items <= whole.items:
                yield f"{taken} is not taken from {whole} at {self.nodes[number]}"

    def _ended(self, end: PlayEnd) -> None:
        if not self.prospects.leads(self.everything, PossibleEnding(end.kind, end.position, None, None)):
            self.problems.append(f"{end} is said to be impossible")


def problems(program: Program, seed: int, plays: int = 12, turns: int = 12, passes: bool = True) -> tuple[list[str], int]:
    """All that happens in play and is not in the abstract interpretation, and the number of steps compared."""
    operators = flow_operators(program)
    graph = specialise(program, operators, Observations())
    reduced = reduce(graph) if passes else unreduced(graph)
    reach = interpret_story(reduced, operators, domain_of(program))
    watched, random = _Watched(reduced, reach), Random(seed)
    for _ in range(plays):
        env = list(watched.start)
        try:
            stop = watched.run(graph.entry.id, env, [])
            for _ in range(turns * 10):
                if isinstance(stop, Chance):
                    stop = watched.draw(stop, random.choice(stop.outcomes), env)
                elif isinstance(stop, Menu):
                    stop = watched.choose(stop.offers, random.randrange(len(stop.offers)), env)
                else:
                    break
        except TurnTooLarge:
            continue
    return watched.problems, watched.seen


def calls(program: Program) -> int:
    """The number of calls that are single operations."""
    graph = specialise(program, flow_operators(program), Observations())
    return sum(isinstance(node.offer, Call) for node in graph.nodes())

"""Numbers that a story compares: the values that a variable can have where it is compared, and those it mostly has there.

The bounds come from abstract interpretation of the reduced FlowGraph, so no reader can leave them. What is reached between them
is shown by random playthroughs of the unreduced one, in which no variable saturates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from math import inf
from typing import Any

from epilogue.abstract.domain import AbstractValue, domain_of
from epilogue.abstract.interpretation import interpret_story
from epilogue.answers import ComparedNumber, Quartiles
from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import FlowGraph, Node, NodeKind, Offer, copy_of
from epilogue.flow.passes import reduce
from epilogue.ir.operators import NUMBER, Compare, Operators
from epilogue.questions.endings.playthroughs import is_playable, random_playthroughs
from epilogue.space.limits import TurnTooLarge
from epilogue.space.turn import Env, Turns

PLAYTHROUGHS = 2_000
CHOICES = 100_000
"""Random playthroughs: how many, and how many choices and draws in all."""

ComparedAt = tuple[Slot, str, int]
"""A variable, and the file and line that compare it."""


def compared_numbers(flow: FlowGraph, operators: Operators, playable: bool) -> tuple[ComparedNumber, ...]:
    """The variables that a story compares with numbers, wherever that can come out either way. ``flow``: unreduced;
    ``playable``: whether readers who choose at random can be followed, as far as the code is concerned."""
    reduced = reduce(copy_of(flow))
    reach = interpret_story(reduced, operators, domain_of(flow.program))
    values: defaultdict[ComparedAt, list[AbstractValue]] = defaultdict(list)
    for node in reduced.nodes:
        if node.id in reach.met:
            for place in _compared(node, flow):
                values[place].append(reach.held(node.id, place[0]))
    numbers = {place: held for place, held in values.items() if all(value.kinds & NUMBER for value in held)}
    met = _met(flow, operators, numbers) if playable and numbers and is_playable(flow.nodes()) else {}
    found = []
    least, greatest = flow.program.semantics.values.numbers.least, flow.program.semantics.values.numbers.greatest
    for (slot, file, line), held in numbers.items():
        low, high = min(_bounds(value)[0] for value in held), max(_bounds(value)[1] for value in held)
        wrap = reduced.graph.wrap.get(slot)
        if wrap is not None and high >= wrap[0]:
            high = inf
        seen = met.get((slot, file, line))
        name = str(flow.slots.keys[slot][1])
        bounds = low if low > least else None, high if high < greatest else None
        found.append(ComparedNumber(name, file, line, *bounds, _quartiles(seen) if seen else None))
    return tuple(sorted(found, key=lambda number: (number.name, number.file, number.line)))


def _compared(node: Node, flow: FlowGraph) -> set[ComparedAt]:
    """The story's own variables that a node compares."""
    span = flow.program.code[node.position].span if node.position >= 0 else None
    if span is None or not span.line:
        return set()
    keys, hidden = flow.slots.keys, flow.program.hidden
    slots = {slot for expr in _read(node) for slot in _operands(expr)}
    return {(slot, span.file, span.line) for slot in slots if keys[slot][0] == "g" and keys[slot][1] not in hidden}


def _read(node: Node) -> Iterator[Expr]:
    if node.expr is not None and node.kind is not NodeKind.CHECK:  # what is checked is evaluated after it
        yield node.expr
    if isinstance(node.offer, Offer):
        yield from node.offer.guard


def _operands(expr: Expr, compared: bool = False) -> Iterator[Slot]:
    """The slots below a comparison that stands in an order, or tests for equality with a number."""
    if expr.op == "read":
        if compared:
            yield expr.value
        return
    inside = compared
    if isinstance(expr.algebra, Compare):
        constants = [arg.value for arg in expr.args if arg.op == "const"]
        inside = not constants or any(isinstance(value, int | float) and not isinstance(value, bool) for value in constants)
    for arg in expr.args:
        yield from _operands(arg, inside)


def _bounds(value: AbstractValue) -> tuple[float, float]:
    if value.items is not None:
        numbers = [float(item) for _, item in value.items if isinstance(item, int | float)]
        return min(numbers), max(numbers)
    return (value.numbers.low, value.numbers.high) if value.numbers is not None else (-inf, inf)


# -- what readers who choose at random meet


def _met(flow: FlowGraph, operators: Operators, places: Mapping[ComparedAt, object]) -> dict[ComparedAt, Counter[float]]:
    """How often each number was compared at each of the places."""
    nodes = flow.nodes()
    turns = Turns(flow, nodes, operators)
    met: defaultdict[ComparedAt, Counter[float]] = defaultdict(Counter)
    for node in nodes:
        counts = [(place[0], met[place]) for place in _compared(node, flow) if place in places]
        if counts:
            kind, follow, *rest = turns.steps[node.id]
            if kind is NodeKind.OFFER and rest[0]:
                first, *guards = rest[0]
                turns.steps[node.id] = kind, follow, (_recording(first, counts), *guards), *rest[1:]
            elif kind is NodeKind.SET:
                turns.steps[node.id] = kind, follow, rest[0], _recording(rest[1], counts)
            elif kind in (NodeKind.BRANCH, NodeKind.SWITCH):
                turns.steps[node.id] = kind, follow, _recording(rest[0], counts), *rest[1:]
    try:
        for _ in random_playthroughs(turns, nodes, flow.entry.id, PLAYTHROUGHS, CHOICES):
            pass
    except TurnTooLarge:
        pass  # what was met until then was met
    return met


def _recording(evaluate: Callable[[Env], Any], counts: list[tuple[Slot, Counter[float]]]) -> Callable[[Env], Any]:
    """Evaluates, and counts the numbers in the slots."""

    def recorded(env: Env) -> Any:
        for slot, counter in counts:
            value = env[slot]
            if isinstance(value, int | float):
                counter[value] += 1
        return evaluate(env)

    return recorded


def _quartiles(counts: Counter[float]) -> Quartiles:
    values = sorted(counts)
    total = counts.total()
    passed = list(accumulate(counts[value] for value in values))

    def at(share: float) -> float:
        return next(value for value, before in zip(values, passed, strict=True) if before >= share * total)

    return Quartiles(values[0], at(0.25), at(0.5), at(0.75), values[-1], total)

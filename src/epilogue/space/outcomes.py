"""Outcomes of a draw, merged: as soon as two of them are indistinguishable, only one is run further.

Outcomes differ only in what the draw changed: the slots computed from it (tainted). Each time one of these dies, the slots set
since that are still live are compared with those of earlier outcomes at the same node; if they are equal, so is everything that
follows. The way to the first such place is cached with the few slots it read, and not run again where these are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from typing import Any, NamedTuple

from epilogue.flow.expressions import Slot
from epilogue.flow.graph import Node, NodeKind
from epilogue.flow.passes import ReducedGraph
from epilogue.ir.operators import OperatorError
from epilogue.space.turn import SlotValues, Turns

MAX_STEPS = 1_000
MAX_PLACES = 100
MAX_READ = 6
MAX_RECORDED = 5_000
MAX_MISSED = 20
"""A draw whose outcomes stay apart this often is no longer cached."""

MergePoint = tuple[int, tuple[Any, ...]]
"""A node, and the live slots set since the draw with their values and types."""


class MergedOutcomes(NamedTuple):
    """Outcomes (``indices``) of a draw that are equivalent: they lead to the node ``number``, with the slots ``changed``, of
    which the bit set ``tainted`` was computed from the outcome."""

    number: int
    tainted: int
    changed: dict[Slot, Any]
    indices: list[int]


class _ReadRecorder(SlotValues):
    """Slot values that record which of those before the draw were read."""

    __slots__ = ("read",)

    def __init__(self, before: SlotValues, known: Iterable[tuple[Slot, Any]] = ()) -> None:
        super().__init__(before, known)
        self.read: set[Slot] = set()

    def __missing__(self, slot: Slot) -> Any:
        self.read.add(slot)
        return self.before[slot]


class OutcomeMerger:
    """Follows the outcomes of the draws of one search."""

    def __init__(self, reduced: ReducedGraph, turns: Turns) -> None:
        self.nodes = reduced.nodes
        self.live = reduced.liveness.live
        self.turns = turns
        self._missed: Counter[int] = Counter()
        self._recorded: dict[int, dict[tuple[Slot, ...], dict[Any, list[MergedOutcomes]]]] = {}

    def first(self, draw: int, outcomes: tuple[Any, ...], before: SlotValues) -> list[MergedOutcomes]:
        """The outcomes of a draw, merged at the first place where some are equivalent; in the order of the outcomes."""
        recorded = self._recorded.setdefault(draw, {})
        for slots, by_values in recorded.items():
            cached = by_values.get((outcomes, _exact(before, slots)))
            if cached is not None:
                return cached
        read: set[Slot] = set()
        groups = []
        for index, outcome in enumerate(outcomes):
            env = _ReadRecorder(before)
            number = self.turns.drawn(draw, outcome, env)
            groups.append(MergedOutcomes(number, 1 << self.nodes[draw].slot, dict(env), [index]))
            read |= env.read
        if self._missed[draw] >= MAX_MISSED:
            return groups
        for _ in range(MAX_PLACES):  # bounded: a story may loop
            fewer = self._regrouped(groups, before, read)
            if fewer is None or len(read) > MAX_READ:
                break
            if len(fewer) < len(groups):
                slots = tuple(sorted(read))
                by_values = recorded.setdefault(slots, {})
                if len(by_values) < MAX_RECORDED:
                    by_values[outcomes, _exact(before, slots)] = fewer
                return fewer
            groups = fewer
        self._missed[draw] += 1
        return groups

    def _regrouped(self, groups: list[MergedOutcomes], before: SlotValues, read: set[Slot]) -> list[MergedOutcomes] | None:
        """The groups at their next place, with equal ones merged; None if none gets any further. Adds what is read on the way to
        ``read``."""
        alike: dict[MergePoint, MergedOutcomes] = {}
        moved = False
        for group in groups:
            env = _ReadRecorder(before, group.changed.items())
            number, tainted, _ = self._go(group.number, group.tainted, env, None)
            read |= env.read
            moved = moved or number != group.number
            same = alike.setdefault((number, self._held(number, env)), MergedOutcomes(number, tainted, dict(env), []))
            same.indices.extend(group.indices)
        return list(alike.values()) if moved else None

    def after(self, merged: MergedOutcomes, env: SlotValues, met: Container[MergePoint]) -> tuple[int, list[MergePoint]]:
        """Runs on until an outcome in ``met`` is met (at the last of the places passed) or anything but a change of values
        happens. Returns the node and the places passed. ``env``: slots changed since the draw."""
        number, _, places = self._go(merged.number, merged.tainted, env, met)
        return number, places

    def _go(
        self, number: int, tainted: int, env: SlotValues, met: Container[MergePoint] | None
    ) -> tuple[int, int, list[MergePoint]]:
        """Does what :meth:`after` does; only to the first place if ``met`` is None."""
        steps, nodes, truthy = self.turns.steps, self.nodes, self.turns.truthy
        mattered = tainted
        places: list[MergePoint] = []
        try:
            for _ in range(MAX_STEPS):
                tainted &= self.live[number]
                if mattered & ~tainted:
                    if met is None:
                        break
                    visit = number, self._held(number, env)
                    places.append(visit)
                    if not tainted or visit in met:
                        break
                mattered = tainted
                step = steps[number]
                kind = step[0]
                if kind is NodeKind.SET:
                    env[step[2]] = step[3](env)
                    tainted = _spread(nodes[number], tainted)
                elif kind is NodeKind.CHECK:
                    step[2](env)
                elif kind is NodeKind.BRANCH:
                    if not truthy(step[2](env)):
                        number = step[3]
                        continue
                else:
                    break
                number = step[1]
        except OperatorError:
            pass  # the turn that starts here will raise it again
        return number, tainted, places

    def _held(self, number: int, env: SlotValues) -> tuple[Any, ...]:
        live = self.live[number]
        return _exact(env, [slot for slot in env if live >> slot & 1])


def _exact(env: SlotValues, slots: Iterable[Slot]) -> tuple[Any, ...]:
    """The slots' values, distinguishing types and the sign of zero."""
    values = [(slot, env[slot]) for slot in slots]
    return tuple([(slot, type(value), repr(value) if type(value) is float else value) for slot, value in values])


def _spread(node: Node, tainted: int) -> int:
    """The tainted slots after a SET."""
    assert node.expr is not None
    if any(tainted >> slot & 1 for slot in node.expr.reads):
        return tainted | 1 << node.slot
    return tainted & ~(1 << node.slot)

"""Abstract states: what is known at a node, and what an interpretation starts from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from epilogue.abstract.domain import AbstractValue, Domain
from epilogue.flow.expressions import Slot
from epilogue.flow.graph import FlowGraph


class AbstractEnv(dict[Slot, AbstractValue]):
    """The abstract values of slots at a node. Where one is left out, it has its initial value (in ``begun``) if it cannot have
    been set before (it is not in the bit set ``assigned``); else it is dead there, and can be ``anything``."""

    __slots__ = ("anything", "assigned", "begun")

    def __init__(
        self,
        begun: Sequence[AbstractValue],
        assigned: int,
        anything: AbstractValue,
        kept: Iterable[tuple[Slot, AbstractValue]] = (),
    ) -> None:
        super().__init__(kept)
        self.begun = begun
        self.assigned = assigned
        self.anything = anything

    def __missing__(self, slot: Slot) -> AbstractValue:
        return self.anything if self.assigned >> slot & 1 else self.begun[slot]

    def copy(self) -> AbstractEnv:
        return AbstractEnv(self.begun, self.assigned, self.anything, self.items())


class Start(NamedTuple):
    """A set of states to start from. ``node``: where play continues; -1: one of the ``offers`` is taken (ids of offer nodes, with
    the values they carry). ``held``: the values of slots."""

    node: int
    offers: tuple[tuple[int, tuple[AbstractValue, ...]], ...]
    held: Mapping[Slot, AbstractValue]


TakenItems = frozenset[tuple[Slot, Slot]]
"""Slots (a, b): a holds a list of one of the items of b's list, or an empty one if b's is empty."""
NONE_TAKEN: TakenItems = frozenset()


class OfferedIf(NamedTuple):
    """An option is on offer where the condition holds (or, unless ``holds``, where it does not). ``condition``: an expression, or
    a comparison and its operands; ``reads``: its slots."""

    condition: Any
    holds: bool
    reads: frozenset[Slot]


class AbstractState(NamedTuple):
    """The abstract state at a node: bit sets of the options that ``may`` and ``must`` have been offered this turn, and conditions
    under which one was (``offered``); what was ``taken`` from lists, and the ``values`` of its live slots."""

    may: int
    must: int
    offered: frozenset[OfferedIf]
    taken: TakenItems
    values: tuple[AbstractValue, ...]

    def after(self, changed: Iterable[Slot], taken: TakenItems = NONE_TAKEN) -> AbstractState:
        """The state after the slots changed, with what was ``taken`` since."""
        if not (self.offered or self.taken or taken):
            return self
        slots = frozenset(changed)
        left = frozenset([fact for fact in self.taken if slots.isdisjoint(fact)])
        offered = frozenset([fact for fact in self.offered if slots.isdisjoint(fact.reads)])
        return self._replace(taken=left | taken, offered=offered)


ANY_SLOT = -1
"""The bit set of all slots."""
NO_OPTIONS = AbstractState(0, 0, frozenset(), NONE_TAKEN, ())


def story_start(graph: FlowGraph, domain: Domain) -> Start:
    """The start state of a story."""
    return Start(graph.entry.id, (), initial_values(graph, domain))


def initial_values(graph: FlowGraph, domain: Domain) -> dict[int, AbstractValue]:
    """Abstract values at the start of a turn. Slots that a state does not keep have their initial values, as in the search; they
    are dead, though an option's condition may have seen other values."""
    return {slot: domain.of((graph.initial.get(slot, 0),)) for slot in range(len(graph.slots))}

"""What tells situations apart: the options on offer, and the values that still matter given exactly these options.

A situation's *key* is compared in full, never by hash alone; types count (1, 1.0 and true are different).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from epilogue.flow.expressions import evaluator
from epilogue.flow.graph import Offer
from epilogue.flow.passes import Reduced
from epilogue.ir.operators import OperatorError
from epilogue.ir.values import Value
from epilogue.space.state_graph import Ending, Situation
from epilogue.space.turn import Chance, Env, Menu, Offered, Stop

Types = tuple[type, ...]


class Kept(NamedTuple):
    """What a situation keeps of the slots: ``live`` ones, and what each option carries."""

    live: tuple[int, ...]
    carried: tuple[tuple[int, ...], ...]


class ChoiceKey(NamedTuple):
    """The reader picks among ``offers``; ``values`` of the live slots and their ``types``."""

    offers: tuple[Offered, ...]
    values: tuple[Any, ...]
    types: Types


class ChanceKey(NamedTuple):
    """A draw at ``node`` with these ``outcomes``, after the ``offers`` made so far this turn."""

    node: int
    offers: tuple[Offered, ...]
    outcomes: tuple[Any, ...]
    values: tuple[Any, ...]
    types: Types


Key = ChoiceKey | ChanceKey | Ending


class Situations:
    """Makes the keys of one reduced FlowGraph's situations."""

    def __init__(self, reduced: Reduced, operators: Mapping[str, Callable[..., Value]]) -> None:
        self.reduced = reduced
        self.mark = reduced.graph.slots["mark",]
        self.at_end = [evaluator(expr, operators) for expr in reduced.graph.at_end]
        self._keyed: dict[Any, tuple[int, ...]] = {}

    def key(self, stop: Menu | Chance | Stop, env: Env) -> tuple[Situation, Key]:
        """The key of where a turn has come to rest."""
        if isinstance(stop, Stop):
            observed = tuple(value(compute, env) for compute in self.at_end)
            return Situation.ENDING, Ending(stop.kind, stop.position, env[self.mark], stop.message, observed)
        if isinstance(stop, Menu):
            values = picker(self.live_after(stop.offers))(env)
            return Situation.CHOICE, ChoiceKey(stop.offers, values, tuple(map(type, values)))
        values = picker(self.live_at_draw(stop.node))(env)
        return Situation.CHANCE, ChanceKey(stop.node, stop.offers, stop.outcomes, values, tuple(map(type, values)))

    def live_after(self, offers: tuple[Offered, ...]) -> tuple[int, ...]:
        """The slots that matter when exactly these options are on offer, less those that still have their initial values."""
        nodes = tuple([o.node for o in offers])
        found = self._keyed.get(nodes)
        if found is None:
            assigned = -1
            for number in nodes:
                assigned &= self._assigned_by(number)
            found = self._keyed[nodes] = bits(self._needed(nodes) & assigned)
        return found

    def live_at_draw(self, number: int) -> tuple[int, ...]:
        """The slots that matter before the draw of this node, less those that still have their initial values."""
        found = self._keyed.get(number)
        if found is None:
            found = self._keyed[number] = bits(self.reduced.liveness.live[number] & self.reduced.assigned[number])
        return found

    def _needed(self, nodes: Iterable[int]) -> int:
        """What the options offered at these nodes read of the situation."""
        needed = 0
        for number in nodes:
            needed |= self.reduced.liveness.needs(self.reduced.nodes[number])
        return needed

    def _assigned_by(self, number: int) -> int:
        """What may have been set when the option offered at the node is taken; so it is whatever else is on offer with it."""
        offer = self.reduced.nodes[number].offer
        assert isinstance(offer, Offer)
        return self.reduced.assigned[offer.entry.id]

    def kept(self, key: Key) -> Kept:
        """What the situation of this key keeps."""
        if isinstance(key, Ending):
            return Kept((), ())
        numbers = [offered.node for offered in key.offers]
        live = self.reduced.liveness.live[key.node] if isinstance(key, ChanceKey) else self._needed(numbers)
        nodes = [self.reduced.nodes[number].offer for number in numbers]
        return Kept(bits(live), tuple(tuple(slot for slot, _ in n.captures) for n in nodes if isinstance(n, Offer)))


@cache
def picker(places: tuple[int, ...]) -> Callable[[Sequence[Any] | Env], tuple[Any, ...]]:
    """Takes the values at the places out of a sequence or of slots."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple([values[place] for place in places])


def value(compute: Callable[[Env], Any], env: Env) -> tuple[type, Any]:
    """An observed value with its type, or the error it ends in."""
    try:
        found = compute(env)
        return type(found), found
    except OperatorError as problem:
        return OperatorError, str(problem)


def bits(mask: int) -> tuple[int, ...]:
    """The places of the bits set, ascending."""
    found = []
    digits = f"{mask:b}"[::-1]
    slot = digits.find("1")
    while slot >= 0:
        found.append(slot)
        slot = digits.find("1", slot + 1)
    return tuple(found)

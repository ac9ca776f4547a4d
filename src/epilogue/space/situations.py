"""What tells situations apart: the options on offer, and the values that still matter given exactly these options.

A situation's *key* is compared in full, never by hash alone; types count (1, 1.0 and true are different).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from epilogue.flow.expressions import evaluator
from epilogue.flow.graph import Draw, Offer
from epilogue.flow.passes import Reduced
from epilogue.ir.operators import OperatorError
from epilogue.ir.program import Outside
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
        self._live: dict[Any, tuple[int, ...]] = {}

    def key(self, stop: Menu | Chance | Stop, env: Env) -> tuple[Situation, Key]:
        """The key of where a turn has come to rest."""
        if isinstance(stop, Stop):
            observed = tuple(value(compute, env) for compute in self.at_end)
            return Situation.ENDING, Ending(stop.kind, stop.position, env[self.mark], stop.message, observed)
        if isinstance(stop, Menu):
            values = picker(self.live_after(stop.offers))(env)
            return Situation.CHOICE, ChoiceKey(stop.offers, values, tuple(map(type, values)))
        values = picker(self.live_at_draw(stop.node))(env)
        outside = self.outside(stop.node)
        situation = Situation.OUTSIDE if outside is not None and outside.weights is None else Situation.CHANCE
        return situation, ChanceKey(stop.node, stop.offers, stop.outcomes, values, tuple(map(type, values)))

    def outside(self, number: int) -> Outside | None:
        """What of the world outside is drawn at the node, None if it is the story's own luck."""
        draw = self.reduced.nodes[number].offer
        return draw.outside if isinstance(draw, Draw) else None

    def live_after(self, offers: tuple[Offered, ...]) -> tuple[int, ...]:
        """The slots that matter when exactly these options are on offer."""
        nodes = tuple([o.node for o in offers])
        found = self._live.get(nodes)
        if found is None:
            needed = 0
            for number in nodes:
                needed |= self.reduced.liveness.needs(self.reduced.nodes[number])
            found = self._live[nodes] = bits(needed)
        return found

    def live_at_draw(self, number: int) -> tuple[int, ...]:
        """The slots that matter before the draw of this node."""
        found = self._live.get(number)
        if found is None:
            found = self._live[number] = bits(self.reduced.liveness.live[number])
        return found

    def kept(self, key: Key) -> Kept:
        """What the situation of this key keeps."""
        if isinstance(key, Ending):
            return Kept((), ())
        live = self.live_at_draw(key.node) if isinstance(key, ChanceKey) else self.live_after(key.offers)
        nodes = [self.reduced.nodes[offered.node].offer for offered in key.offers]
        return Kept(live, tuple(tuple(slot for slot, _ in n.captures) for n in nodes if isinstance(n, Offer)))


@cache
def picker(places: tuple[int, ...]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Takes the values at the places out of a sequence."""
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
    slot = 0
    while mask:
        if mask & 1:
            found.append(slot)
        mask >>= 1
        slot += 1
    return tuple(found)

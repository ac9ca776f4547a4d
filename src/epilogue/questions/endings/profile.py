"""Profile of a search: how many values each slot that still mattered had, and where they are read.

A slot's contribution is the entropy of its values (in bits) over the states sampled; not mattering counts as one more value. Bits
of independent slots add up to those of the states; dependent slots share theirs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log2
from random import Random
from typing import Any, NamedTuple

from epilogue.budget import tick
from epilogue.flow.expressions import Expr
from epilogue.flow.graph import Draw, Node, NodeKind, Offer
from epilogue.flow.passes import ReducedGraph
from epilogue.ir.operators import SHIFTS, Arithmetic, Compare, Logic
from epilogue.space.state_keys import ChanceKey, ChoiceKey, StateKey

SAMPLE = 10_000
PAIRED = 6
"""Number of slots, the largest multipliers, examined in pairs."""


class SlotProfile(NamedTuple):
    """``values``: the distinct ones found; ``bits``: how much they multiply; ``reads``: positions in the code that read the
    slot (mere updates aside). ``limit``: set if it only grows (or only shrinks) and is only ever compared with numbers: the
    last of these on its way; ``beyond``: number of values past it."""

    slot: int
    values: int
    bits: float
    reads: tuple[int, ...]
    limit: float | None
    beyond: int


class PairProfile(NamedTuple):
    """Two slots and the distinct pairs of their values in the states where both mattered."""

    first: int
    second: int
    pairs: int


class SearchProfile(NamedTuple):
    """``situations`` found, of which ``sampled`` were examined; ``menus``: different sets of options in these; the ``slots``
    with more than one value, largest multipliers first; ``pairs`` of the first of them."""

    situations: int
    sampled: int
    menus: int
    slots: tuple[SlotProfile, ...]
    pairs: tuple[PairProfile, ...]


def profile(reduced: ReducedGraph, keys: Sequence[StateKey], sample: int = SAMPLE) -> SearchProfile:
    """Profile of the states with these keys."""
    chosen = keys if len(keys) <= sample else Random(1).sample(keys, sample)
    met = [(key, _values(reduced, key)) for key in chosen if isinstance(key, ChoiceKey | ChanceKey)]
    counts: defaultdict[int, Counter[Any]] = defaultdict(Counter)
    for _, values in met:
        tick()
        for slot, value in values.items():
            counts[slot][value] += 1
    many = {slot: values for slot, values in counts.items() if len(values) > 1}
    readers = _SlotReads(reduced, many)
    slots = [
        SlotProfile(slot, len(values), _bits(values, len(met)), readers.positions(slot), *readers.limit(slot, values))
        for slot, values in many.items()
    ]
    slots.sort(key=lambda slot: (-slot.bits, slot.slot))
    menus = len({tuple(offered.node for offered in key.offers) for key, _ in met})
    pairs = _pairs([values for _, values in met], [slot.slot for slot in slots[:PAIRED]])
    return SearchProfile(len(keys), len(chosen), menus, tuple(slots), pairs)


def _values(reduced: ReducedGraph, key: ChoiceKey | ChanceKey) -> dict[int, Any]:
    """Value, with its type, of each slot that a state keeps."""
    values: dict[int, Any] = dict(zip(key.live, zip(key.types, key.values, strict=True), strict=True))
    values.pop(reduced.graph.slots["offers",], None)  # redundant: the offers themselves are compared
    for offered in key.offers:
        offer = reduced.nodes[offered.node].offer
        assert isinstance(offer, Offer)
        for (slot, _), kind, value in zip(offer.captures, offered.types, offered.carried, strict=True):
            values[slot] = kind, value
    return values


def _bits(counts: Counter[Any], situations: int) -> float:
    elsewhere = situations - counts.total()
    return -sum(n / situations * log2(n / situations) for n in (*counts.values(), elsewhere) if n)


def _pairs(met: Sequence[Mapping[int, Any]], slots: Sequence[int]) -> tuple[PairProfile, ...]:
    pairs = []
    for index, first in enumerate(slots):
        for second in slots[index + 1 :]:
            tick()
            both = {(values[first], values[second]) for values in met if first in values and second in values}
            if both:
                pairs.append(PairProfile(first, second, len(both)))
    return tuple(pairs)


class _SlotReads:
    """Reads of slots, by kind."""

    def __init__(self, reduced: ReducedGraph, slots: Mapping[int, Any]) -> None:
        self._positions: dict[int, set[int]] = {slot: set() for slot in slots}
        self._compared: dict[int, set[float]] = {slot: set() for slot in slots}
        self._whole: set[int] = set()
        self._steps: dict[int, set[int]] = {slot: set() for slot in slots}
        for observed in (*reduced.graph.at_end, *reduced.graph.never):
            self._whole.update(observed.reads)
        for node in reduced.nodes:
            tick()
            if isinstance(node.offer, Draw) and node.offer.picked is not None and node.offer.picked in slots:
                self._positions[node.offer.picked].add(node.position)
            if node.kind is NodeKind.SET and node.expr is not None and node.slot in slots and node.expr.op != "const":
                self._steps[node.slot].add(_step(node.slot, node.expr))
            for expr, truth in _reads(node):
                for slot in expr.reads & slots.keys():
                    if node.kind is not NodeKind.SET or node.slot != slot:
                        self._positions[slot].add(node.position)
                if not (node.kind is NodeKind.SET and node.slot in expr.reads):
                    self._use(expr, truth)

    def _use(self, expr: Expr, truth: bool) -> None:
        """Notes how an expression uses the slots: as a truth value, compared with a number, or whole."""
        if expr.op == "read":
            if truth:
                self._compared.setdefault(expr.value, set()).add(0)
            else:
                self._whole.add(expr.value)
        elif isinstance(expr.algebra, Compare) and len(expr.args) == 2:
            for operand, other in (expr.args, expr.args[::-1]):
                number = other.value if other.op == "const" else None
                if operand.op == "read" and isinstance(number, int | float):
                    self._compared.setdefault(operand.value, set()).add(number)
                else:
                    self._use(operand, False)
        else:
            for arg in expr.args:
                self._use(arg, isinstance(expr.algebra, Logic))
            if expr.op == "pick":
                self._whole.update(expr.reads)

    def positions(self, slot: int) -> tuple[int, ...]:
        return tuple(sorted(self._positions[slot]))

    def limit(self, slot: int, counts: Counter[Any]) -> tuple[float | None, int]:
        """See :class:`SlotProfile`."""
        numbers = self._compared[slot]
        if slot in self._whole or not numbers or self._steps[slot] not in ({1}, {-1}):
            return None, 0
        up = 1 in self._steps[slot]
        last = max(numbers) if up else min(numbers)
        values = [value for _, value in counts if isinstance(value, int | float)]
        return last, sum(value > last if up else value < last for value in values)


def _step(slot: int, expr: Expr) -> int:
    """Direction of an update: 1 if it adds a positive number, -1 if it subtracts one, else 0."""
    if expr.algebra in SHIFTS and len(expr.args) == 2 and expr.args[0].op == "read" and expr.args[0].value == slot:
        number = expr.args[1].value if expr.args[1].op == "const" else None
        if isinstance(number, int | float) and number:
            return 1 if (number > 0) == (expr.algebra is Arithmetic.ADD) else -1
    return 0


def _reads(node: Node) -> list[tuple[Expr, bool]]:
    """The expressions a node evaluates, and whether only their truth counts."""
    reads = [] if node.expr is None else [(node.expr, node.kind is NodeKind.BRANCH)]
    if isinstance(node.offer, Offer):
        reads += [(condition, True) for condition in node.offer.guard]
        reads += [(carried, False) for _, carried in node.offer.captures]
    elif isinstance(node.offer, Draw):
        reads += [(arg, False) for arg in node.offer.args]
    return reads

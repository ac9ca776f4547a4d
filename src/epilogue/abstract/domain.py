"""Abstract values: over-approximations of what a slot can hold.

A finite set of concrete values, each with its type (1 and true are distinct), or a range of numbers, a shape of lists and values
of other kinds beside each other. Values are interned: equal ones are the same object. Interval analysis with filtering at
branches: Cousot and Cousot, POPL 1977.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import copysign, inf
from typing import Any, NamedTuple

from epilogue.abstract import lists
from epilogue.abstract.lists import ANY_LIST, ListShape
from epilogue.ir.operators import LIST, NUMBER, OTHER, STRING, OperatorError, kind_bit
from epilogue.ir.program import Program
from epilogue.ir.semantics import Values
from epilogue.ir.values import ListValue

MAX_SET = 12
"""Concrete values kept apart; larger sets are told by their ranges, shapes and kinds."""

TypedValue = tuple[type, Any]


class NumberRange(NamedTuple):
    """Numbers from ``low`` to ``high``, ``whole`` ones alone (not even truth values) or any. Without bounds, and where they are
    not all whole, "not a number" is among them."""

    low: float
    high: float
    whole: bool


ANY_NUMBER = NumberRange(-inf, inf, False)
ANY_WHOLE = NumberRange(-inf, inf, True)


class AbstractValue:
    """Over-approximates the values of a slot. ``items``: a set of values with their types; if None: ``numbers``, ``lists`` (None:
    no such values) and all values of the kinds ``rest``. ``kinds``: the bits of all these. ``low``, ``high``: bounds, if it holds
    numbers alone, and these have bounds."""

    __slots__ = ("high", "items", "kinds", "lists", "low", "numbers", "rest")

    def __init__(
        self, items: frozenset[TypedValue] | None, numbers: NumberRange | None, shape: ListShape | None, rest: int, kinds: int
    ) -> None:
        self.items = items
        self.numbers = numbers
        self.lists = shape
        self.rest = rest
        self.kinds = kinds
        bounded = kinds == NUMBER and numbers is not None and numbers.low > -inf and numbers.high < inf
        self.low: float | None = numbers.low if bounded and numbers is not None else None
        self.high: float | None = numbers.high if bounded and numbers is not None else None

    def __repr__(self) -> str:
        if self.items is not None:
            return "{" + ", ".join(sorted(repr(value) for _, value in self.items)) + "}"
        if self.numbers == ANY_NUMBER and self.lists == ANY_LIST and self.rest == STRING | OTHER:
            return "anything"
        parts = [] if self.numbers is None else [f"[{self.numbers.low}, {self.numbers.high}]{' whole' * self.numbers.whole}"]
        parts += [] if self.lists is None else [repr(self.lists)]
        return " or ".join([*parts, *["text"] * bool(self.rest & STRING), *["other"] * bool(self.rest & OTHER)])


class Domain:
    """Factory and operations of one analysis' abstract values: ``anything``, ``nothing``, sets, and what is told by ranges,
    shapes and kinds. ``thresholds``: the whole numbers at which a bound that moves may come to rest, sorted."""

    def __init__(self, values: Values, thresholds: Sequence[int] = ()) -> None:
        self.truthy, self.numbers = values.truthy, values.numbers
        self.thresholds = thresholds
        self._sets: dict[frozenset[TypedValue], AbstractValue] = {}
        self._each: dict[frozenset[TypedValue], AbstractValue] = {}
        self._mixed: dict[tuple[NumberRange | None, ListShape | None, int], AbstractValue] = {}
        self._joins: dict[tuple[AbstractValue, AbstractValue], AbstractValue] = {}
        self._truths: dict[AbstractValue, tuple[bool, bool, bool]] = {}
        self._hulls: dict[AbstractValue, AbstractValue] = {}
        self.anything = self.mixed(ANY_NUMBER, ANY_LIST, STRING | OTHER)
        self.nothing = self.set(frozenset())

    def set(self, items: frozenset[TypedValue]) -> AbstractValue:
        """Exactly these values; their hull if there are too many."""
        result = self._sets.get(items)
        if result is None:
            if len(items) <= MAX_SET:
                kinds = 0
                for _, value in items:
                    kinds |= kind_bit(value)
                result = AbstractValue(items, None, None, 0, kinds)
            else:
                result = self._hull(items)
            self._sets[items] = result
        return result

    def of(self, values: Iterable[Any]) -> AbstractValue:
        """The set of these values, with their types."""
        if isinstance(values, range) and len(values) > MAX_SET:
            return self.range(min(values[0], values[-1]), max(values[0], values[-1]), True)
        typed = [(type(value), value) for value in values]
        items = frozenset(typed)
        if (float, 0.0) in items and any(kind is float and value == 0 and copysign(1, value) < 0 for kind, value in typed):
            return self._hull(items)  # -0.0 == 0.0, but dividing by them differs
        return self.set(items)

    def mixed(self, numbers: NumberRange | None, shape: ListShape | None, rest: int = 0) -> AbstractValue:
        """All these values."""
        key = numbers, shape, rest
        result = self._mixed.get(key)
        if result is None:
            if numbers is None and shape is None and not rest:
                return self.nothing
            kinds = rest | NUMBER * (numbers is not None) | LIST * (shape is not None)
            result = self._mixed[key] = AbstractValue(None, numbers, shape, rest, kinds)
        return result

    def of_kinds(self, kinds: int) -> AbstractValue:
        """All values of these kinds."""
        return self.mixed(ANY_NUMBER if kinds & NUMBER else None, ANY_LIST if kinds & LIST else None, kinds & (STRING | OTHER))

    def range(self, low: float, high: float, whole: bool = False) -> AbstractValue:
        """Numbers from ``low`` to ``high``; any, if a bound is a number the engine does not hold exactly (integers wrap)."""
        return self.mixed(self.bounded(low, high, whole), None)

    def bounded(self, low: float, high: float, whole: bool) -> NumberRange:
        """The numbers of :meth:`range`."""
        if not (self.numbers.least <= low <= high <= self.numbers.greatest):
            return ANY_WHOLE if whole else ANY_NUMBER
        return NumberRange(low, high, whole)

    def _hull(self, items: frozenset[TypedValue]) -> AbstractValue:
        plain = [(kind, value) for kind, value in items if kind_bit(value) == NUMBER]
        shapes = [value for _, value in items if isinstance(value, ListValue)]
        rest = 0
        for _, value in items:
            rest |= kind_bit(value) & (STRING | OTHER)
        numbers = None
        if plain:
            each = [value for _, value in plain]
            exact = all(value == value for value in each)
            numbers = self.bounded(min(each), max(each), all(kind is int for kind, _ in plain)) if exact else ANY_NUMBER
        return self.mixed(numbers, lists.shape_of(shapes) if shapes else None, rest)

    def hull(self, abstract: AbstractValue) -> AbstractValue:
        """The least value with a range, a shape and kinds that contains it."""
        if not abstract.items:
            return abstract
        result = self._hulls.get(abstract)
        if result is None:
            result = self._hulls[abstract] = self._hull(abstract.items)
        return result

    def join(self, a: AbstractValue, b: AbstractValue) -> AbstractValue:
        """The least upper bound."""
        if a is b or b is self.nothing or a is self.anything:
            return a
        if a is self.nothing or b is self.anything:
            return b
        result = self._joins.get((a, b))
        if result is None:
            if a.items is not None and b.items is not None:
                result = self.set(a.items | b.items)
            else:
                left, right = self.hull(a), self.hull(b)
                result = self.mixed(
                    _joined(left.numbers, right.numbers), _joined_shapes(left.lists, right.lists), left.rest | right.rest
                )
            self._joins[a, b] = result
        return result

    def join_each(self, a: AbstractValue, b: AbstractValue) -> AbstractValue:
        """All values of both, each by itself, however many: for what takes no other values than those that the code names."""
        if a.items is None or b.items is None:
            return self.join(a, b)
        items = a.items | b.items
        if len(items) <= MAX_SET:
            return self.set(items)
        if items not in self._each:
            self._each[items] = AbstractValue(items, None, None, 0, a.kinds | b.kinds)
        return self._each[items]

    def widen(self, old: AbstractValue, new: AbstractValue, rest: bool = False) -> AbstractValue:
        """A join that grows only finitely often: bounds that move jump to the extremes, or to the next threshold where they may
        ``rest``."""
        joined = self.join(old, new)
        if joined is old or old is self.nothing or (joined.items is not None and joined.kinds != NUMBER):
            return joined
        before, after = self.hull(old), self.hull(joined)
        numbers, shape = after.numbers, after.lists
        if numbers is not None and before.numbers is not None:
            if numbers.low == -inf or numbers.high == inf:
                numbers = ANY_WHOLE if numbers.whole else ANY_NUMBER
            else:
                low = before.numbers.low if numbers.low >= before.numbers.low else self._below(numbers.low, rest)
                high = before.numbers.high if numbers.high <= before.numbers.high else self._above(numbers.high, rest)
                numbers = self.bounded(low, high, numbers.whole)
        if shape is not None and before.lists is not None:
            shape = lists.widen(before.lists, shape)
        return self.mixed(numbers, shape, after.rest)

    def _below(self, low: float, rest: bool) -> float:
        index = bisect_right(self.thresholds, low) if rest else 0
        return self.thresholds[index - 1] if index else self.numbers.least

    def _above(self, high: float, rest: bool) -> float:
        index = bisect_left(self.thresholds, high) if rest else len(self.thresholds)
        return self.thresholds[index] if index < len(self.thresholds) else self.numbers.greatest

    def truth(self, abstract: AbstractValue) -> tuple[bool, bool, bool]:
        """(can be true, can be false, can be untestable). A list is true if it has items."""
        result = self._truths.get(abstract)
        if result is None:
            result = self._truths[abstract] = self._truth(abstract)
        return result

    def _truth(self, abstract: AbstractValue) -> tuple[bool, bool, bool]:
        yes = no = fails = False
        if abstract.items is None:
            numbers, shape = abstract.numbers, abstract.lists
            if numbers is not None:
                yes, no = (numbers.low, numbers.high) != (0, 0), numbers.low <= 0 <= numbers.high
            if shape is not None:
                yes, no = yes or shape.most > 0, no or shape.least == 0
            if abstract.rest:
                yes = no = True
            return yes, no, bool(abstract.rest & OTHER)
        for _, value in abstract.items:
            try:
                if self.truthy(value):
                    yes = True
                else:
                    no = True
            except OperatorError:
                fails = True
        return yes, no, fails

    def outward(self, low: float, high: float) -> tuple[float, float]:
        """Bounds that hold for integers and floats alike, since rounding is monotone."""
        held = self.numbers.held
        return min(low, held(low)), max(high, held(high))


def domain_of(program: Program) -> Domain:
    """The domain for a story, with thresholds next to the numbers that its code names (widening up to: Halbwachs, Proy and
    Roumanoff, *Verification of real-time systems using linear relation analysis*, 1997)."""
    named = {op.a for op in program.code if op.op == "push" and type(op.a) is int}
    return Domain(program.semantics.values, sorted({near for number in named for near in (number - 1, number, number + 1)}))


def _joined(a: NumberRange | None, b: NumberRange | None) -> NumberRange | None:
    if a is None or b is None:
        return a or b
    whole = a.whole and b.whole
    low, high = min(a.low, b.low), max(a.high, b.high)
    return NumberRange(low, high, whole) if whole or (low > -inf and high < inf) else ANY_NUMBER


def _joined_shapes(a: ListShape | None, b: ListShape | None) -> ListShape | None:
    return a or b if a is None or b is None else lists.join(a, b)

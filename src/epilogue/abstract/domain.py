"""Abstract values: over-approximations of what a slot can hold.

A finite set of concrete values, each with its type (1 and true are distinct), a range of numbers, or anything. Values are
interned: equal ones are the same object. Interval analysis with filtering at branches: Cousot and Cousot, POPL 1977.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import copysign
from typing import Any

from epilogue.ir.operators import OperatorError
from epilogue.ir.semantics import Values

MAX_SET = 12
"""Concrete values kept apart; larger sets become a range."""

TypedValue = tuple[type, Any]


class AbstractValue:
    """Over-approximates the values of a slot. ``items``: a set of values with their types; None: numbers from ``low`` to
    ``high``, or, if ``low`` is None, anything."""

    __slots__ = ("high", "items", "low")

    def __init__(self, items: frozenset[TypedValue] | None, low: float | None, high: float | None) -> None:
        self.items = items
        self.low = low
        self.high = high

    def __repr__(self) -> str:
        if self.items is not None:
            return "{" + ", ".join(sorted(repr(value) for _, value in self.items)) + "}"
        return "anything" if self.low is None else f"[{self.low}, {self.high}]"


class Domain:
    """Factory and operations of one analysis' abstract values: ``anything``, ``nothing``, sets and ranges."""

    def __init__(self, values: Values) -> None:
        self.truthy, self.numbers = values.truthy, values.numbers
        self._sets: dict[frozenset[TypedValue], AbstractValue] = {}
        self._ranges: dict[tuple[float, float], AbstractValue] = {}
        self._joins: dict[tuple[AbstractValue, AbstractValue], AbstractValue] = {}
        self._truths: dict[AbstractValue, tuple[bool, bool, bool]] = {}
        self.anything = AbstractValue(None, None, None)
        self.nothing = self.set(frozenset())

    def set(self, items: frozenset[TypedValue]) -> AbstractValue:
        """Exactly these values; a range, or anything, if there are too many."""
        result = self._sets.get(items)
        if result is None:
            result = self._sets[items] = AbstractValue(items, None, None) if len(items) <= MAX_SET else self._hull(items)
        return result

    def of(self, values: Iterable[Any]) -> AbstractValue:
        """The set of these values, with their types."""
        if isinstance(values, range) and len(values) > MAX_SET:
            return self.range(min(values[0], values[-1]), max(values[0], values[-1]))
        typed = [(type(value), value) for value in values]
        items = frozenset(typed)
        if (float, 0.0) in items and any(kind is float and value == 0 and copysign(1, value) < 0 for kind, value in typed):
            return self._hull(items)  # -0.0 == 0.0, but dividing by them differs
        return self.set(items)

    def range(self, low: float, high: float) -> AbstractValue:
        """Numbers from ``low`` to ``high``; anything, if a bound is a number the engine does not hold exactly (integers wrap)."""
        if not (self.numbers.least <= low <= high <= self.numbers.greatest):
            return self.anything
        result = self._ranges.get((low, high))
        if result is None:
            result = self._ranges[low, high] = AbstractValue(None, low, high)
        return result

    def _hull(self, items: frozenset[TypedValue]) -> AbstractValue:
        if not all(issubclass(kind, int | float) for kind, _ in items):
            return self.anything
        numbers = [value for _, value in items]
        if any(value != value for value in numbers):
            return self.anything
        return self.range(min(numbers), max(numbers))

    def as_range(self, abstract: AbstractValue) -> AbstractValue:
        """The smallest range that contains it; anything, if there is none."""
        return self._hull(abstract.items) if abstract.items else abstract

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
                left, right = self.as_range(a), self.as_range(b)
                if left.low is None or right.low is None or left.high is None or right.high is None:
                    result = self.anything
                else:
                    result = self.range(min(left.low, right.low), max(left.high, right.high))
            self._joins[a, b] = result
        return result

    def widen(self, old: AbstractValue, new: AbstractValue) -> AbstractValue:
        """A join that grows only finitely often: bounds that move jump to the extremes."""
        joined = self.join(old, new)
        if joined is old or old is self.nothing:
            return joined
        before, after = self.as_range(old), self.as_range(joined)
        if before.low is None or before.high is None or after.low is None or after.high is None:
            return self.anything if joined.items is None else joined
        return self.range(
            before.low if after.low >= before.low else self.numbers.least,
            before.high if after.high <= before.high else self.numbers.greatest,
        )

    def truth(self, abstract: AbstractValue) -> tuple[bool, bool, bool]:
        """(can be true, can be false, can be untestable)."""
        result = self._truths.get(abstract)
        if result is None:
            result = self._truths[abstract] = self._truth(abstract)
        return result

    def _truth(self, abstract: AbstractValue) -> tuple[bool, bool, bool]:
        if abstract.items is None:
            if abstract.low is None or abstract.high is None:
                return True, True, True
            return (abstract.low, abstract.high) != (0, 0), abstract.low <= 0 <= abstract.high, False
        yes = no = fails = False
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

"""ink's list operators: items with numbers, in the order in which they were added, after inkle's InkList.

The engine's lists are dictionaries that are never changed once they are a value: what is left of the left operand keeps its
order, and what is new in the right one follows in that one's. Order decides which of items with the same number is the greatest
or the least, which comes first in print if they are of one list, and what a seeded generator draws.
"""

from __future__ import annotations

from collections.abc import Callable

from epilogue.ir.operators import OperatorError
from epilogue.ir.semantics import Lists
from epilogue.ir.values import Entry, ListItem, ListValue, Value
from epilogue.languages.dotnet.numbers import INT_MAX, int32

NOTHING = ListValue()


def greatest(value: ListValue) -> ListValue:
    """The entry of the greatest number that was added first."""
    return ListValue((max(value.entries, key=_number),)) if value.entries else NOTHING


def least(value: ListValue) -> ListValue:
    """The entry of the least number that was added first."""
    return ListValue((min(value.entries, key=_number),)) if value.entries else NOTHING


def union(left: ListValue, right: ListValue) -> ListValue:
    return ListValue((*left.entries, *[entry for entry in right.entries if entry not in left.items]), left.origins)


def without(left: ListValue, right: ListValue) -> ListValue:
    return ListValue([entry for entry in left.entries if entry not in right.items], left.origins)


def intersection(left: ListValue, right: ListValue) -> ListValue:
    return ListValue([entry for entry in left.entries if entry in right.items])


def contains(left: ListValue, right: ListValue) -> bool:
    return bool(right.entries) and bool(left.entries) and right.items <= left.items


def same(left: ListValue, right: ListValue) -> bool:
    return left.items == right.items


def _number(entry: Entry) -> int:
    return entry[1]


def _numbers(value: ListValue) -> list[int]:
    return [number for _, number in value.entries]


def greater(left: ListValue, right: ListValue) -> bool:
    if not left.entries:
        return False
    return not right.entries or min(_numbers(left)) > max(_numbers(right))


def greater_or_same(left: ListValue, right: ListValue) -> bool:
    if not left.entries:
        return False
    if not right.entries:
        return True
    ours, theirs = _numbers(left), _numbers(right)
    return min(ours) >= min(theirs) and max(ours) >= max(theirs)


def less(left: ListValue, right: ListValue) -> bool:
    return greater(right, left)


def less_or_same(left: ListValue, right: ListValue) -> bool:
    return greater_or_same(right, left)


def in_range(value: Value, low: Value, high: Value) -> ListValue:
    """``LIST_RANGE``: bounded by numbers or lists (their least and greatest item), by nothing otherwise."""
    if not isinstance(value, ListValue):
        raise OperatorError("Expected list, minimum and maximum for LIST_RANGE")
    if not value.entries:
        return NOTHING
    bottom, top = 0, INT_MAX
    if type(low) is int:
        bottom = low
    elif isinstance(low, ListValue) and low.entries:
        bottom = min(_numbers(low))
    if type(high) is int:
        top = high
    elif isinstance(high, ListValue) and high.entries:
        top = max(_numbers(high))
    return ListValue([entry for entry in value.entries if bottom <= entry[1] <= top], value.origins)


PAIRS: dict[str, Callable[[ListValue, ListValue], Value]] = {
    "+": union,
    "-": without,
    "?": contains,
    "!?": lambda left, right: not contains(left, right),
    "L^": intersection,
    "==": same,
    "!=": lambda left, right: left.items != right.items,
    ">": greater,
    "<": less,
    ">=": greater_or_same,
    "<=": less_or_same,
    "&&": lambda left, right: bool(left.entries) and bool(right.entries),
    "||": lambda left, right: bool(left.entries) or bool(right.entries),
}


class ListOperators:
    """Operators that need the story's list definitions."""

    def __init__(self, lists: Lists) -> None:
        self.all_of = {
            origin: [(ListItem(origin, name), number) for name, number in items.items()] for origin, items in lists.items()
        }
        self.by_number: dict[str, dict[int, Entry]] = {}
        for origin, items in lists.items():
            numbered: dict[int, Entry] = {}
            for name, number in items.items():
                numbered.setdefault(number, (ListItem(origin, name), number))
            self.by_number[origin] = numbered

    def every(self, value: ListValue) -> list[Entry]:
        """All items of the lists the value belongs to, list by list."""
        return [entry for origin in value.origins for entry in self.all_of.get(origin, ())]

    def everything(self, value: ListValue) -> ListValue:
        return ListValue(self.every(value))

    def inverse(self, value: ListValue) -> ListValue:
        return ListValue([entry for entry in self.every(value) if entry not in value.items])

    def moved(self, value: ListValue, step: int) -> ListValue:
        """Each item replaced by the first of its list whose number is ``step`` greater, or dropped if there is none. Fails where
        two items come to the same."""
        moved: dict[Entry, None] = {}
        for item, number in value.entries:
            entry = self.by_number.get(item.origin, {}).get(int32(number + step))
            if entry in moved:
                raise OperatorError(f"An item with the same key has already been added. Key: {'.'.join(entry[0])}")
            if entry is not None:
                moved[entry] = None
        return ListValue(moved)

    def from_number(self, origin: Value, number: Value) -> ListValue:
        """``listName(number)``: the item of that number, else the empty list."""
        if type(number) is not int:
            raise OperatorError("Passed non-integer when creating a list element from a numerical value.")
        numbered = self.by_number.get(origin) if isinstance(origin, str) else None
        if numbered is None:
            raise OperatorError(f"Failed to find LIST called {origin}")
        entry = numbered.get(number)
        return NOTHING if entry is None else ListValue((entry,))

    def singles(self) -> dict[str, Callable[[ListValue], Value]]:
        return {
            "!": lambda value: 0 if value.entries else 1,
            "LIST_INVERT": self.inverse,
            "LIST_ALL": self.everything,
            "LIST_MIN": least,
            "LIST_MAX": greatest,
            "LIST_COUNT": lambda value: len(value.entries),
            "LIST_VALUE": lambda value: max(_numbers(value)) if value.entries else 0,
        }

"""ink's list operators: sets of items with numbers, after inkle's InkList.

Where the engine goes by the order in which items were put into a list (only the greatest or least of items with the
same number, and the item drawn at random), items are taken by number, then by the name of their list.
"""

from __future__ import annotations

from collections.abc import Callable

from epilogue.ir.operators.base import INT_MAX, OperatorError, int32
from epilogue.ir.values import ListItem, ListValue, Value

Entry = tuple[ListItem, int]
NOTHING = ListValue()


def greatest(value: ListValue) -> Entry:
    """The first entry of the greatest number."""
    top = max([number for _, number in value.items])
    return min([entry for entry in value.items if entry[1] == top])


def least(value: ListValue) -> Entry:
    """The first entry of the least number."""
    low = min([number for _, number in value.items])
    return min([entry for entry in value.items if entry[1] == low])


def union(left: ListValue, right: ListValue) -> ListValue:
    return ListValue(left.items | right.items, left.origins)


def without(left: ListValue, right: ListValue) -> ListValue:
    return ListValue(left.items - right.items, left.origins)


def intersection(left: ListValue, right: ListValue) -> ListValue:
    return ListValue(left.items & right.items)


def contains(left: ListValue, right: ListValue) -> bool:
    return bool(right.items) and bool(left.items) and right.items <= left.items


def same(left: ListValue, right: ListValue) -> bool:
    return left.items == right.items


def _numbers(value: ListValue) -> list[int]:
    return [number for _, number in value.items]


def greater(left: ListValue, right: ListValue) -> bool:
    if not left.items:
        return False
    return not right.items or min(_numbers(left)) > max(_numbers(right))


def greater_or_same(left: ListValue, right: ListValue) -> bool:
    if not left.items:
        return False
    if not right.items:
        return True
    ours, theirs = _numbers(left), _numbers(right)
    return min(ours) >= min(theirs) and max(ours) >= max(theirs)


def less(left: ListValue, right: ListValue) -> bool:
    if not right.items:
        return False
    return not left.items or max(_numbers(left)) < min(_numbers(right))


def less_or_same(left: ListValue, right: ListValue) -> bool:
    if not right.items:
        return False
    if not left.items:
        return True
    ours, theirs = _numbers(left), _numbers(right)
    return max(ours) <= max(theirs) and min(ours) <= min(theirs)


def in_range(value: Value, low: Value, high: Value) -> ListValue:
    """``LIST_RANGE``: bounded by numbers or lists (their least and greatest item), by nothing otherwise."""
    if not isinstance(value, ListValue):
        raise OperatorError("Expected list, minimum and maximum for LIST_RANGE")
    if not value.items:
        return NOTHING
    bottom, top = 0, INT_MAX
    if type(low) is int:
        bottom = low
    elif isinstance(low, ListValue) and low.items:
        bottom = min(_numbers(low))
    if type(high) is int:
        top = high
    elif isinstance(high, ListValue) and high.items:
        top = max(_numbers(high))
    return ListValue(frozenset([entry for entry in value.items if bottom <= entry[1] <= top]), value.origins)


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
    "&&": lambda left, right: bool(left.items) and bool(right.items),
    "||": lambda left, right: bool(left.items) or bool(right.items),
}


class Definitions:
    """The operators that need to know the story's lists."""

    def __init__(self, lists: dict[str, dict[str, int]]) -> None:
        self.all_of = {
            origin: frozenset([(ListItem(origin, name), number) for name, number in items.items()])
            for origin, items in lists.items()
        }
        self.by_number: dict[str, dict[int, Entry]] = {}
        for origin, items in lists.items():
            numbered: dict[int, Entry] = {}
            for name, number in items.items():
                numbered.setdefault(number, (ListItem(origin, name), number))
            self.by_number[origin] = numbered

    def every(self, value: ListValue) -> frozenset[Entry]:
        """All items of the lists the value belongs to."""
        found: frozenset[Entry] = frozenset()
        for origin in value.origins:
            found |= self.all_of.get(origin, frozenset())
        return found

    def everything(self, value: ListValue) -> ListValue:
        return ListValue(self.every(value))

    def inverse(self, value: ListValue) -> ListValue:
        return ListValue(self.every(value) - value.items)

    def moved(self, value: ListValue, by: int) -> ListValue:
        """Each item replaced by that of its list whose number is ``by`` greater, or dropped if there is none."""
        found = []
        for item, number in value.items:
            entry = self.by_number.get(item.origin, {}).get(int32(number + by))
            if entry is not None:
                found.append(entry)
        return ListValue(frozenset(found))

    def from_number(self, origin: Value, number: Value) -> ListValue:
        """``listName(number)``: the item of that number, else the empty list."""
        if type(number) is not int:
            raise OperatorError("Passed non-integer when creating a list element from a numerical value.")
        numbered = self.by_number.get(origin) if isinstance(origin, str) else None
        if numbered is None:
            raise OperatorError(f"Failed to find LIST called {origin}")
        entry = numbered.get(number)
        return NOTHING if entry is None else ListValue(frozenset((entry,)))

    def singles(self) -> dict[str, Callable[[ListValue], Value]]:
        return {
            "!": lambda value: 0 if value.items else 1,
            "LIST_INVERT": self.inverse,
            "LIST_ALL": self.everything,
            "LIST_MIN": lambda value: ListValue(frozenset((least(value),))) if value.items else NOTHING,
            "LIST_MAX": lambda value: ListValue(frozenset((greatest(value),))) if value.items else NOTHING,
            "LIST_COUNT": lambda value: len(value.items),
            "LIST_VALUE": lambda value: max(_numbers(value)) if value.items else 0,
        }

"""The values of the IR: int, float, bool and str are Python's own; the rest is here. All are immutable and hashable."""

from __future__ import annotations

from collections.abc import Iterable
from math import copysign
from typing import Any, NamedTuple, TypeAlias


class ListItem(NamedTuple):
    """One item of a list-set: the list it comes from, and its name."""

    origin: str
    name: str


Entry: TypeAlias = tuple[ListItem, int]
"""A list item and its number."""


class ListValue:
    """Distinct list items in the order in which they were added, and the names of the lists it belongs to even when empty.

    ``entries``: the items with their numbers. ``origins``: list names in the order of their first items; kept for empty values.
    Values that differ in order alone are unequal here, though ink's own ``==`` holds of them: LIST_MIN and LIST_MAX tell them
    apart.
    """

    __slots__ = ("_hash", "_items", "entries", "origins")

    def __init__(self, entries: Iterable[Entry] = (), origins: Iterable[str] = ()) -> None:
        self.entries = tuple(entries)
        self.origins = tuple(dict.fromkeys([item.origin for item, _ in self.entries] if self.entries else origins))
        self._hash = hash(self.entries)
        self._items: frozenset[Entry] | None = None

    @property
    def items(self) -> frozenset[Entry]:
        """The entries as a set."""
        if self._items is None:
            self._items = frozenset(self.entries)
        return self._items

    def unordered(self) -> ListValue:
        """Equal for all values with these items (of empty ones: with these origins), whatever their order."""
        return ListValue(by_name(self.entries), sorted(self.origins))

    def by_number(self) -> ListValue:
        """Equal for all values with these items in which those of the same number have the same order."""
        return ListValue(sorted(self.entries, key=lambda entry: entry[1]), sorted(self.origins))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ListValue) and self.entries == other.entries and self.origins == other.origins

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[ListValue], tuple[object, ...]]:
        return ListValue, (self.entries, self.origins)  # made anew: hashes are another process's

    def __repr__(self) -> str:
        names = ", ".join(f"{i.origin}.{i.name}" for i, _ in self.entries)
        return f"ListValue({names or 'empty of ' + '/'.join(self.origins)})"


def by_name(entries: Iterable[Entry]) -> list[Entry]:
    """Entries by number, then by the names of list and item."""
    return sorted(entries, key=lambda entry: (entry[1], entry[0]))


class Target(NamedTuple):
    """A place in the story as a value (a divert target): the position it jumps to."""

    position: int


class Reference(NamedTuple):
    """A variable as a value (``ref``): ``frame`` -1 for a global, else the index of the call frame that holds it."""

    name: str
    frame: int


class VoidType(NamedTuple):
    """What a function that returned nothing leaves behind."""

    def __repr__(self) -> str:
        return "VOID"


VOID = VoidType()


class MinusZero:
    """Stands for the type of -0.0, which equals 0.0 and is another value: what is divided by it tells."""


def kind_of(value: Any) -> type:
    """The value's type, so that values of one kind that are equal are the same."""
    kind = type(value)
    return MinusZero if kind is float and value == 0 and copysign(1.0, value) < 0 else kind


def kinds_of(values: Iterable[Any]) -> tuple[type, ...]:
    """The kind of each."""
    kinds = tuple(map(type, values))
    return tuple(map(kind_of, values)) if float in kinds else kinds


Value: TypeAlias = int | float | bool | str | ListValue | Target | Reference | VoidType

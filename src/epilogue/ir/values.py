"""The values of the IR: int, float, bool and str are Python's own; the rest is here. All are immutable and hashable."""

from __future__ import annotations

from collections.abc import Iterable
from math import copysign
from typing import Any, NamedTuple, TypeAlias


class ListItem(NamedTuple):
    """One item of a list-set: the list it comes from, and its name."""

    origin: str
    name: str


class ListValue:
    """A set of list items, each with its number, and the names of the lists it belongs to even when empty.

    ``items``: frozen set of (ListItem, number). ``origins``: list names; kept for empty values, derived otherwise.
    Two values are equal if their items are; :meth:`key` also tells the origins apart (for state comparison).
    """

    __slots__ = ("_hash", "items", "origins")

    def __init__(self, items: frozenset[tuple[ListItem, int]] = frozenset(), origins: frozenset[str] = frozenset()) -> None:
        self.items = items
        self.origins = frozenset(item.origin for item, _ in items) if items else origins
        self._hash = hash(items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ListValue) and self.items == other.items and self.origins == other.origins

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[ListValue], tuple[object, ...]]:
        return ListValue, (self.items, self.origins)  # made anew: hashes are another process's

    def __repr__(self) -> str:
        names = ", ".join(f"{i.origin}.{i.name}" for i, _ in sorted(self.items, key=lambda e: (e[1], e[0])))
        return f"ListValue({names or 'empty of ' + '/'.join(sorted(self.origins))})"


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

"""The values of the IR: int, float, bool and str are Python's own; the rest is here. All are immutable and hashable."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import copysign, nan
from typing import Any, NamedTuple, TypeAlias


class ListItem(NamedTuple):
    """One item of a list-set: the list it comes from, and its name."""

    origin: str
    name: str


Entry: TypeAlias = tuple[ListItem, int]
"""A list item and its number."""
SMALL = 32
"""Number of items up to which a list keeps them as a set too."""


class ListValue:
    """Distinct list items in the order in which they were added, and the names of the lists it belongs to even when empty.

    ``entries``: the items with their numbers. ``origins``: list names in the order of their first items; kept for empty values.
    Values that differ in order alone are unequal here, though a language's own ``==`` may hold of them: extremes tell them
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
        """The entries as a set. A large one takes several times the memory of the entries: only the last few are kept."""
        if len(self.entries) > SMALL:
            return _large_set(self)
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
        return ListValue, (self.entries, self.origins)  # rebuilt on unpickling: hashes differ between processes

    def __repr__(self) -> str:
        names = ", ".join(f"{i.origin}.{i.name}" for i, _ in self.entries)
        return f"ListValue({names or 'empty of ' + '/'.join(self.origins)})"


@lru_cache(maxsize=16)
def _large_set(value: ListValue) -> frozenset[Entry]:
    return frozenset(value.entries)


def by_name(entries: Iterable[Entry]) -> list[Entry]:
    """Entries by number, then by the names of list and item."""
    return sorted(entries, key=lambda entry: (entry[1], entry[0]))


class Target(NamedTuple):
    """A place in the story as a value (a target): the position it jumps to."""

    position: int


class Reference(NamedTuple):
    """A variable as a value (``ref``): ``frame`` -1 for a global, else the index of the call frame that holds it."""

    name: str
    frame: int


class VoidType(NamedTuple):
    """Value of a function that returned nothing."""

    def __repr__(self) -> str:
        return "VOID"


VOID = VoidType()


class NoneType:
    """The value of a variable that holds nothing: null, None. VOID, by contrast, is no value at all."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(other) is NoneType

    def __hash__(self) -> int:
        return 0

    def __reduce__(self) -> tuple[type[NoneType], tuple[()]]:
        return NoneType, ()

    def __repr__(self) -> str:
        return "NONE"


NONE = NoneType()


class MinusZero:
    """Kind of -0.0, which equals 0.0 but is another value: dividing by it tells."""


def kind_of(value: Any) -> type:
    """Type of a value; equal values of one kind are the same."""
    kind = type(value)
    return MinusZero if kind is float and value == 0 and copysign(1.0, value) < 0 else kind


def kinds_of(values: Iterable[Any]) -> tuple[type, ...]:
    """The kind of each."""
    kinds = tuple(map(type, values))
    return tuple(map(kind_of, values)) if float in kinds else kinds


class SequenceValue:
    """An immutable sequence of values.

    Equal to a sequence of equal values of the same kinds: 1, 1.0 and true are three values. ``size``: number of values in it,
    counting those of the structures inside; ``depth``: of structures inside each other, 1 for the innermost.
    """

    __slots__ = ("_hash", "_kinds", "depth", "items", "size")

    def __init__(self, items: Iterable[Any] = ()) -> None:
        self.items = _exact(items)
        self._kinds = kinds_of(self.items)
        self.size, self.depth = _extent(self.items, self._kinds)
        self._hash: int | None = None

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return type(other) is SequenceValue and self._kinds == other._kinds and self.items == other.items

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(self.items)
        return self._hash

    def __reduce__(self) -> tuple[type[SequenceValue], tuple[object, ...]]:
        return SequenceValue, (self.items,)  # rebuilt on unpickling: hashes differ between processes

    def __repr__(self) -> str:
        return f"[{', '.join(map(repr, self.items))}]"


class MapValue:
    """An immutable map from keys to values, in the order in which the keys were first added.

    Keys are told apart by kind, too. That order is part of the value: a language in which nothing can read it keeps its maps
    sorted (see :func:`epilogue.ir.structures.structure_operators`). ``size``, ``depth``: as of a :class:`SequenceValue`, keys
    not counted.
    """

    __slots__ = ("_hash", "_indices", "_kinds", "depth", "keys", "size", "values")

    def __init__(self, entries: Iterable[tuple[Any, Any]] = ()) -> None:
        entries = tuple(entries)
        self.keys = _exact([key for key, _ in entries])
        self.values = _exact([value for _, value in entries])
        self._kinds = kinds_of(self.keys), kinds_of(self.values)
        self.size, self.depth = _extent(self.values, self._kinds[1])
        self._hash: int | None = None
        self._indices: dict[tuple[type, Any], int] | None = None

    def index_of(self, key: Any) -> int | None:
        """The index of a key among the keys, None if it is none of them."""
        if self._indices is None:
            self._indices = {(kind_of(name), name): index for index, name in enumerate(self.keys)}
        return self._indices.get((kind_of(key), key))

    @property
    def entries(self) -> tuple[tuple[Any, Any], ...]:
        """Keys with their values, in order."""
        return tuple(zip(self.keys, self.values, strict=True))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not MapValue or self._kinds != other._kinds:
            return False
        return self.keys == other.keys and self.values == other.values

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.keys, self.values))
        return self._hash

    def __reduce__(self) -> tuple[type[MapValue], tuple[object, ...]]:
        return MapValue, (self.entries,)

    def __repr__(self) -> str:
        return f"{{{', '.join([f'{key!r}: {value!r}' for key, value in self.entries])}}}"


Structure = SequenceValue | MapValue
STRUCTURES = frozenset((SequenceValue, MapValue))


def _exact(values: Iterable[Any]) -> tuple[Any, ...]:
    """The values, NaN replaced by the one object that equals itself."""
    values = tuple(values)
    return values if float not in map(type, values) else tuple([value if value == value else nan for value in values])


def _extent(values: tuple[Any, ...], kinds: tuple[type, ...]) -> tuple[int, int]:
    """(size, depth) of a structure of these values."""
    if STRUCTURES.isdisjoint(kinds):
        return len(values), 1
    inside = [value for value in values if type(value) in STRUCTURES]
    return len(values) + sum([value.size for value in inside]), 1 + max([value.depth for value in inside])


Value: TypeAlias = int | float | bool | str | ListValue | Target | Reference | VoidType | NoneType | SequenceValue | MapValue

"""Operators on sequences and maps: pure, and the same for every language that adopts them.

An update gives a new structure and leaves the old one as it was. A language adopts what fits from :func:`structure_operators`,
under names of its own if it likes, and wraps what its engine does otherwise: indices from 1, an item beyond the end, its own
words for a failure. Indices are whole numbers from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

from epilogue.ir.operators import MAX_STRING, OperatorError, StringTooLarge
from epilogue.ir.values import NONE, MapValue, SequenceValue, Structure, Value, kind_of

MAX_SIZE = 10_000
"""Size limit of a structure, values of nested ones included."""
MAX_DEPTH = 50
"""Nesting limit of structures."""


class StructureTooLarge(StringTooLarge):
    """A structure passes :data:`MAX_SIZE` or :data:`MAX_DEPTH`: no error of the story, but more than is followed."""

    def __init__(self) -> None:
        OperatorError.__init__(
            self,
            f"a list or map of more than {MAX_SIZE:,} values, or more than {MAX_DEPTH} inside each other: does it grow for ever?",
        )


def structure_operators(ordered: bool = True) -> Mapping[str, Callable[..., Value]]:
    """The operators by their names. ``ordered``: the order in which keys were added to a map is data; else a map is kept sorted
    by its keys, and two ways to fill it give the same value."""

    def set_item(structure: Value, key: Value, value: Value) -> Value:
        return _with_item(structure, key, value, ordered)

    def set_path(structure: Value, path: Value, value: Value) -> Value:
        """The structure with another value at the end of a path: a sequence of keys and indices, from the outside in."""
        keys = _sequence(path).items
        around = [structure]
        for key in keys[:-1]:
            around.append(get_item(around[-1], key))
        pairs = zip(reversed(around), reversed(keys), strict=True)
        return reduce(lambda inner, pair: set_item(pair[0], pair[1], inner), pairs, value) if keys else value

    def set_member(structure: Value, name: Value, value: Value) -> Value:
        return set_item(_map(structure), name, value)

    return {
        "get_item": get_item,
        "set_item": set_item,
        "get_member": get_member,
        "set_member": set_member,
        "set_path": set_path,
        "append": append,
        "insert": insert,
        "remove": remove,
        "length": length,
        "contains": contains,
        "keys": keys,
    }


def get_item(structure: Value, key: Value) -> Value:
    """The item of a sequence at an index, or the value of a map under a key. Fails where there is none."""
    if isinstance(structure, MapValue):
        return structure.values[_index_of_key(structure, key)]  # type: ignore[no-any-return]
    items = _sequence(structure).items
    return items[_index(key, len(items))]  # type: ignore[no-any-return]


def get_member(structure: Value, name: Value) -> Value:
    """The value of a map under a key. Fails for a sequence, too."""
    return get_item(_map(structure), name)


def append(structure: Value, value: Value) -> Value:
    """The sequence with one more item at its end."""
    return _bounded(SequenceValue((*_sequence(structure).items, value)))


def insert(structure: Value, index: Value, value: Value) -> Value:
    """The sequence with one more item at an index; at its length, at the end."""
    items = _sequence(structure).items
    position = _index(index, len(items) + 1)
    return _bounded(SequenceValue((*items[:position], value, *items[position:])))


def remove(structure: Value, key: Value) -> Value:
    """The structure without what is at an index or under a key. Fails where there is nothing."""
    if isinstance(structure, MapValue):
        position = _index_of_key(structure, key)
        return MapValue((*structure.entries[:position], *structure.entries[position + 1 :]))
    items = _sequence(structure).items
    position = _index(key, len(items))
    return SequenceValue((*items[:position], *items[position + 1 :]))


def length(structure: Value) -> Value:
    """The number of items, or of keys."""
    return len(structure.keys) if isinstance(structure, MapValue) else len(_sequence(structure).items)


def contains(structure: Value, value: Value) -> Value:
    """Whether a sequence has such an item, of the same kind; whether a map has such a key."""
    if isinstance(structure, MapValue):
        return structure.index_of(value) is not None
    kind = kind_of(value)
    return any(kind_of(item) is kind and item == value for item in _sequence(structure).items)


def keys(structure: Value) -> Value:
    """The keys of a map, in order."""
    return SequenceValue(_map(structure).keys)


def structure_text(value: Value, text: Callable[[Value], str]) -> str:
    """A plain way to print a structure or nothing, for a language that has none of its own; ``text`` prints what is inside.

    Raises :class:`~epilogue.ir.operators.StringTooLarge`."""
    if value is NONE:
        return "none"
    if isinstance(value, MapValue):
        return _between("{", (f"{text(key)}: {text(inner)}" for key, inner in value.entries), "}")
    return _between("[", map(text, _sequence(value).items), "]")


def _between(opened: str, parts: Iterable[str], closed: str) -> str:
    shown, letters = [], 0
    for part in parts:
        shown.append(part)
        letters += len(part)
        if letters > MAX_STRING:
            raise StringTooLarge
    return f"{opened}{', '.join(shown)}{closed}"


def _with_item(structure: Value, key: Value, value: Value, ordered: bool) -> Value:
    if isinstance(structure, MapValue):
        position = structure.index_of(_key(key))
        entries = list(structure.entries)
        if position is None:
            entries.append((key, value))
            if not ordered:
                entries.sort(key=lambda entry: (type(entry[0]).__name__, entry[0]))
        else:
            entries[position] = (structure.keys[position], value)
        return _bounded(MapValue(entries))
    items = _sequence(structure).items
    position = _index(key, len(items))
    return _bounded(SequenceValue((*items[:position], value, *items[position + 1 :])))


def _bounded(structure: Structure) -> Structure:
    if structure.size > MAX_SIZE or structure.depth > MAX_DEPTH:
        raise StructureTooLarge
    return structure


def _sequence(value: Any) -> SequenceValue:
    if isinstance(value, SequenceValue):
        return value
    raise OperatorError("a list is expected, and this is none")


def _map(value: Any) -> MapValue:
    if isinstance(value, MapValue):
        return value
    raise OperatorError("a map is expected, and this is none")


def _key(key: Any) -> Any:
    if type(key) in (int, float, bool, str):
        return key
    raise OperatorError("only numbers, texts, true and false can be keys of a map")


def _index_of_key(structure: MapValue, key: Any) -> int:
    position = structure.index_of(_key(key))
    if position is None:
        raise OperatorError(f"the map has no {key!r}")
    return position


def _index(key: Any, items: int) -> int:
    if type(key) is not int:
        raise OperatorError("a whole number is expected between the brackets")
    if not 0 <= key < items:
        raise OperatorError(f"there is no item {key} in a list of {items}")
    return key

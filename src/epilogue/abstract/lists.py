"""Abstract lists: over-approximations of sets of lists, by the items they may have and how many.

The order of items is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from epilogue.ir.values import Entry, ListValue

MANY = 1 << 31
"""More items than any list has."""
MOST_KEPT = 64
"""Possible items kept apart where a list grows in a loop."""

Items = frozenset[Entry]


class ListShape(NamedTuple):
    """Lists with ``least`` to ``most`` items, all among ``items`` (None: any). ``origins``: the lists that an empty one may
    belong to (None: any); ``placed``: an empty one certainly belongs to one of them."""

    items: Items | None
    least: int
    most: int
    origins: frozenset[str] | None
    placed: bool

    def __repr__(self) -> str:
        among = "any" if self.items is None else f"{len(self.items)}"
        return f"list of {self.least} to {self.most} of {among} items"

    def belongs(self) -> frozenset[str] | None:
        """The lists that it may belong to, empty or not."""
        if self.items is None or self.origins is None:
            return None
        return self.origins.union(item.origin for item, _ in self.items)


ANY_LIST = ListShape(None, 0, MANY, None, False)
NOWHERE: frozenset[str] = frozenset()


def shape(
    items: Items | None, least: int, most: int, origins: frozenset[str] | None = NOWHERE, placed: bool = False
) -> ListShape | None:
    """The shape with these bounds, in its one form; None if no list has it."""
    if items is not None:
        most = min(most, len(items))
    if least > most:
        return None
    if most == 0:
        items = frozenset()
    if least > 0:
        origins, placed = NOWHERE, True
    return ListShape(items, max(least, 0), most, origins, placed)


def shape_of(values: Iterable[ListValue]) -> ListShape:
    """The least shape of these lists, of which there is at least one."""
    lists = list(values)
    empty = [value for value in lists if not value.entries]
    sizes = [len(value.entries) for value in lists]
    origins = frozenset(origin for value in empty for origin in value.origins)
    return ListShape(
        frozenset(entry for value in lists for entry in value.entries),
        min(sizes),
        max(sizes),
        origins,
        all(value.origins for value in empty),
    )


def join(a: ListShape, b: ListShape) -> ListShape:
    """The least upper bound."""
    return ListShape(
        None if a.items is None or b.items is None else a.items | b.items,
        min(a.least, b.least),
        max(a.most, b.most),
        None if a.origins is None or b.origins is None else a.origins | b.origins,
        a.placed and b.placed,
    )


def widen(old: ListShape, joined: ListShape) -> ListShape:
    """An upper bound of ``joined`` that grows only finitely often. ``old`` is below it."""
    if joined == old:
        return old
    items = joined.items
    if items is not None and len(items) > MOST_KEPT and items != old.items:
        items = None
    most = old.most if joined.most <= old.most else MANY
    if items is not None:
        most = min(most, len(items))
    least = joined.least if joined.least >= old.least else 0
    return ListShape(items, least, most, joined.origins, joined.placed)


def meet(a: ListShape, b: ListShape) -> ListShape | None:
    """Contains the lists with the items of both shapes; None if there are none. Origins are those of ``a``."""
    items = b.items if a.items is None else a.items if b.items is None else a.items & b.items
    return shape(items, max(a.least, b.least), min(a.most, b.most), a.origins, a.placed)


def nonempty(a: ListShape) -> ListShape | None:
    """The lists with at least one item."""
    return shape(a.items, max(a.least, 1), a.most)


def empty(a: ListShape) -> ListShape | None:
    """The empty ones."""
    return shape(a.items, a.least, 0, a.origins, a.placed)


def union(a: ListShape, b: ListShape) -> ListShape | None:
    """Of two lists."""
    items = None if a.items is None or b.items is None else a.items | b.items
    return shape(items, max(a.least, b.least), min(a.most + b.most, MANY), a.origins, a.placed)


def without(a: ListShape, b: ListShape, taken: bool = False) -> ListShape | None:
    """Of two lists. ``taken``: the second has an item of the first if that has any."""
    items, most = a.items, a.most
    if b.least == b.most and b.items is not None and len(b.items) == b.most and items is not None:
        items = items - b.items
    if taken:
        most = max(most - 1, 0)
    return shape(items, min(max(a.least - b.most, 0), most), most, a.belongs(), a.placed)


def common(a: ListShape, b: ListShape) -> ListShape | None:
    """Of two lists."""
    items = b.items if a.items is None else a.items if b.items is None else a.items & b.items
    return shape(items, 0, min(a.most, b.most))


def one(a: ListShape) -> ListShape | None:
    """One item of the list."""
    return shape(a.items, min(a.least, 1), min(a.most, 1))


def some(a: ListShape) -> ListShape | None:
    """Some items of the list."""
    return shape(a.items, 0, a.most, a.belongs())


def moved(a: ListShape, every: Items | None) -> ListShape | None:
    """Its items moved along their lists, whose items are ``every``."""
    return shape(every, 0, a.most)


def retained(new: ListShape, old: ListShape | None, other: bool) -> ListShape | None:
    """The list as a variable stores it that held ``old``, a list, or something ``other``: an empty one keeps the origins."""
    if new.least > 0:
        return new
    origins, placed = NOWHERE, True
    if old is not None:
        kept = old.belongs()
        origins = kept if kept is None else origins | kept  # type: ignore[assignment]
        placed = old.least > 0 or old.placed
    if other:
        origins = None if origins is None or new.origins is None else origins | new.origins  # type: ignore[assignment]
        placed = placed and new.placed
    return shape(new.items, new.least, new.most, origins, placed)


def can_be_same(a: ListShape, b: ListShape) -> bool:
    """Whether a list of each can have the same items."""
    return meet(a, b) is not None


def can_have(a: ListShape, b: ListShape) -> bool:
    """Whether both can have items, with those of the second in the first."""
    if a.most == 0 or b.most == 0 or b.least > a.most:
        return False
    return a.items is None or b.items is None or not a.items.isdisjoint(b.items)


def must_have(a: ListShape, b: ListShape) -> bool:
    """Whether both certainly have items, with those of the second in the first."""
    return b.least > 0 and a.items is not None and b.items is not None and a.least == len(a.items) and b.items <= a.items


def few(a: ListShape) -> Iterator[ListValue]:
    """The lists, if each has at most one item and those without are told apart by little; else none."""
    if a.most > 1 or a.items is None or len(a.items) > MOST_KEPT:
        return
    if a.least == 0:
        if a.origins is None or len(a.origins) > 1:
            return
        if not a.placed:
            yield ListValue()
        if a.origins:
            yield ListValue((), a.origins)
    for entry in a.items:
        yield ListValue((entry,))

"""Columns of the kernel's tables, which the rest of the search reads as lists."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload


class Column(Sequence[Any]):
    """A growing column. ``held``: gives the array that holds it now; ``size``: how much of it is filled; ``shown``: what a
    number in it stands for."""

    def __init__(self, held: Callable[[], Any], size: Callable[[], int], shown: Callable[[int], Any] | None = None) -> None:
        self._held = held
        self._size = size
        self._shown = shown

    def __len__(self) -> int:
        return self._size()

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Any: ...
    def __getitem__(self, index: int | slice) -> Any:
        filled = self._held()[: self._size()][index]
        if isinstance(index, slice):
            numbers = array(filled.dtype.char, filled.tobytes())
            return numbers if self._shown is None else list(map(self._shown, numbers))
        return filled.item() if self._shown is None else self._shown(filled.item())

    def __setitem__(self, index: int, number: int) -> None:
        self._held()[index] = number

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    def __copy__(self) -> Any:
        return self[:]

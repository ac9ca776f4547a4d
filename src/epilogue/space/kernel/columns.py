"""Columns of the kernel's tables, which the rest of the search reads as lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload


class Column(Sequence[Any]):
    """A growing column. ``array``: gives the array that holds it now; ``size``: how much of it is filled; ``shown``: what a
    number in it stands for."""

    def __init__(self, array: Callable[[], Any], size: Callable[[], int], shown: Callable[[int], Any] | None = None) -> None:
        self._array = array
        self._size = size
        self._shown = shown

    def __len__(self) -> int:
        return self._size()

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        filled = self._array()[: self._size()][index]
        if isinstance(index, slice):
            return filled.tolist() if self._shown is None else list(map(self._shown, filled.tolist()))
        return filled.item() if self._shown is None else self._shown(filled.item())

    def __setitem__(self, index: int, number: int) -> None:
        self._array()[index] = number

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    def __copy__(self) -> list[Any]:
        return self[:]

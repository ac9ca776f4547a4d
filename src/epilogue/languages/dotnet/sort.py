"""The order in which .NET's ``List.Sort`` leaves elements; it is not stable.

Algorithm: introsort (D. R. Musser, 1997) with .NET's thresholds: up to 16 elements an insertion sort (three of them by
exchanges), else a quicksort by the median of three. .NET's fallback for degenerate partitions is left out: with few elements
there are none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
SMALL = 16


def dotnet_sorted(elements: list[T], key: Callable[[T], Any]) -> list[T]:
    """The elements in the order of their keys."""
    keyed = [(key(element), element) for element in elements]
    stable = len(keyed) <= SMALL and len(keyed) != 3
    if stable or len({value for value, _ in keyed}) == len(keyed):
        return sorted(elements, key=key)
    _sort(keyed, 0, len(keyed) - 1)
    return [element for _, element in keyed]


def _sort(keyed: list[tuple[Any, T]], low: int, high: int) -> None:
    while high > low:
        size = high - low + 1
        if size == 3:
            _exchange(keyed, low, high - 1)
            _exchange(keyed, low, high)
            _exchange(keyed, high - 1, high)
            return
        if size <= SMALL:
            keyed[low : high + 1] = sorted(keyed[low : high + 1], key=lambda pair: pair[0])
            return
        pivot = _partition(keyed, low, high)
        _sort(keyed, pivot + 1, high)
        high = pivot - 1


def _partition(keyed: list[tuple[Any, T]], low: int, high: int) -> int:
    middle = low + (high - low) // 2
    _exchange(keyed, low, middle)
    _exchange(keyed, low, high)
    _exchange(keyed, middle, high)
    pivot = keyed[middle][0]
    keyed[middle], keyed[high - 1] = keyed[high - 1], keyed[middle]
    left, right = low, high - 1
    while left < right:
        left += 1
        while keyed[left][0] < pivot:
            left += 1
        right -= 1
        while pivot < keyed[right][0]:
            right -= 1
        if left >= right:
            break
        keyed[left], keyed[right] = keyed[right], keyed[left]
    keyed[left], keyed[high - 1] = keyed[high - 1], keyed[left]
    return left


def _exchange(keyed: list[tuple[Any, T]], first: int, second: int) -> None:
    """Put two elements in order."""
    if keyed[first][0] > keyed[second][0]:
        keyed[first], keyed[second] = keyed[second], keyed[first]

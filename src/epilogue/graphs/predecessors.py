"""The edges of a graph the other way round, in compressed rows."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate


class Predecessors:
    """By node, the sources of the edges that lead to it, in the order of the edges. ``sources``, ``targets``: of the edges of a
    graph of so many nodes."""

    def __init__(self, sources: Sequence[int], targets: Sequence[int], count: int) -> None:
        leading = array("i", (0,)) * (count + 1)
        for target in targets:
            leading[target + 1] += 1
        self._first = array("i", accumulate(leading))
        self._sources = array("i", (0,)) * len(targets)
        free = self._first[:]
        for source, target in zip(sources, targets, strict=True):
            self._sources[free[target]] = source
            free[target] += 1

    def __getitem__(self, node: int) -> array[int]:
        return self._sources[self._first[node] : self._first[node + 1]]

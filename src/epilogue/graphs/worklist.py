"""Backward data-flow analysis with a worklist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from epilogue.budget import tick

FlowFact = TypeVar("FlowFact")


def solve_backward(facts: list[FlowFact], before: Callable[[int], FlowFact], predecessors: Sequence[Sequence[int]]) -> None:
    """Iterates to a fixpoint, in place. ``facts``: one for each node; ``before``: the fact of a node by those of its successors;
    ``predecessors``: the nodes whose facts depend on each."""
    waiting = bytearray(b"\1") * len(facts)
    work = list(range(len(facts)))
    while work:
        tick()
        number = work.pop()
        waiting[number] = 0
        new = before(number)
        if new != facts[number]:
            facts[number] = new
            for pred in predecessors[number]:
                if not waiting[pred]:
                    waiting[pred] = 1
                    work.append(pred)


def spread_backward(bits: dict[int, int], before: Mapping[int, Iterable[int]]) -> None:
    """Adds the bits of each node to those of the nodes ``before`` it, in place, until nothing changes."""
    work = [number for number, mask in bits.items() if mask]
    while work:
        tick()
        number = work.pop()
        for source in before.get(number, ()):
            if bits[number] & ~bits[source]:
                bits[source] |= bits[number]
                work.append(source)

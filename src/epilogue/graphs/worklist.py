"""Backward data-flow analysis with a worklist."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

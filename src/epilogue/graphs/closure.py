"""Reachability along edges, and attractors."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, KeysView, MutableSequence
from typing import TypeVar

from epilogue.budget import tick

Vertex = TypeVar("Vertex", bound=Hashable)


def closure(start: Iterable[Vertex], follows: Callable[[Vertex], Iterable[Vertex]]) -> KeysView[Vertex]:
    """The nodes that can be reached from these, themselves included, in the order found."""
    reached = dict.fromkeys(start)
    work = list(reached)
    while work:
        tick()
        for follow in follows(work.pop()):
            if follow not in reached:
                reached[follow] = None
                work.append(follow)
    return reached.keys()


def attractor(
    goal: Iterable[int], before: Callable[[int], Iterable[int]], needed: MutableSequence[int] | dict[int, int]
) -> KeysView[int]:
    """The nodes that lead to the goal, itself included, in the order found. ``needed``: how many of its edges have to lead there
    before a node does; it is used up."""

    def led(node: int) -> Iterable[int]:
        for earlier in before(node):
            needed[earlier] -= 1
            if needed[earlier] <= 0:
                yield earlier

    return closure(goal, led)

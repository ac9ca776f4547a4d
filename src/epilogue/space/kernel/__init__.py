"""The search kernel: the search of :mod:`epilogue.space.search` over tables, compiled. It finds the same StateGraph, to the last
state and edge.

What it does not know, it leaves to the search in Python, state by state; a search of which that is true throughout, or for which
there is no compiler, goes on in Python alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from epilogue.flow.graph import Draw

if TYPE_CHECKING:
    from epilogue.settings import Limits
    from epilogue.space.kernel.ahead import Explorers
    from epilogue.space.kernel.driver import Kernel
    from epilogue.space.search import Search

LEAST_MEMORY = 512 << 20
"""Limit of memory, in bytes, below which the compiler's own hundred megabytes are too many."""


def take_over(search: Search, limits: Limits, explorers: Explorers | None = None) -> Kernel | None:
    """A kernel that has taken over the search, and has the ``explorers`` explore ahead; None if it cannot, or not yet."""
    if not _can(search) or (limits.memory is not None and limits.memory < LEAST_MEMORY):
        return None
    from epilogue.space.kernel import ready  # lazy: few searches grow so large

    if not ready.is_compiled():
        ready.compile_beside()
        return None
    try:
        from epilogue.space.kernel.driver import Kernel
    except Exception:  # a compiler that fails on this machine: the search in Python is as right
        return None
    kernel = Kernel(search)
    if explorers is not None:
        from epilogue.space.kernel.ahead import Ahead  # lazy: few commands have others explore

        kernel.ahead = Ahead(kernel, explorers)
    return kernel


def _can(search: Search) -> bool:
    """Whether the kernel can do most of the search."""
    graph, keys = search.reduced.graph, search.state_keys
    if keys.reductions is None or keys.conditions or graph.hub is not None or search.asked is not None:
        return False
    draws = (node.offer.outside for node in search.reduced.nodes if isinstance(node.offer, Draw))
    return isinstance(search.turns.start[keys.mark], str) and all(game is None or game.weights is None for game in draws)

"""Hypothesis strategies over the generators."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from generators.ink import generate


def ink_stories(
    size: int = 4, *, loops: str | None = None, without: Iterable[str] = (), faults: bool = False
) -> st.SearchStrategy[str]:
    """Random ink sources as :func:`generators.ink.generate` makes them, with 1 to ``size`` as their size."""
    left_out = tuple(without)
    return st.builds(
        lambda seed, chosen: generate(seed, chosen, loops=loops, without=left_out, faults=faults),
        st.integers(0, 2**32 - 1),
        st.integers(1, size),
    )

"""Names that were perhaps meant."""

from __future__ import annotations

from collections.abc import Collection

from epilogue.diagnostics import did_you_mean

MAX_NAMES = 2_000
"""Most names that are compared."""


def near(name: str, names: Collection[str]) -> str | None:
    """A hint that offers the names most like ``name``; None if there is none, or there are too many to compare."""
    return did_you_mean(name, names, cutoff=0.5) if len(names) <= MAX_NAMES else None

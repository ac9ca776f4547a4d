"""Names that were perhaps meant."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

MAX_NAMES = 2_000
"""So many names are compared."""


def near(name: str, names: Collection[str]) -> str | None:
    """A hint that offers the names most like ``name``; None if there is none, or there are too many to compare."""
    matches = get_close_matches(name, names, 3, 0.5) if len(names) <= MAX_NAMES else []
    return f"did you mean {' or '.join(matches)}?" if matches else None

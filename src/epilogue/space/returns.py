"""Returns to the first menu with an ending's mark in force, by which the author says that a playthrough ends."""

from __future__ import annotations

from epilogue.space.search import Search
from epilogue.space.state_keys import ChoiceKey


def marked_returns(search: Search) -> dict[int, str]:
    """States with the options of the first menu and a mark other than its own -> the mark."""
    first = search.keys[search.graph.initial] if search.keys else None
    if not isinstance(first, ChoiceKey):
        return {}
    keys = enumerate(search.keys)
    return {state: key.mark for state, key in keys if isinstance(key, ChoiceKey) and key.mark not in ("", first.mark)}

"""Where a search comes back to the first menu with an ending's mark in force: the author says that this ends a playthrough."""

from __future__ import annotations

from epilogue.space.search import Search
from epilogue.space.situations import ChoiceKey


def marked_returns(search: Search) -> dict[int, str]:
    """The situations with the first menu's options and another mark than the first one's -> the mark."""
    first = search.keys[search.graph.initial] if search.keys else None
    if not isinstance(first, ChoiceKey):
        return {}
    keys = enumerate(search.keys)
    return {state: key.mark for state, key in keys if isinstance(key, ChoiceKey) and key.mark not in ("", first.mark)}

"""Returns to the first menu with an ending's mark in force, by which the author says that a playthrough ends."""

from __future__ import annotations

from collections.abc import Sequence

from epilogue.space.state_keys import ChoiceKey, StateKey


def marked_returns(keys: Sequence[StateKey], initial: int) -> dict[int, str]:
    """States (``keys``) with the options of the first menu and a mark other than its own -> the mark."""
    first = keys[initial] if keys else None
    if not isinstance(first, ChoiceKey):
        return {}
    marks = ((state, key.mark) for state, key in enumerate(keys) if isinstance(key, ChoiceKey))
    return {state: mark for state, mark in marks if mark not in ("", first.mark)}

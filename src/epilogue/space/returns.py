"""Returns to the first menu with an ending's mark in force, by which the author says that a playthrough ends."""

from __future__ import annotations

from collections.abc import Sequence

from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.space.state_keys import ChoiceKey, StateKey


def marked_returns(keys: Sequence[StateKey], graph: StateGraph) -> dict[int, str]:
    """States with the options of the first menu and a mark other than its own -> the mark. ``graph``: arranged, with the keys of
    its states."""
    first = keys[graph.initial] if keys else None
    if not isinstance(first, ChoiceKey):
        return {}
    menu = graph.label[graph.first[graph.initial]] if graph.edges(graph.initial) else None
    marked = {}
    for state, kind in enumerate(graph.kind):
        explored = kind == StateKind.CHOICE and menu is not None
        if kind == StateKind.ENDING or (explored and graph.label[graph.first[state]] != menu):  # spares reading most keys
            continue
        key = keys[state]
        if isinstance(key, ChoiceKey) and key.mark not in ("", first.mark):
            marked[state] = key.mark
    return marked

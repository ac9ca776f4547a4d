"""Helper shared by the rules about where play stops."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.questions.check.context import RuleContext, Stop


def stopping(context: RuleContext, *kinds: str) -> Iterator[Stop]:
    """Places where play stops in one of these ways, each by the shortest way there."""
    nearest: dict[tuple[str, int, str], Stop] = {}
    for stop in context.stops:
        ending = stop.ending
        key = ending.kind, ending.position, ending.message
        if ending.kind in kinds and (key not in nearest or context.far(stop.state) < context.far(nearest[key].state)):
            nearest[key] = stop
    yield from nearest.values()

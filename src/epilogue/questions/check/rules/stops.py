"""Helper shared by the rules about where play stops."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.analysis.odds import EndingResult
from epilogue.questions.check.context import RuleContext


def stopping(context: RuleContext, *kinds: str) -> Iterator[EndingResult]:
    """Places where play stops in one of these ways, each by the shortest way there."""
    nearest: dict[tuple[str, int, str], EndingResult] = {}
    for result in context.result.endings:
        ending = result.ending
        key = ending.kind, ending.position, ending.message
        if ending.kind in kinds and (key not in nearest or result.shortest < nearest[key].shortest):
            nearest[key] = result
    yield from nearest.values()

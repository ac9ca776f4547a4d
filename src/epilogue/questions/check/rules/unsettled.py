"""Open claims of a search that stopped early, in a writer's words: said to be open, never listed as wrong."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.analysis.claims import claims
from epilogue.questions.check.context import RuleContext


def left_open(context: RuleContext) -> Iterator[str]:
    """Open claims."""
    searched = context.searched
    settled = claims(context.program, context.graph, context.result, searched.unexplored, False)
    for mark, proved in context.unreached_endings.items():
        if not proved:
            yield f"whether anybody can reach the ending “{mark}”"
    if settled.options.open:
        number = len(settled.options.open)
        yield f"whether {number:,} option{'s' if number > 1 else ''} can be offered"
    if settled.errors == "open":
        yield "whether a reader can run into an error"
    if settled.runs_out == "open":
        yield "whether a reader can be left with nothing to choose"
    if settled.endless == "open":
        yield "whether a playthrough can go on for ever"
    yield "whether readers can lose every ending on the way"

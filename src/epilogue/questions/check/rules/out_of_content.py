"""EP011: the story runs out."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.ir.program import block_at
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.stops import stopping
from epilogue.rules.base import Finding, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each place, those aside where a menu has come out empty."""
    for stop in stopping(context, "out_of_content"):
        if stop.ending.position not in context.menus:
            yield Finding(
                context.span(stop.ending.position),
                "the story stops here without an ending",
                (_in_subroutine(context, stop.ending.position) or context.words.ends_the_story) + context.lost_before(stop.state),
                way=context.way(stop.state),
            )


def _in_subroutine(context: RuleContext, position: int) -> str:
    """Advice where a passage runs out that was called to come back from; "" elsewhere."""
    program, subroutines = context.program, context.subroutines
    here = block_at(program, position)
    number = next((number for number in subroutines.called if subroutines.around(number, here)), None)
    if number is None or context.words.unreturned is None:
        return ""
    calls = context.listed([context.span(call) for call in subroutines.called[number]])
    return context.words.unreturned.format(program.blocks[number].name, calls)


RULE = Rule(
    code="EP011",
    slug="out-of-content",
    severity=Severity.ERROR,
    title="the story runs out, without an ending",
    what=(
        "Finds the places where a playthrough gets to the end of what is written, with nowhere to go, no choice and no"
        " ending, and the shortest way there."
    ),
    why="The reader is left with a story that stops in the middle; some engines call it an error.",
    bad="""\
-> house
=== house
* [Open the door]
    Nothing behind it.
* [Knock]
    "Come in."
    -> END
""",
    good="""\
-> house
=== house
* [Open the door]
    Nothing behind it.
    -> END
* [Knock]
    "Come in."
    -> END
""",
    check=check,
    effort="search",
)

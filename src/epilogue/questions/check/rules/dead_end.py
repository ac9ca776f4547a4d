"""EP012: a reader can be left with nothing to choose."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.stops import stopping
from epilogue.rules.base import Finding, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each place where a menu may come out empty."""
    for stop in stopping(context, "done", "out_of_content", "stuck"):
        position = stop.ending.position
        if position in context.menus and not context.used_up(stop) and not stop.ending.mark:
            yield Finding(
                context.span(position),
                "a reader can be left here with nothing to choose: no option of this menu holds",
                context.words.fallback + context.lost_before(stop.state),
                way=context.way(stop.state),
            )


RULE = Rule(
    code="EP012",
    slug="dead-end",
    severity=Severity.ERROR,
    title="a menu that can come out empty, so that the story just stops",
    what=(
        "Finds places where some readers are offered a menu while others meet none of its conditions: for them the"
        " story is over, without an ending."
    ),
    why="To the engine that is a stop like any other. To the reader it is a page on which nothing can be done.",
    bad="""\
VAR coins = 0
* [Look for coins]
    ~ coins = 1
* [Do not]
- -> market
=== market
<- stalls
-> DONE
=== stalls
+ {coins > 0} [Buy bread]
    -> END
""",
    good="""\
VAR coins = 0
* [Look for coins]
    ~ coins = 1
* [Do not]
- -> market
=== market
<- stalls
-> DONE
=== stalls
+ {coins > 0} [Buy bread]
    -> END
+ [Go hungry]
    -> END
""",
    check=check,
    effort="search",
)

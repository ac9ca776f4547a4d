"""EP018: a passage that only calls itself."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.rules.base import Finding, Rule
from epilogue.source import NOWHERE


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each passage of such a circle."""
    for number in sorted(context.subroutines.endless):
        block = context.program.blocks[number]
        yield Finding(
            block.span or NOWHERE,
            context.words.endless.format(block.name),
            "Whatever its conditions, it calls itself again before it offers anything, returns or ends. Let one way through it "
            "go without the call.",
        )


RULE = Rule(
    code="EP018",
    slug="endless-tunnel",
    severity=Severity.ERROR,
    title="a passage that only calls itself",
    what=(
        "Finds passages that are called to come back from and, on every way through them, call themselves again (directly or"
        " through others) before anything is offered and before they return."
    ),
    why="Play goes deeper and deeper and never gets to a choice: engines hang, or stop with an error.",
    bad="""\
-> cave ->
-> END
=== cave
It is dark.
-> cave ->
->->
""",
    good="""\
VAR depth = 0
-> cave ->
-> END
=== cave
It is dark.
~ depth = depth + 1
{depth < 3: -> cave ->}
->->
""",
    check=check,
    effort="source",
)

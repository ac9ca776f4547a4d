"""EP017: a tunnel that nothing returns from."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.base import Finding, Rule
from epilogue.source import NOWHERE


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each tunnel; in Yarn a detour returns at its end."""
    if context.words.tunnel:
        for number in context.tunnels.without_return():
            block = context.program.blocks[number]
            calls = context.listed([context.span(at) for at in context.tunnels.called[number]])
            yield Finding(
                block.span or NOWHERE,
                f"{block.name} is begun as a tunnel, and no ->-> in it leads back",
                f"What stands behind -> {block.name} -> ({calls}) is never read. Say ->-> where the tunnel is over, or divert to "
                f"it without the second arrow.",
            )


RULE = Rule(
    code="EP017",
    slug="tunnel-without-return",
    severity=Severity.WARNING,
    title="a tunnel without ->->",
    what="Finds knots that are begun as tunnels (-> knot ->) and that no ->-> leads back from: they only end the story, or go "
    "round for ever. (Where one runs out of content, EP011 tells it; where it is left by a divert, EP016.)",
    why="A tunnel is begun to come back from it. What stands behind it has no other way in.",
    bad="""\
The road.
-> rest ->
The town.
-> END
=== rest
You rest, and fall asleep for good.
-> END
""",
    good="""\
The road.
-> rest ->
The town.
-> END
=== rest
You rest for a while.
->->
""",
    check=check,
)

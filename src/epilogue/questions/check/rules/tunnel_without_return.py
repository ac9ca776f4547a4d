"""EP017: a tunnel that nothing returns from."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.analysis.causes import NOWHERE
from epilogue.diagnostics import Severity
from epilogue.questions.check.context import Examined
from epilogue.questions.check.rules.base import Finding, Rule


def check(examined: Examined) -> Iterator[Finding]:
    """One finding for each tunnel; in Yarn a detour returns at its end."""
    if examined.words.tunnel:
        for number in examined.tunnels.without_return():
            block = examined.program.blocks[number]
            calls = examined.listed([examined.span(at) for at in examined.tunnels.called[number]])
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

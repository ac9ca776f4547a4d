"""EP016: a tunnel that is left by a plain divert."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.base import Finding, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each divert. Yarn knows no other way out of a detour than a jump."""
    if context.words.tunnel:
        for tunnel, position in context.tunnels.left():
            name = context.program.blocks[tunnel].name
            calls = context.listed([context.span(at) for at in context.tunnels.called[tunnel]])
            yield Finding(
                context.span(position),
                f"this divert leaves the tunnel {name} for good: nothing returns from there",
                f"It was begun as a tunnel ({calls}), which waits there for its ->-> for ever. Say ->-> to go back, or ->-> and "
                "the name of a knot to be done with the tunnel and go on there.",
            )


RULE = Rule(
    code="EP016",
    slug="left-tunnel",
    severity=Severity.WARNING,
    title="a tunnel that is left by a plain divert",
    what="Finds diverts that lead out of a knot which is only begun as a tunnel (-> knot ->), to where no ->-> can follow and "
    "readers go on choosing.",
    why="What stands behind the tunnel is never read, and each time round one more tunnel waits for its end: a story that goes "
    "on for long grows without bound. It works in every short test.",
    bad="""\
-> hub
=== hub
You are in the hall.
+ [Go to the shop]
    -> shop ->
    You are back in the hall.
    -> hub
+ [Leave]
    -> END
=== shop
* [Buy bread]
    ->->
+ [Buy nothing]
    -> hub
""",
    good="""\
-> hub
=== hub
You are in the hall.
+ [Go to the shop]
    -> shop ->
    You are back in the hall.
    -> hub
+ [Leave]
    -> END
=== shop
* [Buy bread]
    ->->
+ [Buy nothing]
    ->-> hub
""",
    check=check,
)

"""EP021: a gather that cuts off what follows."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.base import Finding, Rule
from epilogue.questions.check.rules.unseen import by_cause


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each gather behind which something is lost."""
    kinds = {told.span: told.kind for told in context.why(context.lost_options).values() if told} if context.lost_options else {}
    return (one for one in by_cause(context, context.lost_options) if kinds.get(one.span) == "closed")


RULE = Rule(
    code="EP021",
    slug="orphaning-gather",
    severity=Severity.WARNING,
    title="a gather that cuts off the options below it",
    what="Finds gathers that lead away from a menu, so that the options written below them are never offered.",
    why="A gather takes readers on from every option above it. If it diverts, what stands below it has no way in.",
    bad="""\
-> rope
=== rope
He goes to find a rope.
* [Protest] "You can't!"
- -> alone
* [Stay silent]
    -> alone
=== alone
The door falls shut.
-> END
""",
    good="""\
-> rope
=== rope
He goes to find a rope.
* [Protest] "You can't!"
* [Stay silent]
- -> alone
=== alone
The door falls shut.
-> END
""",
    check=check,
)

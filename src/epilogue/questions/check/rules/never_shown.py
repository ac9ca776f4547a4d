"""EP002: a text no reader is ever shown."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.unseen import by_cause
from epilogue.rules.base import Finding, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each cause."""
    return by_cause(context, context.lost_texts)


RULE = Rule(
    code="EP002",
    slug="text-never-shown",
    severity=Severity.WARNING,
    title="a text no reader is ever shown",
    what="Finds pieces of text that no playthrough shows, proved and not sampled, grouped by the line that makes it so.",
    why=(
        "You wrote it to be read. Usually the condition before it never changes: the variable is set too late, or "
        "under another name."
    ),
    bad="""\
VAR rain = false
A walk along the river. {rain: You are wet through.}
~ rain = true
It begins to rain.
-> END
""",
    good="""\
VAR rain = false
* [Wait for the rain]
    ~ rain = true
* [Go now]
- A walk along the river. {rain: You are wet through.}
-> END
""",
    check=check,
)

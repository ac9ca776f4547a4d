"""EP001: an option no reader is ever offered."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.unseen import by_cause
from epilogue.rules.base import Finding, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each cause."""
    return by_cause(context, context.lost_options)


RULE = Rule(
    code="EP001",
    slug="option-never-offered",
    severity=Severity.WARNING,
    title="an option no reader is ever offered",
    what="Finds options that no playthrough offers, proved and not sampled, grouped by the line that makes it so.",
    why=("You wrote it to be read. Usually a condition just above it can never be true, or something cuts its menu short."),
    bad="""\
VAR met_the_baker = false
The square.
* [Ask at the bakery]
    "Never heard of him."
* {met_the_baker} [Ask the baker's daughter]
    She looks away.
- ~ met_the_baker = true
-> END
""",
    good="""\
VAR met_the_baker = false
-> square
=== square
The square.
* [Ask at the bakery]
    "Never heard of him."
    ~ met_the_baker = true
    -> square
* {met_the_baker} [Ask the baker's daughter]
    She looks away.
    -> END
""",
    check=check,
)

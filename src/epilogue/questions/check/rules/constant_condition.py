"""EP004: a condition that never changes where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.remedies import remedy
from epilogue.rules.base import Finding, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each condition."""
    for explanation in context.constant_conditions:
        if explanation.kind != "misread" and not (explanation.kind == "always" and context.is_last_resort(explanation.position)):
            yield Finding(
                explanation.span, explanation.why, remedy(context, explanation), meant=explanation.meant, about=explanation.about
            )


RULE = Rule(
    code="EP004",
    slug="condition-never-changes",
    severity=Severity.NOTE,
    title="a condition that is always true, or always false, where it stands",
    what=(
        "Finds conditions that give the same result whenever a reader reaches them, proved and not "
        "sampled. If options or text are lost because of one, EP001 to EP003 report it; what remains are "
        "conditions that could be removed."
    ),
    why=("A condition asks a question. One that always gets the same answer asks the wrong one, or stands in the wrong place."),
    bad="""\
VAR keys = 0
* [Take the keys]
- ~ keys = 1
{keys > 0: They are heavy.}
-> END
""",
    good="""\
VAR keys = 0
* [Take the keys]
    ~ keys = 1
* [Leave them]
- {keys > 0: They are heavy.}
-> END
""",
    check=check,
)

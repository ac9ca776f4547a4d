"""EP023: a variable nothing sets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.rules.base import Finding, LostContent, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each variable, except those that an unchanging condition has already reported."""
    variables = context.variables
    causes = [*context.constant_conditions, *filter(None, context.why(context.lost_options).values())]
    reported = {word for explanation in causes for word in re.findall(r"\$?\w+", explanation.condition)}
    for name, span in variables.declared.items():
        if name in variables.read and name not in variables.written and name not in reported:
            yield Finding(
                span,
                f"{name} is read, but nothing sets it",
                f"If it is meant as a constant, {context.words.constant}; if the game sets it, name it under [outside] in "
                "epilogue.toml. Otherwise it should be set somewhere.",
                (LostContent("variable", span, name),),
            )


RULE = Rule(
    code="EP023",
    slug="variable-never-set",
    severity=Severity.NOTE,
    title="a variable that is read and never set",
    what=(
        "Finds variables that keep the value they are declared with. If one is used only in a condition that never"
        " changes, that condition is reported instead; those under [assume] or [outside] are left alone."
    ),
    why="Something was meant to change it, and does not; or it is a constant, and should say so.",
    bad="""\
VAR name = "Ada"
"{name}!" somebody calls.
-> END
""",
    good="""\
VAR name = "Ada"
* [Ada]
* [Grace]
    ~ name = "Grace"
- "{name}!" somebody calls.
-> END
""",
    check=check,
)

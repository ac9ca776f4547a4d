"""EP035: a property that the story does not have."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.rules.base import Finding, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each property that is broken."""
    for claim in context.claims:
        if claim.verdict == "broken":
            fix = "Mend the story, or the property if the story is right."
            yield Finding(claim.span, f"{claim.name} ({claim.formula}) is broken: {claim.why}", fix, way=claim.way)


RULE = Rule(
    code="EP035",
    slug="broken-property",
    severity=Severity.ERROR,
    title="a property the story does not have",
    what="Decides the properties under `[properties]` in `epilogue.toml`, and finds those that are broken, with a playthrough.",
    why="You wrote it down because you rely on it, and an edit far away can break it where nobody looks.",
    bad="""\
VAR gold = 1
The gate.
* [Pay the toll]
    ~ gold = gold - 2
* [Wade through the river]
- The other side.
* [Walk on]
- -> END
""",
    good="""\
VAR gold = 2
The gate.
* [Pay the toll]
    ~ gold = gold - 2
* [Wade through the river]
- The other side.
* [Walk on]
- -> END
""",
    check=check,
    settings="""\
[properties]
solvent = "always gold >= 0"
""",
)

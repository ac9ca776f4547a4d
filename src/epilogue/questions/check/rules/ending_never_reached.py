"""EP005: an ending that the author marked and that nobody can reach."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.remedies import remedy
from epilogue.rules.base import Finding, Rule
from epilogue.source import NOWHERE


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each mark."""
    for mark, proved in context.unreached_endings.items():
        if proved:
            spans = [other.span or NOWHERE for other in context.program.marks if (other.key, other.value) == ("ending", mark)]
            explanation = context.why_unreached(mark)
            where = "" if explanation is None else context.listed([explanation.span])
            cause = (
                ""
                if explanation is None
                else f"{where[:1].upper()}{where[1:]}: {explanation.why}. {remedy(context, explanation)}"
            )
            fix = cause or "Look at what leads to it: another ending may be marked after it, or no way may lead there."
            yield Finding(min(spans), f"nobody can reach the ending “{mark}”", fix)


RULE = Rule(
    code="EP005",
    slug="ending-never-reached",
    severity=Severity.ERROR,
    title="a marked ending that nobody can reach",
    what=(
        "Finds endings with a mark (# ending: name) that no playthrough reaches, proved and not sampled, with the "
        "line that causes it where one is known."
    ),
    why="You wrote it as an ending of the story, but the story does not have it.",
    bad="""\
VAR trust = 0
* [Tell the truth]
    ~ trust = trust + 1
* [Lie]
- {trust > 1: -> together}
She goes. # ending: alone
-> END
=== together
She stays. # ending: together
-> END
""",
    good="""\
VAR trust = 0
* [Tell the truth]
    ~ trust = trust + 1
* [Lie]
- {trust > 0: -> together}
She goes. # ending: alone
-> END
=== together
She stays. # ending: together
-> END
""",
    check=check,
)

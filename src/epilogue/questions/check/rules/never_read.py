"""EP022: a variable nothing reads, but what changes it."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.rules.base import Finding, LostContent, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each variable."""
    variables = context.variables
    for name, span in variables.declared.items():
        if name not in variables.read:
            used = "is only read to change it" if name in variables.counted else "is set and never read"
            yield Finding(
                span,
                f"{name} {used if name in variables.written else 'is never used'}",
                f"If the game reads it, mark the line with  {context.words.comment} epilogue: "
                f"intended{context.words.comment_end} . Otherwise use it in the "
                "condition or text that it was meant for, or remove it.",
                (LostContent("variable", span, name),),
            )


RULE = Rule(
    code="EP022",
    slug="variable-never-read",
    severity=Severity.NOTE,
    title="a variable that is set and never read",
    what="Finds variables that no line of the story, and no expression in epilogue.toml, uses but to change them.",
    why=("What a reader did is recorded and then forgotten: often a condition is still to be written, or tests another name."),
    bad="""\
VAR lied = false
* [Lie]
    ~ lied = true
* [Tell the truth]
- "I see," she says.
-> END
""",
    good="""\
VAR lied = false
* [Lie]
    ~ lied = true
* [Tell the truth]
- "I see," she says{lied:, and does not}.
-> END
""",
    check=check,
    effort="source",
)

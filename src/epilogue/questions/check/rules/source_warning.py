"""EP040: what the reader of the language warns of."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.base import Finding, Rule
from epilogue.source import NOWHERE


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each warning, those aside that guess where the story runs out: that is proved, or open."""
    for diagnostic in context.diagnostics:
        if diagnostic.severity is Severity.WARNING and "loose end" not in diagnostic.message:
            hint = diagnostic.hint
            stop = "" if hint and (hint.endswith("?") or "\n" in hint) else "."
            fix = f"{hint[:1].upper()}{hint[1:]}{stop}" if hint else context.words.warned
            yield Finding(diagnostic.span or NOWHERE, diagnostic.message, fix)


RULE = Rule(
    code="EP040",
    slug="source-warning",
    severity=Severity.WARNING,
    title="something the language itself warns of",
    what='Passes on what is noticed while the story is read: a blank choice, an "else" that is read as text, a function '
    'that is not called; in ink also a value that prints "true" or "false", a "-" that is read as a minus, a number of visits '
    "that is compared with a text, and a line that begins with *emphasis* or **emphasis**, which makes it an option. "
    "(A loose end is no guess here: EP011 tells of those that a reader comes to.)",
    why="The story can be played all the same, but surely not as it was meant.",
    bad="""\
VAR rain = false
* [Wait for the rain]
    ~ rain = true
* [Go now]
- { rain:
    You are wet.
  else:
    You are dry.
}
-> END
""",
    good="""\
VAR rain = false
* [Wait for the rain]
    ~ rain = true
* [Go now]
- { rain:
    You are wet.
- else:
    You are dry.
}
-> END
""",
    check=check,
)

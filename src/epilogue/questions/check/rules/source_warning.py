"""EP040: what the reader of the language warns of."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.registry import LANGUAGES
from epilogue.questions.check.context import RuleContext
from epilogue.rules.base import Finding, Rule
from epilogue.source import NOWHERE


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each warning, those aside that guess where the story runs out: that is proved, or open."""
    for diagnostic in context.diagnostics:
        if is_told(diagnostic):
            yield Finding(diagnostic.span or NOWHERE, diagnostic.message, advice(context, diagnostic))


def is_told(diagnostic: Diagnostic) -> bool:
    """Whether a diagnostic is a finding."""
    return diagnostic.severity is Severity.WARNING and not diagnostic.runs_out


def advice(context: RuleContext, diagnostic: Diagnostic) -> str:
    """The hint of a diagnostic, as a sentence."""
    hint = diagnostic.hint
    stop = "" if hint and (hint.endswith("?") or "\n" in hint) else "."
    return f"{hint[:1].upper()}{hint[1:]}{stop}" if hint else context.words.warned


RULE = Rule(
    code="EP040",
    slug="source-warning",
    severity=Severity.WARNING,
    title="something the language itself warns of",
    what="Passes on what is noticed while the story is read: "
    + "; ".join(f"in {language.title}, {language.warnings}" for language in LANGUAGES if language.warnings)
    + ". (Where the story may run out is not guessed: EP011 reports the places where a reader gets to that.)",
    why="The story can still be played, but surely not as you meant it.",
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
    effort="source",
)

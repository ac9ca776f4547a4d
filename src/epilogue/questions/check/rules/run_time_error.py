"""EP010: a reader can run into an error."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.ir.ops import DRY, MENU
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.source_warning import advice, is_told
from epilogue.questions.check.rules.stops import stopping
from epilogue.rules.base import Finding, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each place and message. Where the source shows what is wrong, that is told instead of the message."""
    noticed = {diagnostic.span: diagnostic for diagnostic in context.diagnostics if is_told(diagnostic)}
    for stop in stopping(context, "error"):
        message = " ".join(stop.ending.message.split())
        instruction = context.program.code[stop.ending.position]
        if (instruction.op, instruction.b) == ("fail", DRY):
            continue  # EP013 reports it
        warning = noticed.get(instruction.span)
        yield Finding(
            context.span(stop.ending.position),
            f"a reader can run into an error here: {message}" if warning is None else warning.message,
            advice(context, warning)
            if warning is not None
            else context.words.fallback
            if (instruction.op, instruction.b) == ("fail", MENU)
            else context.words.mends(message)
            or "The playthrough below shows how. The engine stops the story there, or goes on with something nobody wrote.",
            way=context.way(stop.state),
        )


RULE = Rule(
    code="EP010",
    slug="run-time-error",
    severity=Severity.ERROR,
    title="a reader can run into an error",
    what="Finds the places where a playthrough runs into an error of the story itself, with the shortest way there.",
    why=("Some errors show only in play: a division by zero, a variable that holds no passage, a circle without a choice."),
    bad="""\
VAR crew = 2
* [Send one home]
    ~ crew = 0
* [Keep them]
- Each gets {12 / crew} coins.
-> END
""",
    good="""\
VAR crew = 2
* [Send one home]
    ~ crew = 1
* [Keep them]
- Each gets {12 / crew} coins.
-> END
""",
    check=check,
    effort="search",
)

"""EP031: a recorded line no reader hears."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.unseen import by_cause
from epilogue.rules.base import Finding, LostContent, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each cause."""
    return by_cause(context, unheard(context))


def unheard(context: RuleContext) -> dict[int, LostContent]:
    """Recorded lines that no reader hears, by the position of the recording's name; of options, of what offers them."""
    lost = {
        position: context.recorded[position]
        for position in context.recorded
        if position in context.never.texts or position in context.left_texts
    }
    options = {(option.span.file, option.span.line): position for position, option in context.lost_options.items()}
    hidden = {}
    for position, line in context.recorded.items():
        offer = options.get((line.span.file, line.span.line))
        if offer is not None:
            hidden[offer] = line
        elif position in lost:
            hidden[position] = line
    return hidden


RULE = Rule(
    code="EP031",
    slug="unheard-line",
    severity=Severity.WARNING,
    title="a recorded line that no reader can hear",
    what=(
        "Finds lines with a tag that names a recording (# id: …, # voice: …, # vo: …, # line: …) that no "
        "playthrough reaches. With -o unheard.csv they are written to a table: file, line, id, text, and the line "
        "that causes it."
    ),
    why="You pay for the recording, and nobody will hear it.",
    bad="""\
VAR met = false
{met: "You again?" # id: ANA_014}
"Good morning." # id: ANA_015
-> END
""",
    good="""\
VAR met = false
* [Go in]
* [Wave first]
    ~ met = true
- {met: "You again?" # id: ANA_014}
"Good morning." # id: ANA_015
-> END
""",
    check=check,
)

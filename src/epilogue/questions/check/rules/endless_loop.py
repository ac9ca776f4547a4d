"""EP015: a circle with one option."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.rules.base import Finding, Rule
from epilogue.source import NOWHERE


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each set of options that is all there is."""
    graph = context.graph
    states: dict[tuple[int, ...], int] = {}
    for state, sites in context.single_loops.items():
        if context.far(state) >= 0 and (sites not in states or context.far(state) < context.far(states[sites])):
            states[sites] = state
    for sites, state in states.items():
        options = [context.program.choices[site] for site in sites]
        first = min(options, key=lambda option: option.span or NOWHERE)
        again = (
            "this option leads back to itself" if len(options) == 1 else f"these {len(options)} options lead round in a circle"
        )
        begins = graph.initial == state
        yield Finding(
            first.span or NOWHERE,
            f"{again}, with no other option and no way out",
            "There is never anything else to choose, so the story cannot go on. Lead it somewhere, or end the story there.",
            way=() if begins else context.way(state),
        )


RULE = Rule(
    code="EP015",
    slug="endless-loop",
    severity=Severity.ERROR,
    title="a circle of single options with no way out",
    what="Finds parts of a story that offer one option at a time and lead back to themselves for ever.",
    why="The reader no longer has any choice, and never gets to an end.",
    bad="""\
* [Go in]
    -> cell
=== cell
The cell is dark.
+ [Wait] -> cell
""",
    good="""\
* [Go in]
    -> cell
=== cell
The cell is dark.
+ [Wait] -> cell
+ [Give up] -> END
""",
    check=check,
)

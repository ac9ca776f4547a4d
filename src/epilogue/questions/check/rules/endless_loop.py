"""EP015: a circle with one option, and a story that never ends."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.rules.base import Finding, Rule
from epilogue.source import NOWHERE


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each set of options that is all there is; if there is none, one for a story that no playthrough ends."""
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
    if not states and context.never_leaving:
        yield _never_ends(context)


def _never_ends(context: RuleContext) -> Finding:
    """A story that always goes on. It may be meant to, if it has no ending that could be reached."""
    first = min(context.program.choices[site].span or NOWHERE for site in context.never_leaving)
    code = context.program.code
    ends = [ending.position for ending in context.settled.endings.refuted if not code[ending.position].a]
    written = bool(context.unreached_endings) or bool(ends)
    lost = f", and no way leads to the end at {context.listed(map(context.span, ends))}" if ends else ""
    return Finding(
        first,
        f"no playthrough ends: from here on there is always another choice{lost}",
        "Lead it to an ending. Is it over where it leads back to its beginning? Give it an ending's mark there, and the return "
        "counts as that ending.",
        meant=not written,
    )


RULE = Rule(
    code="EP015",
    slug="endless-loop",
    severity=Severity.ERROR,
    title="a circle of single options, or a whole story, with no way out",
    what=(
        "Finds parts of a story that offer one option at a time and lead back to themselves for ever. Where there are none, "
        "it finds stories that no playthrough ends, proved: a mere note if nothing in the story says that it ends, as it may be "
        "meant to go on for ever."
    ),
    why="The reader never gets to an end, and in a circle of single options has no choice any more.",
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
    effort="search",
)

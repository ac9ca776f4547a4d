"""EP013: a menu whose options can all be used up."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.ir.ops import DRY
from epilogue.ir.program import Program
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.stops import stopping
from epilogue.rules.base import Finding, Rule
from epilogue.source import NOWHERE


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each menu, at its first option."""
    for stop in stopping(context, "out_of_content", "done", "error"):
        position = stop.ending.position
        fails = (context.program.code[position].op, context.program.code[position].b) == ("fail", DRY)
        numbers = offered_above(context.program, position) if fails else context.dry.get(position, ())
        sites = [context.program.choices[site] for site in numbers]
        if not sites or not (fails or (not stop.ending.mark and context.used_up(stop))):
            continue
        spans = sorted(site.span or NOWHERE for site in sites)
        lines = ", ".join(str(line) for line in sorted({span.line for span in spans})[:8])
        yield Finding(
            spans[0],
            "this menu runs dry: each of its options can be taken only once, and then the story stops",
            f"Its options (lines {lines}) are all once-only. {context.words.sticky}" + context.lost_before(stop.state),
            way=context.way(stop.state),
        )


def offered_above(program: Program, position: int) -> list[int]:
    """Sites of the menu that fails at a position: its options are offered right above, in the same block."""
    sites, block = list[int](), program.block_of[position]
    for above in range(position - 1, program.blocks[block].start - 1, -1):
        op, site, _, _ = program.code[above]
        if program.block_of[above] == block and op == "done":
            break
        if program.block_of[above] == block and op == "offer":
            sites.append(site)
    return sites


RULE = Rule(
    code="EP013",
    slug="menu-runs-dry",
    severity=Severity.ERROR,
    title="a menu whose options are used up one by one, until none is left",
    what=(
        "Finds menus that readers come back to and whose options are all once-only, so that a playthrough can use "
        "them up and be left with nothing."
    ),
    why="It works in every short test: only a reader who tries everything finds it.",
    bad="""\
-> hub
=== hub
* [Ask her name]
    "Ada."
    -> hub
* [Ask her age]
    "Why?"
    -> hub
""",
    good="""\
-> hub
=== hub
* [Ask her name]
    "Ada."
    -> hub
* [Ask her age]
    "Why?"
    -> hub
+ [Go]
    -> END
""",
    check=check,
    effort="search",
)

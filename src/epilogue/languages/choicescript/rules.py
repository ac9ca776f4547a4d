"""Rules about what ChoiceScript alone has: achievements, and subroutines that are left for good."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.languages.choicescript.lower.program import ACHIEVED
from epilogue.rules.base import Finding, Rule, StoryFacts
from epilogue.source import Span


def unearned_achievements(story: StoryFacts) -> Iterator[Finding]:
    """One finding for each achievement that no reader comes to earn."""
    program = story.program
    earned: dict[str, list[int]] = {name: [] for name in program.hidden if name.startswith(ACHIEVED)}
    for position, (op, name, _, _) in enumerate(program.code):
        if op == "store_global" and name in earned and program.code[position - 1][:2] == ("push", True):
            earned[name].append(position)
    for name, positions in earned.items():
        place = program.hidden[name]
        if not isinstance(place, Span) or len(story.never_run(positions)) < len(positions):
            continue
        shown = name.removeprefix(ACHIEVED)
        if positions:
            fix = f"No reader comes to {story.listed(map(story.span, positions))}, where it is earned: lead there."
        else:
            fix = f"No line says *achieve {shown}: say it where it is earned, or remove the achievement."
        yield Finding(place, f"nobody can earn the achievement {shown}", fix)


UNEARNED_ACHIEVEMENT = Rule(
    code="EP041",
    slug="unearned-achievement",
    severity=Severity.WARNING,
    title="an achievement that nobody can earn",
    what="Finds achievements that no *achieve gives, or only one that no reader comes to, proved and not sampled.",
    why="Readers look for it, and it counts among the points of the game.",
    bad="""\
*create gold 0
*achievement rich visible 10 Rich
  Find gold.
  You found gold.
*choice
  #Dig
    *set gold 1
    *goto over
  #Rest
    *goto over
*label over
*if gold > 1
  *achieve rich
*ending
""",
    good="""\
*create gold 0
*achievement rich visible 10 Rich
  Find gold.
  You found gold.
*choice
  #Dig
    *set gold 1
    *goto over
  #Rest
    *goto over
*label over
*if gold > 0
  *achieve rich
*ending
""",
    check=unearned_achievements,
)


RULES: tuple[Rule[StoryFacts], ...] = (UNEARNED_ACHIEVEMENT,)

"""EP030: an ending that hardly anybody comes to."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.abstract.possible_endings import PossibleEnding
from epilogue.analysis.odds import EndingResult
from epilogue.analysis.unfinished import OddsBounds
from epilogue.answers import MEANT
from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.rules.base import Finding, Rule
from epilogue.views.text import words


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each ending proved to be rarer than the settings allow."""
    limit = context.settings.check.rarer_than
    if limit is None or context.graph.begins:
        return
    groups: dict[PossibleEnding, list[EndingResult]] = {}
    for result in context.result.endings:
        if result.ending.kind in MEANT:
            groups.setdefault(result.ending.possible, []).append(result)
    bounds = OddsBounds(context.graph, context.result, context.searched.unexplored)
    for ending, members in groups.items():
        greatest = float(bounds.ending(members).greatest)
        if greatest < limit:
            soonest = min(members, key=lambda member: member.shortest)
            named = context.settings.endings.get(ending.mark or "", ending.mark)
            yield Finding(
                context.span(ending.position),
                f"{named or 'this ending'} is rarer than {words.chance(limit)}: {words.certainty(greatest)}, choosing at random",
                "Offer the options that lead to it more often, or to more readers; or lower the limit (rarer_than under [check] "
                "in epilogue.toml).",
                way=context.way(soonest.state),
            )


RULE = Rule(
    code="EP030",
    slug="rare-ending",
    severity=Severity.WARNING,
    title="an ending rarer than the settings allow",
    what="Finds endings whose odds, for a reader who chooses at random, are below rarer_than.",
    why=("What few readers see costs as much to write as the rest. Checked only if epilogue.toml says how rare is too rare."),
    bad="""\
* [Left]
    -> END
* [Right]
    * * [Left]
        -> END
    * * [Right]
        The other one.
        -> END
""",
    good="""\
* [Left]
    -> END
* [Right]
    The other one.
    -> END
""",
    settings="[check]\nrarer_than = 0.3\n",
    check=check,
    effort="search",
)

"""Helper shared by the rules about things no reader sees: one finding for each cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from epilogue.analysis.causes import Explanation
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.remedies import remedy
from epilogue.rules.base import Finding, LostContent


def by_cause(context: RuleContext, lost: Mapping[int, LostContent]) -> Iterator[Finding]:
    """Findings for losses, by position, at the lines that cause them."""
    if not lost:
        return
    groups: dict[Explanation, list[LostContent]] = {}
    for position, explanation in context.why(lost).items():
        groups.setdefault(explanation or _alone(lost[position]), []).append(lost[position])
    for explanation, items in groups.items():
        fix = remedy(context, explanation)
        hidden = tuple(sorted(items, key=lambda item: item.span))
        yield Finding(
            explanation.span,
            explanation.why,
            fix,
            hidden,
            meant=explanation.meant or context.only_labels(items),
            about=explanation.about,
        )


def _alone(item: LostContent) -> Explanation:
    """Fallback if no better cause is known."""
    return Explanation(item.span, "no reader gets here", "unknown")

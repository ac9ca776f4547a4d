"""Builds the answer of ``epilogue why STORY ENDING``."""

from __future__ import annotations

from typing import Literal

from epilogue.analysis.odds import analyse_endings
from epilogue.ir.program import passages_of
from epilogue.questions.why.answer import After, Deciding, WhyEnding
from epilogue.questions.why.context import OUTSIDE, WhyContext
from epilogue.questions.why.deciding import DecidingPlace, OptionEffect, deciding, decisive_options, losing
from epilogue.story.study import Study

SEARCHED = (
    "The search stopped early: there may be more ways to it, and more options, than were found; the odds are at least those "
    "given."
)


def why_ending(study: Study, name: str, readers: str = "blind") -> WhyEnding:
    """``name``: the ending's id, name, line or last words. Raises StoryError with the nearest, if there is none, or several.
    ``readers``: whose odds these are."""
    context = WhyContext(study, readers)
    ending = context.ending(name)
    graph = context.graph
    odds = [row[ending] for row in context.prospects.rows]
    can = [bool(bits >> ending & 1) for bits in context.can.endings]
    may = [reachable or bool(beyond) for reachable, beyond in zip(can, context.can.open, strict=True)]
    visits = analyse_endings(context.graph_taken).visits
    program, around = study.program, passages_of(study.program)
    goal, leading = context.reaching(ending)
    common = decisive_options(study.graph, goal, leading, [around[choice.target_block] for choice in program.choices])
    return WhyEnding(
        study.project.name,
        study.project.path,
        study.complete,
        context.named[ending],
        tuple(_deciding(context, place) for place in deciding(graph, odds, may, visits)),
        tuple(_after(context, after) for after in losing(graph, odds, may, visits)),
        tuple(context.spot(site) for site in common.every if site not in common.anyway),
        len(set(common.every) & set(common.anyway)),
        tuple(context.spot(site) for site in common.rules_out),
        len(common.none),
        tuple(program.blocks[block].name for block in common.passages),
        (*study.notes, *((OUTSIDE,) if context.outside else ()), *(() if study.complete else (SEARCHED,))),
        context.readers_answer,
        study.begins,
    )


def _deciding(context: WhyContext, place: DecidingPlace) -> Deciding:
    span = context.span(place.position)
    line, file = span.line, span.file
    options = [_after(context, after) for after in sorted(place.after, key=lambda after: context.order(after.site))]
    first = next((effect.option for effect in options if effect.option is not None and effect.option.line), None)
    if first is not None:
        file, line = first.file, first.line
    outside = context.outside_at.get(place.position, "") if place.luck else ""
    return Deciding(file, line, place.luck, place.met, place.moves, tuple(options), outside)


def _after(context: WhyContext, effect: OptionEffect) -> After:
    loses: Literal["always", "sometimes", "never"] | None = None
    if effect.lost is not None:
        loses = "always" if effect.always else "never" if effect.never else "sometimes"
    return After(
        None if effect.site is None else context.spot(effect.site),
        effect.taken,
        effect.odds,
        effect.least,
        effect.greatest,
        loses,
        effect.lost,
    )

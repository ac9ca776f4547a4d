"""Builds the answer of ``epilogue why STORY ENDING``."""

from __future__ import annotations

from typing import Literal

from epilogue.analysis.odds import analyse_endings
from epilogue.ir.program import passages_of
from epilogue.questions.why.about import OUTSIDE, About
from epilogue.questions.why.answer import After, Deciding, WhyEnding
from epilogue.questions.why.deciding import After as Found
from epilogue.questions.why.deciding import Place, deciding, losing, ways
from epilogue.story.study import Study

SEARCHED = (
    "The search was stopped early: there may be more ways to it, and more options, than were found; the odds are at least those "
    "given."
)


def why_ending(study: Study, asked: str, readers: str = "blind") -> WhyEnding:
    """``asked``: the ending's id, name, line or last words. Raises StoryError with the nearest, if there is none, or several.
    ``readers``: whose odds these are."""
    about = About(study, readers)
    ending = about.ending(asked)
    graph = about.graph
    odds = [row[ending] for row in about.prospects.rows]
    can = [bool(bits >> ending & 1) for bits in about.can.endings]
    may = [found or bool(beyond) for found, beyond in zip(can, about.can.open, strict=True)]
    visits = analyse_endings(about.taken).visits
    program, around = study.program, passages_of(study.program)
    goal, leading = about.reaching(ending)
    found = ways(study.graph, goal, leading, [around[choice.target_block] for choice in program.choices])
    return WhyEnding(
        study.project.name,
        study.project.path,
        study.complete,
        about.named[ending],
        tuple(_deciding(about, place) for place in deciding(graph, odds, may, visits)),
        tuple(_after(about, after) for after in losing(graph, odds, may, visits)),
        tuple(about.spot(site) for site in found.every if site not in found.anyway),
        len(set(found.every) & set(found.anyway)),
        tuple(about.spot(site) for site in found.rules_out),
        len(found.none),
        tuple(program.blocks[block].name for block in found.passages),
        (*study.notes, *((OUTSIDE,) if about.outside else ()), *(() if study.complete else (SEARCHED,))),
        about.said,
        study.begins,
    )


def _deciding(about: About, place: Place) -> Deciding:
    span = about.at(place.position)
    line, file = span.line, span.file
    options = [_after(about, after) for after in sorted(place.after, key=lambda after: about.order(after.site))]
    first = next((one.option for one in options if one.option is not None and one.option.line), None)
    if first is not None:
        file, line = first.file, first.line
    outside = about.outside_at.get(place.position, "") if place.luck else ""
    return Deciding(file, line, place.luck, place.met, place.moves, tuple(options), outside)


def _after(about: About, found: Found) -> After:
    loses: Literal["always", "sometimes", "never"] | None = None
    if found.lost is not None:
        loses = "always" if found.always else "never" if found.never else "sometimes"
    return After(
        None if found.site is None else about.spot(found.site),
        found.taken,
        found.odds,
        found.least,
        found.greatest,
        loses,
        found.lost,
    )

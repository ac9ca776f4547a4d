"""Builds the answer of ``epilogue why STORY --choice FILE:LINE``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from epilogue.analysis.odds import Probability, analyse_endings
from epilogue.analysis.outlook import backward
from epilogue.diagnostics import unreadable
from epilogue.ir.program import ChoiceSite
from epilogue.questions.why.answer import Range, Risk, Spot, StakeName, WhyChoice
from epilogue.questions.why.context import OUTSIDE, WhyContext
from epilogue.questions.why.risk import OptionRisk, menus, risks
from epilogue.source import Span
from epilogue.story.study import Study
from epilogue.views.text.places import file_name

NEAR = 3
SEARCHED = "The search stopped early: the odds are at least those given, and there may be more endings than were found."


def why_choice(study: Study, where: str, readers: str = "blind") -> WhyChoice:
    """``where``: a line of the main file, or FILE:LINE. Raises StoryError with the nearest choices if none is offered there.
    ``readers``: whose odds these are."""
    site = _site(study, where)
    context = WhyContext(study, readers)
    graph = context.graph
    states = menus(graph, site)
    stakes = study.stakes if study.complete else ()
    worth, columns = _worth(context, bool(stakes)), len(study.endings)
    rows = backward(context.graph_taken, worth, columns + 1 + len(stakes))
    visits = analyse_endings(context.graph_taken).visits
    if context.readers_answer is not None and not any(visits[state] for state in states):
        hint = "without --readers, readers choose at random"
        raise unreadable(f"{readers} readers never reach this choice", context.at_option(site), hint)
    before, after = risks(graph, states, rows, context.can, visits)
    options = [
        Risk(
            context.spot(risk.site if risk.site is not None else -1),
            risk.taken,
            _ranges(risk, range(columns)),
            context.ids(risk.always),
            context.ids(risk.sometimes),
            _expected(risk, columns, len(stakes)),
        )
        for risk in sorted(after, key=lambda risk: context.order(risk.site))
    ]
    return WhyChoice(
        study.project.name,
        study.project.path,
        study.complete,
        context.spot(site),
        before.taken,
        len(menus(study.graph, site)),
        context.named,
        tuple(StakeName(stake.who, stake.name) for stake in stakes),
        _ranges(before, range(columns)),
        tuple(options),
        (*study.notes, *((OUTSIDE,) if context.outside else ()), *(() if study.complete else (SEARCHED,))),
        context.readers_answer,
        study.begins,
    )


def _worth(context: WhyContext, staked: bool) -> dict[int, list[Probability]]:
    """Columns of each ending state: its ending, 1, and, if anything is ``staked``, the worth of each stake there."""
    worth: dict[int, list[Probability]] = {}
    for state, index in context.ending_of.items():
        values = context.values(state) if staked else ()
        stakes = [value if isinstance(value, float) else Fraction(value) for value in values]
        worth[state] = [*(Fraction(n == index) for n in range(len(context.endings))), Fraction(1), *stakes]
    return worth


def _ranges(risk: OptionRisk, columns: range) -> tuple[Range, ...]:
    return tuple(Range(risk.mean[n], risk.least[n], risk.greatest[n]) for n in columns)


def _expected(risk: OptionRisk, endings: int, stakes: int) -> tuple[Range, ...]:
    """Expected worth of each stake, over the playthroughs that end."""
    ends = risk.mean[endings]
    columns = range(endings + 1, endings + 1 + stakes)
    return tuple(Range(risk.mean[n] / ends if ends else 0, risk.least[n], risk.greatest[n]) for n in columns)


def _site(study: Study, where: str) -> int:
    """The option at a line that some reader is offered."""
    file, _, number = where.rpartition(":")
    wanted = Span(file or study.project.path, int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0)
    if not wanted.line:
        raise unreadable(f"no line {where!r}", Span(study.project.path, 0), "say the line of a choice, as in --choice 58")
    here = [c for c in study.program.choices if c.span and file_name(c.span.file) == file_name(wanted.file)]
    if not here:
        files = sorted({file_name(c.span.file) for c in study.program.choices if c.span})
        raise unreadable(f"there is no choice in a file {file!r}", Span(study.project.path, 0), f"there are: {', '.join(files)}")
    offered = [choice for choice in here if not choice.fallback and menus(study.graph, choice.id)]
    matches = [choice for choice in offered if choice.span and choice.span.line == wanted.line]
    if matches:
        return matches[0].id
    on_line = any(choice.span and choice.span.line == wanted.line for choice in here)
    reason = "there is no choice on this line"
    if on_line:
        nobody = "no reader is offered" if study.complete else "no reader was found who is offered"
        reason = f"{nobody} the choice on this line"
    raise unreadable(
        reason,
        Span(wanted.file, wanted.line),
        f"the nearest are: {'; '.join(_named(c) for c in _nearest(offered, wanted.line))}" if offered else None,
    )


def _nearest(offered: Sequence[ChoiceSite], line: int) -> list[ChoiceSite]:
    near = sorted(offered, key=lambda c: (abs((c.span.line if c.span else 0) - line), c.id))[:NEAR]
    return sorted(near, key=lambda c: c.id)


def _named(choice: ChoiceSite) -> str:
    spot = Spot("", choice.span.line if choice.span else 0, choice.text, None)
    return f"line {spot.line} {spot.text}"

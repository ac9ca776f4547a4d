"""Builds the answer of ``epilogue why STORY PLAY``: why the playthrough ended as it did."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from epilogue.analysis.odds import Interval
from epilogue.analysis.path import Path
from epilogue.answers import Odds
from epilogue.budget import tick
from epilogue.machine.play import Session
from epilogue.questions.why.answer import Step, WhyPlay
from epilogue.questions.why.context import OUTSIDE, WhyContext
from epilogue.questions.why.reasons import arcs, narrated_steps
from epilogue.questions.why.responsibility import ComparisonTooLarge, Responsibility, shares
from epilogue.questions.why.turning_points import TurningStep, find_turning_points
from epilogue.space.state_graph import StateKind
from epilogue.story.project import Project
from epilogue.story.study import Study
from epilogue.story.unsettled import odds_in
from epilogue.views.text import words

TURNING = 3
"""Number of turning points shown."""
TIMID = "What is past what was searched may lead to more endings; nothing is said of it."


def why(project: Project, session: Session, study: Study | None = None, readers: str = "blind") -> WhyPlay:
    """Explain why a playthrough ended as it did, or where it stands; the odds are those of ``readers``. Raises StoryError if it
    leads out of what was searched."""
    study = study or Study(project, entry=session.entry)
    played = study.path(session)
    context = WhyContext(study, readers, played)
    path = context.path
    assert path is not None
    own = context.ending_of.get(path.end)
    outside = {**study.program.outside, **{sets.site: sets.outside for sets in study.program.game_sets}}
    weights = {site: what.weights for site, what in outside.items() if what.weights is not None}
    turning_points = find_turning_points(context.graph, path, own, context.can, context.prospects, weights)
    parts = _shares(context, played, own)
    rows = tuple(tuple(map(odds_in, context.prospects.odds(state))) for state in path.states)
    narrated = narrated_steps(study, path.actions)
    steps = []
    number = 0
    for index, (state, turn) in enumerate(zip(path.states, turning_points.turns, strict=False)):
        tick()
        state_kind = StateKind(context.graph.kind[state])
        kind: Any = {StateKind.CHOICE: "choice", StateKind.OUTSIDE: "outside"}.get(state_kind, "chance")
        number += kind == "choice"
        mine = parts is not None and kind == "choice" and parts.sizes[number - 1]
        steps.append(
            Step(
                index,
                kind,
                number if kind == "choice" else None,
                narrated[index].span.file,
                narrated[index].span.line,
                narrated[index].text,
                narrated[index].who,
                narrated[index].scene,
                narrated[index].because,
                context.ids(turn.lost),
                turn.others,
                turn.same,
                turn.could,
                turn.must,
                _differs(turn, own),
                Fraction(1, mine) if mine else None,
                tuple(n + 1 for n in parts.together[number - 1]) if parts is not None and mine else (),
            )
        )
    settled = turning_points.inevitable if study.complete else None
    return WhyPlay(
        project.name,
        project.path,
        study.complete,
        None if own is None else context.named[own].id,
        context.named,
        tuple(steps),
        rows,
        number,
        sum(_idle(step) for step in steps if step.kind == "choice") if own is not None else 0,
        _turning(steps, rows, own),
        settled,
        turning_points.endless and settled is not None,
        0 if settled is None else sum(step.kind == "choice" for step in steps[settled:]),
        parts is not None,
        arcs(study, path.actions),
        (*study.notes, *((OUTSIDE,) if context.outside else ()), *(() if study.complete else (TIMID,))),
        context.readers_answer,
        study.begins,
    )


def _shares(context: WhyContext, path: Path, own: int | None) -> Responsibility | None:
    study = context.study
    if own is None or not study.complete:
        return None
    try:
        return shares(study.graph, path, own, context.possible)
    except ComparisonTooLarge:
        return None


def _differs(turn: TurningStep, own: int | None) -> Odds | None:
    if turn.changed is None or own is None:
        return None
    own_odds = turn.changed[own]
    return odds_in(Interval(1 - own_odds.greatest, 1 - own_odds.least))


def _idle(step: Step) -> bool:
    """Whether a decision did not matter: changed, it could lead to no other ending, or to nothing else at all."""
    return step.share is None and (step.same or not step.could)


def _turning(steps: Sequence[Step], rows: Sequence[Sequence[Odds]], own: int | None) -> tuple[int, ...]:
    """Steps that change the odds most, of those that change how some are shown: half the sum of the differences (the total
    variation distance), and, if the playthrough is over, as much again for the odds of its own ending."""

    def moved(step: int) -> float:
        before, after = rows[step], rows[step + 1]
        differences = [abs(now.value - then.value) for then, now in zip(before, after, strict=True)]
        return sum(differences) / 2 + (differences[own] / 2 if own is not None else 0)

    shown = [[words.odds(odds) for odds in row] for row in rows]
    ranked = sorted(
        (step for step in range(len(steps)) if moved(step) > 0 and shown[step] != shown[step + 1]),
        key=lambda step: (-moved(step), step),
    )
    return tuple(sorted(ranked[:TURNING]))

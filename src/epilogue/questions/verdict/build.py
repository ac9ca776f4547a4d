"""Payoffs, and which endings are better for whom."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from epilogue.analysis.odds import EndingResult
from epilogue.answers import Odds
from epilogue.budget import tick
from epilogue.machine.play import Session
from epilogue.questions.verdict.answer import AtEnding, Count, Everything, Outcome, Stake, StakeValue, Verdict, Weighing
from epilogue.questions.verdict.outcomes import OptimalWeights, PayoffVector, WeightRange, judge, scaled, weigh
from epilogue.questions.verdict.payoffs import Payoffs, judgeable
from epilogue.questions.verdict.regret import with_regret
from epilogue.questions.verdict.values import guarantee
from epilogue.space.state_graph import StateKind
from epilogue.story.found_endings import FoundEndings
from epilogue.story.project import Project
from epilogue.story.readers import BLIND, ReadersOdds, endings_for_readers, odds_for
from epilogue.story.study import Study

WEIGHED = 400
"""Most trade-offs weighed against each other."""


AGAINST: tuple[tuple[Literal["luck", "outside"], StateKind], ...] = (("luck", StateKind.CHANCE), ("outside", StateKind.OUTSIDE))


def verdict(project: Project, session: Session | None = None, study: Study | None = None, readers: str = "blind") -> Verdict:
    """Judges all outcomes and, if there is a ``session``, its decisions. ``study``: the story, if it was searched before;
    ``readers``: whose odds of endings and outcomes these are.

    Raises StoryError where nothing is at stake, a stake has no number at some ending, or nobody knows these readers."""
    study = study or Study(project, entry=None if session is None else session.entry)
    payoffs = Payoffs(study)
    found_endings = study.found_endings
    odds = None if readers in BLIND else odds_for(study, readers)
    outcomes = _outcomes(payoffs, found_endings, odds)
    numbers = {(outcome.ending, _worth(outcome)): outcome.number for outcome in outcomes}
    best = [] if payoffs.best is None else [payoffs.best.best(payoffs.of(n), least) for n, least in enumerate(payoffs.least)]
    initial = study.graph.initial
    stakes = tuple(
        Stake(
            stake.who,
            stake.name,
            stake.text,
            _known(payoffs.as_written(n, payoffs.least[n])),
            _known(payoffs.as_written(n, payoffs.greatest[n])),
            payoffs.as_written(n, payoffs.sure[n][initial]),
            best[n].values[initial] if best else None,
        )
        for n, stake in enumerate(study.stakes)
    )
    others = [outcome for outcome in found_endings.result.endings if not judgeable(outcome.ending.kind)]
    return Verdict(
        story=project.name,
        file=project.path,
        entry=study.begins,
        complete=study.complete,
        reason=study.graph.reason,
        stopped_by=study.graph.stopped_by,  # type: ignore[arg-type]
        stakes=stakes,
        endings=_endings(payoffs, outcomes, odds),
        outcomes=outcomes,
        everything=_everything(payoffs, outcomes),
        unjudged=_odds(found_endings, odds, others) if others else None,
        endless=(odds or found_endings).endless(),
        against=tuple(name for name, kind in AGAINST if kind in study.graph.kind),
        exact=bool(best) and all(outcome.residual == 0 for outcome in best),
        play=None if session is None else with_regret(payoffs, session, best, numbers),
        readers=None if odds is None else odds.answer,
        notes=study.unknown,
    )


def endings_by_payoff(study: Study) -> tuple[tuple[AtEnding, ...], tuple[int, ...]]:
    """Each ending, judged by its best outcome; and the numbers of the outcomes that are best for everybody. Raises StoryError as
    :func:`verdict` does."""
    payoffs = Payoffs(study)
    outcomes = _outcomes(payoffs, study.found_endings, None)
    return _endings(payoffs, outcomes, None), _golden(outcomes)


def _odds(found_endings: FoundEndings, readers: ReadersOdds | None, endings: list[EndingResult]) -> Odds:
    """Odds of one of these, for the readers, if any; else choosing at random."""
    return found_endings.odds(endings) if readers is None else readers.of([result.state for result in endings])


def _known(value: StakeValue | None) -> StakeValue:
    assert value is not None
    return value


def _worth(outcome: Outcome) -> PayoffVector:
    return tuple(map(Fraction, outcome.values))


def _outcomes(payoffs: Payoffs, found_endings: FoundEndings, readers: ReadersOdds | None) -> tuple[Outcome, ...]:
    """All pairs of an ending and a worth, judged and numbered."""
    study, judged = payoffs.study, payoffs.judged
    groups: dict[tuple[int, PayoffVector], list[EndingResult]] = {}
    for result in found_endings.result.endings:
        if result.state in payoffs.worth:
            groups.setdefault((study.ending_of[result.state], payoffs.worth[result.state]), []).append(result)
    odds = {key: _odds(found_endings, readers, members) for key, members in groups.items()}
    rank = ("golden", "trade-off", "worse")
    front = set(judged.front)

    def judgement(worth: PayoffVector) -> int:
        number = payoffs.number[worth]
        return 0 if number == judged.golden else 1 if number in front else 2

    order = sorted(groups, key=lambda key: (judgement(key[1]), -odds[key].value, -odds[key].high, key[0], key[1]))
    likeliest: dict[int, int] = {}
    for number, (_, worth) in enumerate(order, 1):
        tick()
        likeliest.setdefault(payoffs.number[worth], number)
    weighings = _weighings(payoffs, likeliest)
    outcomes = []
    for number, key in enumerate(order, 1):
        ending, worth = key
        payoff = payoffs.number[worth]
        soonest = min(groups[key], key=lambda result: result.shortest)
        outcomes.append(
            Outcome(
                number=number,
                ending=study.endings[ending].id,
                values=payoffs.values[soonest.state],
                odds=odds[key],
                shortest=soonest.shortest,
                path=tuple(found_endings.way(soonest.state)),
                judgement=rank[judgement(worth)],  # type: ignore[arg-type]
                better=_nearest(payoffs, payoff, likeliest),
                weighing=weighings.get(payoff),
            )
        )
    return tuple(outcomes)


def _nearest(payoffs: Payoffs, payoff: int, likeliest: dict[int, int]) -> int | None:
    """Dominating outcome that changes the fewest stakes, and of those the likeliest."""
    return min((likeliest[other] for other in payoffs.judged.better[payoff]), default=None)


def _weighings(payoffs: Payoffs, likeliest: dict[int, int]) -> dict[int, Weighing]:
    """Weighing for each trade-off."""
    front = payoffs.judged.front
    if len(front) == 1 or len(front) > WEIGHED:
        return {}
    measured = scaled(payoffs.worths)
    groups = _groups(payoffs)
    weighed = weigh([measured[number] for number in front], [names for names, _ in groups])
    return {
        number: _weighing(weights, groups, [likeliest[p] for p in front]) for number, weights in zip(front, weighed, strict=True)
    }


def _groups(payoffs: Payoffs) -> list[tuple[tuple[int, ...], str | None]]:
    """Groups that may be weighed against the rest: all stakes of a character, or a single stake."""
    live = [n for n in range(len(payoffs.least)) if payoffs.least[n] < payoffs.greatest[n]]
    stakes = payoffs.study.stakes
    people: dict[str, list[int]] = {}
    for n in live:
        people.setdefault(stakes[n].who, []).append(n)
    whole = [(tuple(names), who) for who, names in people.items() if len(names) > 1 and len(names) < len(live)]
    return [*whole, *(((n,), stakes[n].who if people[stakes[n].who] == [n] else None) for n in live)]


def _weighing(weights: OptimalWeights, groups: list[tuple[tuple[int, ...], str | None]], numbers: list[int]) -> Weighing:
    counts = [
        Count(names, who, weight_range.low, weight_range.high)
        for (names, who), weight_range in zip(groups, weights.ranges, strict=True)
        if isinstance(weight_range, WeightRange)
    ]
    mixture = tuple((numbers[number], share) for number, share in weights.mixture)
    return Weighing(weights.alike, tuple(counts), weights.weights, mixture)


def _endings(payoffs: Payoffs, outcomes: tuple[Outcome, ...], odds: ReadersOdds | None) -> tuple[AtEnding, ...]:
    """Each ending, by its best outcome."""
    rows: list[AtEnding] = []
    for ending in payoffs.study.endings if odds is None else endings_for_readers(payoffs.study, odds)[0]:
        members = [outcome for outcome in outcomes if outcome.ending == ending.id]
        if not members:
            continue
        columns = list(zip(*(outcome.values for outcome in members), strict=True))
        finest = _finest(members)
        rows.append(
            AtEnding(
                ending=ending,
                judgement=members[0].judgement,
                outcomes=tuple(outcome.number for outcome in members),
                least=tuple(map(min, columns)),
                greatest=tuple(map(max, columns)),
                better=finest.better,
            )
        )
    return tuple(sorted(rows, key=lambda row: ("golden", "trade-off", "worse").index(row.judgement)))


def _finest(members: Sequence[Outcome]) -> Outcome:
    """Representative outcome of an ending: the likeliest of its undominated ones."""
    judged = judge(sorted({_worth(outcome) for outcome in members}))
    worths = sorted({_worth(outcome) for outcome in members})
    front = {worths[number] for number in judged.front}
    return next(outcome for outcome in members if _worth(outcome) in front)


def _golden(outcomes: tuple[Outcome, ...]) -> tuple[int, ...]:
    """The numbers of the outcomes that are best for everybody."""
    return tuple(outcome.number for outcome in outcomes if outcome.judgement == "golden")


def _everything(payoffs: Payoffs, outcomes: tuple[Outcome, ...]) -> Everything:
    golden = _golden(outcomes)
    if not golden:
        return Everything((), False, None)
    initial = payoffs.study.graph.initial
    sure = guarantee(payoffs.study.graph, payoffs.golden)[initial] == 1
    chance = None if payoffs.best is None else payoffs.best.best(payoffs.golden, Fraction(0)).values[initial]
    return Everything(golden, sure, chance)

"""The regret of each decision of a playthrough, and what was still possible when it was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from epilogue.analysis.outlook import reachability
from epilogue.analysis.path import Path
from epilogue.budget import tick
from epilogue.machine.play import Choice, Session
from epilogue.machine.state import Option
from epilogue.questions.verdict.answer import JudgedStep, Mean, Played, Share
from epilogue.questions.verdict.outcomes import PayoffVector, betters, judge
from epilogue.questions.verdict.payoffs import Payoffs
from epilogue.questions.verdict.values import BestExpectations, guarantee
from epilogue.space.state_graph import StateKind
from epilogue.story.narration import LuckNarrator

KINDS: Mapping[int, Literal["choice", "chance", "outside"]] = {
    StateKind.CHOICE: "choice",
    StateKind.CHANCE: "chance",
    StateKind.OUTSIDE: "outside",
}
NOTHING = 1e-9
"""Tolerance for sums of floating-point numbers, as a share of a stake's range."""


def with_regret(
    payoffs: Payoffs, session: Session, best: Sequence[BestExpectations], numbers: Mapping[tuple[str, PayoffVector], int]
) -> Played:
    """Judges a playthrough step by step. ``best``: by stake, what can be expected (empty if the search is incomplete);
    ``numbers``: of the outcomes, by their ending and worth. Raises StoryError if it leads out of what was searched."""
    study = payoffs.study
    path = study.path(session)
    choices_taken = _choices_taken(study.session(path.actions))
    reached = reachability(study.graph, {state: payoffs.number[worth] for state, worth in payoffs.worth.items()})
    can = reached.endings
    golden = guarantee(study.graph, payoffs.golden)
    stakes = range(len(payoffs.least))
    steps: list[JudgedStep] = []
    luck = LuckNarrator(study.program)
    choices = 0
    for step, edge in enumerate(path.edges):
        tick()
        before, after = path.states[step], path.states[step + 1]
        kind = KINDS[study.graph.kind[before]]
        choices += kind == "choice"
        option = choices_taken[step].option if step in choices_taken else None
        everything = (_all(payoffs, can[before]), _all(payoffs, can[after]))
        location = _file_line(payoffs, path, step, edge)
        steps.append(
            JudgedStep(
                kind=kind,
                number=choices,
                file=location[0],
                line=location[1],
                text=_outcome_text(payoffs, luck, path, step) if option is None else option.text,
                who="" if option is None else _who(payoffs, option),
                options=len(study.graph.edges(before)) if kind == "choice" else 0,
                gained=tuple(_gained(payoffs, n, best[n].values, before, after) for n in stakes) if best else (),
                sure=tuple(
                    (payoffs.as_written(n, payoffs.sure[n][before]), payoffs.as_written(n, payoffs.sure[n][after]))
                    for n in stakes
                ),
                still=tuple((payoffs.most(n, can[before]), payoffs.most(n, can[after])) for n in stakes),
                everything=everything,
                kept=_still_golden(payoffs, can, before, choices_taken.get(step)) if everything == (True, False) else (),
                known=not reached.open[after],
            )
        )
    came = payoffs.worth.get(path.end)
    better = 0
    if came is not None:
        better = sum(1 << index for index, worth in enumerate(payoffs.worths) if betters(worth, came))
    last = _lost(path, [bool(can[state] & better) for state in path.states], [bool(reached.open[s]) for s in path.states])
    return Played(
        outcome=None if came is None else numbers[study.endings[study.ending_of[path.end]].id, came],
        choices=choices,
        steps=tuple(steps),
        shares=_shares(payoffs, steps) if best else (),
        expected=tuple(expectation.values[path.end] for expectation in best),
        last=last,
        beside=_beside(payoffs, can[path.states[0 if last is None else last + 1]], came, numbers),
        everything=_lost(path, [_all(payoffs, can[state]) for state in path.states]),
        sure=_lost(path, [study.complete and golden[state] == 1 for state in path.states]),
    )


class _TakenOption(NamedTuple):
    """The option taken, and what else was on offer."""

    option: Option
    menu: list[str]


def _outcome_text(payoffs: Payoffs, luck: LuckNarrator, path: Path, step: int) -> str:
    """Outcome of luck, or of the world outside, in a step."""
    graph, state = payoffs.study.graph, path.states[step]
    description = luck.describe(graph.site[state], graph.drawn[state][path.actions[step]])
    return f"{graph.outside[state]}: {description}" if state in graph.outside else description


def _choices_taken(session: Session) -> dict[int, _TakenOption]:
    """Choices by index among the actions; undoes the session's choices and leaves it there."""
    actions = list(session.actions)
    choices: dict[int, _TakenOption] = {}
    while session.undo():
        index = len(session.actions)
        action = actions[index]
        if isinstance(action, Choice):
            choices[index] = _TakenOption(session.options[action.number], [option.text for option in session.options])
    return choices


def _still_golden(payoffs: Payoffs, can: Sequence[int], state: int, choice: _TakenOption | None) -> tuple[str, ...]:
    """Options after which everybody can still have everything."""
    edges = payoffs.study.graph.edges(state)
    if choice is None or len(choice.menu) != len(edges):
        return ()
    target = payoffs.study.graph.target
    return tuple(text for edge, text in zip(edges, choice.menu, strict=True) if _all(payoffs, can[target[edge]]))


def _file_line(payoffs: Payoffs, path: Path, step: int, edge: int) -> tuple[str, int]:
    program, graph = payoffs.study.program, payoffs.study.graph
    state = path.states[step]
    if graph.kind[state] == StateKind.CHOICE:
        span = program.choices[graph.label[edge]].span
    else:
        span = program.code[graph.site[state]].span
    return ("", 0) if span is None else (span.file, span.line)


def _who(payoffs: Payoffs, option: Option) -> str:
    """Character who decides: the option's tag ``who:``, spelled as in the stakes if they know the name."""
    for tag in option.tags:
        key, colon, value = tag.partition(":")
        if colon and key.strip().casefold() == "who" and value.strip():
            name = " ".join(value.split())
            known = {stake.who.casefold(): stake.who for stake in payoffs.study.stakes}
            return known.get(name.casefold(), name[:1].upper() + name[1:])
    return ""


def _gained(payoffs: Payoffs, stake: int, values: Sequence[Mean], before: int, after: int) -> Mean:
    gained = values[after] - values[before]
    if isinstance(gained, float) and abs(gained) <= NOTHING * float(payoffs.greatest[stake] - payoffs.least[stake] or 1):
        return 0.0
    return gained


def _all(payoffs: Payoffs, can: int) -> bool:
    """Whether everybody can still have everything; unknown if the story was not searched to its end."""
    return payoffs.study.complete and payoffs.judged.golden is not None and bool(can >> payoffs.judged.golden & 1)


def _beside(
    payoffs: Payoffs, can: int, came: PayoffVector | None, numbers: Mapping[tuple[str, PayoffVector], int]
) -> tuple[int, ...]:
    """Undominated payoffs within reach, except the actual one; each by the first number it has."""
    possible = [worth for index, worth in enumerate(payoffs.worths) if can >> index & 1]
    others = {possible[index] for index in judge(possible).front} - {came}
    if came is None or not payoffs.study.complete:
        return ()
    return tuple(sorted(min(number for (_, worth), number in numbers.items() if worth == other) for other in others))


def _lost(path: Path, had: Sequence[bool], unknown: Sequence[bool] = ()) -> int | None:
    """Last step before which it was reachable and after which it was not (if known); None if there is none."""
    lost = [step for step in range(len(path.edges)) if had[step] and not had[step + 1] and not (unknown and unknown[step + 1])]
    return lost[-1] if lost else None


def _shares(payoffs: Payoffs, steps: Sequence[JudgedStep]) -> tuple[Share, ...]:
    """Sums of the steps, by who made them: the characters in the order of the stakes, others as they come, then luck."""
    sums: dict[tuple[str, str], list[Mean]] = {}
    for step in steps:
        key = (step.kind, step.who)
        before = sums.setdefault(key, [Fraction(0)] * len(step.gained))
        sums[key] = [a + b for a, b in zip(before, step.gained, strict=True)]
    people = list(dict.fromkeys(stake.who for stake in payoffs.study.stakes))
    kinds = ("choice", "chance", "outside")
    order = sorted(sums, key=lambda key: (kinds.index(key[0]), people.index(key[1]) if key[1] in people else len(people)))
    return tuple(Share(kind, who, tuple(sums[kind, who])) for kind, who in order)  # type: ignore[arg-type]

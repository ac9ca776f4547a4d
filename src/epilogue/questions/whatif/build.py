"""Builds the what-if answer: a playthrough of a story, and the one wanted beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import chain, islice
from typing import NamedTuple

from epilogue.abstract.possible_endings import RESTART
from epilogue.analysis.occurrences import ComparedStep, Comparison
from epilogue.analysis.outlook import reachability
from epilogue.analysis.path import Path
from epilogue.answers import NarratedMoment
from epilogue.diagnostics import StoryError, unreadable
from epilogue.machine.play import Session
from epilogue.questions.verdict.payoffs import judgeable
from epilogue.questions.whatif import answer
from epilogue.questions.whatif.analysis import NearestPlay, NearestSearch, SearchTooLarge
from epilogue.questions.whatif.other_luck import OtherLuck
from epilogue.questions.whatif.side_by_side import PlayPair, rows
from epilogue.questions.whatif.stakes import worth
from epilogue.source import Span
from epilogue.space.state_graph import StateKind
from epilogue.space.watch import Watch
from epilogue.story import naming
from epilogue.story.narration import LuckNarrator, Narrator
from epilogue.story.project import Project
from epilogue.story.study import Study
from epilogue.views.text.endings import label
from epilogue.views.text.words import joined

UNTIL = "--until"
ENDED = "this playthrough has not reached an ending"
DECLARE = 'say in epilogue.toml what counts for whom, as in: [stakes.Mia] and below it dream = "mia_acts"'


class WhatIfRequest(NamedTuple):
    """The request. ``wanted``: the ending (its name, line or last words) or the condition. ``from_choice``: the decisions
    before this one (counted from 1) stay as they were."""

    kind: answer.WhatIfKind = "nearest"
    wanted: str = ""
    from_choice: int = 1


NEAREST = WhatIfRequest()


def whatif(
    project: Project,
    session: Session,
    ask: WhatIfRequest = NEAREST,
    study: Study | None = None,
    watch: Watch | None = None,
    notes: Sequence[str] = (),
) -> answer.WhatIf:
    """``study``: the searched story, if there is one already; for a condition it must have been searched with it, under the
    name :data:`UNTIL`. ``notes``: how the playthrough was understood. Raises StoryError."""
    if study is None:
        conditions = {UNTIL: ask.wanted} if ask.kind == "until" else None
        study = Study(project, conditions, session.entry, watch)
    return _WhatIfBuilder(study, session, ask, notes).build()


class _WhatIfBuilder:
    def __init__(self, study: Study, session: Session, ask: WhatIfRequest, notes: Sequence[str]) -> None:
        self.study = study
        self.ask = ask
        self.notes = (*notes, *study.notes)
        self.graph = study.graph
        self.path = study.path(session)
        self.own = study.ending_of.get(self.path.end)
        returned = self.own is not None and study.endings[self.own].kind == "restart"
        if returned and len(self.path.actions) < len(session.actions):
            self.notes = (*self.notes, "It is taken until it first comes back to the story's beginning.")
        self.choices = [n for n, state in enumerate(self.path.states[:-1]) if self._is_choice(state)]
        self._narrator = LuckNarrator(self.study.program)
        self.search = NearestSearch(self.graph, self.path, self._begin())
        self.narrator = Narrator(study.program, study.entry, tuple(study.project.settings.stakes))

    def _is_choice(self, state: int) -> bool:
        return self.graph.kind[state] == StateKind.CHOICE

    def _begin(self) -> int:
        """First step that may differ."""
        number, made = self.ask.from_choice, len(self.choices)
        if number == 1:
            return 0
        if number <= made:
            return self.choices[number - 1]
        if number == made + 1 and self.own is None:
            return len(self.path.actions)
        hint = f"the last one is --from-choice {made}" if made else "nothing was chosen in it"
        raise unreadable(f"there is no choice {number} in this playthrough", Span(self.study.project.path, 0), hint)

    # -- the target

    def build(self) -> answer.WhatIf:
        """The answer. Raises StoryError."""
        nearest, life = self._nearest()
        return self._whatif(nearest, life)

    def _nearest(self) -> tuple[NearestPlay | None, set[int]]:
        """The other playthrough, and the states that count as its ending."""
        study, ask = self.study, self.ask
        try:
            if ask.kind == "dream":
                return self._dream()
            if ask.kind == "until":
                wanted = {
                    state: 0
                    for state, held in enumerate(self.graph.noted)
                    if held & 1 and self.graph.kind[state] in (StateKind.CHOICE, StateKind.ENDING)
                }
            elif ask.kind == "ending":
                index = self._named(ask.wanted)
                wanted = {state: index for state, number in study.ending_of.items() if number == index}
            else:
                if self.own is None:
                    hint = "ask for the best (--dream), an ending (--ending NAME), or a condition (--until EXPR)"
                    raise unreadable(f"{ENDED}, so there is none to compare with", Span(study.project.path, 0), hint)
                wanted = {state: number for state, number in study.ending_of.items() if number != self.own}
            play = self.search.nearest(wanted)
        except SearchTooLarge:
            hint = "keep more of it as it was: --from-choice N"
            raise unreadable(
                "there are too many playthroughs to compare this one with", Span(study.project.path, 0), hint
            ) from None
        if play is not None and ask.kind == "nearest":
            index = study.ending_of[play.end]
            return play, {state for state, number in study.ending_of.items() if number == index}
        return play, set(wanted)

    def _named(self, wanted: str) -> int:
        """Place of the ending meant."""
        endings = self.study.endings
        try:
            return endings.index(naming.unique(endings, wanted))
        except naming.UnclearName as unclear:
            matches = unclear.endings
        from difflib import get_close_matches

        names = {name.casefold(): name for name in naming.distinct_labels(matches or endings, 60)}
        close = [names[name] for name in get_close_matches(wanted.casefold(), names, 3)] or list(names.values())[:8]
        what = "more than one ending answers" if matches else "no ending answers"
        if not matches and not self.study.complete:
            what = "no ending that was found answers"
        nobody = None if matches else naming.unreached(self.study.project.program, endings, wanted, self.study.complete)
        raise unreadable(nobody or f"{what} to {wanted!r}", Span(self.study.project.path, 0), f"there are: {'; '.join(close)}")

    def _dream(self) -> tuple[NearestPlay | None, set[int]]:
        study = self.study
        if not study.stakes:
            raise unreadable("what is best depends on what is at stake", Span(study.project.path, 0), DECLARE)
        meant = self._outcome_states()
        values: dict[int, tuple[float, ...]] = {}
        for state in sorted(meant or set(study.ending_of)):
            if self._has_values(state):
                values[state] = study.values(state)
                for stake, value in zip(study.stakes, values[state], strict=True):
                    if not math.isfinite(value):
                        raise unreadable(f"stakes.{stake.who}.{stake.name}: expected a number, not {value}", stake.span)
        found_worth = worth(values, [stake.who for stake in study.stakes])
        play = self.search.best(found_worth, {state: (study.ending_of[state], row) for state, row in values.items()})
        if play is None:
            return None, set()
        index = study.ending_of[play.end]
        life = {state for state, number in study.ending_of.items() if number == index}
        as_good = {state for state in life if values.get(state) == values[play.end]}
        return play, as_good if index == self.own else life

    def _has_values(self, state: int) -> bool:
        """Whether the stakes were evaluated there: not where a playthrough is over because it came back."""
        return self.graph.endings[self.graph.ending[state]].kind != RESTART

    # -- the answer

    def _whatif(self, play: NearestPlay | None, life: set[int]) -> answer.WhatIf:
        was = self._side(self.path)
        if play is None:
            return self._answer(was, None, OtherPlay())
        needed = play.luck
        steps, other = needed.steps, needed.path
        could = self._side(other)
        pair = PlayPair(self.graph, self.path, other, steps, was.moments, could.moments)
        other_play = OtherPlay(
            already=other.actions == self.path.actions[: len(other.actions)],
            same_luck=not play.cost.luck,
            chance=needed.chance,
            decisions=self._decisions(pair),
            free=play.cost.free,
            luck=self._luck(needed),
            shared=self._shared(other, steps),
            gone=self._gone(other, steps),
            parts=(pair.common, pair.common_moments),
            rows=rows(pair),
            outcomes=self._outcomes(other.end),
            lost=None if self._alike(other.end) else self._lost(life, was.moments),
        )
        return self._answer(was, could, other_play)

    def _answer(self, was: answer.ComparedPlay, could: answer.ComparedPlay | None, other_play: OtherPlay) -> answer.WhatIf:
        study, ask = self.study, self.ask
        return answer.WhatIf(
            story=study.story.name,
            file=study.project.path,
            asked=ask.kind,
            wanted=ask.wanted,
            from_choice=ask.from_choice,
            complete=study.complete,
            found=could is not None,
            was=was,
            could=could,
            notes=self.notes,
            **other_play._asdict(),
        )

    def _side(self, path: Path) -> answer.ComparedPlay:
        choices = sum(1 for state in path.states[:-1] if self._is_choice(state))
        index = self.study.ending_of.get(path.end)
        reached = None
        if index is not None:
            ending = self.study.endings[index]
            reached = answer.ReachedEnding(ending.id, label(ending, 60), bool(ending.name), ending.file, ending.line)
        return answer.ComparedPlay(path.actions, choices, reached, self.narrator.moments(path.actions))

    def _decisions(self, pair: PlayPair) -> tuple[answer.Decision, ...]:
        decisions = []
        for number, step in enumerate(pair.steps):
            if step.comparison is Comparison.AGAINST and self._is_choice(pair.could.states[number]):
                now, before = pair.could_at[number], pair.was_at[step.met]
                numbers = pair.could_number[number], pair.was_number[step.met]
                decisions.append(
                    answer.Decision(numbers[0], now.text, numbers[1], before.text, now.who, now.scene, now.file, now.line)
                )
        return tuple(decisions)

    def _luck(self, needed: OtherLuck) -> tuple[answer.Luck, ...]:
        """Draws of luck, or of the world outside, that the original's luck does not settle. Those that count only together
        have the outcomes they had."""
        draws = [number for number in needed.new if needed.matters(number)]
        edges = {number: needed.edges(number) for number in draws}
        odds = {number: self._odds(row) for number, row in edges.items()}
        known = [chance for chance in odds.values() if chance is not None]
        if needed.chance is not None and math.prod(known, start=Fraction(1)) != needed.chance:
            edges = {number: [] for number in draws}
            odds = dict.fromkeys(draws)
        return tuple([self._draw(needed, number, edges[number], odds[number]) for number in draws])

    def _odds(self, edges: Sequence[int]) -> Fraction | None:
        """Odds that a draw takes one of these edges; None if unknown."""
        odds = [self.search.chance(edge) for edge in edges]
        return None if None in odds else sum((chance for chance in odds if chance is not None), Fraction(0))

    def _draw(self, needed: OtherLuck, number: int, edges: Sequence[int], odds: Fraction | None) -> answer.Luck:
        """One draw of the other playthrough, with its sufficient ``edges``; none: its outcome."""
        graph, program = self.graph, self.study.program
        state, step = needed.path.states[number], needed.steps[number]
        site = graph.site[state]
        span = program.code[site].span
        was = ""
        if step.comparison is Comparison.AGAINST:
            before = self.path.states[step.met]
            was = self._narrator.outcome(site, graph.drawn[before][self.path.actions[step.met]])
        indices = sorted(chain.from_iterable(islice(graph.label[edge], LISTED + 1) for edge in edges)) or [step.action]
        outcomes = [self._narrator.outcome(site, graph.drawn[state][index]) for index in indices]
        return answer.Luck(
            number,
            _either(outcomes) + self._narrator.among(site),
            odds,
            step.comparison is Comparison.AGAINST,
            was,
            graph.outside.get(state, ""),
            "" if span is None else span.file,
            0 if span is None else span.line,
            self._narrator.source(site),
        )

    def _shared(self, other: Path, steps: Sequence[ComparedStep]) -> tuple[str, ...]:
        """Draws of luck shared by both that matter to the other: in words, with the line."""
        return tuple(
            self._placed(state, other.actions[number])
            for number, (state, step) in enumerate(zip(other.states, steps, strict=False))
            if not self._is_choice(state) and step.comparison is Comparison.KEPT and len(self.graph.edges(state)) > 1
        )

    def _gone(self, other: Path, steps: Sequence[ComparedStep]) -> tuple[str, ...]:
        """The original's draws that cannot occur where the other draws, too."""
        return tuple(
            self._placed(self.path.states[step.met], self.path.actions[step.met])
            for state, step in zip(other.states, steps, strict=False)
            if not self._is_choice(state) and step.comparison is Comparison.FREE
        )

    def _placed(self, state: int, action: int) -> str:
        """An outcome in words, with the line."""
        description = self._narrator.describe_at_line(
            self.graph.site[state], self.graph.drawn[state][action], self.study.project.path
        )
        return f"{self.graph.outside[state]}: {description}" if state in self.graph.outside else description

    def _outcomes(self, end: int) -> tuple[answer.StakeOutcome, ...]:
        values = self._all_values()
        if self.path.end not in values or end not in values:
            return ()
        return tuple(
            answer.StakeOutcome(
                stake.who,
                stake.name,
                values[self.path.end][n],
                values[end][n],
                max(row[n] for row in values.values()),
            )
            for n, stake in enumerate(self.study.stakes)
        )

    def _outcome_states(self) -> set[int]:
        """Endings that are outcomes."""
        study = self.study
        return {state for state, index in study.ending_of.items() if judgeable(study.endings[index].kind)}

    def _all_values(self) -> Mapping[int, tuple[float, ...]]:
        """Stake values at each outcome where they are defined."""
        values: dict[int, tuple[float, ...]] = {}
        for state in self._outcome_states() if self.study.stakes else ():
            try:
                if self._has_values(state):
                    values[state] = self.study.values(state)
            except StoryError:
                continue
        return values

    def _alike(self, end: int) -> bool:
        """Whether the other ending has the same name as its own: then a reader loses nothing."""
        index, own = self.study.ending_of.get(end), self.own
        if index is None or own is None or index == own:
            return False
        return self.study.endings[index].name is not None and self.study.endings[index].name == self.study.endings[own].name

    def _lost(self, life: set[int], moments: Sequence[NarratedMoment]) -> answer.LostForGood | None:
        """Step at which the original left the last state that can reach the other life."""
        can = reachability(self.graph, dict.fromkeys(life, 0)).endings
        last = max((n for n, state in enumerate(self.path.states) if can[state]), default=-1)
        if last < 0 or last >= len(self.path.edges):
            return None
        moment = next(moment for moment in moments if moment.step == last)
        before = sum(1 for step in self.choices if step < last)
        after = sum(1 for step in self.choices if step > last)
        kind = "choice" if moment.kind == "text" or moment.kind == "command" else moment.kind
        number = before + 1 if kind == "choice" else before
        return answer.LostForGood(kind, number, moment.text, moment.who, moment.scene, moment.file, moment.line, after)


LISTED = 6
"""Outcomes named one by one."""


def _either(outcomes: Sequence[str]) -> str:
    if len(outcomes) > LISTED:
        return f"{', '.join(outcomes[:LISTED])}, …"
    return joined(outcomes, "or")


class OtherPlay(NamedTuple):
    """Description of the other playthrough, once found."""

    already: bool = False
    same_luck: bool = True
    chance: Fraction | None = None
    decisions: tuple[answer.Decision, ...] = ()
    free: int = 0
    luck: tuple[answer.Luck, ...] = ()
    shared: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    parts: tuple[int, int] = (0, 0)
    rows: tuple[answer.Row, ...] = ()
    outcomes: tuple[answer.StakeOutcome, ...] = ()
    lost: answer.LostForGood | None = None

"""Two playthroughs side by side, from where they part: aligned where both come to the same scene, choice or draw."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from epilogue.analysis.occurrences import ComparedStep, Comparison
from epilogue.analysis.path import Path
from epilogue.answers import NarratedMoment
from epilogue.questions.whatif.answer import Beat, Row
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.views.text.words import clean

AFTER = 160
"""Letters quoted of what follows a decision that differs."""


class _MatchedBeat(NamedTuple):
    """A beat with what it is met by: ``key``; ``step``: its number, -1 for a scene."""

    key: Hashable
    step: int
    beat: Beat


class PlayPair:
    """Two playthroughs, the original and the other, step by step. ``common``: number of actions they begin alike,
    ``common_moments``: of moments. ``…_at``: the moment of each step; ``…_number``: the number of each choice, from 1."""

    def __init__(
        self,
        graph: StateGraph,
        was: Path,
        could: Path,
        steps: Sequence[ComparedStep],
        was_moments: Sequence[NarratedMoment],
        could_moments: Sequence[NarratedMoment],
    ) -> None:
        self.graph = graph
        self.was = was
        self.could = could
        self.steps = steps
        self.moments = was_moments, could_moments
        self.common = _alike(was.actions, could.actions)
        self.common_moments = _alike(was_moments, could_moments)
        self.was_at, self.could_at = _by_step(was_moments), _by_step(could_moments)
        self.was_number, self.could_number = self._numbers(was), self._numbers(could)
        self.against = {step.met for step in steps if step.comparison is Comparison.AGAINST}

    def _numbers(self, path: Path) -> dict[int, int]:
        choices = [n for n, state in enumerate(path.states[:-1]) if self.graph.kind[state] == StateKind.CHOICE]
        return {step: number for number, step in enumerate(choices, 1)}

    def kept(self, was: int, could: int) -> bool:
        """Whether the two steps are the same decision, or outcome."""
        step = self.steps[could]
        return step.met == was and step.comparison is Comparison.KEPT


def _alike(one: Sequence[object], other: Sequence[object]) -> int:
    number = 0
    while number < min(len(one), len(other)) and one[number] == other[number]:
        number += 1
    return number


def _by_step(moments: Sequence[NarratedMoment]) -> dict[int, NarratedMoment]:
    return {moment.step: moment for moment in moments if moment.step >= 0}


def rows(lives: PlayPair) -> tuple[Row, ...]:
    """The two columns, line by line."""
    was = _beats(lives, lives.was, lives.moments[0], lives.against)
    differs = {number for number, step in enumerate(lives.steps) if step.comparison is Comparison.AGAINST}
    could = _beats(lives, lives.could, lives.moments[1], differs)
    found: list[Row] = []
    left = right = 0
    for one, other in [*_meetings(was, could), (len(was), len(could))]:
        for here, there in zip_longest(was[left:one], could[right:other]):
            found.append(Row(here and here.beat, there and there.beat, met=False, same=False))
        if one < len(was):
            here, there = was[one], could[other]
            same = here.step < 0 or lives.kept(here.step, there.step)
            found.append(Row(here.beat, there.beat, met=True, same=same))
        left, right = one + 1, other + 1
    return tuple(found)


def _beats(lives: PlayPair, path: Path, moments: Sequence[NarratedMoment], differs: set[int]) -> list[_MatchedBeat]:
    met: Counter[Hashable] = Counter()
    met.update(_place(lives.graph, state) for state in path.states[: lives.common])
    found: list[_MatchedBeat] = []
    scene = ""
    for number, moment in enumerate(moments[lives.common_moments :], lives.common_moments):
        if moment.scene != scene:
            scene = moment.scene
            met[scene] += 1
            found.append(_MatchedBeat((scene, met[scene]), -1, Beat("scene", scene)))
        if moment.kind == "text" or moment.kind == "command" or moment.step < lives.common:
            continue
        state = path.states[moment.step]
        if moment.kind != "choice" and len(lives.graph.edges(state)) == 1:
            continue  # every draw here has the same result
        place = _place(lives.graph, state)
        met[place] += 1
        different = moment.step in differs
        after = _after(moments[number + 1 :]) if different and moment.kind == "choice" else ""
        beat = Beat(moment.kind, moment.text, moment.who, moment.line, different, after)
        found.append(_MatchedBeat((place, met[place]), moment.step, beat))
    return found


def _place(graph: StateGraph, state: int) -> tuple[int, int]:
    return int(graph.kind[state] == StateKind.CHOICE), graph.site[state]


def _after(moments: Sequence[NarratedMoment]) -> str:
    """First sentences of what is said next."""
    said: list[str] = []
    for moment in moments:
        if moment.kind == "choice":
            break
        if moment.kind == "text":
            said.append(moment.text)
    text = clean(" ".join(said))
    if len(text) <= AFTER:
        return text
    cut = max(text.rfind(stop, 0, AFTER) for stop in (". ", "! ", "? ", ".” ", '." '))
    if cut > AFTER // 3:
        return text[: cut + 1].rstrip() + " …"
    return text[: text.rfind(" ", 0, AFTER)] + " …"


def _meetings(was: Sequence[_MatchedBeat], could: Sequence[_MatchedBeat]) -> list[tuple[int, int]]:
    """Most places that both reach in the same order: a longest increasing subsequence (Schensted 1961), since each is met
    once."""
    place = {met.key: number for number, met in enumerate(could)}
    ends: list[int] = []
    chains: list[tuple[int, int, int]] = []  # (index in one, index in the other, previous link)
    last: list[int] = []
    for number, met in enumerate(was):
        there = place.get(met.key)
        if there is None:
            continue
        length = bisect_left(ends, there)
        chains.append((number, there, last[length - 1] if length else -1))
        if length == len(ends):
            ends.append(there)
            last.append(len(chains) - 1)
        else:
            ends[length], last[length] = there, len(chains) - 1
    found: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        number, there, at = chains[at]
        found.append((number, there))
    return found[::-1]

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

    def is_same(self, was: int, could: int) -> bool:
        """Whether the two steps are the same decision, or outcome."""
        step = self.steps[could]
        return step.met == was and step.comparison is Comparison.KEPT


def _alike(first: Sequence[object], other: Sequence[object]) -> int:
    number = 0
    while number < min(len(first), len(other)) and first[number] == other[number]:
        number += 1
    return number


def _by_step(moments: Sequence[NarratedMoment]) -> dict[int, NarratedMoment]:
    return {moment.step: moment for moment in moments if moment.step >= 0}


def rows(pair: PlayPair) -> tuple[Row, ...]:
    """The two columns, line by line."""
    was = _beats(pair, pair.was, pair.moments[0], pair.against)
    differs = {number for number, step in enumerate(pair.steps) if step.comparison is Comparison.AGAINST}
    could = _beats(pair, pair.could, pair.moments[1], differs)
    table: list[Row] = []
    left = right = 0
    for was_index, could_index in [*_meetings(was, could), (len(was), len(could))]:
        for was_beat, could_beat in zip_longest(was[left:was_index], could[right:could_index]):
            table.append(Row(was_beat and was_beat.beat, could_beat and could_beat.beat, met=False, same=False))
        if was_index < len(was):
            was_beat, could_beat = was[was_index], could[could_index]
            same = was_beat.step < 0 or pair.is_same(was_beat.step, could_beat.step)
            table.append(Row(was_beat.beat, could_beat.beat, met=True, same=same))
        left, right = was_index + 1, could_index + 1
    return tuple(table)


def _beats(pair: PlayPair, path: Path, moments: Sequence[NarratedMoment], differs: set[int]) -> list[_MatchedBeat]:
    met: Counter[Hashable] = Counter()
    met.update(_key(pair.graph, state) for state in path.states[: pair.common])
    beats: list[_MatchedBeat] = []
    scene = ""
    for number, moment in enumerate(moments[pair.common_moments :], pair.common_moments):
        if moment.scene != scene:
            scene = moment.scene
            met[scene] += 1
            beats.append(_MatchedBeat((scene, met[scene]), -1, Beat("scene", scene)))
        if moment.kind == "text" or moment.kind == "command" or moment.step < pair.common:
            continue
        state = path.states[moment.step]
        if moment.kind != "choice" and len(pair.graph.edges(state)) == 1:
            continue  # every draw here has the same result
        key = _key(pair.graph, state)
        met[key] += 1
        different = moment.step in differs
        after = _after(moments[number + 1 :]) if different and moment.kind == "choice" else ""
        beat = Beat(moment.kind, moment.text, moment.who, moment.line, different, after)
        beats.append(_MatchedBeat((key, met[key]), moment.step, beat))
    return beats


def _key(graph: StateGraph, state: int) -> tuple[int, int]:
    return int(graph.kind[state] == StateKind.CHOICE), graph.site[state]


def _after(moments: Sequence[NarratedMoment]) -> str:
    """First sentences of what is said next."""
    texts: list[str] = []
    for moment in moments:
        if moment.kind == "choice":
            break
        if moment.kind == "text":
            texts.append(moment.text)
    text = clean(" ".join(texts))
    if len(text) <= AFTER:
        return text
    cut = max(text.rfind(stop, 0, AFTER) for stop in (". ", "! ", "? ", ".” ", '." '))
    if cut > AFTER // 3:
        return text[: cut + 1].rstrip() + " …"
    return text[: text.rfind(" ", 0, AFTER)] + " …"


def _meetings(was: Sequence[_MatchedBeat], could: Sequence[_MatchedBeat]) -> list[tuple[int, int]]:
    """Most places that both reach in the same order: a longest increasing subsequence (Schensted 1961), since each is met
    once."""
    index_of = {met.key: number for number, met in enumerate(could)}
    ends: list[int] = []
    chains: list[tuple[int, int, int]] = []  # (index in one, index in the other, previous link)
    last: list[int] = []
    for number, met in enumerate(was):
        match = index_of.get(met.key)
        if match is None:
            continue
        length = bisect_left(ends, match)
        chains.append((number, match, last[length - 1] if length else -1))
        if length == len(ends):
            ends.append(match)
            last.append(len(chains) - 1)
        else:
            ends[length], last[length] = match, len(chains) - 1
    pairs: list[tuple[int, int]] = []
    link = last[-1] if last else -1
    while link >= 0:
        number, match, link = chains[link]
        pairs.append((number, match))
    return pairs[::-1]

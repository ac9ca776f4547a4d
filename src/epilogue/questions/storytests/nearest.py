"""The nearest passing way: a playthrough that meets what a test expects and goes against the fewest of the choices it names.

Where the option of the next choice, or of a later one of the same stretch (up to “…” or a demand), is on offer, taking another
goes against it; where none of them is, the playthrough is somewhere that the test does not speak of, and free. Cheapest first, in
the product of the story's situations and the places of the list. Ties: fewer free choices and choices left out.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from epilogue.budget import tick
from epilogue.questions.storytests import matching
from epilogue.questions.storytests.stop_graph import Arrival, PlayStop
from epilogue.questions.storytests.storytest_files import AnyChoices, Demand, Pick
from epilogue.questions.storytests.trial import Trial

FAR = 60_000
"""Limit on the nodes searched: a way so far off is no help."""
AGAINST, LEFT_OUT, FREE, RENAMED = 10_000, 3, 2, 1
"""Costs of going against a choice, leaving one out, adding one, and taking one whose text is similar for it."""
SIMILAR = 0.75
"""Similarity from which two texts count as one, edited."""

ChoiceChange = Literal["", "changed", "added"]


class PassingWay(NamedTuple):
    """The ``actions`` of the way, what became of each of its choices (``""``: as the test has it, or one that “…” stands for),
    and how many of the test's choices it leaves out."""

    actions: tuple[int, ...]
    changes: tuple[ChoiceChange, ...]
    left_out: int


class _NearestStep(NamedTuple):
    stop: PlayStop
    next_choice: int
    used: int
    seen: int
    before: int
    actions: tuple[int, ...]
    change: ChoiceChange | None
    left_out: int


class _PickEffect(NamedTuple):
    """Effect of an option on the test: the ``next_choice`` in its list, its ``cost``, and choices ``left_out`` before."""

    next_choice: int
    cost: int
    change: ChoiceChange
    left_out: int = 0


def nearest(trial: Trial) -> PassingWay | None:
    """Nearest passing way; None if none is found near."""
    stop_graph = trial.stop_graph
    steps: list[_NearestStep] = []
    best: dict[tuple[Any, ...], tuple[int, int]] = {}
    heap: list[tuple[int, int, int]] = []

    def add(cost: int, length: int, step: _NearestStep) -> None:
        key = (step.stop.key, step.next_choice, step.used, step.seen)
        if key not in best or (cost, length) < best[key]:
            best[key] = (cost, length)
            steps.append(step)
            heapq.heappush(heap, (cost, length, len(steps) - 1))

    def arrive(
        cost: int, length: int, arrivals: list[Arrival], way: _PickEffect, seen: int, before: int, change: ChoiceChange | None
    ) -> None:
        for arrival in arrivals:
            now = trial.seen(arrival, seen)
            step = _NearestStep(arrival.stop, way.next_choice, arrival.used, now, before, arrival.actions, change, way.left_out)
            add(cost, length, step)

    start = _PickEffect(0, 0, "")
    arrive(0, 0, stop_graph.begin(trial.luck) or stop_graph.begin(()), start, 0, -1, None)
    while heap and len(steps) < FAR:
        tick()
        cost, length, number = heapq.heappop(heap)
        step = steps[number]
        stop = step.stop
        if best[stop.key, step.next_choice, step.used, step.seen] < (cost, length):
            continue
        over = stop.ending is not None
        at_end = step.next_choice == len(trial.test.choices) and (over or not trial.test.plays_on)
        if at_end and not trial.unmet(stop, step.seen):
            return _traced(steps, number)
        for left_out in _without_a_choice(trial, step):
            index = step.next_choice + max(left_out, 1)
            skipped = step._replace(next_choice=index, before=number, actions=(), change=None, left_out=left_out)
            add(cost + LEFT_OUT * left_out, length, skipped)
        for option in range(stop.choices):
            arrivals = stop_graph.take(stop, option, trial.luck, step.used)
            arrivals = arrivals or stop_graph.take(stop, option, trial.luck, len(trial.luck))
            for way in _with_a_choice(trial, step, option):
                arrive(cost + way.cost + LEFT_OUT * way.left_out, length + 1, arrivals, way, step.seen, number, way.change)
    return None


def _stretch(trial: Trial, index: int) -> int:
    """End of the run of choices at a place, where “…”, a demand or nothing follows."""
    choices = trial.test.choices
    while index < len(choices) and isinstance(choices[index], Pick):
        index += 1
    return index


def _offered(trial: Trial, stop: PlayStop, start: int) -> tuple[int, int] | None:
    """The first choice of the stretch that can be taken at a stop: its place in the list, and the option."""
    for index in range(start, _stretch(trial, start) if stop.ending is None else start):
        item = trial.test.choices[index]
        picked = trial.picked(stop, item.text) if isinstance(item, Pick) else ()
        if len(picked) == 1:
            return index, picked[0]
    return None


def _without_a_choice(trial: Trial, step: _NearestStep) -> Iterator[int]:
    """Number of choices left out by moving on in the list without choosing: 0 at “…” and at a demand that is met."""
    choices = trial.test.choices
    item = choices[step.next_choice] if step.next_choice < len(choices) else None
    if isinstance(item, AnyChoices) or (isinstance(item, Demand) and trial.met(step.stop, step.seen, item)):
        yield 0
    elif isinstance(item, Pick) and _offered(trial, step.stop, step.next_choice) is None:
        end = _stretch(trial, step.next_choice)
        if end == len(choices) or (isinstance(choices[end], Demand) and trial.met(step.stop, step.seen, choices[end])):  # type: ignore[arg-type]
            yield end - step.next_choice


def _with_a_choice(trial: Trial, step: _NearestStep, option: int) -> Iterator[_PickEffect]:
    """Effects that an option can have."""
    index, choices = step.next_choice, trial.test.choices
    item = choices[index] if index < len(choices) else None
    if isinstance(item, AnyChoices):
        yield _PickEffect(index, 0, "")
    elif isinstance(item, Pick):
        offered = _offered(trial, step.stop, index)
        if offered is None:
            text = step.stop.options[option]
            if similar(item.text, text):
                yield _PickEffect(index + 1, RENAMED, "changed")
            yield _PickEffect(index, FREE, "added")
        elif offered[1] == option:
            yield _PickEffect(offered[0] + 1, 0, "", offered[0] - index)
        else:
            yield _PickEffect(offered[0] + 1, AGAINST, "changed", offered[0] - index)
    elif item is None:
        yield _PickEffect(index, FREE, "added")


def similar(meant: str, text: str) -> bool:
    """Whether a text, or its beginning, is similar to the one meant."""
    wanted, other = matching.plain(meant), matching.plain(text)
    return any(SequenceMatcher(None, wanted, part).ratio() >= SIMILAR for part in (other, other[: len(wanted)]))


def _traced(steps: list[_NearestStep], number: int) -> PassingWay:
    way = []
    while number >= 0:
        way.append(steps[number])
        number = steps[number].before
    actions = tuple(action for step in reversed(way) for action in step.actions)
    changes = tuple(step.change for step in reversed(way) if step.change is not None)
    return PassingWay(actions, changes, sum(step.left_out for step in way))

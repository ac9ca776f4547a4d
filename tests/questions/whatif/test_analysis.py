"""What-if, against every playthrough of generated stories to a horizon, and on stories made for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from generators.amount import seeds_in_parts, story_count
from generators.dice import dice
from generators.ink import generate
from questions.whatif import whatif_judge as judge

from epilogue.analysis.path import StrayedPath, follow
from epilogue.flow.context import Observations, UnboundedConstruct
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise as worked_out
from epilogue.ir.program import Program
from epilogue.languages.loaded import ObservedExpression
from epilogue.languages.registry import load
from epilogue.machine.follow import Follower
from epilogue.machine.play import Choice
from epilogue.questions.whatif.analysis import NearestPlay, NearestSearch
from epilogue.questions.whatif.stakes import worth
from epilogue.settings import Limits
from epilogue.source import Span
from epilogue.space.search import PLAIN_STATES, explore
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.space.watch import Watch
from epilogue.verify.oracle import full_states

STORIES = story_count()
CHUNK = 25
HORIZON = 14
MOST = 4_000
"""Maximal number of playthroughs the judge examines for one question."""
MOST_TIED = 60
"""Number of equally near playthroughs whose luck the judge computes."""


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("bounded")]


class Both:
    """A story's reduced graph and the oracle's."""

    def __init__(self, source: str, folder: Path, small: int, states: int = 400) -> None:
        story = folder / "story.ink"
        story.write_text(source, encoding="utf-8")
        self.names = numbers = re.findall(r"^VAR (\w+) = -?\d+$", source, re.MULTILINE)[:2]
        asked = [*numbers, *(f"{name} > 1" for name in numbers)]
        loaded = load(str(story), observed=[ObservedExpression(key, key, Span("test", 1)) for key in asked])
        self.program: Program = loaded.program
        positions = tuple(loaded.observed.values())
        at_end, noted = positions[: len(numbers)], positions[len(numbers) :]
        self.oracle = full_states(self.program, states, at_end, noted)
        operators = flow_operators(self.program)
        flow = worked_out(self.program, operators, Observations("control", at_end, noted, decisions=True))
        self.graph = explore(reduce(flow), operators, Watch(Limits(states=10 * states)), small).graph

    def ending(self, graph: StateGraph, state: int) -> tuple[Any, ...] | None:
        return graph.endings[graph.ending[state]].possible if graph.kind[state] == StateKind.ENDING else None

    def worth(self, graph: StateGraph) -> dict[int, Fraction]:
        """By ending, the payoffs of two people, one stake each, from the definition alone."""
        rows = {
            state: [Fraction(value) for _, value in graph.endings[graph.ending[state]].values]
            for state in range(len(graph.kind))
            if graph.kind[state] == StateKind.ENDING and all(kind is int for kind, _ in graph.endings[graph.ending[state]].values)
        }
        total = dict.fromkeys(rows, Fraction(0))
        for column in range(min(map(len, rows.values()), default=0)):
            low = min(row[column] for row in rows.values())
            high = max(row[column] for row in rows.values())
            for state, row in rows.items():
                total[state] += (row[column] - low) / (high - low) if high > low else 0
        return total


def moves(both: Both, original: judge.Playthrough, begin: int, found: NearestPlay) -> tuple[int, ...]:
    return (*original.actions[:begin], *(one.action for one in found.steps))


def replayed(both: Both, original: judge.Playthrough, begin: int, found: NearestPlay) -> list[str]:
    """The way found, played in the Machine, and its cost computed from what happened there."""
    actions = moves(both, original, begin, found)
    session = Follower(both.program).session(actions)
    if len(session.actions) != len(actions):
        return [f"{len(session.actions)} actions in the Machine for {len(actions)}"]
    at_end = both.ending(both.graph, found.end)
    if (session.ended or None) != (at_end and at_end[0]) and at_end is not None:
        return [f"it ends in {session.ended}, not {at_end}"]
    there = judge.walked(both.oracle, actions)
    if there is None:
        return []
    drawn = [(action.site, action.outcome) for action in session.actions if not isinstance(action, Choice)]
    told = [(event.site, event.taken[1]) for event in there.events if not event.choice]
    if len(drawn) != len(told) or any(
        a[0] != b[0] or (type(a[1]) is int and a[1] != b[1]) for a, b in zip(drawn, told, strict=True)
    ):
        return [f"luck: {drawn} in the Machine, {told} told"]
    cost = judge.Beside(original, begin).cost(there.events)
    return [] if cost == found.cost else [f"its record costs {cost}, it was said to cost {found.cost}"]


Group = Callable[[StateGraph, int], Any]
"""The group of a state, None if it is not wanted."""


def weighed(
    both: Both, original: judge.Playthrough, begin: int, found: NearestPlay, group: Group, tally: Counter[str]
) -> list[str]:
    """How much luck it takes, against the sum over all outcomes and over equally near ways."""
    oracle = both.oracle
    way = judge.walked(oracle, moves(both, original, begin, found))
    if way is None or not oracle.complete:
        return []
    own = group(oracle, way.state)
    told = judge.chance(oracle, way, original, begin, lambda state: group(oracle, state) == own)
    if told is None:
        return []
    tally["chance"] += 1
    tally["luck"] += told < 1
    if found.luck.chance != told:
        return [f"luck of {found.luck.chance}, but it is {told}"]
    if any(found.luck.matters(number) for number in found.luck.new) != (told < 1 or found.cost.luck > 0):
        return [f"luck of {told} is needed, but the draws that matter are {list(filter(found.luck.matters, found.luck.new))}"]
    near = judge.equally_near(oracle, original, begin, HORIZON, lambda state: group(oracle, state), found.cost, MOST)
    if not near.whole or len(near.ways) > MOST_TIED:
        return []
    tied = [
        judge.chance(oracle, one, original, begin, lambda state, kind=kind: group(oracle, state) == kind)  # type: ignore[misc]
        for one, kind in near.ways
    ]
    tally["ties"] += len(set(tied)) > 1
    likelier = [one for one in tied if one is not None and one > told]
    return [f"luck of {told} is needed, but {max(likelier)} does for another as near"] if likelier else []


def judged(both: Both, random: Random, tally: Counter[str]) -> tuple[list[str], int]:
    """What is wrong with the answers about one playthrough; and how many answers the judge could check exactly."""
    graph, oracle = both.graph, both.oracle
    original = judge.at_random(oracle, random, HORIZON)
    choices = [number for number, event in enumerate(original.events) if event.choice]
    begin = random.choice([0, 0, *choices]) if choices else 0
    own = both.ending(oracle, original.state)
    try:
        analysis = NearestSearch(graph, follow(graph, original.actions), begin)
    except StrayedPath:
        assert not graph.complete
        return [], 0
    questions: list[tuple[str, Group]] = [
        (f"condition {bit}", lambda g, s, bit=bit: True if g.noted[s] >> bit & 1 and g.kind[s] in (0, 2) else None)  # type: ignore[misc]
        for bit in range(2 if graph.noted else 0)
    ]
    if own is not None:
        questions.append(("otherwise", lambda g, s: None if both.ending(g, s) == own else both.ending(g, s)))
    endings = sorted({e.possible for e in graph.endings})
    if endings:
        asked = random.choice(endings)
        questions.append(("ending", lambda g, s: both.ending(g, s) if both.ending(g, s) == asked else None))
    bad, exact = [], 0
    for name, group in questions:
        states = range(len(graph.kind))
        found = analysis.nearest({state: group(graph, state) for state in states if group(graph, state) is not None})
        there = judge.cheapest(oracle, original, begin, HORIZON, lambda s, w=group: w(oracle, s) is not None, MOST)  # type: ignore[misc]
        exact += there.whole
        if graph.complete and there.best is not None and (found is None or found.cost > there.best):
            bad.append(f"{name}: {there.best} is nearer than {found and found.cost}")
        if graph.complete and there.whole and found is not None and there.best != found.cost:
            bad.append(f"{name}: {found.cost}, but all there is comes to {there.best}")
        if found is not None:
            bad += [f"{name}: {problem}" for problem in replayed(both, original, begin, found)]
            bad += [f"{name}: {problem}" for problem in weighed(both, original, begin, found, group, tally)]
    if oracle.complete and graph.complete:
        mine, theirs = both.worth(graph), both.worth(oracle)
        values = {state: [value for _, value in graph.endings[graph.ending[state]].values] for state in mine}
        assert mine == worth(values, ("one", "other")[: len(both.names)])
        best = analysis.best(mine, mine)
        dream = judge.dream(oracle, original, begin, HORIZON, theirs, MOST)
        exact += dream.whole
        there_is = None if best is None else (mine[best.end], tuple(best.cost))
        told = None if dream.worth is None else (dream.worth, dream.cost)
        if dream.whole and there_is != told:
            bad.append(f"dream: {there_is}, but it is {told}")
        if told and (there_is is None or (-there_is[0], there_is[1]) > (-told[0], told[1])):  # type: ignore[operator]
            bad.append(f"dream: {told} is better than {there_is}")
        if best is not None:
            bad += [f"dream: {problem}" for problem in replayed(both, original, begin, best)]
            top = mine[best.end]

            def as_good(g: StateGraph, s: int) -> Any:
                return top if (mine if g is graph else theirs).get(s) == top else None

            bad += [f"dream: {problem}" for problem in weighed(both, original, begin, best, as_good, tally)]
    return bad, exact


@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_nearest_and_best_agree_with_exhaustive_play(seeds: range, tmp_path: Path) -> None:
    def source(seed: int) -> str:
        without = () if seed % 2 else ("threads", "tunnels", "functions", "blocks", "nested")
        return generate(seed + 20_000, 1 + seed % 3, loops=(None, "once", "sticky")[seed % 3], without=without)

    exact, _ = judge_stories(source, seeds, tmp_path)
    assert exact > len(seeds)


@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_the_luck_needed_agrees_with_trying_every_outcome(seeds: range, tmp_path: Path) -> None:
    exact, tally = judge_stories(dice, seeds, tmp_path)
    assert exact > len(seeds)
    assert tally["luck"] > len(seeds) // 2
    assert tally["ties"]


def judge_stories(source: Callable[[int], str], seeds: range, folder: Path) -> tuple[int, Counter[str]]:
    problems: dict[tuple[int, int], list[str]] = {}
    exact = 0
    tally: Counter[str] = Counter()
    for seed in seeds:
        try:
            both = Both(source(seed), folder, PLAIN_STATES if seed % 4 else 0)
        except UnboundedConstruct:
            continue
        random = Random(seed)
        for number in range(3):
            bad, told = judged(both, random, tally)
            exact += told
            if bad:
                problems[seed, number] = bad
    assert not problems
    return exact, tally

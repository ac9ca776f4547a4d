"""Readers who weigh, remember and look ahead: their odds against the definitions, followed on the oracle's unreduced graph."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import numpy
import pytest
from generators.amount import story_count
from generators.ink import generate
from space.judging import ending_of, program_of

from epilogue.analysis.readers import Completionist, CuriousReader, Reader, WeightedReader, graph_for, play_at_random
from epilogue.flow.context import Observations, UnboundedConstruct
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise as worked_out
from epilogue.ir.program import Program
from epilogue.settings import Limits
from epilogue.space.search import explore
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.space.watch import Watch
from epilogue.story.readers import ReadersOdds
from epilogue.verify.oracle import full_states

STORIES = story_count()
SITUATIONS = 120
MOST = 1200

Taken = frozenset[int]
Policy = Callable[[int, Taken], list[int]]
"""By the oracle's state and all sites taken before, the weights of the options on offer."""


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("bounded")]


def searched(program: Program) -> StateGraph:
    operators = flow_operators(program)
    flow = worked_out(program, operators, Observations("control", decisions=True))
    return explore(reduce(flow), operators, Watch(Limits(states=4 * SITUATIONS))).graph


def sites(graph: StateGraph, state: int) -> list[int]:
    return [graph.label[edge] for edge in graph.edges(state)] if graph.kind[state] == StateKind.CHOICE else []


# -- the definitions, implemented directly


def curious(graph: StateGraph) -> Policy:
    def policy(state: int, taken: Taken) -> list[int]:
        new = [int(site not in taken) for site in sites(graph, state)]
        return new if any(new) else [1] * len(new)

    return policy


def weighing(graph: StateGraph, weights: dict[int, int]) -> Policy:
    def policy(state: int, taken: Taken) -> list[int]:
        found = [weights.get(site, 1) for site in sites(graph, state)]
        return found if any(found) else [1] * len(found)

    return policy


def completionist(graph: StateGraph) -> Policy:
    ahead: dict[int, set[int]] = {}

    def can_come(state: int) -> set[int]:
        if state not in ahead:
            seen, work = {state}, [state]
            for here in work:
                fresh = {graph.target[edge] for edge in graph.edges(here)} - seen
                seen |= fresh
                work += fresh
            ahead[state] = {site for here in seen for site in sites(graph, here)}
        return ahead[state]

    def soonest(start: int, taken: Taken, missing: set[int] | None) -> int:
        """Choices before one that was never taken; nothing of what is ``missing`` may be given up, if that is told."""
        far, work, best = {start: 0}, deque([start]), 10**6
        while work:
            here = work.popleft()
            choice = graph.kind[here] == StateKind.CHOICE
            for edge in graph.edges(here):
                there = graph.target[edge]
                got = {graph.label[edge]} if choice else set()
                if missing is not None and not missing <= can_come(there) | got:
                    continue
                if got - taken:
                    best = min(best, far[here])
                elif far[here] + choice < far.get(there, 10**6):
                    far[there] = far[here] + choice
                    work.append(there)
        return best

    def policy(state: int, taken: Taken) -> list[int]:
        offered = list(zip(sites(graph, state), [graph.target[edge] for edge in graph.edges(state)], strict=True))
        missing = can_come(state) - taken
        if not missing:
            return [1] * len(offered)
        far = []
        for site, there in offered:
            gives_up = not missing <= can_come(there) | {site}
            far.append(10**6 if gives_up else 0 if site not in taken else 1 + soonest(there, taken, missing))
        if min(far) < 10**6:
            return [int(length == min(far)) for length in far]
        if any(site not in taken for site, _ in offered):
            left = [-1 if site in taken else len(can_come(there) - taken - {site}) for site, there in offered]
            return [int(count == max(left)) for count in left]
        far = [soonest(there, taken, None) for _, there in offered]
        return [int(length == min(far)) for length in far]

    return policy


# -- followed without reductions


def solved(
    program: Program,
    graph: StateGraph,
    policy: Policy,
    start: tuple[int, Taken] | None = None,
    kind_of: Callable[[Any], Any] | None = None,
) -> dict[Any, float] | None:
    """The odds of each ending from a state and what was taken before it: every such pair, as one linear system. None: too
    many."""
    start = start or (graph.initial, Taken())
    place, work = {start: 0}, deque([start])
    steps: list[tuple[int, int, float]] = []
    ends: dict[int, Any] = {}
    while work:
        if len(place) > MOST:
            return None
        here = work.popleft()
        state, taken = here
        if graph.kind[state] == StateKind.ENDING:
            ending = graph.endings[graph.ending[state]]
            ends[place[here]] = ending_of(program, ending) if kind_of is None else kind_of(ending)
            continue
        likely = policy(*here) if graph.kind[state] == StateKind.CHOICE else graph.odds(state)
        for edge, weight in zip(graph.edges(state), likely, strict=True):
            if weight:
                after = taken | {graph.label[edge]} if graph.kind[state] == StateKind.CHOICE else taken
                there = (graph.target[edge], after)
                if there not in place:
                    place[there] = len(place)
                    work.append(there)
                steps.append((place[here], place[there], weight / sum(likely)))
    live = set(ends)
    before = defaultdict(list)
    for one, other, _ in steps:
        before[other].append(one)
    spread = list(live)
    while spread:
        for source in before[spread.pop()]:
            if source not in live:
                live.add(source)
                spread.append(source)
    kinds = sorted(set(ends.values()), key=repr)
    matrix, right = numpy.eye(len(place)), numpy.zeros((len(place), len(kinds)))
    for one, other, odds in steps:
        if one in live and other in live:
            matrix[one, other] -= odds
    for number, kind in ends.items():
        right[number, kinds.index(kind)] = 1
    found = numpy.linalg.solve(matrix, right)[0] if 0 in live else numpy.zeros(len(kinds))
    return {kind: float(value) for kind, value in zip(kinds, found, strict=True) if value > 1e-12}


def told(program: Program, graph: StateGraph, odds: ReadersOdds) -> dict[Any, float]:
    """The odds of each ending, as the project computes them."""
    states: dict[Any, list[int]] = {}
    for state, kind in enumerate(graph.kind):
        if kind == StateKind.ENDING:
            states.setdefault(ending_of(program, graph.endings[graph.ending[state]]), []).append(state)
    return {kind: odds.of(group).value for kind, group in states.items() if odds.of(group).value > 1e-12}


@pytest.mark.parametrize("first", range(0, STORIES, 25))
def test_odds_are_those_of_the_definition_on_generated_stories(first: int) -> None:
    checked = remembered = 0
    for seed in range(first, min(first + 25, STORIES)):
        program = program_of(generate(seed + 20_000, 1 + seed % 3, loops=("sticky", "once", "none")[seed % 3]))
        oracle = full_states(program, SITUATIONS)
        try:
            graph = searched(program)
        except UnboundedConstruct:
            continue
        if not oracle.complete or not graph.complete:
            continue
        random = Random(seed)
        weights = {site.id: random.choice((0, 1, 2, 7)) for site in program.choices if random.random() < 0.7}
        readers: list[tuple[str, Reader, Policy]] = [
            ("weights", WeightedReader(graph, weights), weighing(oracle, weights)),
            ("curious", CuriousReader(graph), curious(oracle)),
            ("completionist", Completionist(graph), completionist(oracle)),
        ]
        for name, reader, policy in readers:
            theirs = solved(program, oracle, policy)
            if theirs is None:
                continue
            ours = told(program, graph, ReadersOdds(graph, reader, name))
            assert ours == pytest.approx(theirs, abs=1e-9), (seed, name)
            checked += 1
            reading = graph_for(graph, reader)
            remembered += reading is not None and any(reading.memory)
    assert checked > 20
    assert first or remembered > 3  # few stories make a reader remember, but some of the first ones do


HUB = """
-> hub
=== hub
+ [ask] -> hub
+ [look] -> hub
+ {look_at} [leave] -> END
+ (look_at) [open] -> hub
* [jump]
  # ending: jumped
  -> END
"""


def odds(source: str, reader: Callable[[StateGraph], Reader]) -> dict[str, Fraction | None]:
    """By mark."""
    graph = searched(program_of(source))
    found = ReadersOdds(graph, reader(graph), "curious")
    return {one.mark: found.of([state]).exact for state in range(len(graph.kind)) for one in _ending(graph, state)}


def _ending(graph: StateGraph, state: int) -> list[Any]:
    return [graph.endings[graph.ending[state]]] if graph.kind[state] == StateKind.ENDING else []


def test_the_curious_go_round_a_hub_once() -> None:
    # Asking and looking end nothing and can be done once. Jump or open: one half each; after open: leave or jump.
    assert odds(HUB, CuriousReader) == {"jumped": Fraction(3, 4), "": Fraction(1, 4)}


def test_completionists_leave_last() -> None:
    assert odds(HUB, Completionist) == {"jumped": Fraction(1, 2), "": Fraction(1, 2)}


def test_a_completionist_goes_back_for_what_was_left_out() -> None:
    source = """
    -> street
    === street
    + [inn] -> inn
    + [out] -> END
    === inn
    * [drink] -> street
    * [sleep] -> street
    * -> street
    """
    graph = searched(program_of(source))
    choices = ReadersOdds(graph, Completionist(graph), "completionist").choices()
    assert choices == 5  # in, drink, in, sleep, out


def test_readers_who_never_take_the_way_out_play_for_ever() -> None:
    source = "-> hub\n=== hub\n+ [wait] -> hub\n* [go] -> END\n"
    graph = searched(program_of(source))
    (go,) = [site.id for site in program_of(source).choices if site.text == "go"]
    found = ReadersOdds(graph, WeightedReader(graph, {go: 0}), "patient")
    assert found.endless().exact == 1
    assert found.of([s for s, what in enumerate(graph.kind) if what == StateKind.ENDING]).exact == 0


def test_what_is_too_much_to_remember_is_estimated_and_the_estimate_is_right() -> None:
    graph = searched(program_of(HUB))
    exact, guessed = (ReadersOdds(graph, CuriousReader(graph), "curious", largest=largest) for largest in (1000, 5))
    assert guessed.answer.playthroughs
    assert not exact.answer.playthroughs
    for state, kind in enumerate(graph.kind):
        if kind == StateKind.ENDING:
            one = guessed.of([state])
            assert one.exact is None
            assert one.low <= exact.of([state]).value <= one.high
            assert one.high - one.low < 0.02
    assert abs((guessed.choices() or 0) - (exact.choices() or 0)) < 0.1


def test_an_estimate_says_what_it_cut_off() -> None:
    graph = searched(program_of("-> hub\n=== hub\n+ [wait] -> hub\n+ [no] -> hub\n* {TURNS() > 99} [go] -> END\n"))
    some = play_at_random(graph, WeightedReader(graph, {}), 10, longest=20)
    assert some is not None
    assert (some.cut, some.stopped) == (10, {})

"""Odds and claims of a search that stopped early: the bounds always contain the truth."""

from __future__ import annotations

from fractions import Fraction

import pytest
from generators.amount import seeds_in_parts
from generators.ink import generate
from space.bounding import searched
from space.judging import program_of
from space.test_generated import LOOPS, STORIES

from epilogue.abstract.possible_endings import PossibleEnding
from epilogue.analysis.claims import claims
from epilogue.analysis.odds import EndingResult, analyse_endings
from epilogue.analysis.unfinished import OddsBounds
from epilogue.flow import specialise
from epilogue.flow.context import Observations, UnboundedConstruct
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import ReducedGraph, reduce
from epilogue.ir.program import Program
from epilogue.space.state_graph import StateGraph
from epilogue.space.unexplored import Unexplored

pytestmark = pytest.mark.slow

CHUNK = 25
SIZES = (1, 3, 8, 20, 60)


def told(found: EndingResult) -> PossibleEnding:
    ending = found.ending
    return ending.possible


def odds(graph: StateGraph) -> dict[PossibleEnding, Fraction]:
    """The true odds of each ending, from a complete search."""
    found: dict[PossibleEnding, Fraction] = {}
    for one in analyse_endings(graph).endings:
        found[told(one)] = found.get(told(one), Fraction(0)) + Fraction(one.odds)
    return found


def wrong(program: Program, reduced: ReducedGraph, size: int, sharp: bool, full: StateGraph) -> tuple[list[str], bool]:
    """False statements of a search that stops at ``size``; and whether it stopped."""
    operators = flow_operators(program)
    search = searched(reduced, operators, size, sharp)
    graph = search.graph
    if graph.complete:
        return [], False
    rest = Unexplored(search)
    result = analyse_endings(graph)
    bounds = OddsBounds(graph, result, rest)
    settled = claims(program, graph, result, rest, texts=True)
    whole = analyse_endings(full)
    truth, bad = odds(full), []
    members: dict[PossibleEnding, list[EndingResult]] = {}
    for one in result.endings:
        members.setdefault(told(one), []).append(one)
    for ending, found in members.items():
        least, greatest, _ = bounds.ending(found)
        if not least <= truth[ending] <= greatest:
            bad.append(f"{size}: {ending}: {truth[ending]} is not within {least} and {greatest}")
    for ending in truth.keys() - members.keys():
        least, greatest, _ = bounds.possible(ending)
        if not 0 == least <= truth[ending] <= greatest:
            bad.append(f"{size}: {ending}, not found: {truth[ending]} is not within {least} and {greatest}")
    least, greatest, _ = bounds.endless()
    if not least <= whole.endless <= greatest:
        bad.append(f"{size}: endless: {whole.endless} is not within {least} and {greatest}")
    everything = claims(program, full, whole, None, texts=True)
    for name in ("options", "texts"):
        early, late = getattr(settled, name), getattr(everything, name)
        bad += [f"{size}: {name} {one} said to be met" for one in set(early.proved) - set(late.proved)]
        bad += [f"{size}: {name} {one} ruled out" for one in set(early.refuted) - set(late.refuted)]
    for name in ("runs_out", "errors", "endless"):
        if getattr(settled, name) not in ("open", getattr(everything, name)):
            bad.append(f"{size}: {name} is {getattr(settled, name)}, but {getattr(everything, name)}")
    return bad, True


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_the_truth_is_within_the_bounds(seeds: range) -> None:
    problems: dict[int, list[str]] = {}
    judged = 0
    for seed in seeds:
        program = program_of(generate(seed, 1 + seed % 4, loops=LOOPS[seed % 3], faults=seed % 4 == 3))
        try:
            flow = specialise.specialise(program, flow_operators(program), Observations("coverage"))
        except UnboundedConstruct:
            continue
        reduced = reduce(flow)
        full = searched(reduced, flow_operators(program), 1500).graph
        if not full.complete:
            continue
        for size in SIZES:
            bad, stopped = wrong(program, reduced, size, seed % 3 == 2, full)
            judged += stopped
            if bad:
                problems[seed] = bad[:3]
    assert not problems
    assert judged > len(seeds) // 2

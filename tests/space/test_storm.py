"""Odds, endless odds and mean lengths against the model checker Storm, which solves the same chains its own way."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from benchmarks.families import FAMILIES
from generators.ink import generate
from space.judging import explored, program_of
from space.storm import Storm

from epilogue.analysis.intervals import Intervals
from epilogue.analysis.odds import analyse_endings
from epilogue.flow import specialise
from epilogue.flow.context import UnboundedConstruct
from epilogue.space import turn
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "la_la_land.ink"
LOOPED = 12
"""Number of generated stories with loops."""
PROCESSES = 60
"""Number of decision processes."""


def same(stormpy: Any, graph: StateGraph, folder: Path) -> None:
    assert graph.complete
    ours, storm = analyse_endings(graph), Storm(stormpy, graph, folder)
    for one in ours.endings:
        odds = storm.ask(f'P=? [F "e{graph.ending[one.state]}"]')
        assert one.odds == odds if isinstance(one.odds, Fraction) else one.odds == pytest.approx(float(odds), rel=1e-9)
    over = storm.ask('P=? [F "over"]') if ours.endings else Fraction(0)
    assert float(ours.endless) == pytest.approx(float(1 - over), abs=1e-9)
    if over < 1:
        assert ours.expected_choices is None
    else:
        assert ours.expected_choices is not None
        assert float(ours.expected_choices) == pytest.approx(float(storm.ask('R{"choices"}=? [F "over"]')), rel=1e-9)


@pytest.mark.parametrize(("name", "size"), [("dials", 2), ("dials", 3), ("sticky", 5), ("characters", 4), ("chapters", 4_000)])
def test_growth_families(stormpy: Any, tmp_path: Path, name: str, size: int) -> None:
    same(stormpy, explored(program_of(FAMILIES[name].source(size)), "control").graph, tmp_path)


def test_the_example(stormpy: Any, tmp_path: Path) -> None:
    same(stormpy, explored(program_of(EXAMPLE.read_text(encoding="utf-8")), "control").graph, tmp_path)


def test_generated_stories_with_loops(stormpy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(specialise, "MAX_NODES", 5_000)
    monkeypatch.setattr(turn, "MAX_STEPS", 5_000)
    looped = 0
    for seed in range(300):
        try:
            graph = explored(program_of(generate(seed, 1 + seed % 4, loops=("sticky", "once")[seed % 2])), "control", 200).graph
        except UnboundedConstruct:
            continue
        if graph.complete and analyse_endings(graph).cyclic:
            same(stormpy, graph, tmp_path)
            looped += 1
            if looped == LOOPED:
                return
    pytest.fail(f"only {looped} stories with loops")


def process(random: Random) -> StateGraph:
    """A random decision process with two endings and cycles."""
    graph = StateGraph()
    inner = random.randint(2, 9)
    for state in range(inner + 2):
        ends = state >= inner
        kind = StateKind.ENDING if ends else random.choice((StateKind.CHOICE, StateKind.CHANCE, StateKind.OUTSIDE))
        graph.kind.append(kind)
        graph.found_by.append(-1)
        graph.ending.append(len(graph.endings) if ends else -1)
        if ends:
            graph.endings.append(GraphEnding("end", state, "", ""))
        elif kind is StateKind.OUTSIDE:
            graph.outside[state] = "game"
        for _ in range(0 if ends else random.randint(1, 3)):
            graph.target.append(random.randrange(inner + 2))
            graph.weight.append(1 if kind is StateKind.CHOICE else random.randint(1, 4))
            graph.label.append(0)
        graph.first.append(len(graph.target))
    return graph


@pytest.mark.parametrize("seed", range(PROCESSES))
def test_intervals_where_anybody_decides(stormpy: Any, tmp_path: Path, seed: int) -> None:
    graph = process(Random(seed))
    ours, storm = Intervals(graph), Storm(stormpy, graph, tmp_path)
    if StateKind.OUTSIDE not in graph.kind:  # then it is a Markov chain
        pytest.skip("nothing outside decides")
    for ending in (0, 1):
        found = ours.reaching([graph.ending.index(ending)])
        assert (found.least, found.greatest) == (storm.ask(f'Pmin=? [F "e{ending}"]'), storm.ask(f'Pmax=? [F "e{ending}"]'))

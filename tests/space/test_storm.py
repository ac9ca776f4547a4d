"""Odds, endless odds and mean lengths against the model checker Storm, which solves the same chains its own way."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from benchmarks.families import FAMILIES
from generators.ink import generate
from space.judging import explored, program_of
from space.storm import asked

from epilogue.analyses.endings import analyse_endings
from epilogue.flow.context import Unbounded
from epilogue.space.state_graph import StateGraph

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "la_la_land.ink"
LOOPED = 12
"""How many generated stories with loops."""


@pytest.fixture(scope="module")
def stormpy() -> Any:
    return pytest.importorskip("stormpy", reason="no stormpy: pip install 'epilogue[storm]'")


def same(stormpy: Any, graph: StateGraph, folder: Path) -> None:
    assert graph.complete
    ours, theirs = analyse_endings(graph), asked(stormpy, graph, folder)
    for one in ours.endings:
        odds = theirs.odds[graph.ending[one.state]]
        assert one.odds == odds if isinstance(one.odds, Fraction) else one.odds == pytest.approx(float(odds), rel=1e-9)
    assert float(ours.endless) == pytest.approx(float(1 - theirs.over), abs=1e-9)
    if theirs.choices is None:
        assert ours.expected_choices is None
    else:
        assert ours.expected_choices is not None
        assert float(ours.expected_choices) == pytest.approx(float(theirs.choices), rel=1e-9)


@pytest.mark.parametrize(("name", "size"), [("dials", 2), ("dials", 3), ("sticky", 5), ("characters", 4), ("chapters", 4_000)])
def test_growth_families(stormpy: Any, tmp_path: Path, name: str, size: int) -> None:
    same(stormpy, explored(program_of(FAMILIES[name].source(size)), "control").graph, tmp_path)


def test_the_example(stormpy: Any, tmp_path: Path) -> None:
    same(stormpy, explored(program_of(EXAMPLE.read_text(encoding="utf-8")), "control").graph, tmp_path)


def test_generated_stories_with_loops(stormpy: Any, tmp_path: Path) -> None:
    looped = 0
    for seed in range(300):
        try:
            graph = explored(program_of(generate(seed, 1 + seed % 4, loops=("sticky", "once")[seed % 2])), "control", 400).graph
        except Unbounded:
            continue
        if graph.complete and analyse_endings(graph).cyclic:
            same(stormpy, graph, tmp_path)
            looped += 1
            if looped == LOOPED:
                return
    pytest.fail(f"only {looped} stories with loops")

"""The growth families: the formulas against the oracle, which plays everything out, and the analysis against the formulas."""

from __future__ import annotations

from fractions import Fraction

import pytest
from benchmarks.families import FAMILIES, Exact
from benchmarks.growth import fitted
from space.judging import explored, program_of

from epilogue.analysis.odds import analyse_endings
from epilogue.space.state_graph import StateGraph
from epilogue.verify.oracle import full_states

pytestmark = pytest.mark.slow

TINY = {
    "hub": 3,
    "lock": 2,
    "flags": 3,
    "counter": 5,
    "tunnels": 4,
    "dice": 2,
    "cards": 2,
    "characters": 2,
    "stats": 4,
    "chapters": 2_000,
}
SMALL = {
    "hub": 7,
    "lock": 3,
    "dials": 2,
    "flags": 7,
    "sticky": 9,
    "counter": 40,
    "tunnels": 12,
    "dice": 5,
    "cards": 2,
    "characters": 5,
    "stats": 8,
    "chapters": 12_000,
}


def found(graph: StateGraph) -> Exact:
    assert graph.complete
    results = analyse_endings(graph)
    odds: dict[str, Fraction] = {}
    for one in results.endings:
        odds[one.ending.mark] = odds.get(one.ending.mark, Fraction(0)) + one.odds
    assert results.expected_choices is not None
    return Exact(odds, results.playthroughs, Fraction(results.expected_choices))


@pytest.mark.parametrize(("name", "size"), TINY.items())
def test_formulas_agree_with_exhaustive_play(name: str, size: int) -> None:
    family = FAMILIES[name]
    assert found(full_states(program_of(family.source(size)), 20_000)) == family.exact(size)


@pytest.mark.parametrize(("name", "size"), SMALL.items())
def test_analysis_finds_the_formula(name: str, size: int) -> None:
    family = FAMILIES[name]
    assert found(explored(program_of(family.source(size)), "control").graph) == family.exact(size)


def test_every_family_is_checked() -> None:
    assert set(SMALL) == set(FAMILIES)


def test_kinds_of_growth_are_distinguished() -> None:
    sizes = (1, 2, 4, 8, 16)
    assert fitted(sizes, [3 * size**2 for size in sizes]) == "n^2.0"
    assert fitted(sizes, [2.0 ** (size / 3) for size in sizes]) == "doubles every 3.0"
    assert fitted(sizes, [5] * 5) == "constant"

"""The traps: micro-stories in ``traps/``, each for one thing that would make a result wrong without a sound.

Each file says in its head what is expected, worked out by hand: ``// ending: KIND LINE MARK ODDS WAYS SHORTEST LONGEST`` (a
dash for no mark, for infinitely many, for no longest), ``// never: LINE...`` of options never offered, ``// states: N`` in the
precision control, ``// limit: LINE`` where the search has to stop short. The oracle must agree, in each precision.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from space.judging import RUNS, explored, judge, program_of, results

from epilogue.machine import step
from epilogue.space import turn

pytestmark = pytest.mark.slow

TRAPS = sorted((Path(__file__).parent / "traps").glob("*.ink"))
STEPS = 20_000


@pytest.fixture(autouse=True)
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a looping story be detected soon."""
    monkeypatch.setattr(step, "MAX_STEPS", STEPS)
    monkeypatch.setattr(turn, "MAX_STEPS", STEPS)


def expected(source: str, key: str) -> list[str]:
    return re.findall(rf"^// {key}: (.*)$", source, re.MULTILINE)


@pytest.mark.parametrize("path", TRAPS, ids=lambda path: path.stem)
def test_trap(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    program = program_of(source)
    graph = explored(program, "control").graph
    span = None if graph.stopped_at is None else program.code[graph.stopped_at].span
    assert ([str(span.line)] if span else []) == expected(source, "limit")
    if not graph.complete:
        return
    endings = []
    for (kind, place, mark, *_), (odds, ways, shortest, longest) in results(program, graph)["endings"].items():
        if kind != "error":
            span = step.stop_span(program, place)
            line = span and span.line
        else:
            line = place
        shown = (kind, line, mark.replace(" ", "_"), odds, ways, shortest, longest)
        endings.append(" ".join("-" if value is None or value == "" else str(value) for value in shown))
    assert sorted(endings) == sorted(expected(source, "ending"))
    never = [c.span.line for c in program.choices if c.span and c.id not in graph.shown and not c.fallback]
    assert " ".join(map(str, never)) == " ".join(expected(source, "never"))
    assert str(graph.states) in expected(source, "states")


@pytest.mark.parametrize("path", TRAPS, ids=lambda path: path.stem)
def test_the_judges_agree(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    verdict = judge(source)
    assert verdict.problems == []
    assert verdict.checked == len(RUNS)


def test_a_circle_after_a_draw_is_left() -> None:
    """The outcomes stay apart at each place on the way, so the search for a merge point ends. (The line on which the steps run
    out depends on their limit; the judges have another.)"""
    circle = "".join(f"~ {copy} = drawn\n{{{copy} > 5: -> END}}\n~ {copy} = 0\n" for copy in ("one", "other"))
    source = f"VAR drawn = 0\nVAR one = 0\nVAR other = 0\n~ drawn = RANDOM(1, 2)\n-> circle\n== circle\n{circle}-> circle\n"
    graph = explored(program_of(source), "control").graph
    assert graph.complete
    assert {ending.kind for ending in graph.endings} == {"error"}

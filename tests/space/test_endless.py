"""Turns that never end, and turns too long to follow: the former are an error of the story, the latter unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from space.judging import explored, judge, program_of

from epilogue.abstract.domain import domain_of
from epilogue.abstract.interpretation import interpret_story
from epilogue.flow.graph import Offer
from epilogue.flow.operators import flow_operators
from epilogue.ir import operators
from epilogue.questions.endings.build import endings
from epilogue.space import turn
from epilogue.space.state_graph import StateKind
from epilogue.story.project import load

ENDLESS = "goes round in a circle without offering a choice"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("-> start\n== start\nHello.\n-> start\n", 3),
        ("VAR x = 0\n-> a\n== a\n{x == 0: -> a}\n-> END\n", 4),
        ("VAR x = 0\n-> a\n== a\n{x == 0: -> a}\n{x == 1: -> b}\n-> a\n== b\n~ x = 0\n-> a\n", 4),
        ("VAR x = 0\nVAR y = 0\n-> a\n== a\n~ x = 1 - x\n{x == 3: -> END}\n{y / 1 == 2: -> END}\n-> a\n", 5),
        ("-> round\n== round\n* [Once] -> round\n+ -> round\n", 3),
        ("-> a\n== a\nOne. # ending: one\n-> b\n== b\nTwo. # ending: two\n-> a\n", 3),
    ],
)
def test_a_turn_that_comes_back_to_itself_is_proved_endless(source: str, line: int) -> None:
    program = program_of(source)
    for precision in ("control", "coverage", "text"):
        graph = explored(program, precision).graph
        assert graph.complete
        (ending,) = graph.endings
        span = program.code[ending.position].span
        assert (ending.kind, ending.message) == ("error", ENDLESS)
        assert span is not None and span.line == line
    assert judge(source).problems == []


@pytest.mark.parametrize(
    "source",
    [
        "VAR n = 0\n-> k\n== k\n~ n = n + 1\n{n < 0: -> END}\n-> k\n* [Never] -> END\n",
        "{f(1)}\n-> END\n== function f(x)\n~ return f(x + 1)\n",
        "VAR n = 0\n-> k(0)\n== k(m)\n<- o(m)\n{m < 20000: -> k(m + 1)}\n-> DONE\n== o(m)\n+ [{m}] -> END\n",
        'VAR x = "ab"\n-> k\n=== k\n~ x = x + x\n{x == "a": -> END}\n-> k\n',
    ],
)
def test_what_goes_on_for_longer_than_is_followed_is_not_settled(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "MAX_STEPS", 200_000)
    graph = explored(program_of(source), "control").graph
    assert not graph.complete
    assert StateKind.OPEN in graph.kind
    assert not graph.endings


def test_what_is_long_but_ends_is_settled(tmp_path: Path) -> None:
    story = tmp_path / "main.ink"
    story.write_text("VAR n = 0\n-> k\n== k\n~ n = n + 1\n{n < 600000: -> k}\nDone.\n* [Go] -> END\n", encoding="utf-8")
    report = endings(load(str(story)))
    assert report.complete
    assert [(ending.kind, ending.odds.exact) for ending in report.endings] == [("end", 1)]


def test_a_shuffle_of_more_elements_than_can_be_kept_is_a_limit(tmp_path: Path) -> None:
    count = 2_147_483_647
    drawn = f'["^a", "ev", "visit", {count}, "seq", "/ev", {{"VAR=": "n", "re": true}}, "done", {{"#f": 1}}]'
    root = f'[{drawn}, "done", {{"global decl": ["ev", 0, {{"VAR=": "n"}}, "/ev", "end", null]}}]'
    story = tmp_path / "main.ink.json"
    story.write_text(f'{{"inkVersion": 21, "root": {root}, "listDefs": {{}}}}', encoding="utf-8")
    report = endings(load(str(story)))
    assert not report.complete
    assert report.reason is not None and "2,147,483,647 elements" in report.reason


def test_what_comes_after_a_string_too_long_for_us_is_not_ruled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operators, "MAX_STRING", 6)
    program = program_of('VAR x = "abcd"\n* [Double]\n    ~ x = x + x\n    {x == "?": -> END}\n    * * [Behind] -> END\n')
    found = explored(program, "control")
    assert not found.graph.complete
    reach = interpret_story(found.reduced, flow_operators(program), domain_of(program))
    assert any(n.offer.site == 1 for n in found.reduced.nodes if isinstance(n.offer, Offer) and n.id in reach.offered)

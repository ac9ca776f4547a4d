"""Odds of large cyclic stories: bounds that contain the truth, said as what they round to, and never called exact."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from epilogue.analysis import odds as odds_module
from epilogue.analysis import outlook as outlook_module
from epilogue.analysis.odds_by_state import OddsByState
from epilogue.answers import Ending, EndingsReport
from epilogue.graphs import transient
from epilogue.questions.endings.build import endings
from epilogue.questions.endings.screen import render
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.story.study import Study

WALK = """\
VAR place = {start}
-> road
=== road
{{
- place == 0:
    # ending: home
    -> END
- place == {length}:
    # ending: sea
    -> END
}}
+ [Back]
  ~ place -= 1
+ [On]
  ~ place += 1
- -> road
"""
GAUNTLET = """\
VAR place = 0
-> door
=== door
{ place == 60:
    # ending: through
    -> END
}
+ [On]
  ~ place += 1
  -> door
+ [Wait] -> door
+ [Back]
  ~ place -= 1
  { place < 0:
      # ending: out
      -> END
  }
  -> door
"""


def walked(start: int, length: int, folder: Path, states: int | None = None) -> EndingsReport:
    return asked(WALK.format(start=start, length=length), folder, states)


def asked(source: str, folder: Path, states: int | None = None) -> EndingsReport:
    file = folder / "story.ink"
    file.write_text(source, encoding="utf-8")
    return endings(load(str(file)), watch=Watch(Limits(states=states)))


def named(report: EndingsReport, name: str) -> Ending:
    return next(ending for ending in report.endings if ending.mark == name)


def test_a_small_cycle_has_exact_odds(tmp_path: Path) -> None:
    report = walked(10, 41, tmp_path)
    assert named(report, "sea").odds.exact == Fraction(10, 41)


@pytest.mark.parametrize(("start", "length"), [(10, 42), (1, 90), (250, 400), (700, 1_000)])
def test_a_large_cycle_has_narrow_bounds_around_the_truth(start: int, length: int, tmp_path: Path) -> None:
    report = walked(start, length, tmp_path)
    assert report.complete
    for name, true in (("sea", Fraction(start, length)), ("home", 1 - Fraction(start, length))):
        odds = named(report, name).odds
        assert odds.exact is None
        assert Fraction(odds.low) <= true <= Fraction(odds.high)
        assert odds.high - odds.low < 1e-8
    assert report.endless.exact == 0


def test_bounds_that_say_the_same_are_said_once(tmp_path: Path) -> None:
    report = walked(350, 400, tmp_path)  # 87.5%: the bounds round to 87% and to 88%
    screen = render(report, 100)
    assert sum(f"{percent}% " in screen for percent in (87, 88)) == 1
    assert " to 88%" not in screen
    assert "exact" not in screen


def test_an_ending_that_is_certain_stays_so(tmp_path: Path) -> None:
    source = WALK.format(start=50, length=100).replace("# ending: home\n    -> END", "~ place = 1")
    (ending,) = asked(source, tmp_path).endings
    assert ending.odds.exact == 1


def test_odds_of_a_rare_ending_are_known_as_well(tmp_path: Path) -> None:
    source = GAUNTLET.replace("~ place -= 1\n", "~ place -= RANDOM(1, 2)\n")
    odds = named(asked(source, tmp_path), "through").odds
    assert 0 < odds.low < odds.high < 1e-6
    assert odds.high - odds.low < 1e-6 * odds.low


def test_where_a_search_stops_in_a_cycle_the_truth_is_between_the_bounds(tmp_path: Path) -> None:
    report = walked(60, 400, tmp_path, states=150)
    assert not report.complete
    odds = named(report, "home").odds
    assert Fraction(odds.low) <= 1 - Fraction(60, 400) <= Fraction(odds.high)


def test_fractions_end_where_a_cycle_is_large_and_bounds_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = named(walked(10, 41, tmp_path), "sea").odds.exact
    monkeypatch.setattr(odds_module, "EXACT_STATES", 0)
    odds = named(walked(10, 41, tmp_path), "sea").odds
    assert odds.exact is None
    assert exact is not None
    assert Fraction(odds.low) <= exact <= Fraction(odds.high)


@pytest.mark.parametrize("fill", [0, 8_000_000])
def test_the_odds_of_every_situation_of_a_large_cycle(fill: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transient, "FILL", fill)
    monkeypatch.chdir(tmp_path)
    Path("story.ink").write_text(WALK.format(start=30, length=90), encoding="utf-8")
    graph = Study(load("story.ink")).graph
    names = [ending.mark for ending in graph.endings]
    group = {s: e for s, e in enumerate(graph.ending) if e >= 0}
    rows, error = outlook_module.outlook(graph, group, len(names))
    assert abs(rows[graph.initial][names.index("sea")] - 30 / 90) <= error < 1e-9
    assert rows[graph.initial][names.index("sea")] == pytest.approx(30 / 90, rel=1e-9)
    between = OddsByState(graph, group, len(names)).odds(graph.initial)[names.index("sea")]
    assert between.least < Fraction(30, 90) < between.greatest
    worth = {state: (Fraction(-6 if names[e] == "sea" else 3),) for state, e in enumerate(graph.ending) if e >= 0}
    assert outlook_module.backward(graph, worth, 1)[graph.initial][0] == pytest.approx(0, abs=1e-8)

"""The numbers that a story compares: bounds that no playthrough leaves, and what readers at random have."""

from __future__ import annotations

from pathlib import Path

import pytest
from generators.amount import story_count
from generators.ink import generate

from epilogue.answers import ComparedNumber, EndingsReport, Quartiles
from epilogue.questions.endings.build import endings
from epilogue.questions.endings.screen import render
from epilogue.story.project import load

STORY = """\
VAR courage = 10
VAR name = "Ann"
VAR left = 0
{ RANDOM(1, 4):
- 1: ~ courage = 40
- else: ~ courage = 25
}
* [Wait] -> gate
* [Shout]
  ~ courage = courage - 5
  -> gate
=== gate
{ courage > 30 && name == "Ann": The gate opens. -> END }
-> camp
=== camp
+ { left < 3 } [Sleep]
  ~ left = left + 1
  -> camp
+ { courage > 20 } [Leave] -> END
* -> END
"""


def report_of(folder: Path, source: str) -> EndingsReport:
    (folder / "story.ink").write_text(source, encoding="utf-8")
    return endings(load(str(folder / "story.ink")), details=True)


def numbers(report: EndingsReport) -> tuple[ComparedNumber, ...]:
    assert report.details is not None
    return report.details.numbers


def test_each_number_has_bounds_in_each_line_that_compares_it(tmp_path: Path) -> None:
    found = numbers(report_of(tmp_path, STORY))
    assert [(n.name, n.line, n.low, n.high) for n in found] == [
        ("courage", 13, 20, 40),
        ("courage", 19, 20, 25),
        ("left", 16, 0, 3),
    ]
    gate = found[0].met
    assert gate is not None and gate.times == 2_000
    assert gate[:5] == (20, 20, 25, 35, 40)


def test_lines_of_a_screen_say_where_a_number_decides(tmp_path: Path) -> None:
    report = report_of(tmp_path, STORY)
    short, whole = render(report), render(report, verbose=True)
    assert "courage: 20 to 40; seen: 20 to 40, by half of readers 20 to 25; compared in\n    lines 13, 19" in short
    assert "left: 0 to 3; seen: 0 to 3" in short
    assert "line 19: 20 to 25" not in short
    assert "    line 19: 20 to 25; seen: 20 to 25" in whole


def test_a_comparison_that_always_comes_out_the_same_is_not_listed(tmp_path: Path) -> None:
    assert numbers(report_of(tmp_path, "VAR gold = 3\n{ gold > 2: Rich. -> END }\n-> END\n")) == ()


def test_a_number_without_bounds_says_so(tmp_path: Path) -> None:
    source = "VAR gold = 0\n-> mine\n=== mine\n+ [Dig]\n  ~ gold = gold + 2\n  -> mine\n+ { gold > 4 } [Leave {gold}] -> END\n"
    (found,) = numbers(report_of(tmp_path, source))
    assert (found.low, found.high) == (0, None)
    assert found.met is not None and found.met.least == 0


def test_what_the_world_outside_decides_is_bounded_and_not_played(tmp_path: Path) -> None:
    (tmp_path / "epilogue.toml").write_text("[outside]\nweather = { anybody = [1, 2, 3] }\n", encoding="utf-8")
    source = "EXTERNAL weather()\nVAR rain = 0\n~ rain = weather()\n{ rain > 2: Wet. -> END }\nDry. -> END\n"
    (found,) = numbers(report_of(tmp_path, source))
    assert (found.name, found.low, found.high, found.met) == ("rain", 1, 3, None)
    assert "rain: 1 to 3; none seen at random" in render(report_of(tmp_path, source))


@pytest.mark.slow
def test_no_playthrough_leaves_the_bounds(tmp_path: Path) -> None:
    met = 0
    for seed in range(story_count(2)):
        for number in numbers(report_of(tmp_path, generate(seed, 1 + seed % 3))):
            if isinstance(number.met, Quartiles):
                met += 1
                assert number.low is None or number.low <= number.met.least, (seed, number)
                assert number.high is None or number.met.greatest <= number.high, (seed, number)
    assert met > 3

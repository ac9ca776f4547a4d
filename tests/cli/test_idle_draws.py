"""A story of many situations in which luck says what the weather is like: what its commands say of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from epilogue.cli import main
from epilogue.machine.follow import Follower
from epilogue.story.project import load

CLOCKS = """\
VAR hours = 0
VAR minutes = 0
-> hub
== hub
{~Rain.|Sun.|{~Thick|Thin} fog.}
{ RANDOM(1, 3) == 3:
  A bell rings.
  -> END
}
+ [Wait an hour]
  ~ hours = (hours + 1) % 46
  -> hub
+ [Wait a minute]
  ~ minutes = (minutes + 1) % 46
  {~Tick.|Tock.}
  -> hub
+ {hours == 4 && minutes == 3} [It is time]
  {~"Now!"|"At last!"}
  ~ temp lost = 1 / (hours - 4)
  -> END
"""


@pytest.fixture
def clocks(tmp_path: Path) -> Path:
    story = tmp_path / "clocks.ink"
    story.write_text(CLOCKS, encoding="utf-8")
    return story


def test_the_way_to_an_ending_has_every_draw(clocks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", str(clocks), "--json", "--no-cache"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["outcome"] == "complete"
    assert report["states"] == 2 * 46 * 46  # for each time, whether the bell rings, and the menu
    by_kind = {ending["kind"]: ending for ending in report["endings"]}
    assert by_kind["error"]["playthroughs"] is None
    for kind, ending in by_kind.items():
        session = Follower(load(str(clocks)).program).session(ending["path"])
        assert session.ended == kind
    assert by_kind["error"]["shortest"] == 8
    assert len(by_kind["error"]["path"]) > 8 + 8  # choices and bells


def test_each_step_is_checked_against_play(clocks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", str(clocks), "--verify", "--no-cache"]) == 0
    assert "none differed." in capsys.readouterr().out


def test_the_way_to_an_error_is_shown(clocks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(clocks), "--json"]) == 1
    (finding,) = [f for f in json.loads(capsys.readouterr().out)["findings"] if f["severity"] == "error"]
    assert finding["way"]["steps"].count("Wait an hour") == 4

"""A game of several conversations: its report, its maps, and questions about a single conversation."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from epilogue.cli import main
from epilogue.questions.endings.build import endings
from epilogue.questions.story_map.game import game_map
from epilogue.story.project import load
from epilogue.web.watching import WatchingWorker

INN = """
VAR trust = false
VAR rain = false
=== inn
* [Smile]
    ~ trust = true
    # ending: met
    Hello. -> END
* [Frown]
    # ending: missed
    Oh. -> END
=== mill
{trust: -> inside}
{rain: -> shed}
# ending: outside
Shut. -> END
=== inside
# ending: in
Warm. -> END
=== shed
* [Wait]
    # ending: dry
    Dry. -> END
* [Run]
    # ending: wet
    Wet. -> END
"""
TALKS = """
[entries]
ann = "inn"
[entries.miller]
at = "mill"
set = { rain = { chance = [true, false] } }
[stakes.Ann]
trust = "trust"
"""


@pytest.fixture
def inn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "inn.ink").write_text(INN, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text(TALKS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_report_tells_each_conversation(inn: Path) -> None:
    assert main(["open", "inn.ink", "-o", "report.html"]) == 0
    page = (inn / "report.html").read_text(encoding="utf-8")
    assert '<section class="part" id="map"' in page and ">The conversations</h2>" in page
    assert page.count('class="map-frame"') == 2 and page.count('<details class="talk"') == 2
    assert '<th scope="rowgroup" colspan="5">ann</th>' in page and '<th scope="rowgroup" colspan="5">miller</th>' in page
    assert "Conversations can be played in any order, so chances are ranges." in page
    assert "it depends" in page  # whether the miller is met inside depends on what was said to Ann


def test_odds_within_a_conversation_are_reported_where_every_way_to_come_to_it_has_them(inn: Path) -> None:
    drawn = game_map(load("inn.ink"))
    seen = {talk.name: {passage.name: passage.seen for passage in talk.map.passages} for talk in drawn.talks}
    assert seen == {"ann": {"inn": 1.0}, "miller": {"mill": 1.0, "inside": None, "shed": None}}
    told = {one.id: (one.odds.low, one.odds.high) for talk in drawn.talks for one in talk.map.endings}
    assert told == {one.id: (one.odds.low, one.odds.high) for one in endings(load("inn.ink")).endings}
    (inn / "epilogue.toml").write_text(TALKS.replace('ann = "inn"', ""), encoding="utf-8")
    one = game_map(load("inn.ink"))
    assert {passage.name: passage.seen for passage in one.talks[0].map.passages} == {"mill": 1.0, "shed": 0.5}
    unmet = [passage for passage in one.together.passages if passage.seen == 0]
    assert [passage.name for passage in unmet] == ["inn", "inside"]


def test_what_came_before_a_conversation_is_not_a_point_of_no_return_in_it(inn: Path) -> None:
    miller = game_map(load("inn.ink")).talks[1].map
    lost = {(miller.passages[step.source].name, miller.endings[loss.ending].mark) for step in miller.steps for loss in step.lost}
    assert ("mill", "outside") in lost  # on the way into the shed
    assert not any(passage == "mill" and mark in ("dry", "wet", "in") for passage, mark in lost if mark != "outside")


@pytest.mark.parametrize("command", [["why", "inn.ink", "dry"], ["verdict", "inn.ink"], ["whatif", "inn.ink", "--choices", "1"]])
def test_a_game_is_asked_one_conversation_at_a_time(inn: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command) == 2
    assert "as if the game began with it: --from ann or --from miller" in capsys.readouterr().err


def test_a_conversation_begins_with_what_the_game_sets(inn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "inn.ink", "dry", "--from", "miller"]) == 0
    told = capsys.readouterr().out
    assert "what decides “dry”, 25%" in told  # rain has even odds, and so does waiting
    assert "as if the game began with miller" in told
    line = next(line for line in told.splitlines() if "--choice" in line).removeprefix("Next:").split()
    assert line[-2:] == ["--from", "miller"]
    assert main(line[1:]) == 0
    capsys.readouterr()
    assert main(["verdict", "inn.ink", "--from", "ann"]) == 0
    told = capsys.readouterr().out
    assert "From ann on, as if it began there." in told
    assert main(["why", "inn.ink", "--from", "ann", "--choices", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["entry"] == "ann"


def test_a_saved_playthrough_of_a_game(inn: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def play(typed: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        main(["play", "inn.ink"])

    play("ann\n1\nnone\nsave one.play\nquit\n")
    assert main(["why", "inn.ink", "one.play"]) == 0
    told = capsys.readouterr().out
    assert "why it ended met" in told.replace("“", "").replace("”", "") and "as if the game began with ann" in told
    assert main(["whatif", "inn.ink", "one.play", "-o", "other.play"]) == 0
    assert "What could have been: MISSED." in capsys.readouterr().out
    assert main(["why", "inn.ink", "other.play"]) == 0
    assert "missed" in capsys.readouterr().out
    play("ann\n1\nmiller\nnone\nsave two.play\nquit\n")
    for command in ("why", "whatif", "verdict"):
        assert main([command, "inn.ink", "two.play"]) == 2
        assert "goes through 2 conversations (ask it of one, as if the game began with it: --from ann" in capsys.readouterr().err
    assert main(["open", "inn.ink", "-o", "report.html", "--play", "one.play"]) == 2
    assert "leave out --play" in capsys.readouterr().err


def test_the_page_has_a_map_of_each_conversation(inn: Path) -> None:
    maps = [stage.panels["map"] for stage in WatchingWorker("inn.ink", False).events("", None) if "map" in stage.panels]
    assert len(maps) == 1 and maps[0].count('class="map-frame"') == 2


def test_readers_of_a_game_are_asked_of_one_conversation(inn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", "inn.ink", "--from", "ann", "--readers", "curious"]) == 2
    assert "epilogue why STORY ENDING --from ann --readers curious" in capsys.readouterr().err
    assert main(["why", "inn.ink", "met", "--from", "ann", "--readers", "curious"]) == 0
    assert "curious" in capsys.readouterr().out


def test_a_search_stopped_early_proves_nothing_of_a_conversation(inn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (inn / "epilogue.toml").open("a", encoding="utf-8") as settings:
        settings.write("[limits]\nstates = 3\n")
    drawn = game_map(load("inn.ink"))
    assert not drawn.together.complete
    assert all(passage.seen is None for talk in drawn.talks for passage in talk.map.passages)
    assert main(["open", "inn.ink", "-o", "report.html"]) == 0
    page = (inn / "report.html").read_text(encoding="utf-8")
    for claim in ("there are no others", ">never<", ">always<"):
        assert claim not in page
    assert "The search stopped early" in page

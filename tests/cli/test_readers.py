"""``--readers`` as a writer uses it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from epilogue.cli import main

STORY = """\
-> cellar
=== cellar
The cellar.
+ [Look around] -> cellar
* [Open the chest] -> cellar
+ [Go up] -> garden
=== garden
* [Run] -> END
* [Stay]
  # ending: home
  -> END
"""
SETTINGS = """\
[readers.cautious]
"Stay" = 3
"cellar.ink:4" = 0
"""


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "100")
    file = tmp_path / "cellar.ink"
    file.write_text(STORY, encoding="utf-8")
    file.with_name("epilogue.toml").write_text(SETTINGS, encoding="utf-8")
    return file


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["endings", *arguments, "--json"]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    data["by"] = {ending["name"]: ending["odds"]["exact"] for ending in data["endings"]}
    return data


def test_each_kind_of_readers(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blind = asked(capsys, str(story))
    assert "readers" not in blind
    assert asked(capsys, str(story), "--readers", "uniform") == asked(capsys, str(story), "--readers", "blind") == blind
    cautious = asked(capsys, str(story), "--readers", "cautious")
    assert cautious["by"] == {"home": "3/4", None: "1/4"}
    assert cautious["readers"]["name"] == "cautious"
    assert cautious["playthroughs"] is None  # what can happen does not depend on the reader
    assert asked(capsys, str(story), "--readers", "completionist")["expected_choices"] == 4
    assert asked(capsys, str(story), "--readers", "curious")["expected_choices"] == 3


def test_the_screen_says_who_reads(story: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["endings", str(story), "--readers", "cautious", "--details"]) == 0
    shown = capsys.readouterr().out
    assert "Chance (if cautious)" in shown
    assert "Odds are for readers called cautious, with the weights in epilogue.toml." in shown
    assert "If cautious, an average reader makes" in shown
    monkeypatch.setenv("COLUMNS", "50")
    assert main(["endings", str(story), "--readers", "completionist"]) == 0
    shown = capsys.readouterr().out
    assert "50%, if a completionist; soonest" in shown
    assert all(len(line) <= 50 for line in shown.splitlines() if str(story) not in line)


def test_the_curious_are_blind_where_nothing_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "once.ink"
    file.write_text("* [a] -> END\n* [b]\n  # ending: b\n  -> END\n", encoding="utf-8")
    assert main(["endings", str(file), "--readers", "curious"]) == 0
    assert "so these readers choose at random." in " ".join(capsys.readouterr().out.split())


def test_endless_play_is_that_of_the_readers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wait.ink"
    file.write_text("-> a\n=== a\n+ [Wait] -> a\n+ [Go] -> END\n", encoding="utf-8")
    file.with_name("epilogue.toml").write_text("[readers.patient]\ngo = 0\n", encoding="utf-8")
    assert main(["endings", str(file), "--readers", "patient"]) == 0
    shown = capsys.readouterr().out
    assert "A reader can get caught in it for ever: certain, if patient." in shown
    assert "never" in shown
    file.write_text("-> a\n=== a\n+ [Wait] -> b\n+ [Go] -> END\n=== b\n+ [Wait on] -> b\n", encoding="utf-8")
    file.with_name("epilogue.toml").write_text("[readers.brisk]\nwait = 0\n", encoding="utf-8")
    assert main(["endings", str(file), "--readers", "brisk"]) == 0
    assert "No reader can get stuck" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("settings", "name", "message"),
    [
        ("", "curios", "no readers are called 'curios' (did you mean curious?)"),
        ("", "x", "no readers are called 'x' (there are: blind, uniform, curious, completionist"),
        (
            '[readers.shy]\n"Go upp" = 2\n',
            "shy",
            "epilogue.toml:2: error: the story has no option 'Go upp' (did you mean 'Go up'?)",
        ),
        ('[readers.shy]\n"cellar.ink:99" = 2\n', "shy", "the story has no option 'cellar.ink:99' (say it as in the story"),
    ],
)
def test_unknown_readers(story: Path, settings: str, name: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    story.with_name("epilogue.toml").write_text(settings, encoding="utf-8")
    assert main(["endings", str(story), "--readers", name]) == 2
    assert message in capsys.readouterr().err


def test_estimates_at_random_are_of_blind_readers(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", str(story), "--readers", "curious", "--samples", "9"]) == 2
    assert "--samples are playthroughs at random" in capsys.readouterr().err


def test_what_decided_it_and_who_got_what_for_readers(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stakes = '\n[stakes.Reader]\nrest = "home"\n'
    story.write_text(
        "VAR home = false\n" + STORY.replace("  # ending: home\n", "  ~ home = true\n  # ending: home\n"), encoding="utf-8"
    )
    settings = story.with_name("epilogue.toml")
    settings.write_text(SETTINGS.replace(":4", ":5") + stakes, encoding="utf-8")
    assert main(["why", str(story), "--choices", "3,1", "--readers", "cautious", "--details"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "for readers called cautious" in shown
    assert "At the beginning it was 25%, if cautious." in shown
    assert f"epilogue why {story} --choices 3,1 --chart --readers cautious" in shown
    assert main(["why", str(story), "--choices", "3,1", "--readers", "cautious", "--chart"]) == 0
    assert "for readers called cautious" in capsys.readouterr().out
    assert main(["why", str(story), "home", "--readers", "cautious"]) == 0
    assert "75%, if cautious" in " ".join(capsys.readouterr().out.split())
    assert main(["why", str(story), "--choice", "5", "--readers", "cautious"]) == 0
    shown = capsys.readouterr().out
    assert "never taken" in shown
    assert "75%" in shown
    assert main(["verdict", str(story), "--readers", "cautious"]) == 0
    shown = capsys.readouterr().out
    assert "Chance (if cautious)" in shown
    assert "75%, if cautious (proved, not sampled)" in " ".join(shown.split())
    assert "--readers cautious --path 1" in shown
    assert main(["verdict", str(story), "--readers", "cautious", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["readers"]["name"] == "cautious"
    assert [one["odds"]["exact"] for one in data["outcomes"]] == ["3/4", "1/4"]
    assert [one["ending"]["odds"]["exact"] for one in data["endings"]] == ["3/4", "1/4"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["why", "--choice", "4", "--readers", "curios"], "no readers are called 'curios' (did you mean curious?)"),
        (["why", "--from-plays", "x.csv", "--readers", "curious"], "it does not go with --readers"),
        (["verdict", "--readers", "curios"], "no readers are called 'curios' (did you mean curious?)"),
        (["verdict", "--choices", "3", "--readers", "curious"], "--readers is about all playthroughs"),
    ],
)
def test_readers_that_a_question_does_not_take(
    story: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([arguments[0], str(story), *arguments[1:]]) == 2
    assert message in capsys.readouterr().err

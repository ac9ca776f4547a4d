"""Shared by the commands about a playthrough: naming one, answers from outside, limits of the search."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from epilogue.cli import main

STORY = """\
EXTERNAL weather()
EXTERNAL gold()
VAR rich = 0
It is {weather()}.
* [In]
  ~ rich = gold()
  {rich > 3: -> paid}
* [Out]
- Poor. -> END
=== paid
# ending: paid
-> END
"""
DECLARED = """\
[outside]
weather = { chance = ["sun", "rain"] }
gold = { from = 1, to = 6 }
[stakes.Reader]
gold = "rich"
"""
LONG = """\
-> hub
== hub
+ [One] -> one
+ [Two] -> two
+ [Out] The end. -> END
== one
~ n = n + 1
-> hub
== two
~ n = n * 2
-> hub
VAR n = 0
"""


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "90")
    file = tmp_path / "shop.ink"
    file.write_text(STORY, encoding="utf-8")
    return file


@pytest.mark.parametrize("command", ["why", "whatif", "verdict"])
def test_the_world_outside_is_played_as_it_is_declared(story: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    story.with_name("epilogue.toml").write_text(DECLARED, encoding="utf-8")
    shown = set()
    for seed in "012345":
        assert main([command, str(story), "--choices", "1", "--seed", seed, "--json"]) == 0
        shown.add(capsys.readouterr().out)
        assert main([command, str(story), "--choices", "1", "--seed", seed, "--json"]) == 0
        assert capsys.readouterr().out in shown  # the output is deterministic
    assert len(shown) > 2


@pytest.mark.parametrize("command", ["why", "whatif", "verdict"])
def test_a_function_that_nothing_is_said_of(story: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, str(story), "--choices", "1"]) == 2
    error = capsys.readouterr().err
    assert "shop.ink:4:8: error: the story asks the game for weather, and nothing says what that can be" in error
    assert "below [outside] in epilogue.toml" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("arguments", [["why", "--choices", "1"], ["whatif", "--choices", "3"], ["verdict"]])
def test_a_search_can_be_limited_and_says_so(arguments: list[str], story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story.write_text(LONG, encoding="utf-8")
    story.with_name("epilogue.toml").write_text('[stakes.Reader]\nn = "n"\n', encoding="utf-8")
    command, *rest = arguments
    assert main([command, str(story), *rest, "--states", "50", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["complete"] is False
    assert main([command, str(story), *rest, "--time", "soon"]) == 2


def test_the_story_s_own_tests_can_be_limited(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story.write_text(LONG, encoding="utf-8")
    settings = '[[tests]]\nname = "never"\nevery = true\nchoices = ["…"]\nexpect = ["n < 2000000"]\n'
    story.with_name("epilogue.toml").write_text(settings, encoding="utf-8")
    assert main(["test", str(story), "--states", "50"]) == 1
    shown = capsys.readouterr().out
    assert "1 not settled" in shown
    assert "--time 10m" in shown

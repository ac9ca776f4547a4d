"""``epilogue verdict`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from epilogue.cli import main

STORY = """VAR a = 0
VAR b = false
* [First # who: ann]
  ~ a = 2
* [Second]
  ~ b = true
* [Third]
- Over.
-> END
"""


@pytest.fixture
def story(tmp_path: Path) -> str:
    (tmp_path / "story.ink").write_text(STORY, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text('[stakes.Ann]\na = "a"\n[stakes.Reader]\nb = "b"\n', encoding="utf-8")
    return str(tmp_path / "story.ink")


def test_the_screen(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdict", story]) == 0
    shown = capsys.readouterr().out
    assert "No outcome is best for everybody in everything (proved, not sampled)." in shown
    assert f"Next: epilogue verdict {story} --path 1\n" in shown


def test_a_playthrough(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdict", story, "--choices", "3"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "is at least as good for everyone" in shown
    assert "until choice 1 (line 7, “Third”)" in shown


def test_json(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdict", story, "--json", "--choices", "1"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["kind"], answer["complete"]) == ("verdict", True)
    assert [(one["who"], one["least"], one["greatest"]) for one in answer["stakes"]] == [("Ann", 0, 2), ("Reader", False, True)]
    assert sorted(one["judgement"] for one in answer["outcomes"]) == ["trade-off", "trade-off", "worse"]
    assert [step["who"] for step in answer["play"]["steps"]] == ["Ann"]


@pytest.mark.parametrize("outcome", ["1", "3", "over.", "start"])
def test_a_way_to_an_outcome_is_read(story: str, outcome: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdict", story, "--path", outcome]) == 0
    shown = capsys.readouterr().out
    assert "\n> " in shown
    assert f"Next: epilogue play {story} --choices " in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--path", "9"], "no outcome '9' (there are 1 to 3, and "),
        (["--path", "over"], None),
        (["--path", "ovre"], "no outcome 'ovre'"),
        (["--path", "1", "--json"], "not allowed with"),
        (["--choices", "4"], "choice 1: there is no option 4 (offered there: 1 First; 2 Second; 3 Third)"),
        (["none.play"], "none.play: error: No such file or directory"),
        (["--time", "soon"], "expected a time such as 30s"),
        (["--from", "hal"], "the story has no knot, stitch or label 'hal'"),
    ],
)
def test_wrong_usage(story: str, arguments: list[str], message: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdict", story, *arguments]) == (0 if message is None else 2)
    error = capsys.readouterr().err
    assert (message or "") in error
    assert "Traceback" not in error


def test_without_stakes_it_says_how_to_write_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "story.ink").write_text(STORY, encoding="utf-8")
    assert main(["verdict", str(tmp_path / "story.ink")]) == 2
    assert capsys.readouterr().err.endswith('for example:\n\n    [stakes.Reader]\n    a = "a"\n    b = "b"\n')

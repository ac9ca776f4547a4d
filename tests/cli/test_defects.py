"""Bugs of Epilogue itself are reported as such, with the line of the story and without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

import epilogue
from epilogue import cli
from epilogue.diagnostics import Defect
from epilogue.flow.run import HANDLERS
from epilogue.machine import step
from epilogue.space import walk
from epilogue.space.turn import Turns

STORY = "VAR n = 0\nOnce.\n* [Go] Gone.\n    ~ n = 1\n    -> END\n* {n > 1} [Never] -> END\n"
COMMANDS = (
    ("endings",),
    ("check",),
    ("whatif", "--choices", "1"),
    ("why", "--choices", "1"),
    ("verdict",),
    ("init",),
    ("open", "-o", "report.html"),
)


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "main.ink").write_text(STORY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return "main.ink"


def told(capsys: pytest.CaptureFixture[str]) -> str:
    error = " ".join(capsys.readouterr().err.split())
    assert "Traceback" not in error
    return error


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_defect_is_reported_as_one_in_every_command(
    command: tuple[str, ...], story: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(*_: object) -> bool:
        raise AssertionError("slots do not fit")

    monkeypatch.setitem(HANDLERS, "offer", wrong)
    assert cli.main([command[0], story, *command[1:]]) == 2
    error = told(capsys)
    assert "main.ink:3:" in error
    assert "Epilogue is wrong here, not the story: AssertionError: slots do not fit" in error
    assert "nothing is sure of it but what epilogue play shows" in error


def test_a_defect_of_a_turn_has_its_line(story: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def wrong(turns: Turns, *_: object) -> int:
        raise KeyError(7)

    monkeypatch.setattr(Turns, "take", wrong)
    assert cli.main(["endings", story]) == 2
    assert "Epilogue is wrong here" in told(capsys)


def test_graphs_that_disagree_are_reported_with_the_line(
    story: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(walk, "Menu", int)  # no menu is recognised as one
    assert cli.main(["endings", story]) == 2
    error = told(capsys)
    assert "main.ink:" in error
    assert "Epilogue is wrong here, not the story: GraphMismatch" in error


def test_a_defect_in_play_has_its_line(story: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def wrong(*_: object) -> int:
        raise TypeError("no such thing")

    monkeypatch.setitem(step.FACTORIES, "text", lambda *_: wrong)
    assert cli.main(["play", story, "--plain", "--choices", "1"]) == 2
    error = told(capsys)
    assert "main.ink:2:" in error
    assert "Epilogue is wrong here, not the story: TypeError: no such thing" in error


def test_a_program_gets_an_exception_that_says_so(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> bool:
        raise AssertionError("slots do not fit")

    asked = epilogue.load(story)
    monkeypatch.setitem(HANDLERS, "offer", wrong)
    with pytest.raises(Defect, match="Epilogue is wrong here"):
        asked.endings()
    with pytest.raises(TypeError):
        asked.endings(nothing=1)  # type: ignore[call-arg]

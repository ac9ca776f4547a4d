"""A marked ending that nobody can reach comes first, wherever endings are listed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from epilogue.cli import main

STORY = (
    "VAR trust = 0\n* [Truth]\n  ~ trust = 1\n* [Lie]\n- {trust > 1: -> together}\nShe goes. # ending: alone\n-> END\n"
    "== together\nShe stays. # ending: together\n-> END\n"
)


@pytest.fixture
def story(tmp_path: Path) -> str:
    path = tmp_path / "story.ink"
    path.write_text(STORY, encoding="utf-8")
    return str(path)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with suppress(SystemExit):
        main(list(words))
    output = capsys.readouterr()
    return " ".join((output.out + output.err).split())


def test_it_is_the_first_thing_that_endings_says(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    first = said(capsys, "endings", story)
    told = "No reader can reach the ending “together” (line 9): line 5, “trust > 1” is always false here (proved)."
    assert told in first
    assert first.index(told) < first.index("1 ending")


def test_it_is_the_first_thing_that_check_says(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    first = said(capsys, "check", story).partition("✘")[2]
    assert first.startswith(" line 9: nobody can reach the ending “together” [EP005] Line 5: “trust > 1” is always false here. ")


@pytest.mark.parametrize(
    "words", [("endings", "--path", "together"), ("whatif", "--choices", "1", "--ending", "together"), ("why", "together")]
)
def test_whoever_asks_for_it_learns_that(words: tuple[str, ...], story: str, capsys: pytest.CaptureFixture[str]) -> None:
    command, *others = words
    assert "nobody can reach the ending 'together' (marked at line 9)" in said(capsys, command, story, *others)

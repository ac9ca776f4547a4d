"""The page on the example's verdict shows what the command prints, and its prose says what the screens say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from epilogue.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "explanation" / "la_la_land.md").read_text(encoding="utf-8")
SCREENS = re.findall(r"^    \$ epilogue (.+)\n((?:(?:    .*)?\n)+?)(?=\n?#|\Z)", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("command", "screen"), SCREENS, ids=["film", "endings"])
def test_each_screen_is_the_one_that_is_printed(
    command: str, screen: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    assert main(command.split()) == 0
    shown = "".join(f"    {line}".rstrip() + "\n" for line in capsys.readouterr().out.splitlines())
    assert screen.rstrip("\n") == shown.rstrip("\n")


def test_the_prose_says_what_the_screens_say() -> None:
    film, endings = (" ".join(screen.split()) for _, screen in SCREENS)
    prose = " ".join(re.sub(r"^    .*$", "", PAGE, flags=re.MULTILINE).split())
    for said, screen, shown in (
        ("hers is 2", film, "Mia: dream 2"),
        ("his is 3", film, "Seb: dream 3"),
        ("The love that is left is 5 of 5", film, "Reader: love 5"),
        ("happy 3 and not 2", film, "Seb's happy 3 and not 2"),
        ("at choice 7, the restaurant", film, "until choice 7 (line"),
        ("two outcomes: this one, and *The little stage*", film, "a trade-off with outcome 40, The little stage"),
        ("1 time in 3,830", endings, "1 in 3,830"),
        ("83 of 100", endings, "83 in 100"),
    ):
        assert said in prose
        assert shown in screen

"""``epilogue cache``: what is saved of earlier runs, and that it can be cleared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from epilogue.cli import main


def test_what_is_saved_is_listed_and_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EPILOGUE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("epilogue.cli.endings.WORTH", -1.0)  # however soon an answer is there, it is saved
    story, other = tmp_path / "story.ink", tmp_path / "other.ink"
    story.write_text("* [On] -> END\n", encoding="utf-8")
    other.write_text("* [In] -> END\n* [Out] -> END\n", encoding="utf-8")

    def shown(*arguments: str) -> str:
        capsys.readouterr()
        assert main(["cache", *arguments]) == 0
        return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d +\d+ KB", "WHEN SIZE", re.sub(r", \d+ KB:", ", SIZE:", capsys.readouterr().out))

    assert re.fullmatch(r"Nothing is saved \(.*\)\.\n", shown())
    assert main(["endings", str(story)]) == 0
    assert main(["endings", str(other)]) == 0
    assert main(["endings", str(other), "--details"]) == 0
    other.unlink()
    file = next((tmp_path / "cache").iterdir())
    title, *stories, following = shown().splitlines()
    assert (title, following) == (f"Saved in {file}, SIZE:", "Next: epilogue cache --clear   empty it")
    assert sorted(stories) == [
        f"  WHEN SIZE  {other} (no longer there): 2 answers",
        f"  WHEN SIZE  {story}: 1 answer",
    ]
    assert shown("--clear") == "The cache is empty now.\n"
    assert shown() == f"Nothing is saved ({file}).\n"

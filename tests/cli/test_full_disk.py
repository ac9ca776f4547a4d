"""A disk that is full while a file is saved: one message, and what was there before is there still."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from epilogue.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="file sizes cannot be limited there")]

INK = """\
VAR gold = 0
-> road
=== road
+ [Dig]
  ~ gold += 1
  -> road
+ {gold > 2} [Go home] -> END
* [Give up] # ending: nothing
  -> END
"""
TESTS = """\
[[tests]]
name = "gives up"
choices = ["Give up"]
ending = "nothing"
"""
FULL = "error: the disk is full, or cannot be written to\n"
LIMITED = """\
import resource, sys
sys.dont_write_bytecode = True  # it would be cut off as well
from epilogue.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "story.ink").write_text(INK, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text(TESTS, encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a command line where no file may hold more than 20 bytes."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED, *arguments],
        cwd=folder, input=typed, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "output"),
    [
        (["export", "story.ink", "--dot", "-o", "map.dot"], "map.dot"),
        (["open", "story.ink", "-o", "map.svg"], "map.svg"),
        (["test", "story.ink", "-o", "out.xml"], "out.xml"),
        (["whatif", "story.ink", "--choices", "1,2", "-o", "other.json"], "other.json"),
        (["check", "story.ink", "-o", "lines.csv"], "lines.csv"),
    ],
)
def test_a_file_is_written_whole_or_not_at_all(command: list[str], output: str, story: Path) -> None:
    (story / output).write_text("mine", encoding="utf-8")
    ran = run(story, *command)
    assert (ran.returncode, ran.stderr.splitlines(True)[-1]) == (2, f"{output}: {FULL}")
    assert (story / output).read_text(encoding="utf-8") == "mine"
    assert not list(story.glob(".epilogue-*"))


def test_settings_are_begun_whole_or_not_at_all(story: Path) -> None:
    (story / "epilogue.toml").unlink()
    ran = run(story, "init", "story.ink")
    assert (ran.returncode, ran.stderr.endswith(FULL)) == (2, True)
    assert not (story / "epilogue.toml").exists()
    assert main(["init", "story.ink"]) == 0


def test_a_player_keeps_the_earlier_playthrough_and_goes_on(story: Path) -> None:
    ran = run(story, "play", "story.ink", typed="1\nsave my.play\nq\n")
    assert f"my.play: {FULL.removeprefix('error: ').strip()}" in " ".join(ran.stdout.split())
    assert not (story / "my.play").exists()
    (story / "my.play").write_text("mine", encoding="utf-8")
    ran = run(story, "play", "story.ink", typed="1\nsave my.play\ny\nq\n")
    assert "my.play: the disk is full" in " ".join(ran.stdout.split())
    assert (story / "my.play").read_text(encoding="utf-8") == "mine"


def test_an_answer_is_given_though_nothing_can_be_kept_of_it(story: Path) -> None:
    ran = run(story, "endings", "story.ink", "--states", "3")
    assert ran.returncode == 0
    assert ran.stdout == run(story, "endings", "story.ink", "--states", "3", "--no-cache").stdout
    assert ran.stderr.count("\n") <= 1
    assert "Traceback" not in ran.stderr


def test_a_link_and_a_device_stay_what_they_are(story: Path) -> None:
    (story / "kept.dot").write_text("mine", encoding="utf-8")
    (story / "link.dot").symlink_to("kept.dot")
    assert main(["export", "story.ink", "--dot", "-o", "link.dot"]) == 0
    assert (story / "link.dot").is_symlink()
    assert (story / "kept.dot").read_text(encoding="utf-8").startswith("digraph")
    assert main(["export", "story.ink", "--dot", "-o", os.devnull]) == 0
    assert not os.path.isfile(os.devnull)

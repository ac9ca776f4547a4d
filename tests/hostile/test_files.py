"""Things in a story's folder that are not regular files: nothing reads them or waits for them."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile.bounded import Ran, run

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no pipes and devices in folders there")]

INK = "Hello.\n* [Go] -> END\n* [Stay] -> END\n"
YARN = "title: Start\n---\nHello.\n===\n"


def pipe(path: Path) -> None:
    os.mkfifo(path)


def bound(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # socket addresses must be short
    try:
        with socket.socket(socket.AF_UNIX) as there:
            there.bind(path.name)
    finally:
        os.chdir(here)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def terminal(path: Path) -> None:
    path.symlink_to("/dev/stdin")


MAKERS = (pipe, device)
"""What would wait for ever, and what would never end."""
Make = Callable[[Path], None]


def asked(folder: Path, *arguments: str) -> Ran:
    ran = run(arguments, folder, seconds=20)
    assert ran.code is not None, "it waits"
    assert "Traceback" not in ran.error
    return ran


@pytest.mark.parametrize(
    ("name", "make"),
    [
        *(("story.ink", make) for make in (pipe, bound, device, terminal)),
        *((name, pipe) for name in ("story.ink.json", "story.yarn", "story.yarnproject")),
    ],
)
def test_as_the_story(name: str, make: Make, tmp_path: Path) -> None:
    make(tmp_path / name)
    ran = asked(tmp_path, "endings", name)
    assert ran.code == 2
    assert "not an ordinary file" in ran.error
    assert asked(tmp_path, "endings", ".").code == 2


@pytest.mark.parametrize("make", MAKERS)
def test_beside_a_story(make: Make, tmp_path: Path) -> None:
    (tmp_path / "story.ink").write_text(INK, encoding="utf-8")
    for name in ("other.ink", "story.ink.toml", "story.testplan", "other.yarn"):
        make(tmp_path / name)
    assert "2 endings" in asked(tmp_path, "endings", ".").out


@pytest.mark.parametrize("make", MAKERS)
def test_beside_a_yarn_story(make: Make, tmp_path: Path) -> None:
    (tmp_path / "story.yarn").write_text(YARN, encoding="utf-8")
    (tmp_path / "other.yarn").mkdir()
    for name in ("third.yarn", "story.yarnproject", "story.testplan"):
        make(tmp_path / name)
    assert "1 ending" in asked(tmp_path, "endings", ".").out


@pytest.mark.parametrize("make", MAKERS)
def test_read_as_what_a_story_needs(make: Make, tmp_path: Path) -> None:
    (tmp_path / "story.ink").write_text(f"INCLUDE part.ink\n{INK}", encoding="utf-8")
    make(tmp_path / "part.ink")
    ran = asked(tmp_path, "endings", "story.ink")
    assert (ran.code, "story.ink:1" in ran.error) == (2, True)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("epilogue.toml", ("endings", "story.ink")),
        ("one.storytest.toml", ("test", "story.ink")),
        ("saved.play", ("play", "story.ink", "saved.play")),
        ("saved.play", ("whatif", "story.ink", "saved.play")),
        ("readers.csv", ("why", "story.ink", "--from-plays", "readers.csv")),
        ("plan.testplan", ("test", "story.yarn", "--plan", "plan.testplan")),
    ],
)
def test_read_as_settings_beside_a_story(make: Make, name: str, arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "story.ink").write_text(INK, encoding="utf-8")
    (tmp_path / "story.yarn").write_text(YARN, encoding="utf-8")
    make(tmp_path / name)
    ran = asked(tmp_path, *arguments)
    assert "not an ordinary file" in ran.error + ran.out
    assert name in ran.error + ran.out


def test_a_file_without_end_is_refused_for_its_size(tmp_path: Path) -> None:
    with open(tmp_path / "story.ink", "wb") as file:
        file.truncate(1 << 40)
    ran = asked(tmp_path, "endings", "story.ink")
    assert (ran.code, "over 64 MB" in ran.error) == (2, True)
    assert ran.megabytes < 300

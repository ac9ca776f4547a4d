"""Streams that are closed, full or a terminal: what a command does with them, and what a story cannot do to them."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import epilogue
from epilogue.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="shells and terminals of POSIX")]

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(epilogue.__file__).parents[1]), "PYTHONUTF8": "1", "TERM": "xterm"}
HOSTILE = "\x1b]0;owned\x07 \x1b[2J \x9b31m \x7f \x08 \x00 \u202e \u2066"
STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
OURS = re.compile(r"\x1b\[[0-9;]*m")
SIGNS = HOSTILE.replace("\x00", "")  # no text file contains NUL
INK = f"""\
VAR words = "{SIGNS.replace('"', "")}"
Hello {SIGNS.replace("[", chr(92) + "[").replace("]", chr(92) + "]")}.
* Go {chr(0x1B)}c {chr(0x9B)} \u202e # {chr(0x1B)}tag
    Bye {{words}}. # ending: {chr(0x1B)}c\u202e
    -> END
* {{words == ""}} Fly {chr(0x1B)}c -> END
* Stay -> END
"""
YARN = f"title: Start\n---\nHello {SIGNS}.\n-> Go \x1bc \x9b\n    Bye \u202e.\n-> Stay\n    So.\n===\n"
SCREENS = (
    "endings", "endings -v", "endings --details", "endings --path 7", "check", "check --details", "whatif --choices 1",
    "whatif --choices 1 --read", "why --choices 1", "why --choices 1 --chart", "verdict", "test", "play", "play --plain",
    "play --random --seed 1", "export --dot", "export --mermaid", "export --play {play}", "endings --by words", "init",
)  # fmt: skip


def shell(command: str, folder: Path, typed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a command line of a shell, ``epilogue`` in it."""
    line = command.replace("epilogue ", f"{sys.executable} -m epilogue ")
    ran = subprocess.run(["bash", "-c", line], cwd=folder, input=typed, capture_output=True, env=ENVIRONMENT, check=False)
    assert b"Traceback" not in ran.stderr + ran.stdout, ran
    assert b"Exception ignored" not in ran.stderr, ran
    return ran


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "story.ink").write_text("Hello.\n* Go -> END\n* Stay -> END\n", encoding="utf-8")
    return tmp_path


COMMANDS = (
    "endings story.ink",
    "check story.ink",
    "play story.ink --random --seed 1",
    "play story.ink --plain",
    "endings --help",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_output_that_is_not_read_to_its_end(command: str, folder: Path) -> None:
    for line in (f"epilogue {command} | head -1", f"epilogue {command} | true", f"epilogue {command} 2>&1 | true"):
        assert shell(line, folder, b"1\n").returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_streams_that_are_closed(command: str, folder: Path) -> None:
    ran = shell(f"epilogue {command} >&-", folder, b"1\n")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert shell(f"epilogue {command} >&- 2>&- <&-", folder).returncode == 0
    assert shell("epilogue endings nowhere.ink 2>&-", folder).returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_disk_that_is_full_is_reported(folder: Path) -> None:
    ran = shell("epilogue endings story.ink >/dev/full", folder)
    assert ran.returncode == 2
    assert ran.stderr == b"epilogue: error: the disk is full, or cannot be written to\n"
    assert shell("epilogue --help >/dev/full", folder).stderr == ran.stderr


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Stories whose every text, and whose name, would steer a terminal."""
    (tmp_path / "caf\x1b]0;x\x07\u202e.ink").write_text(INK, encoding="utf-8")
    (tmp_path / "caf\x1b[2J.yarn").write_text(YARN, encoding="utf-8")
    (tmp_path / "broken\x1bc.ink").write_text("Hello.\n-> now\x1bhere {\x9b2J\n", encoding="utf-8")
    return tmp_path


def test_no_story_steers_the_terminal(hostile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(hostile)
    said = 0

    def ran(*words: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO("1\nvars\nsave kept.play\nload y\x9b\nw\ny\nquit\n"))
        main(words)
        shown = capsys.readouterr()
        return shown.out + shown.err

    for name in sorted(os.listdir(hostile)):
        ran("play", name)
        for screen in SCREENS:
            command, *rest = screen.format(play="kept.play").split()
            out = ran(command, name, *rest)
            assert STEERS.search(out) is None, (screen, out)
            said += "␛" in out
    assert said > 20


def test_what_is_reported_in_json_is_what_the_story_says(hostile: Path) -> None:
    ran = shell("epilogue endings 'caf\x1b]0;x\x07\u202e.ink' --json", hostile)
    assert STEERS.search(ran.stdout.decode()) is None
    assert "Fly \x1bc" in [option["text"] for option in json.loads(ran.stdout)["never_offered"]]


def test_colour_is_ours_alone_on_a_terminal(hostile: Path) -> None:
    pty = pytest.importorskip("pty")
    for arguments in (["endings"], ["endings", "--path", "7"], ["play", "--random"], ["check"]):
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "epilogue", arguments[0], "caf\x1b]0;x\x07\u202e.ink", *arguments[1:]]
        process = subprocess.Popen(command, cwd=hostile, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 10_000)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
        process.wait()
        os.close(ours)
        text = shown.decode().replace("\r\n", "\n")
        assert OURS.search(text), arguments
        assert STEERS.search(OURS.sub("", text)) is None, (arguments, text)


def test_a_name_that_is_not_text(tmp_path: Path) -> None:
    name = b"caf\xe9 story"
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".ink"))).write_text("Hello.\n* Go -> END\n* Stay -> END\n")
    said = ("endings", "endings --json", "check", "init", "play --plain", "open -o report.html", "open -o map.png",
            "whatif --choices 1 -o other.play", "why --choices 1", "export --compiled")  # fmt: skip
    for one in said:
        command, *rest = one.split()
        line = [sys.executable, "-m", "epilogue", command, os.fsdecode(name + b".ink"), *rest]
        ran = subprocess.run(line, cwd=tmp_path, input=b"1\n", capture_output=True, env=ENVIRONMENT, check=False)
        assert (ran.returncode, b"Traceback" in ran.stderr) == (0, False), (one, ran)
        (ran.stdout + ran.stderr).decode()

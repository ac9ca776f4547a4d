"""Limits as a writer sets them, and Ctrl-C: a search that is stopped says what it knows and how to go on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from epilogue.cli import main

pytestmark = pytest.mark.slow

SLOW = """\
-> hub
== hub
+ [One] -> one
+ [Two] -> two
+ {n == 123456789} [Never] -> END
+ [Out] The end. -> END
== one
~ n = n + 1
-> hub
== two
~ n = n * 2
~ m = m + 1
-> hub
"""


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A story without bound."""
    story = tmp_path / "slow.ink"
    story.write_text("VAR n = 1\nVAR m = 0\n" + SLOW.replace("[Out]", "{m < 1000} [Out]"), encoding="utf-8")
    return story


def test_a_number_of_steps_gives_the_same_answer_every_time(slow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = []
    for _ in range(2):
        assert main(["endings", str(slow), "--states", "500"]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    assert "! The search stopped early: after 500 steps, as asked." in shown[0]
    assert "--time 10m" in shown[0]


def test_time_is_kept_and_the_equivalent_steps_are_reported(slow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", str(slow), "--json", "--time", "4s"]) == 0
    timed = json.loads(capsys.readouterr().out)
    assert (timed["outcome"], timed["stopped_by"], timed["reason"]) == ("truncated", "time", "after 4 s")
    assert main(["endings", str(slow), "--json", "--states", str(timed["looked_at"])]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert timed["looked_at"] == counted["looked_at"] and timed["states"] == counted["states"]
    for word in ("reason", "stopped_by"):
        del timed[word], counted[word]
    assert timed == counted or timed["unfinished"]  # a busy machine may have no time left for the odds


def test_memory_is_measured_and_kept_to(tmp_path: Path) -> None:
    slow = tmp_path / "long.ink"
    more = "".join(f'+ [{n}]\n  ~ said = said + "{n * 600}"\n  -> hub\n' for n in "abc")
    slow.write_text(f'VAR said = ""\n-> hub\n== hub\n{more}+ {{said == "?"}} [Out] -> END\n', encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "-m", "epilogue", "endings", str(slow), "--json", "--memory", "80MB", "--time", "50s"],
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    found = json.loads(answer.stdout)
    assert (found["stopped_by"], found["reason"]) == ("memory", "it had used the memory it may, 80 MB")


@pytest.mark.parametrize(
    ("limits", "arguments", "by"),
    [
        ("states = 40", [], "states"),
        ("time = '1s'", [], "time"),
        ("time = '1s'", ["--states", "50"], "states"),
        ("states = 50", ["--time", "1s"], "time"),
    ],
)
def test_the_settings_limit_what_is_not_asked(
    limits: str, arguments: list[str], by: str, slow: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slow.with_name("epilogue.toml").write_text(f"[limits]\n{limits}\n", encoding="utf-8")
    assert main(["endings", str(slow), "--json", *arguments]) == 0
    assert json.loads(capsys.readouterr().out)["stopped_by"] == by


INTERRUPTED = """\
import os, signal, sys
from epilogue.space import watch
stops, left = watch.Watch.stops, [300]

def stopping(self, search):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGINT)
    return stops(self, search)

watch.Watch.stops = stopping
from epilogue.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The command, with Ctrl-C after 300 steps of its searches."""


def interrupted(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", INTERRUPTED, *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way there")
@pytest.mark.parametrize("asked", ["check", "verdict"])
def test_an_interrupted_command_says_so_by_its_exit_code(asked: str, slow: Path) -> None:
    slow.with_name("epilogue.toml").write_text('[stakes.Ann]\nout = "m == 1"\n', encoding="utf-8")
    ran = interrupted(asked, str(slow))
    assert ran.returncode == 130
    assert ran.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way there")
def test_an_interrupted_search_says_what_it_knows(slow: Path) -> None:
    ran = interrupted("endings", str(slow))
    assert ran.returncode == 130
    assert "! The search stopped early: it was interrupted." in ran.stdout
    assert "“The end.”" in ran.stdout
    assert "--time 10m" in ran.stdout
    assert ran.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_progress_is_shown_on_a_terminal_only(slow: Path) -> None:
    import pty

    terminal, inside = pty.openpty()
    command = [sys.executable, "-m", "epilogue", "endings", str(slow), "--time", "12s"]
    wide = {**os.environ, "COLUMNS": "200"}
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=inside, timeout=60, check=False, env=wide)
    os.close(inside)
    said = b""
    try:
        while part := os.read(terminal, 65536):
            said += part
    except OSError:  # on Linux: the other end is closed
        pass
    os.close(terminal)
    assert answer.returncode == 0
    line = rb"1 ending found, [^;]+ of the odds settled; [\d,]+ steps a second, [\d,]+ MB, \d+ of 12 s\."
    assert re.search(line + rb" Ctrl-C stops here and shows what is known\.", said)
    assert re.search(rb"epilogue endings \S+ --states \d+ +the same figures every time", b" ".join(answer.stdout.split()))
    assert b"ending found, " not in answer.stdout

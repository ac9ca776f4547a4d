"""Damaged input of every kind of file that is read: no command ends in a traceback, hangs or takes all memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from epilogue.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no processes to fork there")]

INPUTS, FIRST = 500, 0
SCRIPT = Path(__file__).with_name("fuzz.py")
FIGURES = ("tracebacks", "defects that it finds in itself", "killed", "over 1,000 MB")


def test_damaged_input_is_answered_in_order() -> None:
    without = {name: value for name, value in os.environ.items() if name != "EPILOGUE_CORPUS"}  # independent of the machine
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), str(INPUTS), str(FIRST)], capture_output=True, encoding="utf-8", env=without, check=False
    )
    figures = {what: number for number, _, what in (line.strip().partition(" ") for line in ran.stdout.splitlines())}
    assert figures.get(f"inputs, seeds {FIRST} to {FIRST + INPUTS - 1}") == str(INPUTS), ran.stderr
    assert {what: figures.get(what) for what in FIGURES} == dict.fromkeys(FIGURES, "0"), ran.stdout


def test_declarations_that_do_not_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tmp_path / "story.ink.json"
    declared = '"global decl":["ev",0,{"VAR=":"n"},"/ev",null]'
    story.write_text(
        f'{{"inkVersion":21,"root":[["^a","\\n","end",null],"done",{{{declared}}}],"listDefs":{{}}}}', encoding="utf-8"
    )
    assert main(["endings", str(story), "--no-cache"]) == 0
    assert "1 ending" in capsys.readouterr().out

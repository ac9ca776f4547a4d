"""A command line run in a process of its own, within bounds of time and memory, so that a failure is a failure and not a hang."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).resolve().parents[2] / "src"

SECONDS = 60
MEGABYTES = 1_500


class Ran(NamedTuple):
    """What came of it: ``code`` is the exit code, negative for a signal, None if it took too long."""

    code: int | None
    out: str
    error: str
    seconds: float
    megabytes: float


@cache
def _forks() -> subprocess.Popen[str]:
    """The program that forks: a process begun anew for each command line would spend most of its time on imports."""
    forks = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("forks.py"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=_environment(),
    )  # fmt: skip
    atexit.register(forks.communicate)
    return forks


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1"}


def run(arguments: Sequence[str], folder: Path, typed: str = "", seconds: int = SECONDS, megabytes: int = MEGABYTES) -> Ran:
    """Run ``epilogue`` with the arguments in the folder."""
    began = time.monotonic()
    forks = _forks()
    assert forks.stdin and forks.stdout
    asked = {
        "arguments": list(arguments), "folder": str(folder), "environment": _environment(),
        "typed": typed, "seconds": seconds, "megabytes": megabytes,
    }  # fmt: skip
    forks.stdin.write(json.dumps(asked) + "\n")
    forks.stdin.flush()
    answer = json.loads(forks.stdout.readline())
    error, _, peak = answer["error"].rpartition("\npeak ")
    measured = peak.endswith(" kB\n")
    return Ran(answer["code"], answer["out"], error if measured else answer["error"], time.monotonic() - began,
               int(peak[:-4]) / 1024 if measured else 0)  # fmt: skip

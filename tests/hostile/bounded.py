"""A command line run in a process of its own, within bounds of time and memory, so that a failure is a failure and not a hang."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).resolve().parents[2] / "src"

SECONDS = 60
MEGABYTES = 1_500

_BOUND = """\
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({bytes}, {bytes}))
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
from epilogue.cli import main
code = main(sys.argv[1:])
sys.stdout.flush()
try:  # what this program took: the other figure is never below what the process was begun from
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sys.stderr.write("\\npeak %d kB\\n" % peak)
sys.exit(code)
"""


class Ran(NamedTuple):
    """What came of it: ``code`` is the exit code, negative for a signal, None if it took too long."""

    code: int | None
    out: str
    error: str
    seconds: float
    megabytes: float


def run(arguments: Sequence[str], folder: Path, typed: str = "", seconds: int = SECONDS, megabytes: int = MEGABYTES) -> Ran:
    """Run ``epilogue`` with the arguments in the folder."""
    program = _BOUND.format(bytes=megabytes * 2**20, seconds=seconds)
    began = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(  # noqa: PLW1510
            [sys.executable, "-c", program, *arguments],
            cwd=folder, input=typed, capture_output=True, encoding="utf-8", timeout=4 * seconds, env=environment,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Ran(None, "", "", time.monotonic() - began, 0)
    error, _, peak = done.stderr.rpartition("\npeak ")
    return Ran(done.returncode, done.stdout, error if peak.endswith(" kB\n") else done.stderr, time.monotonic() - began,
               int(peak[:-4]) / 1024 if peak.endswith(" kB\n") else 0)  # fmt: skip

"""Commands run and measured, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any, NamedTuple


class Run(NamedTuple):
    """One process: wall-clock seconds; peak memory in megabytes and processor seconds (0 where the system does not say)."""

    seconds: float
    megabytes: float
    processor: float


def environment() -> dict[str, str]:
    """Ours, with byte code kept between runs, as it is for users."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def cold(command: Sequence[str], accepted: Sequence[int] = (0,)) -> Run:
    """Runs a command to its end, its output thrown away; raises CalledProcessError where its exit code is none of those."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    megabytes = processor = 0.0
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        megabytes = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
        processor = usage.ru_utime + usage.ru_stime
    else:
        process.wait()
    seconds = time.perf_counter() - start
    if process.returncode not in accepted:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(seconds, megabytes, processor)


def answer(command: Sequence[str], seconds: float | None = None) -> dict[str, Any]:
    """The JSON object that a command prints. Raises CalledProcessError, and TimeoutExpired after so many seconds."""
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8", env=environment(), timeout=seconds)
    values: dict[str, Any] = json.loads(done.stdout)
    return values

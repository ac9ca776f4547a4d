"""Runs command lines, each in a process forked from this one, which has imported what commands import.

A line of JSON asks for one: its arguments, folder, environment, what is typed and its bounds; a line of JSON answers.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hostile.fuzz import prepare


def serve() -> None:
    prepare()
    gc.freeze()  # a child's collections then leave alone, and need not copy, what is imported
    asked, answers = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in asked:
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    reads, writes = os.pipe()  # a file would be an ordinary one under the name /dev/stdin
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        child = os.fork()
        if not child:
            os.close(writes)
            for number, stream in enumerate((reads, out.fileno(), error.fileno())):
                os.dup2(stream, number)
            _become(asked)
        os.close(reads)
        with suppress(BrokenPipeError), os.fdopen(writes, "wb") as typed:
            typed.write(asked["typed"].encode())
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = [stream.seek(0) or stream.read().decode("utf-8") for stream in (out, error)]
    return {"code": None if code == -signal.SIGALRM else code, "out": said[0], "error": said[1]}


def _become(asked: dict[str, Any]) -> NoReturn:
    """Run the command line and end as a program of its own does: what is left open or running then counts, too."""
    import resource  # lazy: missing on Windows

    bytes_, seconds = asked["megabytes"] * 2**20, asked["seconds"]
    signal.alarm(4 * seconds)  # ends it even while it waits for a file
    resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    from epilogue.cli import main

    code = main(asked["arguments"])
    sys.stdout.flush()
    try:  # what this program took: the other figure is never below what the process was begun from
        with open("/proc/self/status", encoding="ascii") as status:
            peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stderr.write(f"\npeak {peak} kB\n")
    threading._shutdown()  # type: ignore[attr-defined]  # waits for what still runs, as the end of a program does
    atexit._run_exitfuncs()
    sys.stderr.flush()
    os._exit(code)  # without taking apart all that is imported


if __name__ == "__main__":
    serve()

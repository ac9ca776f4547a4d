"""Runs many damaged inputs: ``python tests/hostile/fuzz.py INPUTS [FIRST SEED]``.

Each input runs in a process forked from this one, within bounds of time and memory, one after the other. Prints each kind of
failure when it first occurs, with its seed, then the figures; exit code 1 if there was one. An input is the same for the same
seed: ``python tests/hostile/fuzz.py 1 SEED -v`` shows it. EPILOGUE_CORPUS adds the stories of others as material.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "src")]

from hostile.mutations import COMMANDS, CORPUS, SEARCH, Input, generate  # noqa: E402

LIMIT = float(SEARCH.removesuffix("s"))
OVER = 2.0
"""Seconds of processor time that a command may take beyond the limit of its search."""
MEGABYTES = 1_000
KILLED, WAITED = 20, 600
"""Seconds after which an input is killed: of processor time, and by the clock."""
ADDRESSES = 3 << 30
DEFECT = 3
CODES = (0, 1, 2)


class Outcome(NamedTuple):
    """What came of an input: its exit ``code`` (negative: the signal), ``seconds`` of processor time and ``megabytes`` at most,
    what it ``wrote``, and the ``kind`` of the failure, "" if it is none."""

    code: int
    seconds: float
    megabytes: float
    wrote: str
    kind: str


def prepare() -> None:
    """Import what the commands import, so that a fork has it."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for name in COMMANDS:
        import_module(f"epilogue.cli.{name}")
    for name in ("cli.player", "cli.output_files", "cli.plain", "analysis.odds", "questions.full_report.build",
                 "questions.check.build", "questions.verdict.build", "questions.against.build", "questions.story_map.build",
                 "questions.storytests.run", "questions.endings.screen", "views.markdown", "views.html.page",
                 "views.svg.map_layout", "views.json_view"):  # fmt: skip
        import_module(f"epilogue.{name}")
    for name in ("igraph", "jinja2", "numpy", "scipy.sparse.linalg", "tomlkit", "rich.console"):
        import_module(name)


def run(given: Input, folder: Path) -> Outcome:
    """Run an input in a folder that is emptied before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in given.files.items():
        (folder / name).write_bytes(content)
    typed, written = folder / ".typed", folder / ".written"
    typed.write_text(given.typed, encoding="utf-8")
    child = os.fork()
    if not child:
        _child(given, folder, typed, written)
    until = time.monotonic() + WAITED
    pause = 0.001
    while True:
        done, status, used = os.wait4(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.005)
    code = os.waitstatus_to_exitcode(status)
    wrote = written.read_bytes().decode("utf-8", "replace")
    seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    return Outcome(code, seconds, megabytes, wrote, _kind(code, seconds, megabytes, wrote))


def _child(given: Input, folder: Path, typed: Path, written: Path) -> None:
    """Never returns."""
    code = 70
    try:
        import resource  # lazy: missing on Windows, where this file is imported too

        resource.setrlimit(resource.RLIMIT_CPU, (KILLED, KILLED + 1))
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (100 << 20, 100 << 20))
        os.chdir(folder)
        os.environ.update(EPILOGUE_CACHE=str(folder / ".cache"), COLUMNS="80")
        watch: Any = import_module("epilogue.space.watch")
        if hasattr(watch, "PATIENCE"):
            watch.PATIENCE = LIMIT  # for commands without --time
        for stream, path, flags in ((0, typed, os.O_RDONLY), (1, written, os.O_WRONLY | os.O_CREAT), (2, written, os.O_WRONLY)):
            os.dup2(os.open(path, flags | (os.O_APPEND if stream else 0), 0o600), stream)
        sys.stdin, sys.stdout, sys.stderr = (open(n, "r" if n == 0 else "w", encoding="utf-8") for n in range(3))  # noqa: SIM115
        from epilogue.cli import main

        code = main(given.arguments)
        sys.stdout.flush()
    except BaseException:
        code = 70
        with suppress(BaseException):
            sys.stderr.write(traceback.format_exc())
    finally:
        with suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _kind(code: int, seconds: float, megabytes: float, wrote: str) -> str:
    """Which failure it is: of two of one kind one is told."""
    if "Traceback (most recent call last)" in wrote or code == 70:
        inside = re.findall(r'File "[^"]*/epilogue/([^"]*)", line \d+, in (\S+)', wrote)
        last = wrote.rstrip().rpartition("\n")[2]
        return f"traceback: {last.partition(':')[0]} in {' '.join(inside[-1]) if inside else '?'}"
    if "Epilogue is wrong here" in wrote or code == DEFECT:
        told = re.search(r"wrong here, not the story: (\w+).*? in (\S+):\d+", wrote, re.DOTALL)
        return f"defect: {told[1]} in {told[2]}" if told else "defect: found by its own check"
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    if code not in CODES:
        return f"exit code {code}"
    if seconds > LIMIT + OVER:
        return "over the limit"
    if megabytes > MEGABYTES:
        return "over the memory"
    return ""


def main(inputs: int, first: int = 0, verbose: bool = False) -> int:
    prepare()
    if corpus := os.environ.get("EPILOGUE_CORPUS"):
        CORPUS.append(Path(corpus))
    start, kinds, codes = time.perf_counter(), Counter[str](), Counter[str]()
    slowest, largest, spent = (0.0, first), (0.0, first), 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(first, first + inputs):
            given = generate(seed, folder)
            outcome = run(given, folder / "story")
            spent += outcome.seconds
            slowest = max(slowest, (outcome.seconds, seed))
            largest = max(largest, (outcome.megabytes, seed))
            codes[f"{given.arguments[0]} {outcome.code}"] += 1
            if outcome.kind:
                kind = (
                    outcome.kind if outcome.kind.startswith(("traceback", "defect")) else f"{given.arguments[0]}: {outcome.kind}"
                )
                kinds[kind] += 1
                if kinds[kind] <= 3:
                    print(
                        f"{seed}: {kind} ({outcome.seconds:.1f} s, {outcome.megabytes:.0f} MB): {' '.join(given.arguments)}",
                        flush=True,
                    )
            if verbose:
                for file, content in given.files.items():
                    print(f"--- {file}\n{content.decode('utf-8', 'backslashreplace')}")
                print(f"--- {' '.join(given.arguments)}\n{outcome.wrote}\n--- {outcome._replace(wrote='')}")
            if (seed - first + 1) % 1000 == 0:
                print(f"# {seed - first + 1} in {time.perf_counter() - start:.0f} s: {dict(kinds)}", flush=True)
    print(f"{inputs:12,} inputs, seeds {first} to {first + inputs - 1}")
    for what, holds in (
        ("tracebacks", "traceback"),
        ("defects that it finds in itself", "defect"),
        ("killed", "killed"),
        (f"over the limit + {OVER:.0f} s", "over the limit"),
        (f"over {MEGABYTES:,} MB", "over the memory"),
    ):
        print(f"{sum(number for kind, number in kinds.items() if holds in kind):12,} {what}")
    for kind, number in kinds.most_common():
        print(f"{number:12,} {kind}")
    print(" ".join(f"{what}: {number}" for what, number in sorted(codes.items())))
    print(f"slowest {slowest[0]:.1f} s (seed {slowest[1]}), largest {largest[0]:.0f} MB (seed {largest[1]})")
    print(f"{spent:.0f} s of processor time, {time.perf_counter() - start:.0f} s in all")
    return 1 if kinds else 0


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    sys.exit(main(*(numbers or [500]), verbose="-v" in sys.argv))

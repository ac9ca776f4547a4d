"""Whether the tests notice: each mutant of ``mutants.py`` is put into a copy of the source, and the test named for it must fail.

python -m tests.mutants.run [WORD...]    those whose file, test or new text holds one of the words; exit code 1 if any lives
"""

from __future__ import annotations

import compileall
import os
import queue
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.mutants import MUTANTS, SOURCE, Mutant

ROOT = Path(__file__).resolve().parents[2]
HANGS = 120
"""Seconds after which a mutant that does not come to an end counts as noticed."""
FAILED = 1
"""pytest's exit code where a test failed; others mean that it could not be run."""


def pytest(source: Path, test: str) -> int | None:
    """pytest's exit code on this copy of the source, None if it took too long."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", test]
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1", "EPILOGUE_STORIES": "10"}
    try:
        ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=HANGS, check=False)
    except subprocess.TimeoutExpired:
        return None
    return ran.returncode


def killed(mutant: Mutant, source: Path) -> bool:
    """Whether its test fails on the mutant; the copy of the source is left as it was."""
    file = source / "epilogue" / mutant.file
    text = file.read_text(encoding="utf-8")
    for old in file.parent.glob(f"__pycache__/{file.stem}.*.pyc"):
        old.unlink()  # byte code may look current: same size and same second
    file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        return pytest(source, mutant.test) in (FAILED, None)
    finally:
        file.write_text(text, encoding="utf-8")


def main(words: Sequence[str]) -> int:
    """Run the mutants that the words select; the exit code."""
    chosen = [m for m in MUTANTS if not words or any(word in " ".join(m) for word in words)]
    workers = max(1, min(os.cpu_count() or 1, len(chosen)))
    with TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool:
        copies: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(workers):
            copy = Path(folder, str(number))
            shutil.copytree(SOURCE, copy / "epilogue", ignore=shutil.ignore_patterns("__pycache__"))
            compileall.compile_dir(copy, quiet=1)
            copies.put(copy)

        def judged(mutant: Mutant) -> bool:
            copy = copies.get()
            try:
                return killed(mutant, copy)
            finally:
                copies.put(copy)

        alive = [mutant for mutant, dead in zip(chosen, pool.map(judged, chosen), strict=True) if not dead]
    for mutant in alive:
        sys.stdout.write(f"{mutant.file}: nobody notices {mutant.old!r} -> {mutant.new!r} ({mutant.test})\n")
    sys.stdout.write(f"{len(chosen) - len(alive)} of {len(chosen)} mutants noticed\n")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

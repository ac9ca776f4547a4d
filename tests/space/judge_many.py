"""Judges many generated stories, on several cores: ``python tests/space/judge_many.py STORIES [FIRST SEED [PROCESSES]]``.

Prints what is wrong with each story that something is wrong with, then the totals; exit code 1 if there was one. A story is
the same for the same seed: :func:`space.test_generated.verdict` of one seed shows it again.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "src")]

from space.judging import JudgeReport  # noqa: E402
from space.test_generated import bounded, verdict  # noqa: E402


def judged(seed: int) -> tuple[int, JudgeReport | str, float]:
    """The verdict on the story of a seed (or the traceback), and how long it took."""
    start = time.perf_counter()
    found: JudgeReport | str
    try:
        found = verdict(seed)
    except Exception:  # a crash is a finding: the run goes on
        found = traceback.format_exc(limit=-3)
    return seed, found, time.perf_counter() - start


def main(stories: int, first: int = 0, processes: int = 2) -> int:
    start, slowest = time.perf_counter(), (0.0, first)
    totals: Counter[str] = Counter()
    with multiprocessing.Pool(processes, initializer=bounded) as pool:
        for seed, found, seconds in pool.imap_unordered(judged, range(first, first + stories), chunksize=8):
            slowest = max(slowest, (seconds, seed))
            totals["stories"] += 1
            if isinstance(found, str):
                totals["crashes"] += 1
                print(f"{seed}: {found}", flush=True)
                continue
            totals["explored (three precisions each)"] += found.checked
            totals["explored in full, by the oracle too"] += found.complete
            totals["given up by the specialiser"] += found.unbounded is not None
            totals["edges played in the Machine"] += found.edges
            if found.problems:
                totals["wrong"] += 1
                print(f"{seed}: {found.problems[:3]}", flush=True)
            if totals["stories"] % 1000 == 0:
                print(f"# {totals['stories']} in {time.perf_counter() - start:.0f} s", flush=True)
    for name, number in totals.items():
        print(f"{number:12,} {name}")
    print(f"{time.perf_counter() - start:12,.0f} s; the slowest story took {slowest[0]:.1f} s (seed {slowest[1]})")
    return 1 if totals["wrong"] or totals["crashes"] else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

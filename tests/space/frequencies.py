"""How often blind playthroughs of the Machine end in each way, against the odds: ``python tests/space/frequencies.py STORY COUNT
[SECONDS [SEED]]``.

The Machine shares nothing with the analysis but the story. Each ending's frequency has a Wilson interval (E. B. Wilson,
*Probable inference*, 1927), at a confidence that holds for all of them together (Bonferroni); the odds must lie in it. Plays in
two processes, no longer than SECONDS; exit code 1 if any odds lie outside.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import Counter
from functools import cache
from math import sqrt
from pathlib import Path
from random import Random
from statistics import NormalDist
from typing import NamedTuple

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "src")]

from epilogue.analysis.odds import analyse_endings  # noqa: E402
from epilogue.flow.context import Observations  # noqa: E402
from epilogue.ir.program import Program  # noqa: E402
from epilogue.machine import step  # noqa: E402
from epilogue.machine.draws import IndependentDraws  # noqa: E402
from epilogue.space.state_graph import distinguishing_line  # noqa: E402
from epilogue.story.project import Project, load  # noqa: E402
from epilogue.story.search import search  # noqa: E402

CONFIDENCE = 0.999
LONGEST = 20_000
BATCH = 500

Way = tuple[str, int, str, int]
"""Kind, position, mark and last line of an ending; ``endless`` for playthroughs without one."""
ENDLESS: Way = ("endless", -1, "", -1)
OTHER: Way = ("other", -1, "", -1)


class Compared(NamedTuple):
    """One way to end: how often it ``came``, the interval around that, and the computed odds, from ``low`` to ``high``."""

    way: Way
    came: int
    least: float
    most: float
    low: float
    high: float

    @property
    def fits(self) -> bool:
        return self.least <= self.high and self.low <= self.most


def played(program: Program, count: int, seed: int) -> Counter[Way]:
    """How so many random playthroughs end."""
    code, source, ways = step.Code(program), Random(seed), Counter[Way]()
    for _ in range(count):
        machine = step.begin(code, IndependentDraws(source), {})
        for _ in range(LONGEST):
            step.run(code, machine)
            if machine.ending is not None:
                mark = machine.mark or ""
                ways[machine.ending, machine.stop, mark, distinguishing_line(machine.ending, mark, machine.last)] += 1
                break
            options = [option for option in machine.options if not option.site.fallback]
            step.choose(code, machine, source.choice(options))
        else:
            ways[ENDLESS] += 1
    return ways


def wilson(came: int, of: int, confidence: float) -> tuple[float, float]:
    """The interval of a frequency."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = (came + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * sqrt(came * (of - came) / of + z * z / 4)
    return middle - half if came else 0.0, middle + half if came < of else 1.0


def odds_of(story: Project) -> dict[Way, tuple[float, float]]:
    """The odds of each ending, of none and of any other, as analysed: bounds, equal if the search was complete."""
    observations = Observations("control", (), (), story.settings.assume)
    found = analyse_endings(search(story, observations).graph)
    value: dict[Way, float] = {ENDLESS: float(found.endless)}
    for one in found.endings:
        way = (one.ending.kind, one.ending.position, one.ending.mark, one.ending.last)
        value[way] = value.get(way, 0.0) + float(one.odds)
    return {way: (odds, odds + float(found.open)) for way, odds in {**value, OTHER: 0.0}.items()}


def compare(odds: dict[Way, tuple[float, float]], ways: Counter[Way]) -> list[Compared]:
    """Every ending that was predicted or occurred."""
    of, known = ways.total(), sorted({*odds, *ways} - {OTHER})
    confidence = 1 - (1 - CONFIDENCE) / len(known)
    return [Compared(w, ways[w], *wilson(ways[w], of, confidence), *odds.get(w, odds[OTHER])) for w in known]


@cache
def _program(path: str) -> Program:
    return load(path).program


def _batch(asked: tuple[str, int, int]) -> Counter[Way]:
    path, count, seed = asked
    return played(_program(path), count, seed)


def main(path: str, count: str, seconds: str = "inf", seed: str = "1") -> int:
    """Plays, prints a table; 1 if any odds lie outside."""
    begun, ways = time.perf_counter(), Counter[Way]()
    odds = odds_of(load(path))
    asked = ((path, min(BATCH, int(count) - first), int(seed) * 10**9 + first) for first in range(0, int(count), BATCH))
    playing = time.perf_counter()
    with multiprocessing.Pool(2) as pool:
        for found in pool.imap_unordered(_batch, asked):
            ways += found
            if time.perf_counter() > playing + float(seconds):
                pool.terminate()
                break
    lines = compare(odds, ways)
    out = sum(not line.fits for line in lines)
    print(f"{path}: {ways.total():,} playthroughs, {time.perf_counter() - begun:.0f} s; {len(lines)} ways, {out} outside")
    for line in sorted(lines, key=lambda line: -line.came):
        kind, position, mark, last = line.way
        said = f"{line.low:.7f}" if line.low == line.high else f"{line.low:.7f} to {line.high:.7f}"
        mine = f"{line.came:>9,}  {line.least:.7f} to {line.most:.7f}"
        print(f"  {'' if line.fits else 'OUT '}{kind} {position} {mark} {last}: {mine}  odds {said}")
    return 1 if out else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

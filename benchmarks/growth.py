"""How the growth families grow, with each set of reductions.

python benchmarks/growth.py [FAMILY...] [--states N] [--seconds S]

A line for each family and configuration: the sizes measured, the states of the last, and how states, seconds and memory grow.
Every result is checked against the family's formula; a wrong one ends the run. Bounds end a series, never a measurement's claim.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.configurations import CONFIGURATIONS  # noqa: E402
from benchmarks.families import FAMILIES, Exact  # noqa: E402
from benchmarks.processes import answer  # noqa: E402


def fitted(sizes: Sequence[float], values: Sequence[float]) -> str:
    """How the values grow with the sizes: the better of a power and an exponential, by least squares on logarithms."""
    if len(sizes) < 3 or max(values) <= 1.5 * min(values):
        return "-" if len(sizes) < 3 else "constant"
    logs = [math.log(value) for value in values]
    power, power_off = _line([math.log(size) for size in sizes], logs)
    rate, rate_off = _line(sizes, logs)
    if power_off <= rate_off:
        return f"n^{power:.1f}"
    return f"doubles every {math.log(2) / rate:.1f}"


def _line(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """(slope, squared distance) of the straight line nearest to the points."""
    count = len(x)
    mean_x, mean_y = sum(x) / count, sum(y) / count
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)
    return slope, sum((b - mean_y - slope * (a - mean_x)) ** 2 for a, b in zip(x, y, strict=True))


def wrong(found: dict[str, Any], exact: Exact) -> str | None:
    """What a complete result says that is not so."""
    odds = {mark: float(share) for mark, share in exact.odds.items() if share > 1e-300}
    if any(not math.isclose(found["odds"].get(mark, 0.0), share, rel_tol=1e-9, abs_tol=1e-12) for mark, share in odds.items()):
        return f"odds {found['odds']}, not {odds}"
    playthroughs = None if exact.playthroughs is None else hex(exact.playthroughs)
    if found["playthroughs"] != playthroughs:
        return f"playthroughs {found['playthroughs']}, not {playthroughs}"
    if not math.isclose(found["choices"], float(exact.choices), rel_tol=1e-9):
        return f"choices {found['choices']}, not {float(exact.choices)}"
    return None


def series(name: str, configuration: str, folder: Path, states: int, seconds: float) -> list[tuple[int, dict[str, Any]]]:
    """The sizes that were finished within the bounds, with what was found."""
    family = FAMILIES[name]
    finished = []
    for size in family.sizes:
        story = folder / f"{name}{size}.ink"
        if not story.exists():
            story.write_text(family.source(size), encoding="utf-8")
        try:
            found = answer([sys.executable, str(HERE / "worker.py"), "explore", str(story), configuration, str(states)], seconds)
        except subprocess.TimeoutExpired:
            break
        if not found["complete"]:
            break
        problem = wrong(found, family.exact(size))
        if problem:
            raise SystemExit(f"{name} {size}, {configuration}: {problem}")
        finished.append((size, found))
    return finished


def table(names: Sequence[str], states: int, seconds: float) -> None:
    """Prints the table, line by line as it is measured."""
    out = sys.stdout
    head = f"{'family':<12}{'reductions':<12}{'n':>8}{'states':>9}{'nodes':>8}{'s':>8}{'MB':>7}"
    out.write(f"{head}   {'states grow':<20}{'seconds grow':<20}memory grows\n")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            for configuration in CONFIGURATIONS:
                finished = series(name, configuration, Path(folder), states, seconds)
                if not finished:
                    out.write(f"{name:<12}{configuration:<12} none within the bounds\n")
                    continue
                sizes = [size for size, _ in finished]
                counts = [found["states"] for _, found in finished]
                taken = [sum(found["seconds"].values()) for _, found in finished]
                megabytes = [found["megabytes"] for _, found in finished]
                line = f"{name:<12}{configuration:<12}{sizes[-1]:>8}{counts[-1]:>9}{finished[-1][1]['nodes']:>8}"
                line += f"{taken[-1]:>8.2f}{megabytes[-1]:>7.0f}"
                out.write(f"{line}   {fitted(sizes, counts):<20}{fitted(sizes, taken):<20}{fitted(sizes, megabytes)}\n")
                out.flush()


def main() -> None:
    """Reads the options, measures, prints."""
    parser = argparse.ArgumentParser(description="How the growth families grow, before and after each reduction.")
    parser.add_argument("family", nargs="*", default=list(FAMILIES), help=f"of {', '.join(FAMILIES)}")
    parser.add_argument("--states", type=int, default=70_000, help="a series ends at a story with more situations")
    parser.add_argument("--seconds", type=float, default=20.0, help="and at one that takes longer")
    options = parser.parse_args()
    for name in options.family:
        if name not in FAMILIES:
            parser.error(f"no family {name!r}")
    table(options.family, options.states, options.seconds)


if __name__ == "__main__":
    main()

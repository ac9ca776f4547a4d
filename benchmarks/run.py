"""Measures Epilogue against inkjs, in one run, taking turns: see README.md in this folder.

python benchmarks/run.py --inkjs NODE_MODULES [--intercept TheIntercept.ink] [--rounds 9] [--seconds 3]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.processes import answer, cold  # noqa: E402

LA_LA_LAND = HERE.parent / "examples" / "la_la_land.ink"
INTERCEPT = HERE.parents[1] / "shared" / "corpus" / "stories" / "ink" / "the-intercept" / "TheIntercept.ink"
MEGABYTES = 150  # peak of the cold command
GOALS = {"TheIntercept.ink": 0.75, "la_la_land.ink": 1.2}  # processor time of the cold command, by that of compiling alone

# Seconds allowed per stage on The Intercept. `interpreter`: starting Python; `imports`: importing Epilogue, on top of that.
BUDGETS = {
    "interpreter": 0.030,
    "imports": 0.060,
    "parse": 0.040,
    "compile": 0.040,
    "lower": 0.040,
    "specialise": 0.100,
    "passes": 0.100,
    "search": 0.060,
    "analyses": 0.060,
    "render": 0.010,
}


def row(name: str, ours: float | str, theirs: float | str, verdict: str) -> None:
    """A line of the table."""
    cells = [f"{cell:.3f}" if isinstance(cell, float) else cell for cell in (ours, theirs)]
    sys.stdout.write(f"{name:<44}{cells[0]:>12}{cells[1]:>12}   {verdict}\n")


def against(ratio: float, goal: float, more_is_better: bool) -> str:
    """A ratio and whether it meets its goal."""
    met = ratio >= goal if more_is_better else ratio <= goal
    return f"ratio {ratio:.2f}, goal {goal:.2f}: {'met' if met else 'missed'}"


def cold_commands(story: Path, modules: Path, node: str, rounds: int) -> None:
    """The cold command `endings`, with nothing kept of earlier runs, beside a cold node process that only compiles the story."""
    epilogue = [sys.executable, "-m", "epilogue", "endings", str(story), "--no-cache"]
    compiling = [node, str(HERE / "inkjs_bench.cjs"), str(modules), "compile", str(story)]
    cold(epilogue), cold(compiling)  # warm-up: writes byte code, fills the file cache
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(cold(epilogue))
        theirs.append(cold(compiling))
    for name, pick in (("least", min), ("median", statistics.median)):
        mine, other = (pick(run.processor or run.seconds for run in runs) for runs in (ours, theirs))
        row(f"cold `endings {story.name}`, {name} s", mine, other, against(mine / other, GOALS.get(story.name, 1.0), False))
    peak = max(run.megabytes for run in ours)
    if peak:
        verdict = f"budget {MEGABYTES}: {'met' if peak < MEGABYTES else 'missed'}"
        row("  its peak memory, MB", peak, max(run.megabytes for run in theirs), verdict)


def playing(story: Path, modules: Path, node: str, rounds: int, seconds: float) -> None:
    """Random playthroughs a second, every line of text read."""
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(answer([sys.executable, str(HERE / "worker.py"), "play", str(story), str(seconds)])["rate"])
        command = [node, str(HERE / "inkjs_bench.cjs"), str(modules), "play", str(story), str(seconds)]
        theirs.append(answer(command)["rate"])
    mine, other = statistics.median(ours), statistics.median(theirs)
    row(f"random playthroughs a second, {story.name}", mine, other, against(mine / other, 1.0, True))


def stages(story: Path, rounds: int) -> None:
    """Seconds of each stage of the cold command, least of all rounds, against its budget."""
    least: dict[str, float] = {}
    for _ in range(rounds):
        nothing = cold([sys.executable, "-c", ""]).seconds
        measured = {"interpreter": nothing, **answer([sys.executable, str(HERE / "worker.py"), "stages", str(story)])}
        for stage, taken in measured.items():
            least[stage] = min(taken, least.get(stage, taken))
    sys.stdout.write(f"\nstages of `endings {story.name}`, least seconds of {rounds}{'':>8}taken      budget" + "\n")
    for stage, taken in least.items():
        allowed = BUDGETS.get(stage)
        verdict = "" if allowed is None else "met" if taken <= allowed else "missed"
        row(f"  {stage}", taken, "" if allowed is None else allowed, verdict)
    row("  all", sum(least.values()), sum(BUDGETS.values()), "")


def main() -> None:
    """Reads the options, measures, prints the table."""
    parser = argparse.ArgumentParser(description="Measure Epilogue beside inkjs.")
    parser.add_argument(
        "--inkjs", type=Path, default=os.environ.get("EPILOGUE_INKJS"), help="a node_modules folder that holds inkjs"
    )
    parser.add_argument("--intercept", type=Path, default=INTERCEPT, help="TheIntercept.ink")
    parser.add_argument("--rounds", type=int, default=9, help="how often each cold command runs")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each round of playing lasts")
    options = parser.parse_args()
    node = shutil.which("node")
    if options.inkjs is None or node is None:
        parser.error("node and inkjs are needed: --inkjs or EPILOGUE_INKJS names the node_modules folder")
    stories = [story for story in (options.intercept, LA_LA_LAND) if story.exists()]
    sys.stdout.write(f"{'':<44}{'epilogue':>12}{'inkjs':>12}" + "\n")
    for story in stories:
        cold_commands(story, options.inkjs, node, options.rounds)
    for story in stories:
        playing(story, options.inkjs, node, 3, options.seconds)
    for story in stories[:1]:
        stages(story, options.rounds)


if __name__ == "__main__":
    main()

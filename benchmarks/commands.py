"""Measures every command that analyses a story, cold, against `epilogue endings`: see README.md in this folder.

python benchmarks/commands.py [STORY] [--stakes EXPRESSION] [--rounds 5]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.processes import Run, cold  # noqa: E402
from benchmarks.run import INTERCEPT  # noqa: E402

import epilogue  # noqa: E402

SEED = 7
SETTINGS = """
[stakes.Reader]
measure = "{stakes}"

[[tests]]
name = "It can end"
choices = ["…"]
ending = "{ending}"
"""


def picks(story: Path) -> str:
    """A playthrough at random, as `--choices` takes it."""
    session, random, taken = epilogue.load(story).play(seed=SEED), Random(SEED), []
    while session.options:
        taken.append(random.randrange(len(session.options)))
        session.choose(taken[-1])
    return ",".join(str(one + 1) for one in taken)


def commands(folder: Path, source: Path, stakes: str) -> dict[str, list[str]]:
    """What is asked of a copy of the story in the folder: name -> arguments."""
    story, edited = folder / source.name, folder / "edited" / source.name
    shutil.copytree(source.parent, folder, dirs_exist_ok=True)
    shutil.copytree(source.parent, folder / "edited", dirs_exist_ok=True)
    edited.write_text(edited.read_text(encoding="utf-8") + "\n// An edit that changes nothing.\n", encoding="utf-8")
    rarest = epilogue.load(story).endings().endings[-1].id
    (folder / "epilogue.toml").write_text(SETTINGS.format(stakes=stakes, ending=rarest), encoding="utf-8")
    play = ["--choices", picks(story), "--seed", str(SEED)]
    return {
        "endings": ["endings", str(story), "--no-cache"],
        "whatif PLAY": ["whatif", str(story), *play],
        "whatif PLAY --dream": ["whatif", str(story), *play, "--dream"],
        "why PLAY": ["why", str(story), *play],
        "why ENDING": ["why", str(story), rarest],
        "verdict": ["verdict", str(story)],
        "verdict PLAY": ["verdict", str(story), *play],
        "check": ["check", str(story)],
        "check --against": ["check", str(story), "--against", str(edited)],
        "test": ["test", str(story)],
        "open -o map.svg": ["open", str(story), "-o", str(folder / "map.svg")],
        "open -o report.html": ["open", str(story), "-o", str(folder / "report.html")],
    }


def timed(arguments: list[str]) -> Run:
    """The command in a process of its own; that it finds something (exit code 1) is no failure."""
    return cold([sys.executable, "-m", "epilogue", *arguments], accepted=(0, 1))


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="Commands as multiples of `epilogue endings`, cold.")
    parser.add_argument("story", type=Path, nargs="?", default=INTERCEPT, metavar="STORY")
    parser.add_argument("--stakes", default="TURNS()", metavar="EXPRESSION", help="what the reader wants (TURNS())")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asked = commands(Path(folder), arguments.story, arguments.stakes)
        for one in asked.values():
            timed(one)  # warm-up: writes byte code, fills the file cache
        runs: dict[str, list[Run]] = {name: [] for name in asked}
        for _ in range(arguments.rounds):
            for name, one in asked.items():
                runs[name].append(timed(one))
    spent = {name: statistics.median(run.processor or run.seconds for run in several) for name, several in runs.items()}
    sys.stdout.write(f"{'':<24}{'processor s':>12}{'x endings':>12}{'MB':>8}\n")
    for name, seconds in spent.items():
        peak = max(run.megabytes for run in runs[name])
        sys.stdout.write(f"{name:<24}{seconds:>12.2f}{seconds / spent['endings']:>12.1f}{peak:>8.0f}\n")


if __name__ == "__main__":
    main()

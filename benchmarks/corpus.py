"""A table of every ink story of the corpus, as Markdown: ``python benchmarks/corpus.py [STORY...] [--states N] [--seconds S]``.

One process a story and job, with bounds; a story that does not finish within them is measured up to there.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.processes import answer  # noqa: E402

EXAMPLES = HERE.parent / "examples"
CORPUS = HERE.parents[1] / "shared" / "corpus"
STAGES = ("load", "specialise", "passes", "search", "analyses")
COLUMNS = (
    "story",
    "outcome",
    "states",
    "transitions",
    *(f"{stage} s" for stage in STAGES),
    "MB",
    "playthroughs a s",
    "endless",
    "endings",
    "claims proved, refuted, open",
    "steps verified",
)


def stories(corpus: Path) -> dict[str, Path]:
    """The ink stories of the corpus, by name, and the example."""
    found = {"la-la-land": EXAMPLES / "la_la_land.ink"}
    index = corpus / "INDEX.tsv"
    for line in index.read_text(encoding="utf-8").splitlines() if index.is_file() else ():
        language, what, name, _, _, main, *_ = line.split("\t")
        if (language, what) == ("ink", "story"):
            found[name] = corpus / "stories" / "ink" / name / main
    return found


def row(name: str, story: Path, states: int, seconds: float) -> list[str]:
    """A story's line of the table."""
    worker = [sys.executable, str(HERE / "worker.py")]
    try:
        found = answer([*worker, "explore", str(story), "all", str(states)], seconds)
    except subprocess.TimeoutExpired:
        return [name, f"over {seconds:.0f} s"]
    if "refused" in found:
        return [name, f"refused: {found['refused']} diagnostics"]
    rate = answer([*worker, "play", str(story), "2"])["rate"]
    took: dict[str, float] = found["seconds"]
    return [
        name,
        "complete" if found["complete"] else f"truncated: {found['reason']}",
        *(f"{found[key]:,}" if key in found else "" for key in ("states", "transitions")),
        *(f"{took[stage]:.2f}" if stage in took else "" for stage in STAGES),
        f"{found['megabytes']:.0f}",
        f"{rate:,.0f}",
        *(([f"{found['endless']:.4f}"] if found["complete"] else ["?"]) if "endless" in found else [""]),
        str(found.get("endings", "")),
        *settled(story, states),
    ]


def settled(story: Path, states: int) -> list[str]:
    """What a report of the story settles, claim by claim, and how much of it holds in the Machine: the last two columns."""
    asked = ["--json", "--verify", "--no-cache", "--states", str(states)]
    report = answer([sys.executable, "-m", "epilogue", "endings", str(story), *asked])
    check = report["check"]
    verified = "" if check is None else f"{check['steps']:,} of {check['of']:,}, {len(check['differences'])} differ"
    claims = report["claims"]
    if claims is None:
        return ["", verified]
    counts = dict.fromkeys(("proved", "refuted", "open"), 0)
    for claim in claims.values():
        for verdict, count in claim.items() if isinstance(claim, dict) else [(claim, 1)] if claim else []:
            counts[verdict] += count
    whole = sum(counts.values())
    return [f"{', '.join(f'{n:,}' for n in counts.values())} ({1 - counts['open'] / whole:.1%} settled)", verified]


def table(chosen: dict[str, Path], states: int, seconds: float) -> None:
    """Prints the table, line by line as it is measured."""

    def line(cells: Sequence[Any]) -> None:
        sys.stdout.write(f"| {' | '.join([*cells, *[''] * (len(COLUMNS) - len(cells))])} |\n")
        sys.stdout.flush()

    line(COLUMNS)
    line(["---"] * len(COLUMNS))
    for name, story in chosen.items():
        line(row(name, story, states, seconds))


def main() -> None:
    """Reads the options, measures, prints."""
    parser = argparse.ArgumentParser(description="Every ink story of the corpus in one table.")
    parser.add_argument("story", nargs="*", help="names of stories; all of them unless given")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="the folder that holds INDEX.tsv")
    parser.add_argument("--states", type=int, default=400_000, help="a search stops at so many situations")
    parser.add_argument("--seconds", type=float, default=300.0, help="a story is given up after so long")
    options = parser.parse_args()
    known = stories(options.corpus)
    for name in options.story:
        if name not in known:
            parser.error(f"no story {name!r}; there are {', '.join(known)}")
    table({name: known[name] for name in options.story or known}, options.states, options.seconds)


if __name__ == "__main__":
    main()

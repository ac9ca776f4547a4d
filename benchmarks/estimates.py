"""Measures how often the estimates that nobody asked for hold the truth, on generated stories whose odds are known exactly.

python benchmarks/estimates.py [--stories 500] [--from SEED]

Each story is searched to its end, and once more until a quarter of its states are explored; then the rest is played at random,
as `epilogue endings` does where a search stops early. An interval of confidence of 95 % should hold the truth 95 times in 100. It
cannot fail to where what is left open leads to an ending never, or always: the others are counted apart.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests")]

from generators.ink import LOOPS, generate  # noqa: E402

from epilogue.analysis.samples import Effort, OpenStates, sample, sampled_as  # noqa: E402
from epilogue.diagnostics import StoryError  # noqa: E402
from epilogue.flow.context import Observations  # noqa: E402
from epilogue.flow.operators import flow_operators  # noqa: E402
from epilogue.questions.endings.build import PLAYTHROUGHS, SHORT, STEPS  # noqa: E402
from epilogue.questions.endings.report import found_endings  # noqa: E402
from epilogue.settings import Limits  # noqa: E402
from epilogue.space.limits import TurnTooLarge  # noqa: E402
from epilogue.space.state_graph import GraphEnding  # noqa: E402
from epilogue.space.watch import Watch  # noqa: E402
from epilogue.story.found_endings import FoundEndings  # noqa: E402
from epilogue.story.project import beginning, load  # noqa: E402
from epilogue.story.search import SearchResult, search  # noqa: E402

STATES = 3_000
CERTAIN = 1e-9


class Estimated(NamedTuple):
    """One ending: whether its interval ``holds`` the truth; whether luck ``decides`` if what was left open leads to it."""

    holds: bool
    decides: bool


def searched(file: Path, states: int) -> tuple[SearchResult, FoundEndings]:
    """A search of so many states."""
    project = load(str(file))
    result = search(project, Observations("control"), None, Watch(Limits(states=states)))
    return result, found_endings(beginning(project, None)[0], result.graph, None, result.done)[0]


def estimates(file: Path) -> list[Estimated] | None:
    """Those of a story; None if its search does not complete, or leaves nothing open halfway."""
    whole, known = searched(file, STATES)
    if not whole.graph.complete or not known.result.known:
        return None
    part, found = searched(file, max(whole.graph.states // 4, 1))
    if part.done is None or part.graph.complete:
        return None
    rest = OpenStates.of(part.done, found.graph, found.result)
    program = beginning(load(str(file)), None)[0]
    sampled = sample(part.done.reduced, flow_operators(program), PLAYTHROUGHS, Effort(STEPS, SHORT), rest)
    if sampled is None or rest is None:
        return None
    true: Counter[GraphEnding] = Counter()
    for ending in known.result.endings:
        true[sampled_as(ending.ending)] += float(ending.odds)  # type: ignore[assignment]
    told = []
    for estimate in sampled.estimates:
        odds = true[estimate.ending]
        left = (odds - rest.settled.get(estimate.ending, 0.0)) / sampled.share
        holds = estimate.low - CERTAIN <= odds <= estimate.high + CERTAIN
        told.append(Estimated(holds, CERTAIN < left < 1 - CERTAIN))
    return told


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=500)
    parser.add_argument("--from", dest="first", type=int, default=0)
    options = parser.parse_args()
    seed, stories, every = options.first, 0, list[Estimated]()
    with tempfile.TemporaryDirectory() as folder:
        while stories < options.stories:
            file = Path(folder) / f"{seed}.ink"
            file.write_text(generate(seed, 1 + seed % 3, loops=LOOPS[seed % 3]), encoding="utf-8")
            seed += 1
            try:
                told = estimates(file)
            except (StoryError, TurnTooLarge):
                continue
            if told is not None:
                stories += 1
                every += told
    for name, part in (("left to luck", [e for e in every if e.decides]), ("all", every)):
        holding = sum(e.holds for e in part)
        sys.stdout.write(f"{name:<14}{len(part):>7} intervals{holding:>7} hold the truth{holding / max(len(part), 1):>9.1%}\n")


if __name__ == "__main__":
    main()

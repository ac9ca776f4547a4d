"""Stories in the Machine and in inkjs, compared: many random playthroughs of each, then every step that the search found.

python tests/reference/beside.py NODE_MODULES COUNT SECONDS STORY...     (with PYTHONPATH=tests)

COUNT random playthroughs of each story, no longer than SECONDS for a story; then each step of its search, of what can be found
in a sixth of that time and played in SECONDS. Exit code 1 if anything differs.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

from epilogue.flow.context import Observations
from epilogue.machine.step import Code
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.story.search import search
from reference.compare import BROKEN_OFF, first_difference, play
from reference.edges import play_edges
from reference.inkjs import Inkjs

TURNS = 120
SHOWN = 5


def main(modules: str, count: str, seconds: str, *stories: str) -> int:
    """Plays, prints the figures and the first few differences; 1 if there are any."""
    wrong = False
    with Inkjs(Path(modules)) as process:
        for story in stories:
            compiled = process.compile(Path(story))
            if compiled.json is None:
                sys.stdout.write(f"{story}: inkjs cannot compile it: {compiled.messages[:1]}\n")
                continue
            process.load(story, compiled.json)
            different = at_random(process, story, int(count), float(seconds))
            sys.stdout.flush()
            different += edges(process, story, float(seconds))
            sys.stdout.write("".join(f"    {one[:2000]}\n" for one in different[:SHOWN]))
            sys.stdout.flush()
            process.drop(story)
            wrong = wrong or bool(different)
    return 1 if wrong else 0


def at_random(process: Inkjs, story: str, count: int, seconds: float) -> list[str]:
    """Differences in random playthroughs; prints how many were played."""
    random, begun = Random(story), time.perf_counter()
    code = Code(load(story).program)
    alike, broken_off = 0, 0
    different = []
    for number in range(count):
        if time.perf_counter() > begun + seconds:
            break
        choices = [random.randrange(10**6) for _ in range(TURNS)]
        draws = [random.randrange(10**6) for _ in range(500)]
        theirs = process.play(story, choices, draws=draws, max_turns=TURNS)
        if theirs.end in BROKEN_OFF:
            broken_off += 1
            continue
        difference = first_difference(play(code, choices, draws=draws, max_turns=TURNS), theirs)
        if difference is None:
            alike += 1
        else:
            different.append(f"playthrough {number}: {difference}")
    sys.stdout.write(
        f"{story}: {alike:,} random playthroughs alike, {len(different):,} differ, "
        f"{broken_off:,} not played to the end by inkjs; {time.perf_counter() - begun:.0f} s\n"
    )
    return different


def edges(process: Inkjs, story: str, seconds: float) -> list[str]:
    """Differences on the edges of the search; prints how many there are."""
    begun, loaded = time.perf_counter(), load(story)
    watch = Watch(Limits(seconds=seconds / 6))
    observations = Observations("control", (), (), loaded.settings.assume, decisions=True)  # so every draw has its edges
    graph = search(loaded, observations, None, watch).graph
    found = play_edges(process, story, loaded.program, graph, Random(story), seconds)
    of = f"{found.edges:,} of {len(graph.target):,} steps{'' if graph.complete else ' of an unfinished search'}"
    sys.stdout.write(
        f"    {of} in {found.playthroughs:,} playthroughs: {len(found.different):,} differ, "
        f"{found.broke_off:,} not played to the end by inkjs; {time.perf_counter() - begun:.0f} s\n"
    )
    return found.different


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))

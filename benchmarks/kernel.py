"""The compiled search beside the one in Python: ``python benchmarks/kernel.py STORY... [--states N]``; see README.md here.

Each side has a process of its own, and explores as many states of the same story with the same reductions.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from time import process_time

NEVER = 1 << 60


def side(story: str, states: int, compiled: bool) -> dict[str, float]:
    """States found, seconds and megabytes of one side."""
    import resource

    from epilogue.flow.context import Observations
    from epilogue.flow.operators import flow_operators
    from epilogue.flow.passes import reduce
    from epilogue.flow.specialise import specialise
    from epilogue.settings import Limits
    from epilogue.space import search
    from epilogue.space.kernel.compiling import compile_now
    from epilogue.space.watch import Watch
    from epilogue.story.project import load, playable

    if compiled:
        compile_now()
    program, start = playable(load(story), None)
    operators = flow_operators(program)
    reduced = reduce(specialise(program, operators, Observations(), start))
    explored = search.reduced_search(reduced, operators, False)
    search.KERNEL_STATES = 1_000 if compiled else NEVER
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, process_time()
    explored.run(Watch(Limits(states=states, memory=64 << 30)))
    seconds, after = process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"states": len(explored.keys), "edges": explored.graph.transitions, "seconds": seconds, "kB": after - before}


def main() -> None:
    """Measures each story on both sides."""
    parser = argparse.ArgumentParser()
    parser.add_argument("stories", nargs="+")
    parser.add_argument("--states", type=int, default=50_000)
    parser.add_argument("--side", choices=("python", "compiled"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        sys.stdout.write(json.dumps(side(options.stories[0], options.states, options.side == "compiled")))
        return
    write = sys.stdout.write
    write("| Story | States | Edges | Python | Compiled | Ratio | Bytes a state | |\n|---|---|---|---|---|---|---|---|\n")
    for story in options.stories:
        found = []
        for name in ("python", "compiled"):
            command = [sys.executable, __file__, story, "--states", str(options.states), "--side", name]
            found.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        plain, compiled = found
        assert plain["states"] == compiled["states"] and plain["edges"] == compiled["edges"], "they differ"
        size = [f"{one['kB'] * 1024 / one['states']:,.0f}" for one in found]
        write(
            f"| {Path(story).stem} | {plain['states']:,.0f} | {plain['edges']:,.0f} | {plain['seconds']:.1f} s |"
            f" {compiled['seconds']:.1f} s | {plain['seconds'] / compiled['seconds']:.1f} | {size[0]} | {size[1]} |\n"
        )


if __name__ == "__main__":
    main()

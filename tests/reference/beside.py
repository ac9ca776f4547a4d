"""Many random playthroughs of one story, in the Machine and in inkjs, compared.

python tests/reference/beside.py NODE_MODULES STORY COUNT [SEED]     (with PYTHONPATH=tests)
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

from epilogue.frontends import registry
from epilogue.machine.step import Code
from reference.compare import BROKEN_OFF, first_difference, play
from reference.inkjs import Inkjs

TURNS = 120


def main(modules: str, story: str, count: str, seed: str = "0") -> int:
    """Plays, prints the figures and the first few differences; 1 if there are any."""
    random, same, broken_off, differences = Random(int(seed)), 0, 0, []
    start = time.perf_counter()
    with Inkjs(Path(modules)) as process:
        compiled = process.compile(Path(story))
        assert compiled.json is not None, compiled.messages
        process.load("story", compiled.json)
        code = Code(registry.read(story)[0])
        for number in range(int(count)):
            choices = [random.randrange(10**6) for _ in range(TURNS)]
            draws = [random.randrange(10**6) for _ in range(500)]
            theirs = process.play("story", choices, draws=draws, max_turns=TURNS)
            if theirs.end in BROKEN_OFF:
                broken_off += 1
                continue
            difference = first_difference(play(code, choices, draws=draws, max_turns=TURNS), theirs)
            if difference is None:
                same += 1
            else:
                differences.append(f"playthrough {number}: {difference}")
    seconds = time.perf_counter() - start
    told = "".join(f"{difference}\n" for difference in differences[:10])
    sys.stdout.write(
        f"{same} alike, {len(differences)} differ, {broken_off} not played to the end by inkjs; {seconds:.0f} s\n{told}"
    )
    return 1 if differences else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))

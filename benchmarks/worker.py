"""The Epilogue side of the benchmarks, one job a process: its answer is one line of JSON.

python worker.py play STORY SECONDS     random playthroughs, every line, tag and option read: how many a second
python worker.py stages STORY           processor seconds of each stage of `epilogue endings STORY`, cold
"""

from __future__ import annotations

import gc
import json
import sys
from time import perf_counter, process_time


def play(story: str, seconds: float) -> dict[str, float]:
    """Plays at random for so long."""
    from random import Random

    from epilogue.frontends import registry
    from epilogue.machine.play import Session
    from epilogue.machine.step import Code

    code = Code(registry.read(story)[0])
    random = Random(12345)

    def play_one() -> None:
        session = Session(code, seed=random.randrange(100))
        for _ in range(200):
            for line in session.lines:
                assert line.text is not None and line.tags is not None
            options = session.options
            if not options:
                return
            session.choose(random.randrange(len(options)))

    for _ in range(20):
        play_one()  # as warm as the other side
    start, played, elapsed = perf_counter(), 0, 0.0
    while elapsed < seconds:
        play_one()
        played += 1
        elapsed = perf_counter() - start
    return {"rate": played / elapsed}


def stages(story: str) -> dict[str, float]:
    """Goes through the stages of the command one by one."""
    gc.set_threshold(50_000, 20, 100)  # as the command line does
    times: dict[str, float] = {}
    last = process_time()

    def done(stage: str) -> None:
        nonlocal last
        now = process_time()
        times[stage] = now - last
        last = process_time()

    from pathlib import Path

    from epilogue import project
    from epilogue.cli import endings  # noqa: F401  (its imports are part of the command)
    from epilogue.flow.context import Observations
    from epilogue.flow.graph import copy_of
    from epilogue.flow.operators import flow_operators
    from epilogue.flow.passes import reduce
    from epilogue.flow.specialise import specialise
    from epilogue.frontends.ink.compile import compile_story
    from epilogue.frontends.ink.includes import FileLoader, read_source
    from epilogue.frontends.ink.lower import lower
    from epilogue.frontends.ink.parser import parse_story
    from epilogue.report import build
    from epilogue.report.build import Story
    from epilogue.report.terminal import render
    from epilogue.space.search import DEFAULT_STATES, explore

    done("imports")
    path = Path(story)
    syntax, _ = parse_story(read_source(path, path.name), path.name, FileLoader(path))
    done("parse")
    compiled, _ = compile_story(syntax)
    done("compile")
    lower(compiled, path.stem)
    done("lower")
    loaded = project.load(story)  # once more, in the way of the command: not counted
    last = process_time()
    operators = flow_operators(loaded.program)
    flow = specialise(loaded.program, operators, Observations("control", (), (), loaded.settings.assume), None)
    kept = copy_of(flow)
    done("specialise")
    reduced = reduce(flow)
    done("passes")
    graph = explore(reduced, operators, DEFAULT_STATES).graph
    done("search")
    about = Story(loaded.program, loaded.settings, loaded.name, loaded.path)
    report = build.endings_report(about, kept, graph, "control", None, None)
    done("analyses")
    render(report, 80, False)
    done("render")
    return times


if __name__ == "__main__":
    job, story_file, *rest = sys.argv[1:]
    sys.stdout.write(json.dumps(play(story_file, float(rest[0])) if job == "play" else stages(story_file)) + "\n")

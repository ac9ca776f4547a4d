"""The Epilogue side of the benchmarks, one job a process: its answer is one line of JSON.

python worker.py play STORY SECONDS     random playthroughs, every line, tag and option read: how many a second
python worker.py stages STORY           processor seconds of each stage of `epilogue endings STORY`, cold
python worker.py explore STORY CONFIGURATION STATES    the stages with the reductions of that name, and what came of them
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any


def play(story: str, seconds: float) -> dict[str, float]:
    """Plays at random for so long."""
    from random import Random

    from epilogue.languages import registry
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
        play_one()  # warm-up, as on the other side
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

    from epilogue.cli import endings  # noqa: F401  (its imports are part of the command)
    from epilogue.flow.context import Observations
    from epilogue.flow.graph import copy_of
    from epilogue.flow.operators import flow_operators
    from epilogue.flow.passes import reduce
    from epilogue.flow.specialise import specialise
    from epilogue.languages.ink.compile.compiler import compile_story
    from epilogue.languages.ink.lower import lower
    from epilogue.languages.ink.parse.includes import FileLoader, read_source
    from epilogue.languages.ink.parse.parser import parse_story
    from epilogue.questions.endings.report import endings_report
    from epilogue.questions.endings.screen import render
    from epilogue.space.search import explore
    from epilogue.space.watch import Watch
    from epilogue.story.found_endings import StoryIdentity
    from epilogue.story.project import load

    done("imports")
    path = Path(story)
    syntax, _ = parse_story(read_source(path, path.name), path.name, FileLoader(path))
    done("parse")
    compiled, _ = compile_story(syntax)
    done("compile")
    lower(compiled, path.stem)
    done("lower")
    loaded = load(story)  # reads the story again, which the command would not: not timed
    last = process_time()
    operators = flow_operators(loaded.program)
    flow = specialise(loaded.program, operators, Observations("control", (), (), loaded.settings.assume), None)
    kept = copy_of(flow)
    done("specialise")
    reduced = reduce(flow)
    done("passes")
    graph = explore(reduced, operators, Watch()).graph
    done("search")
    about = StoryIdentity(loaded.program, loaded.settings, loaded.name, loaded.path)
    report = endings_report(about, kept, graph, "control", None, None)
    done("analyses")
    render(report, 80, False)
    done("render")
    return times


def explore(story: str, configuration: str, max_states: int) -> dict[str, Any]:
    """One story with some of the reductions: wall-clock seconds by stage, sizes, peak memory, results."""
    gc.set_threshold(50_000, 20, 100)
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks.configurations import CONFIGURATIONS

    from epilogue.analysis.odds import analyse_endings
    from epilogue.diagnostics import StoryError
    from epilogue.flow.context import Observations, UnboundedConstruct
    from epilogue.flow.operators import flow_operators
    from epilogue.flow.specialise import specialise
    from epilogue.settings import Limits
    from epilogue.space import search
    from epilogue.space.watch import Watch
    from epilogue.story.project import load

    seconds: dict[str, float] = {}
    found: dict[str, Any] = {"seconds": seconds}
    last = perf_counter()

    def done(stage: str) -> None:
        nonlocal last
        now = perf_counter()
        seconds[stage], last = now - last, now

    try:
        loaded = load(story)
    except StoryError as refused:
        return {**found, "refused": len(refused.diagnostics), "megabytes": peak()}
    done("load")
    operators = flow_operators(loaded.program)
    found["choices in text"] = len(loaded.program.choices)
    try:
        flow = specialise(loaded.program, operators, Observations("control", (), (), loaded.settings.assume), None)
    except UnboundedConstruct as construct:
        return {**found, "complete": False, "reason": f"{construct.what} ({construct.span})", "megabytes": peak()}
    done("specialise")
    chosen = CONFIGURATIONS[configuration]
    reduced = chosen.reduce(flow)
    done("passes")
    found["nodes"] = len(reduced.nodes)
    graph = search.explore(reduced, operators, Watch(Limits(states=max_states)), chosen.small).graph
    done("search")
    results = analyse_endings(graph)
    done("analyses")
    odds: dict[str, float] = {}
    for one in results.endings:
        odds[one.ending.mark] = odds.get(one.ending.mark, 0.0) + float(one.odds)
    choices = results.expected_choices
    return {
        **found,
        "complete": graph.complete,
        "reason": graph.reason,
        "states": graph.states,
        "transitions": graph.transitions,
        "endings": len({one.ending._replace(values=()) for one in results.endings}),
        "odds": odds,
        "endless": float(results.endless),
        "open": float(results.open),
        "playthroughs": None if results.playthroughs is None else hex(results.playthroughs),
        "choices": None if choices is None else float(choices),
        "megabytes": peak(),
    }


def peak() -> float:
    """The most memory this process has had, in megabytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    job, story_file, *rest = sys.argv[1:]
    if job == "explore":
        answer = explore(story_file, rest[0], int(rest[1]))
    else:
        answer = play(story_file, float(rest[0])) if job == "play" else stages(story_file)
    sys.stdout.write(json.dumps(answer) + "\n")

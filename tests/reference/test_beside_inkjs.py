"""The Machine beside inkjs: the same choices and the same luck give the same lines, tags, options, problems and endings."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from generators.ink import generate
from space.judging import explored

from epilogue.languages import registry
from epilogue.machine.step import Code
from reference.compare import BROKEN_OFF, first_difference, play
from reference.edges import play_edges
from reference.inkjs import Inkjs

pytestmark = pytest.mark.slow

GENERATED = 150
STORIES = {
    "the-intercept/TheIntercept.ink": 40,
    "murder-scene/murder_scene.ink": 25,
    "pontoon/pontoon_example.ink": 6,
    "storylets/storylets.ink": 10,
    "heresy2/heresy2.ink": 8,
    "mercury-and-milfoil/main.ink": 25,
    "not-a-halloween-game/main.ink": 8,
}


def differences(process: Inkjs, path: Path, playthroughs: int, random: Random) -> list[str]:
    """What differs in so many random playthroughs of a story: half of them with scripted draws, half with inkle's generator."""
    compiled = process.compile(path)
    assert compiled.json is not None
    process.load("story", compiled.json)
    code, found = Code(registry.read(path)[0]), []
    for number in range(playthroughs):
        choices = [random.randrange(10**6) for _ in range(60)]
        draws = [random.randrange(10**6) for _ in range(300)] if number % 2 else None
        seed = None if number % 2 else random.randrange(100)
        theirs = process.play("story", choices, draws=draws, seed=seed, max_turns=60)
        if theirs.end in BROKEN_OFF:
            continue
        difference = first_difference(play(code, choices, draws=draws, seed=seed, max_turns=60), theirs)
        if difference is not None:
            found.append(f"playthrough {number}: {difference}")
    return found


@pytest.mark.parametrize("name", STORIES)
def test_published_stories(corpus: Path, inkjs: Path, name: str) -> None:
    with Inkjs(inkjs) as process:
        assert differences(process, corpus / "stories" / "ink" / name, STORIES[name], Random(name)) == []


@pytest.mark.parametrize("name", ["the-intercept/TheIntercept.ink", "mercury-and-milfoil/main.ink", "storylets/storylets.ink"])
def test_every_step_of_a_search(corpus: Path, inkjs: Path, name: str) -> None:
    path = str(corpus / "stories" / "ink" / name)
    program = registry.load(path).program
    graph = explored(program, "control").graph
    assert graph.complete
    with Inkjs(inkjs) as process:
        compiled = process.compile(Path(path))
        assert compiled.json is not None
        process.load("story", compiled.json)
        played = play_edges(process, "story", program, graph, Random(name))
    assert (played.edges, played.broke_off, played.different) == (graph.transitions, 0, [])


def test_generated_stories(inkjs: Path, tmp_path: Path) -> None:
    with Inkjs(inkjs) as process:
        for seed in range(GENERATED):
            path = tmp_path / "story.ink"
            path.write_text(generate(seed, 1 + seed % 4), encoding="utf-8")
            assert differences(process, path, 4, Random(seed)) == [], f"generate({seed}, {1 + seed % 4})"


def test_generated_stories_compile(inkjs: Path) -> None:
    with Inkjs(inkjs) as process:
        refused = [seed for seed in range(GENERATED) if process.compile(generate(seed, 3)).json is None]
    assert refused == []

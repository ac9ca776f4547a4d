"""Generated stories: the analysis against the oracle, and every edge of it against the Machine, in each precision."""

from __future__ import annotations

import pytest
from generators.amount import seeds_in_parts, story_count
from generators.ink import generate
from space.judging import JudgeReport, judge

from epilogue.flow import specialise
from epilogue.machine import step
from epilogue.space import turn

pytestmark = pytest.mark.slow

STORIES = story_count()
"""Number of stories."""
CHUNK = 10
LOOPS = (None, "none", "once")


def bounded() -> None:
    """Lets a story that loops, or unfolds without end, be detected soon."""
    step.MAX_STEPS = turn.MAX_STEPS = specialise.MAX_NODES = 20_000


def verdict(seed: int, max_states: int = 200) -> JudgeReport:
    """The judges' verdict on the story of a seed; every fourth story has operations that can fail, every third tunnels that do
    not return and turns that may never end."""
    source = generate(seed, 1 + seed % 4, loops=LOOPS[seed % 3], faults=seed % 4 == 3, wild=seed % 3 == 2)
    return judge(source, max_states, seed)


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_generated_stories_agree_with_the_oracle_and_the_machine(seeds: range) -> None:
    problems: dict[int, list[str]] = {}
    checked = 0
    for seed in seeds:
        found = verdict(seed)
        checked += found.checked
        if found.problems:
            problems[seed] = found.problems[:3]
    assert not problems
    assert checked > len(seeds)

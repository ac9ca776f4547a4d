"""Generated Yarn stories: the analysis against the oracle, and every edge of it against the Machine, as for ink."""

from __future__ import annotations

from pathlib import Path

import pytest
from generators.amount import seeds_in_parts, story_count
from generators.yarn import generate

from epilogue.languages.yarn.strategies import STRATEGIES
from epilogue.story.project import load
from epilogue.testing.judging import JudgeReport, judge_program

pytestmark = pytest.mark.slow

STORIES = story_count(4)
"""Number of stories."""
CHUNK = 25


def verdict(seed: int, folder: Path, max_states: int = 60) -> JudgeReport:
    """The judges' verdict on the story of a seed."""
    file = folder / str(seed) / "story.yarn"
    file.parent.mkdir()
    file.write_text(generate(seed, 1 + seed % 3), encoding="utf-8")
    if seed % 2:
        strategy = STRATEGIES[seed // 2 % len(STRATEGIES)]
        (file.parent / "epilogue.toml").write_text(f'[outside]\nsaliency = "{strategy}"\n', encoding="utf-8")
    return judge_program(load(file).program, max_states, seed)


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_generated_yarn_stories_agree_with_the_oracle_and_the_machine(seeds: range, tmp_path: Path) -> None:
    problems: dict[int, list[str]] = {}
    checked = 0
    for seed in seeds:
        found = verdict(seed, tmp_path)
        checked += found.checked
        if found.problems:
            problems[seed] = found.problems[:3]
    assert not problems
    assert checked > len(seeds)

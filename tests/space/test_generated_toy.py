"""Generated stories with structures, options that stay and foreign code: the analysis against the oracle and the Machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from generators.amount import seeds_in_parts, story_count
from generators.toy import generate
from languages.toy.language import read

from epilogue import settings
from epilogue.ir.outside import declare
from epilogue.testing.judging import JudgeReport, judge_program

pytestmark = pytest.mark.slow

STORIES = story_count()
"""Number of stories."""
CHUNK = 25
OUTSIDE = (
    "",
    """[outside]
    shows_only = ["fall"]
    ask = 2
    storm = { writes = { fate = { anybody = [0, 3] }, coins = { chance = [0, 1, 1] } } }""",
    """[outside]
    ask = { returns = { chance = [0, 1, 2, 2] } }
    fall = { writes = { fate = 0 } }""",
)
"""What is said of the stories' foreign code."""


def verdict(seed: int, folder: Path, max_states: int = 100) -> JudgeReport:
    """The judges' verdict on the story of a seed."""
    file = folder / f"{seed}.toy"
    file.write_text(generate(seed), encoding="utf-8")
    said = settings.parse(OUTSIDE[seed % len(OUTSIDE)], "epilogue.toml").outside
    program = read(file, False, ()).program
    called = {name: what for name, what in said.items() if name in program.externals}
    return judge_program(declare(program, called), max_states, seed)


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_generated_toy_stories_agree_with_the_oracle_and_the_machine(seeds: range, tmp_path: Path) -> None:
    problems: dict[int, list[str]] = {}
    complete = 0
    for seed in seeds:
        found = verdict(seed, tmp_path)
        complete += found.complete
        if found.problems:
            problems[seed] = found.problems[:3]
    assert not problems
    assert complete > len(seeds) // 4

"""Generated games in ChoiceScript: the analysis against the oracle and the Machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from generators.amount import story_count
from generators.choicescript import generate

from epilogue.languages.registry import load
from epilogue.testing.judging import JudgeReport, judge_program

pytestmark = pytest.mark.slow

STORIES = story_count()
"""Number of games."""
CHUNK = 25


def verdict(seed: int, folder: Path, max_states: int = 100) -> JudgeReport:
    """The judges' verdict on the game of a seed."""
    for name, text in generate(seed).items():
        (folder / name).write_text(text, encoding="utf-8")
    return judge_program(load(str(folder)).program, max_states, seed)


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("first", range(0, STORIES, CHUNK))
def test_generated_games_agree_with_the_oracle_and_the_machine(first: int, tmp_path: Path) -> None:
    problems: dict[int, list[str]] = {}
    complete = 0
    for seed in range(first, min(first + CHUNK, STORIES)):
        found = verdict(seed, tmp_path)
        complete += found.complete
        if found.problems:
            problems[seed] = found.problems[:3]
    assert not problems
    assert complete > CHUNK // 4

"""Generated stories with structures and options that stay: the analysis against the oracle, each edge against the Machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from generators.toy import generate
from languages.toy.language import read

from epilogue.testing.judging import Verdict, judge_program

pytestmark = pytest.mark.slow

STORIES = int(os.environ.get("EPILOGUE_STORIES", "50"))
"""Number of stories."""
CHUNK = 25


def verdict(seed: int, folder: Path, max_states: int = 100) -> Verdict:
    """The judges' verdict on the story of a seed."""
    file = folder / f"{seed}.toy"
    file.write_text(generate(seed), encoding="utf-8")
    return judge_program(read(file, False, ()).program, max_states, seed)


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("first", range(0, STORIES, CHUNK))
def test_generated_toy_stories_agree_with_the_oracle_and_the_machine(first: int, tmp_path: Path) -> None:
    problems: dict[int, list[str]] = {}
    complete = 0
    for seed in range(first, min(first + CHUNK, STORIES)):
        found = verdict(seed, tmp_path)
        complete += found.complete
        if found.problems:
            problems[seed] = found.problems[:3]
    assert not problems
    assert complete > CHUNK // 4

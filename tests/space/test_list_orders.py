"""Generated stories about the order of items in lists: the analysis against the oracle and the Machine, and against its other
ways of searching."""

from __future__ import annotations

from pathlib import Path

import pytest
from generators.amount import seeds_in_parts, story_count
from generators.lists import lists
from space.judging import judge
from space.test_same_endings import differing

pytestmark = pytest.mark.slow

STORIES = story_count(2)
CHUNK = 25


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_the_order_of_items_is_kept_as_far_as_it_is_read(seeds: range, tmp_path: Path) -> None:
    problems: dict[int, list[str]] = {}
    complete = 0
    for seed in seeds:
        verdict = judge(lists(seed), 200, seed)
        complete += verdict.complete
        found = verdict.problems[:3]
        if seed % 10 == 0:
            found += differing(lists(seed), tmp_path)[0][:2]
        if found:
            problems[seed] = found
    assert not problems
    assert complete > len(seeds) // 2

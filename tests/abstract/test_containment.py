"""Claims about functions that call themselves, and of lists, against play: every value met lies in the abstract one, and every
ending that play comes to is among those that may be."""

from __future__ import annotations

import pytest
from abstract.containment import problems
from generators.amount import seeds_in_parts, story_count
from generators.dice import dice
from generators.ink import generate
from generators.lists import lists
from generators.recursion import recursion
from space.judging import program_of

from epilogue.flow.context import UnboundedConstruct
from epilogue.machine import step

pytestmark = pytest.mark.slow

STORIES = story_count(1)
CHUNK = 25


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
@pytest.mark.parametrize("kind", ["recursion", "lists", "dice", "ink"])
def test_what_happens_in_play_is_in_the_abstract_values(seeds: range, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "MAX_STEPS", 20_000)
    found: dict[int, list[str]] = {}
    compared = 0
    for seed in seeds:
        made = {"recursion": recursion, "lists": lists, "dice": dice}.get(kind)
        source = generate(seed, 1 + seed % 4, faults=seed % 2 == 0) if made is None else made(seed)
        try:
            bad, steps = problems(program_of(source), seed, passes=seed % 3 != 2)
        except UnboundedConstruct:
            continue
        compared += steps
        if bad:
            found[seed] = bad[:3]
    assert not found
    assert compared > 50 * len(seeds)

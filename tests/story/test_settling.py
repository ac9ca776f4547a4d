"""Searches that end because everything asked is settled say nothing that a complete search does not."""

from __future__ import annotations

import pytest
from generators import dice, ink, returns
from generators.amount import seeds_in_parts, story_count
from space.judging import declared, program_of
from space.test_conversations import with_entries
from space.test_generated import LOOPS
from story.settling import contradictions, reported

from epilogue.answers import Precision
from epilogue.flow.context import UnboundedConstruct
from epilogue.ir.program import Program
from epilogue.space import search
from epilogue.story import settling
from epilogue.story.settling import OddsWanted

pytestmark = pytest.mark.slow

STORIES = story_count(2)
"""Number of stories of each sort."""
CHUNK = 10
PLAIN = 10**9


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks after one, two, four, … states, not after thousands."""
    for name, value in (("FIRST", 1), ("CHEAP", 1), ("PER_NODE", 0)):
        monkeypatch.setattr(settling, name, value)


def generated(sort: str, seed: int) -> Program:
    """The story of a seed."""
    if sort == "games":
        return declared(*with_entries(seed))
    if sort == "dice":
        return program_of(dice.dice(seed))
    if sort == "returns":
        return program_of(returns.returning(seed))
    return program_of(ink.generate(seed, 1 + seed % 4, loops=LOOPS[seed % 3], faults=seed % 4 == 3))


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("sort", ["ink", "returns", "dice", "games"])
@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_a_complete_search_says_the_same(sort: str, seeds: range) -> None:
    problems: dict[int, list[str]] = {}
    settled = 0
    wanted: tuple[OddsWanted, ...] = ("none", "1%", "cheap")
    precisions: tuple[Precision, ...] = ("control", "coverage", "text")
    for seed in seeds:
        for number, odds in enumerate(wanted):
            try:
                program = generated(sort, seed)
                plain_states = 0 if (seed + number) % 2 else PLAIN
                bad, states = contradictions(program, precisions[(seed + number) % 3], odds, plain_states)
            except UnboundedConstruct:
                continue
            settled += states > 0
            if bad:
                problems.setdefault(seed, []).extend(bad[:3])
    assert not problems
    assert settled > 0


def early(source: str, odds: OddsWanted = "none", outside: str = "") -> int:
    """After how many states a story is settled; 0: when all were explored. A complete search agrees."""
    bad, states = contradictions(declared(source, outside), "control", odds, PLAIN)
    assert not bad
    return states


STAIRS = """\
VAR n = 0
-> landing
=== landing
+ {n < 40} [Go up]
    ~ n = n + 1
    -> landing
+ [Rest] -> landing
+ [Turn back] -> out
=== out
{n == 30:
    High up. -> END
}
Down again. -> END
"""


def test_a_story_is_settled_once_its_last_ending_is_found() -> None:
    assert early(STAIRS) == 32
    assert early(STAIRS.replace("n == 30", "n == 3")) == 4
    assert early(STAIRS.replace("n == 30", "n == 50")) == 1  # nobody gets so high


def test_odds_within_one_percent_take_longer() -> None:
    assert early(STAIRS.replace("n == 30", "n == 3"), "1%") == 8


def test_odds_are_exact_while_that_is_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "CHEAP", 32)
    source = STAIRS.replace("n == 30", "n == 3")
    assert (early(source), early(source, "cheap")) == (4, 0)  # hardly anything is ever left open
    monkeypatch.setattr(settling, "CHEAP", 16)
    assert early(source, "cheap") == 32  # waited for once
    monkeypatch.setattr(search, "NEARLY_THROUGH", 100)
    assert early(source, "cheap") == 16


HALL = STAIRS.replace("-> landing\n===", "-> hall\n=== hall\n+ [Climb] -> landing\n+ [Leave] -> out\n===", 1)


def test_an_ending_may_have_a_mark_that_was_not_found() -> None:
    marked = HALL.replace("    High up. -> END\n", "    # ending: high\n").replace("Down again. ", "")
    assert early(marked) == 32
    assert early(marked.replace("n == 30", "n == 3")) == 8


def test_a_return_to_the_beginning_may_be_an_ending() -> None:
    source = HALL.replace("{n == 30:\n    High up. -> END\n}\n", "")
    assert early(source) == 2
    home = "+ {n == 0} [Go home]\n    # ending: home\n    -> END\n+ {n > 0} [Sit down]\n    # ending: home\n"
    assert early(source.replace("+ [Rest]", f"{home}    -> landing\n+ [Rest]")) > 0
    assert early(source.replace("+ [Rest]", f"{home}    {{n > 38: -> hall}}\n    -> landing\n+ [Rest]")) == 0


def test_a_conversation_may_come_to_the_ending_of_another() -> None:
    game = STAIRS.replace("-> landing\n===", "VAR crown = false\n-> END\n===", 1).replace("High up. -> END", "-> shared")
    game = game.replace("n == 30", "n == 3")
    game += "=== shop\n{crown: -> shared}\nGood day. -> END\n=== shared\nTogether. -> END\n"
    entries = '[entries]\nlanding = "landing"\nshop = "shop"\n'
    assert early(game, outside=entries) == 8
    assert early(game.replace("~ n = n + 1", "~ n = n + 1\n    ~ crown = n == 30"), outside=entries) == 128


def test_what_was_settled_is_the_same_each_time() -> None:
    program = program_of(STAIRS)
    assert reported(program, "control", "none", PLAIN)[1] == reported(program, "control", "none", PLAIN)[1]

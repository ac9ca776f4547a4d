"""Termination of micro-stories, as whole reports tell it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from epilogue.answers import EndingsReport
from epilogue.questions.endings.build import endings
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load

HUB = """\
VAR n = 0
Hello. -> hub
=== hub
~ n = n + 1
{n}
+ [Walk] -> hub
* [Sing] -> hub
"""
MENU = """\
-> intro
=== intro
Title.
+ [Begin] -> game
+ [About] -> about
+ [Quit] -> END
=== about
By me.
+ [Back] -> intro
=== game
You walk.
+ [Left] You die.
  + + [Try again] -> intro
+ [Right] You win.
  # ending: victory
  -> END
"""
TRAP = """\
You wake.
* [Go] -> pit
* [Stay] -> hub
=== pit
+ [Shout] -> pit
=== hub
* [Eat] -> hub
* [Drink] -> hub
"""


def report(source: str, folder: Path, max_states: int | None = None) -> EndingsReport:
    file = folder / "story.ink"
    file.write_text(source, encoding="utf-8")
    return endings(load(str(file)), watch=Watch(Limits(states=max_states)))


def verdict(found: EndingsReport) -> str:
    assert found.stops is not None
    return found.stops.verdict


def test_a_story_without_loops_always_ends(tmp_path: Path) -> None:
    found = report("* [A] -> END\n* [B] -> END\n", tmp_path)
    assert verdict(found) == "always"


def test_a_loop_with_a_way_out(tmp_path: Path) -> None:
    found = report("-> wait\n=== wait\n+ [Wait] -> wait\n+ [Go] -> END\n", tmp_path)
    assert verdict(found) == "surely"
    assert found.stops is not None
    (loop,) = found.stops.loops
    assert (loop.closed, [e.text for e in loop.exits or ()]) == (False, ["Go"])


def test_a_place_that_keeps_the_reader(tmp_path: Path) -> None:
    found = report(TRAP, tmp_path)
    assert verdict(found) == "endless"
    assert found.stops is not None
    (loop,) = found.stops.loops
    assert (loop.closed, loop.odds.exact, [o.text for o in loop.options]) == (True, Fraction(1, 2), ["Shout"])
    (menu,) = found.stops.used_up
    assert [option.text for option in menu.options] == ["Eat", "Drink"]


@pytest.mark.parametrize("max_states", [None, 1])
def test_a_hub_that_always_offers_something_never_ends(max_states: int | None, tmp_path: Path) -> None:
    assert verdict(report(HUB, tmp_path, max_states)) == "never"


def test_without_a_bound_it_is_proved_anyway(tmp_path: Path) -> None:
    growing = HUB.replace("* [Sing]", "* {n * n == 17} [Fly] -> hub\n* [Sing]")
    found = report(growing, tmp_path, 40)
    assert not found.complete
    assert verdict(found) == "never"


def test_a_return_without_a_mark_is_not_an_ending(tmp_path: Path) -> None:
    """Whether anything is remembered is a question of what is asked for; so it decides nothing."""
    found = report(MENU, tmp_path)
    odds = {ending.kind if ending.name is None else ending.name: ending.odds.exact for ending in found.endings}
    assert odds == {"end": Fraction(2, 3), "victory": Fraction(1, 3)}
    assert verdict(found) == "surely"


def test_a_return_that_the_author_marks_is_one(tmp_path: Path) -> None:
    marked = MENU.replace("Title.", "{intro > 1: Again.}\n{intro > 2: Third.}").replace(
        "+ + [Try again]", "+ + [Try again]\n    # ending: dead\n   "
    )
    found = report(marked, tmp_path)
    assert {(ending.kind, ending.name) for ending in found.endings if ending.kind == "restart"} == {("restart", "dead")}


def test_a_story_that_always_returns_ends_where_the_author_says_so(tmp_path: Path) -> None:
    story = "-> top\n=== top\n+ [A] -> side\n+ [B] -> side\n=== side\n+ [C] -> top\n"
    assert verdict(report(story, tmp_path)) == "never"
    found = report(story.replace("[C]", "[C]\n  # ending: again\n  "), tmp_path)
    assert [(ending.kind, ending.name, ending.odds.exact, ending.playthroughs) for ending in found.endings] == [
        ("restart", "again", 1, 2)
    ]
    assert verdict(found) == "always"

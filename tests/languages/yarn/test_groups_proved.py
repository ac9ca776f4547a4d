"""Groups that take turns: what is proved of games that can go on for ever."""

from __future__ import annotations

from pathlib import Path

from epilogue import answers
from epilogue.questions.endings.build import endings as endings_of_story
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load

GREETING = "title: {0}\n---\n=> {0}: Hello.\n=> {0}: Welcome. <<once>>\n=> {0}: You again.\n===\n"
SHOP = """\
title: Shop
---
<<declare $coins = 0>>
<<declare $debts = 3>>
-> Buy
    <<set $debts += $coins>>
-> Earn <<if $coins * $debts < 90000>>
    <<set $coins += 1>>
===
"""


def endings(folder: Path, source: str, most: int) -> answers.EndingsReport:
    story = folder / "town.yarn"
    story.write_text(source, encoding="utf-8")
    return endings_of_story(load(story), watch=Watch(Limits(states=most)))


def test_who_greets_how_is_proved_though_it_is_counted_for_ever(tmp_path: Path) -> None:
    found = endings(tmp_path, "".join(map(GREETING.format, ("Ann", "Bob"))), 5_000)
    assert found.complete
    assert sorted((one.conversation, one.last_words) for one in found.endings) == [
        (name, f"{name}: {words}") for name in ("Ann", "Bob") for words in ("Hello.", "Welcome.", "You again.")
    ]


def test_the_odds_are_those_of_taking_turns(tmp_path: Path) -> None:
    """Nobody is greeted a third time in the same words before all words were used: so the last words are the ones left over."""
    source = "title: Start\n---\n<<declare $n = 0>>\n<<jump Again>>\n===\ntitle: Again\n---\n<<set $n = $n + 1>>\n{}===\n"
    lines = "=> One.\n    <<set $last = 1>>\n=> Two.\n    <<set $last = 2>>\n=> Three.\n    <<set $last = 3>>\n"
    on = "<<if $n < 3>>\n    <<jump Again>>\n<<endif>>\n<<if $last == $first>>\n    Same. #ending:same\n<<endif>>\n"
    first = "<<if $n == 1>>\n    <<set $first = $last>>\n<<endif>>\n"
    story = source.format("<<declare $first = 0>>\n<<declare $last = 0>>\n" + lines + first + on)
    found = endings(tmp_path, story, 5_000)
    assert found.complete
    assert {ending.name for ending in found.endings} == {None}


def test_a_game_of_many_conversations_begins_none_that_it_has_not(tmp_path: Path) -> None:
    people = [f"Guest{number}" for number in range(14)]
    source = "".join(f"title: {name}\n---\n{name} nods.\n===\n" for name in people)
    found = endings(tmp_path, source + SHOP, 300)
    assert not found.complete
    assert found.unsettled is not None
    assert found.unsettled.endings == ()

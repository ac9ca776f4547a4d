"""What a test of a story means, on small stories."""

from __future__ import annotations

import pytest

from epilogue.diagnostics import StoryError
from epilogue.questions.storytests.answer import Judged, StoryTests

STORY = """
VAR gold = 0
VAR who = "Ann"
-> street
=== street
A street with a door.
* [Go in.] The inn is “full”.
  ~ gold += 1
  -> inn
* [Go home.] You go home. -> home
+ [Wait, and see.] Nothing. -> street
=== inn
* [Give {who} a coin.]
  ~ gold -= 1
  -> home
* [Keep it.]
  -> home
=== home
{ gold > 0:
    # ending: rich
- else:
    # ending: poor
}
A bed.
-> END
"""

DICE = """
VAR sum = 0
* [Throw.]
  ~ temp one = RANDOM(1, 6)
  ~ temp two = RANDOM(1, 6)
  ~ sum = one + two
  {one} and {two}.
  {sum > 10:
    # ending: won
    Won.
    -> END
  }
  # ending: lost
  Lost.
  -> END
"""


FIXED = STORY.replace("{who}", "Ann")
"""A story of options whose text never varies: turns are not played to know it."""

PRICED = """
VAR price = 1
-> shop
=== shop
+ Pay {price}[.] and go. -> END
+ Pay[ more.] more.
  ~ price = 2
  -> shop
"""


def one(answer: StoryTests) -> Judged:
    (test,) = answer.tests
    return test


def outcome(answer: StoryTests) -> str:
    return one(answer).outcome


def written(body: str) -> str:
    return f'[[tests]]\nname = "a"\n{body}\n'


PASSES = [
    'choices = ["Go in", "Keep it"]\nending = "rich"\nexpect = "gold == 1"',
    'choices = ["go in.", "Give * a coin"]\nending = "poor"',
    'choices = ["Go in", {expect = "gold == 1"}, "Give Ann a coin.", {expect = ["gold == 0"]}]',
    'choices = ["Go in"]\nsees = "the inn is \\"full\\""\nnever_sees = "A bed"',
    'choices = ["Go in"]\nsees = "Give Ann a coin"',
    'choices = ["…", "Keep it"]\nending = "rich"',
    'choices = ["Wait", "Wait", "...", "Keep it", "…"]\nexpect = "gold"',
    'ending = "rich"',
    'every = true\nending = ["rich", "poor"]',
    "every = true",
    'every = true\nending = "end"\nsees = "A bed."',
    'every = true\nchoices = ["…", "Give", "…"]\nending = "poor"\nsees = "inn"',
    'every = true\nchoices = ["…", "Go in", {expect = "gold == 1"}, "…"]',
    'from = "inn"\nchoices = ["Keep it"]\nending = "poor"',
]

FAILS = [
    ('choices = ["Go in", "Keep it"]\nending = "poor"', "it ends as “rich”, not as “poor”"),
    ('choices = ["Go in", "Keep it"]\nexpect = "gold == 0"', "“gold == 0” does not hold: gold = 1"),
    (
        'choices = ["Go in"]\nending = "rich"',
        'the story is not over there, so it does not end as “rich”; end the choices with "…"',
    ),
    ('choices = ["Go"]', "choice 1, “Go”, can mean “Go in.” or “Go home.”"),
    ('choices = ["Go inn"]', "choice 1, “Go inn”, is not offered there (did you mean “Go in.”?)"),
    ('choices = ["Go home", "Sleep"]', "choice 2, “Sleep”, cannot be taken: the story is over there, it ends as “poor”"),
    ('choices = ["…", "Go home", "…", "Keep it"]', "choice 2, “Keep it”, is never offered after “Go home”"),
    ('choices = ["Go in", {expect = "gold > 5"}, "Keep it"]', "after “Go in”, “gold > 5” does not hold: gold = 1"),
    ('choices = ["Go in"]\nnever_sees = "inn"', "“inn” is shown"),
    ('choices = ["…", "Go home", "…"]\nsees = "inn"', "“inn” is not shown"),
    ('every = true\nending = "rich"', "it ends as “poor”, not as “rich”"),
    ('every = true\nchoices = ["…", "Go in", "…"]\nexpect = "gold"', "“gold” does not hold: gold = 0"),
    ('every = true\nchoices = ["…", "Fly", "…"]', "choice 1, “Fly”, is never offered"),
]


@pytest.mark.parametrize("story", [STORY, FIXED])
@pytest.mark.parametrize("body", PASSES)
def test_what_passes(body: str, story: str, run) -> None:
    assert outcome(run(story, written(body))) == "passed"


def test_the_beginning_of_an_option_that_is_said_again_can_vary(run) -> None:
    assert outcome(run(PRICED, written('choices = ["…", "Pay 2."]'))) == "passed"
    assert outcome(run(PRICED, written('choices = ["…", "Pay 3."]'))) == "failed"


@pytest.mark.parametrize("story", [STORY, FIXED])
@pytest.mark.parametrize(("body", "said"), FAILS)
def test_what_fails_says_why(body: str, said: str, story: str, run) -> None:
    found = one(run(story, written(body)))
    assert found.outcome == "failed" and found.failure is not None
    assert any(line.startswith(said) for line in found.failure.said), found.failure.said


def test_luck_is_free_unless_it_is_given(run) -> None:
    assert outcome(run(DICE, written('choices = ["Throw"]\nending = "won"'))) == "passed"
    assert outcome(run(DICE, written('choices = ["Throw"]\nending = "won"\nevery = true'))) == "failed"
    assert outcome(run(DICE, written('choices = ["Throw"]\nending = "won"\nevery = true\nluck = [6, 5]'))) == "passed"
    assert outcome(run(DICE, written('choices = ["…"]\nending = "won"\nevery = true\nluck = [6, 5]'))) == "passed"
    assert outcome(run(DICE, written('choices = ["…"]\nending = "won"\nluck = [4]'))) == "failed"
    assert outcome(run(DICE, written('choices = ["…"]\nsees = "3 and 5"'))) == "passed"
    assert outcome(run(DICE, written('choices = ["…"]\nsees = "3 and 5"\nluck = [4]'))) == "failed"


def test_the_luck_of_what_fails_can_be_written_into_a_test(run) -> None:
    found = one(run(DICE, written('choices = ["…"]\nevery = true\nending = "lost"')))
    assert found.failure is not None and sum(map(int, found.failure.luck)) > 10
    given = written(f'choices = ["…"]\nending = "won"\nevery = true\nluck = [{", ".join(found.failure.luck)}]')
    assert outcome(run(DICE, given)) == "passed"


def test_luck_of_a_list_and_of_a_shuffle(run) -> None:
    story = "LIST sky = rain, sun\n* [Look.] {LIST_RANDOM(LIST_ALL(sky))} {shuffle:left|right}\n  -> END\n"
    for choices in ('["Look"]', '["…"]'):
        body = f'choices = {choices}\nevery = true\nluck = ["sky.sun", 1]\nsees = '
        assert outcome(run(story, written(body + '"sun right"'))) == "passed"
        assert outcome(run(story, written(body + '"rain"'))) == "failed"


def test_luck_that_cannot_be_is_reported(run) -> None:
    for choices in ('["Throw"]', '["…"]'):
        found = one(run(DICE, written(f'choices = {choices}\nending = "won"\nluck = [6, 7]')))
        assert found.outcome == "failed" and found.failure is not None
        assert "luck: outcome 2 is 7, which cannot be drawn there" in found.failure.said


def test_a_seed_is_the_luck_that_play_has_with_it(run, tmp_path, capsys) -> None:
    from epilogue.cli import main

    seen = set()
    for seed in range(6):
        run(DICE, written('choices = ["Throw"]'))
        main(["play", str(tmp_path / "story.ink"), "--plain", "--seed", str(seed), "--choices", "1"])
        line = next(line for line in capsys.readouterr().out.splitlines() if " and " in line).rpartition("?> ")[2]
        body = f'choices = ["Throw"]\nevery = true\nseed = {seed}\nsees = "{line}"'
        assert outcome(run(DICE, written(body))) == "passed"
        seen.add(line)
    assert len(seen) > 1


def test_an_error_fails_a_test_that_does_not_ask_for_it(run) -> None:
    story = "VAR x = 0\n* [Divide.] {1 / x}\n  -> END\n* [Stop.] -> END\n* [Run on.] -> on\n=== on\nOn.\n"
    found = one(run(story, written("every = true")))
    assert found.failure is not None and "it runs" not in found.failure.said[0]
    assert outcome(run(story, written('choices = ["Divide"]'))) == "failed"
    assert outcome(run(story, written('choices = ["Divide"]\nending = "error"'))) == "passed"
    assert outcome(run(story, written('choices = ["Run on"]\nending = "out_of_content"'))) == "passed"


def test_the_nearest_passing_way(run) -> None:
    found = one(run(STORY, written('choices = ["Wait", "Go in", "Give"]\nending = "rich"')))
    assert found.failure is not None and found.failure.nearest is not None
    ways = [(taken.text, taken.change) for taken in found.failure.nearest.choices]
    assert ways == [("Wait, and see.", ""), ("Go in.", ""), ("Keep it.", "changed")]


def test_the_nearest_way_may_be_none(run) -> None:
    found = one(run(STORY, written('choices = ["Go home"]\nexpect = "gold > 7"')))
    assert found.failure is not None and found.failure.nearest is None


def test_what_was_not_searched_to_its_end_is_not_settled(run) -> None:
    story = "VAR n = 0\n-> hub\n=== hub\n+ [On] {n}\n ~ n++\n -> hub\n+ [Stop] -> END\n"
    limits = "[limits]\nstates = 20\n"
    found = one(run(story, written('expect = "n == 1000"'), limits))
    assert found.outcome == "open" and found.failure is not None
    assert found.failure.said[0].startswith("not settled: the search stopped")
    assert outcome(run(story, written("every = true"), limits)) == "passed"  # n does not matter, so there is little to search
    every = one(run(story, written('every = true\nexpect = "n < 1000"'), limits))
    assert every.outcome == "open" and every.failure is not None
    assert every.failure.said[0].endswith("([limits] in epilogue.toml lets it search for longer)")
    assert outcome(run(story, written('expect = "n == 2"'), limits)) == "passed"
    assert outcome(run(story, written('every = true\nexpect = "n == 2"'), limits)) == "failed"


def test_names_that_the_settings_give_endings(run) -> None:
    settings = '[endings]\nrich = "A rich man"\n'
    assert outcome(run(STORY, written('choices = ["Go in", "Keep"]\nending = "a rich man"'), settings)) == "passed"
    bare = "* [Left] Left.\n  -> END\n* [Right] Right.\n  -> right\n=== right\n-> END\n"
    assert outcome(run(bare, written('choices = ["Right"]\nending = "right"'))) == "passed"
    assert outcome(run(bare, written('choices = ["Left"]\nending = "right"'))) == "failed"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('ending = "rihc"', "story.storytest.toml:3: error: ending: the story has no ending 'rihc' (did you mean rich?)"),
        ('expect = "gould > 1"', "story.storytest.toml:3: error: Unresolved variable: gould"),
        ('expect = "gold >"', "story.storytest.toml:3"),
        ('from = "inm"', "error: from: the story has no knot, stitch or label 'inm' (did you mean inn?)"),
    ],
)
def test_what_the_story_does_not_have_is_reported_with_its_line(body: str, message: str, run) -> None:
    with pytest.raises(StoryError) as error:
        run(STORY, written(body))
    assert message in str(error.value)


def test_a_conversation_of_a_game_is_tested_by_itself(run) -> None:
    settings = '[entries]\nkeeper = "inn"\n'
    assert outcome(run(STORY, written('from = "keeper"\nchoices = ["Keep"]\nending = "poor"'), settings)) == "passed"
    with pytest.raises(StoryError, match="a test has to say which"):
        run(STORY, written('choices = ["Keep"]'), settings)

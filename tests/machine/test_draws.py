"""Luck: inkle's generator, scripts, independent draws."""

from __future__ import annotations

from random import Random

import pytest

from epilogue.languages.dotnet.random import DotNetRandom
from epilogue.machine.draws import IndependentDraws, ScriptedDraws, ScriptError

DICE = "{RANDOM(1, 6)}{RANDOM(1, 6)} {~a|b|c}{~x|y}\n-> END\n"
DECK = "-> k\n=== k\n{shuffle:\n- a\n- b\n- c\n}\n+ [again] -> k\n"


def test_the_numbers_of_dotnet():
    assert [DotNetRandom(seed).next() for seed in (0, 1, 42)] == [1559595546, 534011718, 1434747710]


def test_a_seed_gives_the_same_story(play):
    assert play(DICE, seed=7).transcript == play(DICE, seed=7).transcript


def test_a_script_decides(play):
    assert play(DICE, ScriptedDraws([6, 1, 2, 0])).transcript == "61 cx\n"


@pytest.mark.parametrize(
    ("outcomes", "said"), [([7], "gives 1 to 6"), ([1, 1, 3], "only 0, 1, 2 left"), ([1], "draws once more")]
)
def test_a_script_that_does_not_fit_is_refused(play, outcomes, said):
    with pytest.raises(ScriptError, match=said):
        assert play(DICE, ScriptedDraws(outcomes)).transcript


def test_a_shuffle_gives_each_once_a_round(play):
    session = play(DECK, IndependentDraws(Random(3)))
    for _ in range(8):
        session.choose(0)
    said = [turn[-1].text.strip() for turn in session.turns if turn]
    assert [sorted(said[at : at + 3]) for at in (0, 3, 6)] == [["a", "b", "c"]] * 3

"""Where a pass or a reduction must stop: each story would have other endings, or other odds, if one went a step further."""

from __future__ import annotations

import pytest
from space.judging import differences, explored, program_of, results

from epilogue.verify.oracle import full_states


def hub(*options: str) -> str:
    return "-> hub\n== hub\n" + "\n".join(options) + "\n"


PATH = "VAR path = 0\n"
FORK = "* [Fork]\n    ~ path = -> yes\n    -> hub"
SIDES = "== yes\n-> END\n== no\n-> DONE\n"
MOODS = "VAR mood = 0\nVAR kept = 0\n"
MOOD = tuple(f"* [Mood {n}]\n    ~ mood = {n}\n    -> hub" for n in range(4))
FIGHT = (
    "VAR health = 0\nVAR blow = 0\n-> one\n"
    "== one\n+ [Weak]\n    ~ health = 2\n    -> two\n+ [Strong]\n    ~ health = 3\n    -> two\n"
    "== two\n+ [Ward]\n    ~ blow = 0\n    -> three\n+ [Stand]\n    ~ blow = 1\n    -> three\n"
)
AFTER = "+ {health > 1} [Live] -> END\n* -> DONE\n"

STORIES = {
    # where a path to follow is asked for as if it were true or false, the story stops
    "branches that fail are told apart": PATH
    + hub(FORK, *(f"+ [{name}]\n    {{path: -> yes}}\n    -> no" for name in ("Ann", "Bob")))
    + SIDES,
    "a condition that fails stays though it decides nothing": PATH + hub(FORK, "+ [Ask]\n    {path: -> no}\n    -> no") + SIDES,
    # what matters of a mood is what becomes of its copy
    "a value is copied": MOODS
    + hub(*MOOD, "+ [Keep]\n    ~ kept = mood\n    -> end")
    + "== end\n+ {kept > 2} [Sing] -> END\n+ [Go] -> DONE\n",
    "a value is added to another": MOODS
    + hub(*MOOD, "+ [Keep]\n    ~ kept = kept + mood\n    -> end")
    + "== end\n+ {kept > 2} [Sing] -> END\n+ [Go] -> DONE\n",
    "a value is carried by an option of a thread": MOODS
    + hub(*MOOD, "+ [Keep] -> end")
    + "== end\n<- song(mood)\n-> DONE\n"
    + "== song(x)\n~ temp loud = RANDOM(0, 1)\n"
    + "+ {loud} [Shout] -> DONE\n+ [Sing]\n    {x > 2: -> END}\n    -> DONE\n",
    "a value bounds a draw": MOODS + hub(*MOOD, "+ [Try]\n    {RANDOM(0, mood) > 1: -> END}\n    -> DONE"),
    # of the ways that a variable can lead, none is taken for the only one
    "a path leads one of two ways": PATH
    + "VAR code = 0\n"
    + hub("* [Yes]\n    ~ path = -> yes\n    -> go", "* [No]\n    ~ path = -> no\n    -> go", "* {code == 7} [Vault] -> go")
    + "== go\n* [Go] -> path\n"
    + SIDES,
    # the blow that is taken from the health after a draw
    "a store reads the draw": FIGHT + "== three\n~ health = health - blow * RANDOM(0, 1)\n" + AFTER,
}


@pytest.mark.parametrize("story", STORIES)
def test_no_step_too_far(story: str) -> None:
    program = program_of(STORIES[story])
    states = full_states(program, 500)
    assert states.complete
    plain, grown = explored(program, "control"), explored(program, "control", plain_states=0)
    assert results(program, plain.graph) == results(program, grown.graph)
    for search in (plain, grown):
        assert differences(program, search.graph, states, False) == []

"""Undo, restart, saving and resuming."""

from __future__ import annotations

import json

import pytest

from epilogue.diagnostics import StoryError
from epilogue.machine import save
from epilogue.machine.draws import seeded
from epilogue.machine.play import Choice, Drawn, PlayError
from epilogue.machine.step import Code

STORY = """
VAR n = 0
-> k
=== k
~ n += RANDOM(1, 1000)
{~a|b|c|d} {n}
+ left
+ right
- -> k
"""


def test_undo_brings_back_everything(play):
    session = play(STORY, seed=5)
    before = (session.transcript, session.variables, [option.text for option in session.options])
    session.choose(0)
    after = session.transcript
    session.choose(1)
    assert session.undo() and session.undo() and not session.undo()
    assert (session.transcript, session.variables, [option.text for option in session.options]) == before
    session.choose(0)
    assert session.transcript == after


def test_restart_has_the_same_luck(play):
    session = play(STORY, seed=5)
    session.choose(0)
    said = session.transcript
    session.restart()
    session.choose(0)
    assert session.transcript == said


def test_actions_are_what_the_reader_and_luck_decided(play):
    session = play(STORY, seed=5)
    session.choose(1)
    assert session.ended is None
    assert [type(action) for action in session.actions] == [Drawn, Drawn, Choice, Drawn, Drawn]
    assert session.actions[2] == Choice(1, "right")


def test_an_option_that_does_not_exist(play):
    with pytest.raises(PlayError, match="only options 1 and 2"):
        play(STORY).choose(2)


def test_a_saved_playthrough_goes_on_with_the_same_luck(play):
    session = play(STORY, seed=5)
    for index in (0, 1, 1):
        session.choose(index)
    text = save.to_json(session, "story.ink")
    saved = save.from_json(text, "x.play")
    resumed = save.resume(Code(session.program), saved, seeded(session.program, 77))
    assert resumed.problem is None
    assert resumed.session.transcript == session.transcript
    assert json.loads(text)["luck"][0]["site"] == "story.ink:4"
    assert resumed.session.undo()
    resumed.session.choose(1)
    assert resumed.session.transcript == session.transcript


def test_an_edited_story_is_followed_by_what_options_say(play):
    saved = save.from_json(save.to_json(_after(play("* a\n* b\n- done\n* c\n- -> END\n"), 1, 0), "s"), "x")
    edited = play("* new\n* b\n- done\n* c\n- -> END\n")
    resumed = save.resume(edited.code, saved, seeded(edited.program, 1))
    assert resumed.problem is None and resumed.session.ended == "end"
    gone = play("* a\n* b\n- done\n* d\n- -> END\n")
    resumed = save.resume(gone.code, saved, seeded(gone.program, 1))
    assert resumed.problem == "choice 2, “c”, is not offered any more; the story has been edited since"
    assert [option.text for option in resumed.session.options] == ["d"]


def _after(session, *choices):
    for index in choices:
        session.choose(index)
    return session


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "epilogue playthrough", "version": 2}',
        "[" * 100000,
        '{"format": "epilogue playthrough", "version": 1, "actions": [{"option": -1, "text": ""}]}',
    ],
)
def test_what_is_not_a_playthrough_is_refused(text):
    with pytest.raises(StoryError):
        save.from_json(text, "x.play")

"""Run-time errors: the engine's words, the place, and a bounded end to what would never end."""

from __future__ import annotations

import pytest

from epilogue.machine import step

pytestmark = pytest.mark.slow


def only_error(session):
    assert session.ended == "error"
    (error,) = session.errors
    return error


def test_an_error_stands_on_a_line_of_its_own(play):
    session = play("One\nTwo {1 / zero()}\n-> END\n=== function zero\n~ return 0\n")
    error = only_error(session)
    assert error.message == "Attempted to divide by zero."
    assert error.span is not None and error.span.line == 2
    assert [line.text for line in session.lines] == ["One\n", "Two"]
    assert error.line == 1


def test_a_variable_that_holds_no_target(play):
    error = only_error(play("VAR x = 5\n-> go(x)\n=== go(-> where)\n-> where\n"))
    assert "didn't contain a divert target, it contained '5'." in error.message


def test_a_missing_value(play):
    assert "void value" in only_error(play("{1 + nothing()}\n=== function nothing\n~ temp x = 1\n")).message


def test_a_temporary_variable_not_yet_there_is_a_warning(play):
    session = play("{x}\n~ temp x = 5\nhello\n-> END\n")
    assert session.transcript == "0\nhello\n"
    assert session.warnings[0].message.startswith("Variable not found: 'x'.")


@pytest.mark.parametrize(
    "story",
    [
        "-> k\n=== k\n-> k\n",
        "-> k\n=== k\nAgain and again.\n-> k\n",
        "VAR x = 0\n-> k\n=== k\n~ x = 1 - x\n{x == 2: -> END}\n-> k\n",
        "-> k\n=== k\n* [Once] -> k\n+ -> k\n",
    ],
)
def test_what_goes_round_in_a_circle_never_ends(play, story):
    session = play(story)
    if session.ended is None:
        session.choose(0)
    assert "goes round in a circle without offering a choice" in only_error(session).message


@pytest.mark.parametrize(
    "story",
    [
        "-> k\n=== k\n-> k ->\n->->\n",
        "~ f(2)\n=== function f(x)\n~ return g(x) + 1\n=== function g(x)\n~ return 2 * f(x)\n",
    ],
)
def test_what_calls_itself_as_before_never_ends(play, story):
    assert "calls itself for ever" in only_error(play(story)).message


@pytest.mark.parametrize(
    ("story", "said"),
    [
        ("VAR x = 0\n-> k\n=== k\n~ x = x + 1\n-> k\n", "steps without offering a choice"),
        ("{f(1)}\n=== function f(x)\n~ return f(x + 1)\n", "calls inside each other"),
        ("VAR n = 0\n{f(1)}\n=== function f(x)\n~ n = n + 1\n~ return f(1)\n", "calls inside each other"),
        ("-> k\n=== k\n<- k\n-> DONE\n", "threads inside each other"),
        ("VAR x = 0\n-> k\n=== k\n" + "Text that goes on for ever. " * 40 + "\n~ x = x + 1\n-> k\n", "letters without offering"),
        ('VAR x = "ab"\n-> k\n=== k\n~ x = x + x\n-> k\n', "string"),
        ("-> k(0)\n=== k(n)\n<- o(n)\n{n < 20000: -> k(n + 1)}\n-> DONE\n=== o(n)\n+ [{n}] -> END\n", "options at once"),
    ],
)
def test_a_limit_of_ours_is_not_an_error_of_the_story(play, monkeypatch, story, said):
    monkeypatch.setattr(step, "MAX_STEPS", 5_000_000)
    session = play(story)
    assert session.ended == "limit"
    (problem,) = session.errors
    assert problem.kind == "limit" and said in problem.message
    assert not session.options and not session.goes_on


def test_what_ends_at_last_is_played(play):
    assert play("{f(20000)}\n=== function f(x)\n{x == 0:\n    ~ return 0\n}\n~ return 1 + f(x - 1)\n").transcript == "20000\n"
    long = "VAR n = 0\n-> k\n=== k\n~ n = n + 1\n{n < 600000: -> k}\n{n}\n+ [On] -> END\n"
    assert len(play(long).options) == 1


def test_a_loop_through_a_menu_is_none_of_one_turn(play):
    assert play("-> k\n=== k\n+ more\n- -> k\n= s\n-> s\n").ended is None


def test_of_a_turn_that_never_ends_a_screen_or_two_is_shown(play):
    session = play("-> k\n=== k\nAgain and again.\n-> k\n")
    assert 20 < len(session.lines) < 100
    assert "more lines are not shown" in session.errors[0].message
    assert session.errors[0].line >= 20

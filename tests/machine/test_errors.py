"""Run-time errors: the engine's words, the place, and a bounded end to what would never end."""

from __future__ import annotations

import pytest

from epilogue.machine import step


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
    ("story", "said"),
    [
        ("-> k\n=== k\n-> k\n", "steps without offering a choice"),
        ("-> k\n=== k\n-> k ->\n->->\n", "calls inside each other"),
        ("-> k\n=== k\n<- k\n-> DONE\n", "threads inside each other"),
        ("-> k\n=== k\n" + "Text that goes on for ever. " * 40 + "\n-> k\n", "letters without offering a choice"),
        ('VAR x = "ab"\n-> k\n=== k\n~ x = x + x\n-> k\n', "string"),
        ("-> k\n=== k\n+ more\n- -> k\n= s\n-> s\n", None),
    ],
)
def test_what_never_ends_is_ended(play, monkeypatch, story, said):
    monkeypatch.setattr(step, "MAX_STEPS", 200_000)
    session = play(story)
    if said is None:
        assert session.ended is None
    else:
        assert said in only_error(session).message

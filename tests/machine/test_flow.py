"""Control flow: choices, threads, tunnels and counts, as in inkle's engine."""

from __future__ import annotations


def texts(session):
    return [option.text for option in session.options]


def test_a_once_only_option_is_spent_and_a_sticky_one_is_not(play):
    session = play("-> k\n=== k\n* once -> k\n+ sticky -> k\n")
    assert texts(session) == ["once", "sticky"]
    session.choose(0)
    assert texts(session) == ["sticky"]
    session.choose(0)
    assert texts(session) == ["sticky"]


def test_a_fallback_is_taken_without_a_turn(play):
    session = play("-> k\n=== k\n* one -> k\n* -> \n    {TURNS()} turns\n    -> END\n")
    session.choose(0)
    assert session.transcript.endswith("1 turns\n")
    assert session.ended == "end"


def test_threads_offer_their_options_with_their_own_variables(play):
    story = """
    <- room(1)
    <- room(2)
    -> DONE
    === room(n)
    + room {n}
      You are in {n}. -> END
    """
    session = play(story)
    assert texts(session) == ["room 1", "room 2"]
    session.choose(1)
    assert session.transcript.endswith("You are in 2.")


def test_a_tunnel_may_be_left_for_elsewhere(play):
    session = play("-> tunnel ->\nnot here\n-> END\n=== tunnel\nin\n->-> away\n=== away\nout\n-> END\n")
    assert session.transcript == "in\nout\n"


def test_a_jump_into_a_stitch_counts_the_knot_and_one_from_inside_does_not(play):
    story = """
    -> k.s
    === k
    -> END
    = s
    {k}{s}
    {s < 2: -> s2}
    -> END
    = s2
    -> k.s
    """
    assert play(story).transcript == "11\n12\n"


def test_a_reference_changes_the_variable_it_was_made_of(play):
    story = """
    VAR x = 1
    ~ temp y = 10
    ~ raise(x)
    ~ raise(y)
    {x} {y}
    === function raise(ref what)
    ~ again(what)
    === function again(ref what)
    ~ what++
    """
    assert play(story).transcript == "2 11\n"


def test_turns_since(play):
    story = """
    -> k
    === k
    {TURNS_SINCE(-> k)} {TURNS_SINCE(-> never)}
    + a
    + b
    - {TURNS_SINCE(-> k)}
    -> END
    === never
    -> END
    """
    session = play(story)
    session.choose(0)
    assert [line.text for line in session.lines][-1] == "1\n"
    assert session.turns[0][0].text == "0 -1\n"


def test_the_kinds_of_ending(play):
    assert play("a\n-> END\n").ended == "end"
    assert play("a\n-> DONE\n").ended == "done"
    session = play("a\n-> k\n=== k\nb\n")
    assert session.ended == "out_of_content"
    assert session.errors[0].message == "ran out of content. Do you need a '-> DONE' or '-> END'?"
    assert session.stop_span is not None and session.stop_span.line == 4


def test_a_mark_is_in_force_from_where_it_stands(play):
    session = play("* a\n  # ending: left\n  bye -> END\n* b\n  -> END\n")
    session.choose(0)
    assert session.mark == "left"


def test_a_session_can_begin_at_a_knot(play):
    assert play("Start -> END\n=== k\n{k} in k -> END\n", entry="k").transcript == "1 in k"


def test_functions_of_the_game(play):
    story = """
    EXTERNAL twice(x)
    EXTERNAL own(x)
    {twice(4)} {own(4)}
    -> END
    === function own(x)
    ~ return x + 1
    """
    session = play(story)
    session.bind_external("twice", lambda x: x * 2)
    assert session.transcript == "8 5\n"


def test_a_function_can_be_called_from_outside(play):
    session = play("VAR n = 1\nText\n* a -> END\n=== function f(x)\n~ n += x\nsaid {n}\n~ return n * 2\n")
    assert session.evaluate_function("f", 3) == (8, "said 4\n")
    assert session.variables == {"n": 4}
    assert session.transcript == "Text\n"


def test_lists_keep_where_they_come_from_when_empty(play):
    story = """
    LIST a = (one), two
    ~ a -= one
    ~ a = LIST_ALL(a)
    {a}
    -> END
    """
    assert play(story).transcript == "one, two\n"

"""Text: glue, line ends, white space and tags, as inkle's engine shows them."""

from __future__ import annotations

import pytest

from epilogue.languages.ink.text import clean, split_line_ends


def test_glue_joins_lines(play):
    assert play("Some <>\ncontent<> with glue.\n").transcript == "Some content with glue.\n"


def test_glue_after_the_line_end_takes_it_back(play):
    assert play("A line\n<> goes on.\nNext.\n").transcript == "A line goes on.\nNext.\n"


def test_what_a_function_says_is_trimmed(play):
    story = """
    Before {said()} after.
    === function said
        inside
    """
    assert play(story).transcript == "Before inside after.\n"


def test_a_line_belongs_to_its_tags_and_not_to_the_next(play):
    session = play("One # first\n# second\nTwo # third {1 + 1}\n-> END\n")
    assert [(line.text, line.tags) for line in session.lines] == [("One\n", ("first",)), ("Two\n", ("second", "third 2"))]


def test_tags_of_an_option_are_its_own(play):
    session = play("* both # b [only # o] after # a\n-> END\n")
    assert [(option.text, option.tags) for option in session.options] == [("both only", ("b", "o"))]
    session.choose(0)
    assert session.lines[0].tags == ("b", "a")


def test_white_space_alone_between_two_lines_makes_an_empty_one(play):
    story = """
    VAR space = " "
    One
    {space}
    Two
    -> END
    """
    assert [line.text for line in play(story).lines] == ["One\n", "\n", "Two\n"]


QUIET = """
=== quiet
->->
=== function toggled
~ return ""
=== function said
{ true:{""} }
~ toggled()
deep
{ true:{""} }
"""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("One\n{ true: -> quiet -> }\n{ true: -> quiet -> }\nTwo", ["One\n", "\n", "\n", "Two\n"]),
        ("One\n{ true: {toggled()} }\n{toggled()}\n{said()} it", ["One\n", "\n", "\n", "deep it\n"]),
        ('One\n{ true:{""} }\n{said()}', ["One\n", "\n", "deep\n"]),
        ("-> k\n=== k\n{ true: -> quiet -> }\n{ false:# t}", ["\n", ""]),
    ],
)
def test_each_line_that_says_nothing_is_a_line(play, text, lines):
    """Said again after a line end that stays, each is treated as it was the first time."""
    assert [line.text for line in play(f"{text}\n-> END{QUIET}").lines] == lines


def test_tags_at_the_top_are_the_story_s(play):
    assert play("# author: me\n# title: it\nText\n").global_tags == ("author: me", "title: it")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("\n", ["\n"]),
        (" \n \n ", [" ", "\n"]),
        ("a", ["a"]),
        (" \n a\n", [" ", "\n", " a", "\n"]),
        ("a \n\n b\n ", ["a \n\n b", "\n", " "]),
    ],
)
def test_line_ends_are_split_off(text, parts):
    assert split_line_ends(text) == parts


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [("  a  b ", "a b"), ("a \t\n b", "a\nb"), ("a\n", "a\n"), ("\t", ""), ("\u00a0a ", "\u00a0a")],
)
def test_clean(text, cleaned):
    assert clean(text) == cleaned

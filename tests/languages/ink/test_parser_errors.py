"""Messages on faulty stories: all of them, each with its place, and never a crash."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epilogue.diagnostics import Severity
from epilogue.languages.ink.parse.parser import parse_story


def messages(source: str) -> list[str]:
    """All messages, printed."""
    return [str(diagnostic) for diagnostic in parse_story(source, "s.ink")[1]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("text | more", "s.ink:1:6: error: Expected end of line but saw '| more'"),
        ("-> ", "s.ink:1:1: error: Empty diverts (->) are only valid on choices"),
        ("<- ", "s.ink:1:3: error: Expected target for new thread but saw end of line"),
        ("-> a {x}", "s.ink:1:6: error: Expected end of line but saw '{x}'"),
        ("~ 5 + 4", "s.ink:1:1: error: Logic following a '~' can't be that type of expression"),
        ("~ temp x", "s.ink:1:9: error: Expected '=' and a value for the temporary variable"),
        ("~ x == 5", "s.ink:1:6: error: Expected value expression to be assigned but saw '= 5'"),
        ("~", "s.ink:1:2: error: Expected expression after '~' but saw end of line"),
        ("~ return 5", "s.ink:1:1: error: Return statements should not stand outside of a knot"),
        ("VAR = 5", "s.ink:1:5: error: Expected variable name but saw '= 5'"),
        ("VAR x", "s.ink:1:6: error: Expected the '=' for an assignment of a value"),
        ("VAR x = 5 + 5", "s.ink:1:1: error: initial value for a variable must be a number, constant, list"),
        ("VAR x = a, b", "s.ink:1:10: error: Unexpected ','"),
        ('CONST c = "a{b}"', "s.ink:1:1: error: Constant strings cannot contain any logic."),
        ("LIST l = (a", "s.ink:1:10: error: Expected closing ')' for list item"),
        ("EXTERNAL f", "s.ink:1:11: error: Expected declaration of arguments for EXTERNAL"),
        ("* {x|y} a", "s.ink:1:5: error: Expected closing '}' for choice condition but saw '|y} a'"),
        ("* a [b", "s.ink:1:7: error: Expected closing ']' for weave-style option but saw end of line"),
        ("* (a b", "s.ink:1:6: error: Expected closing ')' for bracketed name but saw 'b'"),
        ("{x y}", "s.ink:1:2: error: Expected some kind of logic, conditional or sequence within braces"),
        ("{x:|no}", "s.ink:1:4: error: Expected conditional content following query but saw '|no}'"),
        ("{x:a|b|c}", "s.ink:1:4: error: Expected one or two alternatives separated by '|'"),
        ("{a -> k|b}", "s.ink:1:5: error: Expected right side of '-' expression but saw '> k|b}'"),
        ('{"a|b}', "s.ink:1:4: error: Expected close quote for string expression but saw '|b}'"),
        ("{x++}", "s.ink:1:5: error: Can't use increment/decrement here"),
        ("{f(}", "s.ink:1:4: error: Expected closing ')' for function call but saw '}'"),
        ("{\n- a\n}", "s.ink:2:1: error: Condition block with no conditions"),
        ("{\n- else: a\n- else: b\n}", "s.ink:3:1: error: Multiple 'else' cases"),
        ("{x:\n- a\n- b\n- c\n}", "s.ink:2:1: error: Only final branch can be an 'else'. Did you miss a ':'?"),
        ("{x:\n- 1:\n-\n}", "s.ink:3:1: error: expected content for the conditional branch following '-'"),
        ("{x:\n- - a\n}", "s.ink:2:3: error: You can't use a gather (the dashes) within the { curly braces }"),
        ("a {x:\n- 1: b\n", "s.ink:1:3: error: Expected closing brace '}' for inline logic"),
        ("{!~&a|b}", "s.ink:1:2: error: Sequence type combination not supported"),
        ("== \ntext", "s.ink:1:4: error: Expected the name of the knot"),
        ("== knot\n== other\ntext", "s.ink:1:1: error: Expected at least one line within the knot"),
        ("== knot\n= stitch\n== other\ntext", "s.ink:2:1: error: Expected at least one line within the stitch"),
        ("== k(ref)\ntext", "s.ink:1:6: error: Expected a parameter name after 'ref'"),
        ("INCLUDE\n", "s.ink:1:8: error: Expected filename for include statement"),
        ("INCLUDE a.ink\n", "s.ink:1:1: error: Failed to load: 'a.ink'"),
        ('~ x = "a # b"', "s.ink:1:10: error: Tags aren't allowed inside of strings"),
        ('~ x = "a -> b"', "s.ink:1:7: error: String expressions cannot contain diverts"),
        ("VAR x = 99999999999", "s.ink:1:9: error: Failed to read integer value: 99999999999"),
        ("* a {x:\n* b\n}", "s.ink:2:1: error: A choice can't stand inside the text of another choice"),
        ("zero\0byte", "s.ink:1: error: This is not a text"),
    ],
)
def test_each_fault_is_reported_with_its_place(source: str, expected: str) -> None:
    assert messages(source)[0].startswith(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*", "s.ink:1:1: warning: Choice is completely empty"),
        ("* [] text", "s.ink:1:1: warning: Blank choice"),
        ("return 5", "s.ink:1:1: warning: Do you need a '~' before 'return'?"),
        ("{x:\n- 1: a\nelse: b\n}", "s.ink:3:1: warning: Saw the text 'else:'"),
        ("a\n}\nb", "s.ink:2:1: warning: Unexpected '}': ink ignores everything from here"),
        ("== k\nINCLUDE a.ink\ntext", "s.ink:2:1: warning: INCLUDE inside a knot has no effect"),
    ],
)
def test_likely_mistakes_are_warned_of(source: str, expected: str) -> None:
    assert messages(source)[0].startswith(expected)


def test_reading_goes_on_after_a_fault_and_finds_all() -> None:
    found = messages("a | b\n== k\n~ 1\n{x:\n- 1: a\n}}\n{y z}\nVAR\n-> END")
    assert [message.split(": ")[0] for message in found] == ["s.ink:1:3", "s.ink:3:1", "s.ink:6:2", "s.ink:7:2", "s.ink:8:4"]


def test_one_fault_is_reported_once_though_it_is_read_in_several_ways() -> None:
    assert len(messages("{What?|b}")) == 1


@pytest.mark.parametrize(
    "source",
    [
        "{" * 3000,
        "{x|" * 3000,
        "{" + "(" * 3000,
        "~ " + "f(" * 3000,
        "~ x = " + "- " * 3000 + "1",
        "~ x = " + "not " * 3000 + "1",
        '{"' * 3000,
        '{"{"a"|"' * 300,
        "{\n- " * 1000,
        "{x:\n- y:\n" * 500,
        '{1||1==1?1+1-1*1/1%"' * 200,
        "~ x = " + "1+" * 50_000 + "1",
        "~ x = " + "9" * 50_000,
        "/*" + "*" * 100_000,
        "\\" * 100_001,
        "- " * 50_000,
        "-> " + "a." * 50_000,
        "a | b\n" * 5_000,
    ],
    ids=lambda source: source[:12],
)
def test_hostile_sources_end_in_messages_within_bounded_time(source: str) -> None:
    start = time.process_time()
    parse_story(source, "s.ink")
    assert time.process_time() - start < 10


PIECES = st.sampled_from(
    [
        "{", "}", "|", "->", "->->", "<-", "<>", "#", "[", "]", "(", ")", "*", "+", "-", "~", "=", "==", '"', "\\",
        "/*", "*/", "//", ":", "!", "&", "x", " ", "\n", "else:", "not ", "VAR x = 1\n", "LIST l = a\n", "temp ",
        "return ", "{x:", "{\n- ", "stopping:", "has ", "++", "1.", ",", ".", "TODO", "INCLUDE ", "\t", "é",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_source_makes_the_parser_fail(source: str) -> None:
    _story, diagnostics = parse_story(source, "s.ink")
    lines = source.count("\n") + 2
    for diagnostic in diagnostics:
        assert diagnostic.span is not None
        assert 1 <= diagnostic.span.line <= lines
        assert diagnostic.severity in Severity


def test_a_misspelt_and_of_a_condition_is_named_but_no_word_of_a_text() -> None:
    assert messages("{x > 0 adn y == 1: Yes.}")[0].endswith("(did you mean and?)")
    assert messages("{wait for me: Yes.}")[0].endswith("but saw 'wait for me: Yes.}'")

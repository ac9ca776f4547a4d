"""What lines of text, tags, braces and diverts become."""

from __future__ import annotations

import pytest

from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.parser import parse_story


def body(source: str) -> list[syntax.Statement]:
    """The top-level content of a story without faults."""
    story, diagnostics = parse_story(source, "story.ink")
    assert diagnostics == []
    return story.body


def shown(source: str) -> str:
    """The same, printed."""
    return repr(body(source))


def only_braces(source: str) -> syntax.Statement:
    """What stands in the braces that are the only thing on the line."""
    group = body(source)[0]
    assert isinstance(group, syntax.ContentList)
    return group.content[0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Hello \t\nthere", "[Text(value='Hello'), Text(value='\\n'), Text(value='there'), Text(value='\\n')]"),
        ("a - b < c > d", "[Text(value='a - b < c > d'), Text(value='\\n')]"),
        ("a \\# b \\{c\\}", "[Text(value='a # b {c}'), Text(value='\\n')]"),
        ("one<>", "[Text(value='one'), Glue(), Text(value='\\n')]"),
        ("a // not seen\nb", "[Text(value='a'), Text(value='\\n'), Text(value='b'), Text(value='\\n')]"),
        ("a /* x\ny */ b", "[Text(value='a'), Text(value='\\n'), Text(value='b'), Text(value='\\n')]"),
        ("a /**/ b", "[Text(value='a /**/ b'), Text(value='\\n')]"),
        ("a\r\nb\r\n", "[Text(value='a'), Text(value='\\n'), Text(value='b'), Text(value='\\n')]"),
    ],
)
def test_text_is_trimmed_at_the_end_and_closed_by_a_line_end(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Hi # red", "[Text(value='Hi '), TagStart(), Text(value='red'), TagEnd(), Text(value='\\n')]"),
        ("# red", "[TagStart(), Text(value='red'), TagEnd()]"),
        (
            "# a # b",
            "[TagStart(), Text(value='a '), ContentList(content=[TagEnd(), TagStart()]), Text(value='b'), TagEnd()]",
        ),
        ("x # t -> END", "[Text(value='x '), TagStart(), Text(value='t '), TagEnd(), "),
    ],
)
def test_tags_end_with_their_line_or_before_the_next_thing(source: str, expected: str) -> None:
    assert shown(source).startswith(expected)


def test_a_tag_that_begins_in_braces_ends_with_them_but_one_around_them_goes_on() -> None:
    inside = body("A {red #red|blue #blue} thing")[1]
    assert isinstance(inside, syntax.ContentList)
    assert isinstance(inside.content[-1], syntax.TagEnd)
    around = body("A thing # {image}.jpg")[2]
    assert isinstance(around, syntax.ContentList)
    assert len(around.content) == 1


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("-> a.b", "[Divert(arguments=None, is_thread=False, is_tunnel=False, path=('a', 'b'))]"),
        (
            "-> a -> b(1)",
            "[Divert(arguments=None, is_thread=False, is_tunnel=True, path=('a',)), "
            "Divert(arguments=[Number(value=1)], is_thread=False, is_tunnel=False, path=('b',))]",
        ),
        ("-> a ->", "[Divert(arguments=None, is_thread=False, is_tunnel=True, path=('a',))]"),
        ("<- a", "[Divert(arguments=None, is_thread=True, is_tunnel=False, path=('a',))]"),
        ("->->", "[TunnelOnwards(override=None)]"),
        (
            "->-> a",
            "[TunnelOnwards(override=Divert(arguments=None, is_thread=False, is_tunnel=False, path=('a',)))]",
        ),
        (
            "go   -> a",
            "[Text(value='go '), Divert(arguments=None, is_thread=False, is_tunnel=False, path=('a',)), Text(value='\\n')]",
        ),
    ],
)
def test_diverts(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "kind", "count"),
    [
        ("{a|b}", syntax.STOPPING, 2),
        ("{!a|b|c}", syntax.ONCE, 3),
        ("{&|b|}", syntax.CYCLE, 3),
        ("{~a}", syntax.SHUFFLE, 1),
        ("{shuffle once:a|b}", syntax.SHUFFLE | syntax.ONCE, 2),
        ("{stopping:\n- a\n- b\n-\n}", syntax.STOPPING, 3),
        ("{cycle:\n- {!x|y}\n- b\n}", syntax.CYCLE, 2),
        ("{Yes! No|well}", syntax.STOPPING, 2),
        ("{x == 1 || y}", syntax.STOPPING, 3),  # a trap of ink's: the bars are those of a sequence
    ],
)
def test_sequences(source: str, kind: int, count: int) -> None:
    sequence = only_braces(source)
    assert isinstance(sequence, syntax.Sequence)
    assert (sequence.kind, len(sequence.elements)) == (kind, count)


def test_elements_of_a_multi_line_sequence_begin_with_a_line_end_unless_empty() -> None:
    sequence = only_braces("{once:\n- a\n-\n}")
    assert repr(sequence) == ("Sequence(elements=[[Text(value='\\n'), Text(value='a'), Text(value='\\n')], []], kind=8)")


def branches(source: str) -> list[tuple[str, bool, bool, bool, bool, int]]:
    """condition, true branch, else, switch, inline, length of the body"""
    conditional = only_braces(source)
    assert isinstance(conditional, syntax.Conditional)
    return [
        (
            repr(branch.condition),
            branch.is_true_branch,
            branch.is_else,
            branch.matching_equality,
            branch.is_inline,
            len(branch.body),
        )
        for branch in conditional.branches
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{x:yes}", [("None", True, False, False, True, 1)]),
        ("{x:yes|no}", [("None", True, False, False, True, 1), ("None", False, True, False, True, 1)]),
        ("{x:\nyes\n}", [("None", True, False, False, False, 2)]),
        (
            "{x:\nyes\n- else: no\n}",
            [("None", True, False, False, False, 2), ("None", False, True, False, False, 2)],
        ),
        (
            "{x:\n- else: no\n}",
            [("None", True, False, False, False, 0), ("None", False, True, False, False, 2)],
        ),
        (
            "{x:\n- 1: a\n- else: b\n}",
            [("Number(value=1)", False, False, True, False, 2), ("None", False, True, True, False, 2)],
        ),
        (
            "{\n- true: a\n- b\n}",
            [("Number(value=True)", False, False, False, False, 2), ("None", False, True, False, False, 2)],
        ),
    ],
)
def test_conditionals(source: str, expected: list[tuple[str, bool, bool, bool, bool, int]]) -> None:
    assert branches(source) == expected


def test_nested_braces_and_strings_with_logic() -> None:
    output = only_braces('{"a {x|y{"b"}} c"}')
    assert isinstance(output, syntax.Output)
    string = output.expression
    assert isinstance(string, syntax.String)
    assert [type(node).__name__ for node in string.content] == ["Text", "ContentList", "Text"]


def test_spans_point_to_the_line_and_column() -> None:
    nodes = body("first\n  second {x} # tag\n")
    assert [(node.span.line, node.span.column) for node in nodes[:5]] == [
        (1, 1), (1, 6), (2, 3), (2, 10), (2, 13),
    ]  # fmt: skip

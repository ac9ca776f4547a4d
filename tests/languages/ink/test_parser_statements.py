"""What choices, gathers, logic lines, declarations, knots and stitches become."""

from __future__ import annotations

import pytest

from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.parser import parse_story


def story(source: str) -> syntax.Story:
    """A story without faults."""
    tree, diagnostics = parse_story(source, "story.ink")
    assert diagnostics == []
    return tree


def first(source: str) -> syntax.Statement:
    """The first statement."""
    return story(source).body[0]


def value(source: str) -> str:
    """What an expression becomes, printed."""
    assignment = first(f"~ x = {source}")
    if isinstance(assignment, syntax.ContentList):
        assignment = assignment.content[0]
    assert isinstance(assignment, syntax.Assignment)
    return repr(assignment.value)


def test_a_choice_with_all_its_parts() -> None:
    choice = first("+ + (label) {a} {b} Start [only] inner -> END")
    assert isinstance(choice, syntax.Choice)
    assert (choice.depth, choice.once_only, choice.label) == (2, False, "label")
    assert isinstance(choice.condition, syntax.AllOf)
    assert repr(choice.start) == "ContentList(content=[Text(value='Start ')])"
    assert repr(choice.choice_only) == "ContentList(content=[Text(value='only')])"
    assert [type(node).__name__ for node in choice.inner.content] == ["Text", "Divert", "Text"]
    assert choice.has_brackets
    assert not choice.is_fallback


@pytest.mark.parametrize("source", ["* ->", "* -> END", "+ {x} -> END", "* ->\n    text"])
def test_a_choice_without_text_is_a_fallback(source: str) -> None:
    choice = first(source)
    assert isinstance(choice, syntax.Choice)
    assert choice.is_fallback
    assert (choice.start, choice.choice_only) == (None, None)


def test_conditions_and_labels_may_stand_on_lines_of_their_own() -> None:
    choice = first("* (label)\n{a}\n {b}\n  text")
    assert isinstance(choice, syntax.Choice)
    assert isinstance(choice.condition, syntax.AllOf)
    assert repr(choice.start) == "ContentList(content=[Text(value='text')])"


def test_tags_on_choices_end_with_each_part() -> None:
    choice = first("* a # t [b # u] c # v -> END")
    assert isinstance(choice, syntax.Choice)
    parts = [choice.start, choice.choice_only, choice.inner]
    assert [
        [type(node).__name__ for node in part.content] for part in parts if part is not None
    ] == [
        ["Text", "TagStart", "Text", "TagEnd"],
        ["Text", "TagStart", "Text", "TagEnd"],
        ["Text", "TagStart", "Text", "TagEnd", "Divert", "Text"],
    ]  # fmt: skip


def test_gathers_leave_what_follows_on_their_line_to_itself() -> None:
    body = story("- - (here) * choice\n- -> END\n-\ntext").body
    assert [type(node).__name__ for node in body] == [
        "Gather", "Choice", "Gather", "Divert", "Gather", "Text", "Text",
    ]  # fmt: skip
    gather = body[0]
    assert isinstance(gather, syntax.Gather)
    assert (gather.depth, gather.label) == (2, "here")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 - 3", "Binary(left=Number(value=1), operator='+', right="
                      "Binary(left=Number(value=2), operator='-', right=Number(value=3)))"),
        ("a and not b", "Binary(left=Reference(path=('a',)), operator='&&', right="
                        "Unary(operand=Reference(path=('b',)), operator='not'))"),
        ("notable", "Reference(path=('notable',))"),
        ("not 0", "Number(value=True)"),
        ("-5", "Number(value=-5)"),
        ("40.", "Number(value=40.0)"),
        ("- 2.5", "Number(value=-2.5)"),
        ("7 mod 2", "Binary(left=Number(value=7), operator='%', right=Number(value=2))"),
        ("a hasnt b", "Binary(left=Reference(path=('a',)), operator='!?', right=Reference(path=('b',)))"),
        ("()", "ListLiteral(items=[])"),
        ("(a)", "ListLiteral(items=[(None, 'a')])"),
        ("(a, l.b)", "ListLiteral(items=[(None, 'a'), ('l', 'b')])"),
        ("(a + b)", "Binary(left=Reference(path=('a',)), operator='+', right=Reference(path=('b',)))"),
        ("l.b", "Reference(path=('l', 'b'))"),
        ("2nd_try", "Reference(path=('2nd_try',))"),
        ("straße", "Reference(path=('straße',))"),
        ("変数", "Reference(path=('変数',))"),
        ("-> knot", "DivertTarget(divert=Divert(arguments=None, is_thread=False, is_tunnel=False, path=('knot',)))"),
        ('""', "String(content=[Text(value='')])"),
        ("f(1, g())", "Call(arguments=[Number(value=1), Call(arguments=[], discard=False, name='g')], "
                      "discard=False, name='f')"),
    ],
)  # fmt: skip
def test_expressions(source: str, expected: str) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("~ temp x = 1", "Assignment(is_temporary=True, name='x', value=Number(value=1))"),
        ("~ x += 2", "IncDec(amount=Number(value=2), is_increment=True, name='x')"),
        ("~ x--", "IncDec(amount=None, is_increment=False, name='x')"),
        ("~ f()", "ContentList(content=[Call(arguments=[], discard=True, name='f'), Text(value='\\n')])"),
        ("VAR x = true", "VariableDeclaration(name='x', value=Number(value=True))"),
        ("CONST x = 5", "ConstantDeclaration(name='x', value=Number(value=5))"),
        (
            "LIST l = a,\n (b), (c) = 7, (d=9), e",
            "ListDeclaration(items=[ListItem(initial=False, name='a', value=1), "
            "ListItem(initial=True, name='b', value=2), ListItem(initial=True, name='c', value=7), "
            "ListItem(initial=True, name='d', value=9), ListItem(initial=False, name='e', value=10)], name='l')",
        ),
        ("EXTERNAL f(a, b)", "ExternalDeclaration(name='f', parameters=['a', 'b'])"),
    ],
)
def test_logic_lines_and_declarations(source: str, expected: str) -> None:
    assert repr(first(source)) == expected


def test_knots_stitches_functions_and_parameters() -> None:
    flows = story("=== knot(a, -> b) ===\nHello\n= stitch\nA\n= other(x)\nB\n== function f(ref c, ref -> d)\n~ return c\n").flows
    knot, function = flows
    assert isinstance(knot, syntax.Knot)
    assert isinstance(function, syntax.Knot)
    assert [stitch.name for stitch in knot.stitches] == ["stitch", "other"]
    assert knot.stitches[0].parameters is None
    assert [(p.name, p.is_ref, p.is_divert) for p in knot.parameters or []] == [
        ("a", False, False),
        ("b", False, True),
    ]
    assert function.is_function
    assert [(p.name, p.is_ref, p.is_divert) for p in function.parameters or []] == [
        ("c", True, False),
        ("d", True, True),
    ]


def test_a_stitch_may_stand_before_the_first_knot() -> None:
    tree = story("Top\n= alone\nText\n== knot\nText\n")
    assert [type(flow).__name__ for flow in tree.flows] == ["Stitch", "Knot"]


def test_notes_to_self_are_reported_as_such() -> None:
    tree, diagnostics = parse_story("TODO: write this\n", "story.ink")
    assert repr(tree.body) == "[AuthorNote(text='write this')]"
    assert [str(d) for d in diagnostics] == ["story.ink:1:1: note: TODO: write this"]

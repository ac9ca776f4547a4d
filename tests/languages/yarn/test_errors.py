"""What is said about faulty Yarn: each message with its place, several of a file in order, in bounded time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epilogue.diagnostics import StoryError
from epilogue.languages.loaded import ObservedExpression
from epilogue.languages.yarn.parse.files import main_file
from epilogue.languages.yarn.parse.parser import parse_file
from epilogue.languages.yarn.read import read_project
from epilogue.source import Span

pytestmark = pytest.mark.slow


def complaints(folder: Path, source: str, observed: str | None = None) -> list[str]:
    """What is said of a story, each message on a line, its file left out."""
    place = folder / "s.yarn"
    place.write_text(source, encoding="utf-8")
    asked = [] if observed is None else [ObservedExpression("asked", observed, Span("epilogue.toml", 3, 10))]
    try:
        read_project(place, observed=asked)
    except StoryError as error:
        return [f"{one.span.line}:{one.span.column} {one.message}" for one in error.diagnostics if one.span]
    return []


def node(body: str) -> str:
    """A file of one node: its body begins in line 3."""
    return f"title: Start\n---\n{body}\n===\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<<fade", ["3:1 this command does not end: '>>' is missing"]),
        ("<<go A -> B>>", ["3:9 '>' in a command"]),
        ('[wave size="\\"big"]x[/wave]', ["3:13 '\\\"' means nothing here"]),
        ("hello <<fade>>", ["3:7 a command behind text"]),
        ("<<if $a>>\nx", ["3:1 <<if>> is not closed: <<endif>> expected before the node ends"]),
        ("<<endif>>", ["3:1 <<endif>> without <<if>>"]),
        ("<<if true>>\n<<else if true>>\n<<endif>>", ["4:8 '>>' expected, not 'if'"]),
        ("<<if(true)>>\n<<endif>>", ["3:5 a blank is missing behind 'if'"]),
        (
            "<<if true>>\n-> A\n    <<if true>>\n  b\n<<endif>>",
            ["5:5 <<if>> is not closed: <<endif>> expected before the option's text ends"],
        ),
        ("<<set a = 5>>", ["3:7 'a' is not the name of a variable"]),
        ("<<set $a == 5>>", ["3:10 '=' expected, not '=='"]),
        ("<<set $a = >>", ["3:12 a value is missing here"]),
        ("<<declare $a>>", ["3:13 a value is missing: what is $a to begin with?"]),
        ("<<set $a = null>>", ["3:12 a value expected, not 'null'"]),
        ('<<set $a = "x>>', ["3:12 this string does not end"]),
        ("<<set $a = “x”>>", ["3:12 a value expected, not “"]),
        ("<<set $a = (1 + 2>>", ["3:18 ')' expected"]),
        ("<<set $a = gold>>", ["3:12 'gold' is neither a value nor a call"]),
        ("a {1", ["3:5 '}' expected"]),
        ("a \\n b", ["3:3 '\\n' means nothing here"]),
        ("a #tag <<if true>>", ["3:8 nothing but hashtags may follow here"]),
        ("#tag", ["3:1 a line that begins with a hashtag"]),
        ("->", ["3:3 text is missing here"]),
        ("-> A\n        \n", ["4:1 an indented line below an option, with nothing in it"]),
        ("<<local $x = 1>>", ["3:1 <<local>> is reserved: Yarn has no such command yet"]),
        ("<<jump My Node>>", ["3:8 'My Node' is not the title of a node"]),
        ("<<jump Talk.second>>", ["3:8 'Talk.second' is not the title of a node"]),
        ("<<jump {5}>>", ["3:9 the title of a node is a string, this is a number"]),
        ("<<if 1>>\n<<endif>>", ["3:6 a condition is true or false, this is a number"]),
        ("<<declare $a = 1>>\n<<set $a = true>>", ["4:12 $a is a number, it cannot be set to a bool"]),
        ("<<declare $a = 1>>\n<<declare $a = 2>>", ["4:1 $a is declared a second time"]),
        ("<<declare $a = 1 as string>>", ["3:1 $a is declared as a string, its value is a number"]),
        ("<<declare $a = 1 as strin>>", ["3:1 there is no type called 'strin'"]),
        ("<<declare $a = $b + 1>>\n<<set $a = 2>>", ["4:1 $a cannot be set"]),
        ("<<set $a = true - 1>>", ["3:12 '-' works on numbers, not on a bool"]),
        ("{1 == true}", ["3:4 '==' needs two of a kind, not a number and a bool"]),
        ("{true + true}", ["3:7 '+' works on numbers and strings, not on a bool"]),
        ("{dice()}", ["3:2 dice() takes 1 value, not 0"]),
        ("{visited(1)}", ["3:10 visited() takes a string here, not a number"]),
        ("{$a}", ["3:2 nothing tells the type of $a"]),
        ("<<set $a = f()>>", ["3:1 nothing tells the type of $a"]),
        ("{f(1)} {f(1, 2)}", ["3:9 f() is called with 2 values here"]),
        ("{f(1)} {f(true)}", ["3:11 f() takes a number in s.yarn:3:4, but a bool here"]),
        ("<<enum E>>\n<<endenum>>", ["3:1 the enum E has no case"]),
        ("<<enum E>>\n<<case A = 1>>\n<<case B>>\n<<endenum>>", ["5:1 the case B has no value"]),
        ("<<enum E>>\n<<case A>>\n<<case A>>\n<<endenum>>", ["5:1 a second case A in the enum E"]),
        ("<<enum E>>\n<<case A>>\n<<endenum>>\n{E.B}", ["6:2 the enum E has no case B"]),
        ("{.A}", ["3:2 no enum has a case A"]),
        ("<<declare $a = $b + 1>>\n<<declare $b = $a + 1>>", ["3:1 $a is worked out from itself: $a → $b → $a"]),
        ("x #line:1\ny #line:1", ["4:1 a second line with the id #line:1"]),
        ("x #line:1\ny #shadow:1", ["4:1 this shadow differs from #line:1"]),
        ("x #shadow:1", ["3:1 no line has the id #line:1"]),
        ("{1 + }\n<<set $b>>", ["3:6 a value is missing here", "4:9 '=' or 'to' expected behind $b"]),
    ],
)
def test_messages(tmp_path: Path, body: str, expected: list[str]) -> None:
    found = complaints(tmp_path, node(body))
    assert [one.replace(f"{tmp_path}/", "") for one in found] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ["1:1 a file without a node"]),
        ("title: A", ["1:1 a node without a body"]),
        ("title: A\n---\nx", ["1:1 this node does not end: a line '===' is missing"]),
        ("title: A B\n---\n===", ["1:8 'A B' cannot be the title of a node"]),
        ("title: 1st\n---\n===", ["1:8 '1st' cannot be the title of a node"]),
        ("title: A.b\n---\n===", ["1:1 this is Yarn 1: the title 'A.b' has a dot"]),
        ("title: A\nwhen: always\nsubtitle: 1\n---\n===", ["3:11 '1' cannot be a subtitle"]),
        ("title: A\n---\nx #line:a #line:b\n===", ["3:1 a line has one id"]),
        ("tags: x\n---\n===", ["1:1 a node without a title"]),
        ("title: A\ntitle: B\n---\n===", ["2:1 a second title"]),
        ("title: A\nwhat is this\n---\n===", ["2:1 a header expected, not 'what is this'"]),
        ("title: A\nwhen:\n---\n===", ["2:6 the condition is missing behind 'when:'"]),
        ("title: A\ntracking: sometimes\n---\n===", ["2:1 tracking is 'always' or 'never', not 'sometimes'"]),
        ("title: A\n---\n===\ntitle: A\n---\n===", ["4:1 a second node with the title A"]),
        (
            "title: A\nwhen: always\n---\n===\ntitle: A\n---\n===",
            ["5:1 another node with the title A, but this one has no 'when:'"],
        ),
    ],
)
def test_messages_about_nodes(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert complaints(tmp_path, source) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$gold >= 5", []),
        ("$gld >= 5", ["3:10 the story has no variable $gld"]),
        ("$gold >= ", ["3:19 a value is missing here"]),
        ("$gold >= true", ["3:19 '>=' works on numbers, not on a bool"]),
        ("fly() == 5", ["3:10 the story calls no function fly()"]),
        ("$gold 5", ["3:16 '5' does not belong here"]),
    ],
)
def test_messages_about_expressions_of_settings(tmp_path: Path, expression: str, expected: list[str]) -> None:
    assert complaints(tmp_path, node("<<declare $gold = 0>>\n{$gold}"), expression) == expected


def test_every_parse_failure_of_yarn_spinner_is_refused(corpus: Path) -> None:
    failures = sorted((corpus / "conformance/yarn/yarnspinner/TestCases/ParseFailures").glob("*.yarn"))
    assert failures
    for failure in failures:
        with pytest.raises(StoryError) as caught:
            read_project(failure)
        assert all(one.span and one.span.line and one.message for one in caught.value.diagnostics), failure.name


def test_every_story_of_the_corpus_is_read(corpus: Path) -> None:
    stories = sorted(place for place in (corpus / "stories/yarn").iterdir() if place.is_dir())
    assert stories
    for story in stories:
        assert read_project(main_file(story)).project.nodes, story.name


def test_every_test_case_of_yarn_spinner_is_read(corpus: Path) -> None:
    for case in sorted((corpus / "conformance/yarn/yarnspinner/TestCases").glob("*.yarn")):
        if case.stem == "DuplicateLineTags":  # Yarn Spinner's own suite expects a rejection
            with pytest.raises(StoryError):
                read_project(case)
        else:
            read_project(case)


HOSTILE = {
    "options": "\n".join(" " * depth + "-> x" for depth in range(3000)),
    "ifs": "<<if true>>\n" * 5000,
    "parentheses": "{" + "(" * 50_000,
    "signs": "{" + "-" * 50_000 + "1}",
    "sum": "{" + "1+" * 40_000 + "1}",
    "brackets": "[a " * 30_000,
    "escapes": "\\{" * 40_000,
    "long": "x" * 2_000_000,
    "jumps": "\n".join(f"<<jump Node{number}>>" for number in range(5000)),
    "variables": "\n".join(f"<<set $a{number} = $a{number + 1}>>" for number in range(3000)),
    "doubling": "\n".join(f"<<declare $a{number} = $a{number + 1} + $a{number + 1}>>" for number in range(64))
    + "\n<<declare $a64 = 1>>",
    "smart": "\n".join(f"<<declare $a{number} = $a{number + 1} + 1>>" for number in range(3000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_read_or_refused_in_bounded_time(tmp_path: Path, name: str) -> None:
    start = time.process_time()
    assert bool(complaints(tmp_path, node(HOSTILE[name]))) == (name not in ("brackets", "escapes", "jumps"))
    assert time.process_time() - start < 5


BITS = [
    "<<", ">>", "if ", "once", "$a", "{", "}", "->", "=>", "\n", "    ", "\t", "#", "x", "[", "]", "\\", "<<if true>>",
    "<<endif>>", "===", "---", "title: A\n", '"', "=", "1", "(", "/",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(BITS), max_size=40))
def test_nothing_crashes_the_parser(pieces: list[str]) -> None:
    _, found = parse_file("title: Start\n---\n" + "".join(pieces), "s.yarn")
    assert all(one.span is not None and one.span.line >= 1 for one in found)

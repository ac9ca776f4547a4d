"""Test plans of Yarn stories, run as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

import epilogue
from epilogue.cli import main

STORY = """\
title: Start
---
<<declare $gold = 1>>
The innkeeper looks up. #warm
-> A room, please. <<if $gold > 2>>
    Upstairs. // kept for the rich
-> Nothing, thanks.
    <<close door>>
    As you like.
===
title: Cellar
---
Dark here, with {$gold} gold.
===
"""
PASSES = """\
# How it begins
line: `The innkeeper looks up.`#cold, and no tag: a comment
option: `A room, please.` [disabled] # always
option: *# whatever [disabled]
select: 2#nd
command: `close door`
line: *
stop
---
set: $gold = 3# pounds
node: Cellar#down
line: `Dark here, with 3 gold.`
stop
"""


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    Path("inn.yarn").write_text(STORY, encoding="utf-8")
    return "inn.yarn"


def said(capsys: pytest.CaptureFixture[str], plan: str, expected: int = 1) -> list[str]:
    Path("inn.testplan").write_text(plan, encoding="utf-8")
    assert main(["test", "inn.yarn"]) == expected
    captured = capsys.readouterr()
    return (captured.err if expected == 2 else captured.out).splitlines()


def test_the_plan_beside_a_story_runs_with_its_tests(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("epilogue.toml").write_text('[[tests]]\nname = "No room"\nfrom = "Start"\nchoices = ["Nothing"]\n', encoding="utf-8")
    Path("other.testplan").write_text("stop\n", encoding="utf-8")
    assert said(capsys, PASSES, 0)[:4] == ["✔ No room", "✔ inn.testplan", "", "2 tests: 2 passed."]
    assert main(["test", story, "-k", "inn.test"]) == 0
    assert "1 test: 1 passed." in capsys.readouterr().out


def test_a_plan_that_fails_says_where_what_and_what_came(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, PASSES.replace("A room, please.` [disabled]", "A room, please.`")) == [
        "✘ inn.testplan (inn.testplan:3)",
        "  Run 1 of 2:",
        "  - `A room, please.` cannot be chosen",
        "  On offer there:",
        "    1. A room, please. [disabled]",
        "    2. Nothing, thanks.",
        "",
        "1 test: 1 failed.",
        "Next: epilogue test inn.yarn --plan inn.testplan   this one alone",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("looks up.`", "sleeps.`", 2, "line `The innkeeper sleeps.` expected, but this comes: line `The innkeeper looks up.`"),
        ("option: *# whatever [disabled]\n", "", 4, "1 option expected, but 2 are shown"),
        ("select: 2#nd", "select: 1", 5, "`A room, please.` cannot be chosen"),
        ("select: 2#nd", "select: 3", 5, "select: 3 expected, but the options are 1 to 2"),
        ("option: *# whatever [disabled]\nselect: 2#nd\n", "line: *\n", 4, "select: expected after the options"),
        ("command: `close door`", "line: `close door`", 6, "line `close door` expected, but this comes: command `close door`"),
        ("line: *\nstop\n---", "stop\n---", 7, "stop expected, but this comes: line `As you like.`"),
        ("line: *\nstop\n---", "line: *\nline: *\n---", 8, "any line expected, but the conversation is over"),
        ("set: $gold", "set: $silver", 10, "the story has no variable $silver"),
        ("node: Cellar", "node: Attic", 12, "the story has no node Attic"),
    ],
)
def test_ways_in_which_a_plan_fails(
    story: str, capsys: pytest.CaptureFixture[str], old: str, new: str, line: int, message: str
) -> None:
    assert old in PASSES
    Path("inn.testplan").write_text(PASSES.replace(old, new, 1), encoding="utf-8")
    assert main(["test", story, "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["tests"]
    assert (found["outcome"], found["line"], found["failure"]["said"]) == ("failed", line, [message])


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ("line: `a`\nlyne: `b`\n", "inn.testplan:2:1: error: this is no step of a test plan"),
        (f"select: {'9' * 5000}\n", "inn.testplan:1:1: error: the number of an option expected"),
        ("select: me\n", "inn.testplan:1:1: error: the number of an option expected"),
        ("set: gold 3\n", "inn.testplan:1:1: error: a variable and its value expected"),
        ("saliency: worst\n", "inn.testplan:1:1: error: the name of a saliency expected"),
        ("# nothing\n", "inn.testplan: error: this test plan has no steps"),
    ],
)
def test_a_plan_that_is_not_understood(story: str, capsys: pytest.CaptureFixture[str], plan: str, message: str) -> None:
    assert any(line.startswith(message) for line in said(capsys, plan, 2))


def test_a_plan_by_its_name(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("elsewhere.testplan").write_text(PASSES, encoding="utf-8")
    Path("inn.testplan").write_text("stop\n", encoding="utf-8")
    assert main(["test", story, "--plan", "elsewhere.testplan", "-o", "report.xml"]) == 0
    assert "✔ elsewhere.testplan" in capsys.readouterr().out
    (case,) = ElementTree.parse("report.xml").iter("testcase")
    assert (case.get("name"), case.get("file")) == ("elsewhere.testplan", "elsewhere.testplan")
    assert main(["test", story, "--plan", "nowhere.testplan"]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err
    assert main(["test", story, "--plan", "elsewhere.testplan", "--accept"]) == 2
    assert "a test plan is changed by hand" in capsys.readouterr().err


def test_all_plans_beside_a_project(story: str) -> None:
    Path("inn.yarnproject").write_text('{"projectFileVersion": 3, "sourceFiles": ["*.yarn"], "baseLanguage": "en"}')
    Path("one.testplan").write_text(PASSES, encoding="utf-8")
    Path("two.testplan").write_text("stop\n", encoding="utf-8")
    answer = epilogue.load("inn.yarnproject").test()
    assert [(test.name, test.outcome) for test in answer.tests] == [("one.testplan", "passed"), ("two.testplan", "failed")]


def test_select_0_goes_on_behind_options_none_of_which_can_be_chosen(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = "-> Buy <<if $gold > 2>>\n    Thanks.\n-> Bribe <<if $gold > 5>>\n"
    text = f"title: Start\n---\n<<declare $gold = 0>>\n{options}Nothing to do.\n===\n"
    Path(story).write_text(text, encoding="utf-8")
    shown = "option: `Buy` [disabled]\noption: `Bribe` [disabled]\n"
    assert said(capsys, f"{shown}select: 0\nline: `Nothing to do.`\nstop\n", 0)[0] == "✔ inn.testplan"
    assert "  - `Buy` cannot be chosen" in said(capsys, f"{shown}select: 1\n")
    rich = "set: $gold = 6\noption: `Buy`\noption: `Bribe`\nselect: 0\n"
    assert "  - select: 0 expected, but the options are 1 to 2" in said(capsys, rich)
    assert main(["check", story]) == 1  # but `check` counts it as an error


def test_a_story_in_another_language_has_no_plans(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("tale.ink").write_text("Hello.\n-> END\n", encoding="utf-8")
    Path("tale.testplan").write_text("stop\n", encoding="utf-8")
    assert main(["test", "tale.ink"]) == 2
    assert "has no tests yet" in capsys.readouterr().err
    assert main(["test", "tale.ink", "--plan", "tale.testplan"]) == 2
    assert capsys.readouterr().err.startswith("tale.testplan: error: test plans are for Yarn stories")

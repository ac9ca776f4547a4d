"""Warnings about likely mistakes, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.cli import main
from epilogue.languages import registry

STORY = """\
VAR lit = true
VAR n = 1
CONST YES = "yes"
-> k
=== k
@@
~ lit = not lit
-> END
=== function is_on()
~ return lit
"""


def warnings(folder: Path, text: str) -> list[str]:
    """The warnings of a story with this text, as `check` has them: line and column, message, hint."""
    path = folder / "s.ink"
    path.write_text(STORY.replace("@@", text), encoding="utf-8")
    return [f"{d.span.line}:{d.span.column} {d.message}; {d.hint}" for d in registry.read(path)[1] if d.span]


TRUTH = 'prints "true" or "false" here; to show a text where it is true, write the text after a colon: {condition: text}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The lamp is {lit}.", f"6:13 'lit' {TRUTH}"),
        ("* [It is {n > 2}]", f"6:10 A condition {TRUTH}"),
        ("{is_on()}", f"6:1 'is_on()' {TRUTH}"),
        ("{lit: {not lit}}", f"6:7 A condition {TRUTH}"),
        (
            "{ - n > 3: many }",
            "6:3 The '-' that begins this condition is read as a minus; a list of conditions begins on the line after the brace",
        ),
        (
            '{ k == "yes": a }',
            "6:3 'k' is how often this place was visited, a number, and is compared with a text here; "
            "to ask whether it was visited at all, write its name alone",
        ),
        (
            '{ YES != k: a }',
            "6:10 'k' is how often this place was visited, a number, and is compared with a text here; "
            "to ask whether it was visited at all, write its name alone",
        ),
        (
            '{ k:\n- "yes": a\n- else: b\n}',
            "6:3 'k' is how often this place was visited, a number, and is compared with a text here; "
            "to ask whether it was visited at all, write its name alone",
        ),
        (
            "**Bold** words.\n- more",
            "6:1 '**' at the beginning of a line makes it an option; if its words were to be emphasised, write '\\**'",
        ),
        (
            "  *italic words* and others",
            "6:3 '*' at the beginning of a line makes it an option; if its words were to be emphasised, write '\\*'",
        ),
    ],
)  # fmt: skip
def test_warned_of(tmp_path: Path, text: str, expected: str) -> None:
    assert [found for found in warnings(tmp_path, text) if "loose end" not in found] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "{lit: lit|dark} {n} {not lit: dark}",
        '{"{lit}" == "true": lit}',
        "Music. # on: {lit}",
        "{ -n > 3: many } { - n: some }",
        "{\n- n > 3: many\n}",
        '{ n == "1": a } { k == 1: b }',
        "* Take *all* of it.\n- so",
        "* * [Deeper] in\n- so",
        "** Deeper\n- so",
        "*[Quick] and *5*3\n- so",
        "\\*italic\\* words",
    ],
)
def test_left_alone(tmp_path: Path, text: str) -> None:
    assert [found for found in warnings(tmp_path, text) if "loose end" not in found] == []


def test_a_variable_that_may_hold_something_else_is_left_alone(tmp_path: Path) -> None:
    assert warnings(tmp_path, "~ lit = 3\n{lit}") == []
    assert warnings(tmp_path, "~ lit++\n{lit}") == []
    assert warnings(tmp_path, "~ set(lit)\n{lit}\n-> END\n=== function set(ref what)\n~ what = 2\n=== l") == []


def test_check_reports_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warnings(tmp_path, "The lamp is {lit}.")
    assert main(["check", str(tmp_path / "s.ink")]) == 1
    assert 'line 6: \'lit\' prints "true" or "false" here [EP040]' in capsys.readouterr().out

"""What a writer hardly meant is warned of, or refused with the likely mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.cli import main

STORY = """\
title: Start
---
<<declare $lamp_lit = false>>
-> Light it
    <<set $lamp_lit = true>>
-> Let it be dark
<<jump Night>>
===
title: Night
---
<<if $lamp_lit>>
    It turns.
<<else>>
    It does not.
<<endif>>
===
"""


def said(command: str, folder: Path, capsys: pytest.CaptureFixture[str], old: str, new: str) -> str:
    (folder / "s.yarn").write_text(STORY.replace(old, new), encoding="utf-8")
    main([command, str(folder)])
    shown = capsys.readouterr()
    return " ".join((shown.out + shown.err).split())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<<if $lamp_lit>>", "<<if $lamplit>>", "line 11: $lamplit is declared and set nowhere [EP040] Did you mean $lamp_lit?"),
        (
            "<<if $lamp_lit>>",
            '<<if visted("Start")>>',
            "visted() is taken as a function of the game's own [EP040] Did you mean visited?",
        ),
        ("<<else>>", "<<elsif true>>", "line 13: <<elsif>> is taken as a command of the game's own [EP040] Did you mean elseif?"),
        (
            "<<jump Night>>",
            "-> Night",
            "'-> Night' is an option, and nothing follows it [EP040] To go to the node of that name, write",
        ),
        (
            "<<jump Night>>",
            "[mood=sad_eyed]Hm.[/mood]\nSo.\n[mood very]Hm.[/mood]\n<<jump Night>>",
            "line 7: Yarn Spinner 3 does not read the markup of this line as it was meant, and shows some of it "
            "(so in 1 more line of this file) [EP040] A value of more than letters and digits stands in quotation marks",
        ),
        ("<<set $lamp_lit = true>>", "<set $lamp_lit to true>", "line 5: '<set $lamp_lit to true>' is shown as text [EP040]"),
        ("<<jump Night>>", "<jump Night>", "'<jump Night>' is shown as text [EP040] A command stands in two signs each:"),
        ("<<jump Night>>", "jump Night", "line 7: 'jump Night' is shown as text [EP040]"),
        ("<<if $lamp_lit>>", "if $lamp_lit\n<<if $lamp_lit>>", "line 11: 'if $lamp_lit' is shown as text [EP040]"),
        ("<<if $lamp_lit>>", "<<if $lamp_lit>>>", "line 11: '>' behind a command is shown as text [EP040]"),
        ("<<jump Night>>", "<<once>>>\n    Hm.\n<<endonce>>\n<<jump Night>>", "line 7: '>' behind a command is shown as text"),
        ("<<if $lamp_lit>>", "<<if $lamp_Lit>>", "line 11: $lamp_Lit and $lamp_lit are two variables: capitals count [EP040]"),
        (
            "<<jump Night>>",
            "<<detour Talk>>\n<<jump Night>>\n===\ntitle: Talk\nwhen: false\n---\nHm.\n===\n"
            "title: Talk\nwhen: $lamp_lit and false\n---\nHo.",
            "line 10: no node of the group Talk can ever run [EP003] Hides 2 passages",
        ),
    ],
)
def test_what_nearly_is_something_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, expected: str
) -> None:
    assert expected in said("check", tmp_path, capsys, old, new)


@pytest.mark.parametrize("new", ["<sigh>", "jump Away", "if you jump", "set it down", "1 > 0", "<<turn left>> // >"])
def test_prose_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], new: str) -> None:
    assert "nothing to mend" in said("check", tmp_path, capsys, "<<jump Night>>", f"{new}\n<<jump Night>>")


@pytest.mark.parametrize("new", ["<<turn left>>", "<<wait 3>>", "<<elsewhere>>", "<<lights on>>"])
def test_commands_of_a_game_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], new: str) -> None:
    assert "nothing to mend" in said("check", tmp_path, capsys, "<<jump Night>>", f"{new}\n<<jump Night>>")


def test_what_a_project_defines_is_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    defined = '{"commands": [{"yarnName": "elsif"}], "functions": [{"yarnName": "visted", "return": {"type": "bool"}}]}'
    (tmp_path / "game.ysls.json").write_text(defined, encoding="utf-8")
    (tmp_path / "Game.yarnproject").write_text('{"projectFileVersion": 3, "definitions": "*.ysls.json"}', encoding="utf-8")
    assert "EP040" not in said("check", tmp_path, capsys, "<<if $lamp_lit>>", "<<elsif>>\n<<if $lamp_lit and visted()>>")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "===\ntitle: Night",
            "title: Night",
            "s.yarn:8:1: error: a node begins here, and the one above has not ended (a line '==='",
        ),
        ("===\ntitle: Night", "title: Night\ntags: x", "s.yarn:8:1: error: a node begins here"),
        ("<<if $lamp_lit>>", "<<if $lamp_lit = true>>", "'>>' expected, not '= true' (two values are compared with '==')"),
    ],
)
def test_the_likely_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, expected: str) -> None:
    assert expected in said("endings", tmp_path, capsys, old, new)


def test_a_line_that_only_looks_like_a_title(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "(proved" in said("endings", tmp_path, capsys, "-> Light it", "title: Night, said the poster\n-> Light it")

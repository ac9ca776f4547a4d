"""Commands that set variables, as epilogue.toml has it: the same door as functions of the game."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from epilogue.answers import EndingsReport
from epilogue.diagnostics import StoryError
from epilogue.questions.endings.build import endings
from epilogue.story.project import load
from epilogue.testing.judging import judge_program

STORY = """\
title: Start
---
<<declare $gold = 1>>
<<declare $tip = 0>>
-> Take it
    <<give_gold {$tip} now>>
-> Leave it
<<shake>>
<<if $gold > 2>>
    Rich. #ending:rich
<<else>>
    Poor. #ending:poor
<<endif>>
===
"""


def report(folder: Path, said: str) -> EndingsReport:
    (folder / "story.yarn").write_text(STORY, encoding="utf-8")
    (folder / "epilogue.toml").write_text(said, encoding="utf-8")
    project = load(str(folder / "story.yarn"))
    assert judge_program(project.program).problems == []
    return endings(project, verify=True)


def test_a_command_is_taken_to_set_nothing(tmp_path: Path) -> None:
    found = report(tmp_path, '[outside]\nshows_only = ["shake"]')
    assert [(ending.name, ending.odds.exact) for ending in found.endings] == [("poor", Fraction(1))]


def test_what_a_command_sets(tmp_path: Path) -> None:
    found = report(tmp_path, '[outside]\ngive_gold = { writes = { "$gold" = { chance = [0, 5, 5, 5] } } }')
    assert {ending.name: ending.odds.exact for ending in found.endings} == {"poor": Fraction(5, 8), "rich": Fraction(3, 8)}
    assert found.check is not None and not found.check.differences


def test_what_a_command_may_set_to_anything(tmp_path: Path) -> None:
    found = report(tmp_path, '[outside]\ngive_gold = { writes = ["$gold"] }')
    rich = next(ending for ending in found.endings if ending.name == "rich")
    assert (rich.odds.low, rich.odds.high, rich.odds.depends) == (0, 0.5, ("$gold after give_gold",))
    assert found.notes[0].startswith("give_gold (line 6) may change $gold: what it leaves there is taken as any number then.")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            "[outside]\ngive_gild = { writes = [] }",
            "calls nothing of the game that is called 'give_gild'.*did you mean give_gold",
        ),
        ("[outside]\ngive_gold = { returns = 3 }", "give_gold returns nothing: it is a command"),
    ],
)
def test_what_is_wrong(said: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(StoryError, match=message):
        report(tmp_path, said)

"""Code of the game and what a reader types in: what they may change, and what is told apart because of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.answers import EndingsReport
from epilogue.diagnostics import StoryError
from epilogue.questions.endings.build import endings
from epilogue.story.project import load

SHOP = """*create gold "few"
*create hp "low"
*script {}
*if gold = "many"
    *goto rich
*if hp = "high"
    *goto strong
Poor.
*ending
*label rich
Rich.
*ending
*label strong
Strong.
*ending
"""


def report(folder: Path, startup: str, declared: str = "") -> EndingsReport:
    (folder / "startup.txt").write_text(startup, encoding="utf-8")
    (folder / "epilogue.toml").write_text(declared, encoding="utf-8")
    return endings(load(str(folder)))


def words(found: EndingsReport) -> list[str]:
    return sorted(str(ending.last_words) for ending in found.endings)


@pytest.mark.parametrize(
    ("code", "ways"),
    [
        ("shake(true);", ["Poor."]),
        ("stats.gold = pick(bags)", ["Poor.", "Rich."]),
        ('stats["hp"]++', ["Poor.", "Strong."]),
        ("stats[name] = 9", ["Poor.", "Rich.", "Strong."]),
        ("var s = stats; s.gold = 9", ["Poor.", "Rich.", "Strong."]),
        ("eval(code)", ["Poor.", "Rich.", "Strong."]),
        (r"st\u0061ts.gold = 9", ["Poor.", "Rich.", "Strong."]),
    ],
)
def test_code_sets_what_it_names_or_may_come_to(code: str, ways: list[str], tmp_path: Path) -> None:
    found = report(tmp_path, SHOP.format(code))
    assert found.complete and words(found) == ways


def test_a_function_of_the_game_is_trusted_and_named(tmp_path: Path) -> None:
    found = report(tmp_path, SHOP.format("shake(true);"))
    assert found.notes == (
        "shake (line 3) comes from the game and is taken to change no variable. Say what it does: [outside] in epilogue.toml.",
    )
    found = report(tmp_path, SHOP.format("stats.gold = pick(bags)"))
    assert found.notes[-1] == (
        "script startup 3 (line 3) comes from the game and is taken to change nothing but gold. "
        "Say what it does: [outside] in epilogue.toml."
    )
    found = report(tmp_path, SHOP.format("shake(true);"), '[outside]\nshows_only = ["shake"]')
    assert found.notes == () and words(found) == ["Poor."]
    found = report(tmp_path, SHOP.format("shake(stats.hp);"), '[outside."script startup 3"]\nwrites = { hp = "high" }')
    assert found.notes == () and words(found) == ["Strong."]
    with pytest.raises(StoryError, match="shake was read as code that does not set hp"):
        report(tmp_path, SHOP.format("shake(true);"), '[outside]\nshake = { writes = { hp = "high" } }')


def test_what_is_typed_in_and_shown_keeps_nothing_apart(tmp_path: Path) -> None:
    shown = '*create handle ""\n*create name ""\n*input_text handle\n*set name "Dr. $!{handle}"\nHello ${name}.\n*ending\n'
    found = report(tmp_path, shown)
    assert found.complete and found.playthroughs == 1
    compared = shown.replace("Hello", '*if name = "Dr. Ann"\n    *goto known\nHello').replace(
        "*ending\n", "*ending\n*label known\nYou!\n*ending\n"
    )
    found = report(tmp_path, compared)
    assert not found.complete and "more is done with it than to compare it" in str(found.reason)

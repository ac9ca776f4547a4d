"""Predicate abstraction of the game's unknown functions: what their readers can distinguish, and where nothing is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.answers import EndingsReport
from epilogue.diagnostics import StoryError
from epilogue.questions.endings.build import endings
from epilogue.story.project import load
from epilogue.story.transcript import transcript


def report(tmp_path: Path, body: str, declared: str = "", precision: str = "control") -> EndingsReport:
    """The report of a story with two functions of the game."""
    story = tmp_path / "story.ink"
    story.write_text(f"EXTERNAL gold()\nEXTERNAL word()\n{body}", encoding="utf-8")
    if declared:
        (tmp_path / "epilogue.toml").write_text(declared, encoding="utf-8")
    return endings(load(str(story)), precision=precision)  # type: ignore[arg-type]


def ending_if(condition: str, mark: str) -> str:
    return f"{{ {condition}:\n    # ending: {mark}\n    -> END\n}}\n"


def names(found: EndingsReport) -> set[str | None]:
    return {ending.name for ending in found.endings}


def test_every_class_of_numbers_is_reached(tmp_path: Path) -> None:
    body = "VAR purse = 0\n~ purse = gold()\n" + "".join(
        ending_if(condition, mark)
        for condition, mark in (
            ("purse < 3", "below"),
            ("purse == 3", "three"),
            ("purse < 4", "between"),
            ("purse == 4", "four"),
            ("purse < 4", "never"),
            ("purse > 9 && purse < 10", "nine and a half"),
        )
    )
    found = report(tmp_path, body + "-> END\n")
    assert found.complete and found.playthroughs is None
    assert names(found) == {"below", "three", "between", "four", "nine and a half", None}
    assert all((e.odds.low, e.odds.high, e.odds.depends) == (0, 1, ("gold",)) for e in found.endings)
    (note,) = found.notes
    assert note.startswith("gold (line 4) comes from the game and is taken as any number.")


def test_texts_are_distinguished_by_what_they_equal(tmp_path: Path) -> None:
    body = "~ temp said = word()\n* [Say it]\n* [Keep silent]\n    -> END\n- " + ending_if('said == "swordfish"', "in")
    found = report(tmp_path, body + "-> END\n")
    assert found.complete
    inside = next(ending for ending in found.endings if ending.name == "in")
    assert (inside.odds.low, inside.odds.high) == (0, 0.5)
    assert "any text" in found.notes[0]


def test_truth_alone(tmp_path: Path) -> None:
    found = report(tmp_path, ending_if("not gold()", "poor") + "-> END\n")
    assert names(found) == {"poor", None}
    assert "true or false" in found.notes[0]


@pytest.mark.parametrize("precision", ["control", "text"])
def test_what_nobody_asks_for_needs_nothing_said(precision: str, tmp_path: Path) -> None:
    found = report(tmp_path, "~ gold()\nHello, {word()}.\n* [On]\n- -> END\n", precision=precision)
    assert found.complete and found.notes == () and found.playthroughs == 1
    assert [ending.odds.exact for ending in found.endings] == [1]


def test_the_transcript_has_what_the_game_gave(tmp_path: Path) -> None:
    body = ending_if("gold() > 2", "rich") + "Hello, {word()}. -> END\n"
    found = report(tmp_path, body)
    poor = next(ending for ending in found.endings if ending.name is None)
    moments = transcript(load(str(tmp_path / "story.ink")), poor.path)
    assert [moment.text.strip() for moment in moments] == ["gold: 1", "Hello, (word)."]


@pytest.mark.parametrize(
    "use",
    [
        ending_if("gold() + 1 > 3", "more"),
        ending_if("gold() > word()", "more"),
        ending_if('gold() == 3 && "{word()}" == "x"', "text"),
        ending_if("RANDOM(1, gold()) == 1", "luck"),
        ending_if('gold() == 3 || gold() == "three"', "both") + '~ temp g = gold()\n{ g == 3: x}{ g == "y": z}\n',
    ],
)
def test_what_is_reckoned_with_is_not_guessed(use: str, tmp_path: Path) -> None:
    found = report(tmp_path, use + "-> END\n")
    assert not found.complete
    assert "comes from the game" in str(found.reason)
    assert all(ending.odds.high == 1 for ending in found.endings)


def test_a_declaration_answers(tmp_path: Path) -> None:
    use = ending_if("gold() + 1 > 3", "more") + "-> END\n"
    found = report(tmp_path, use, "[outside]\ngold = { from = 1, to = 3 }")
    assert found.complete and found.notes == ()
    assert names(found) == {"more", None}


def test_a_name_that_the_story_has_not(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match=r"epilogue\.toml:2: .*did you mean gold"):
        report(tmp_path, "{gold()} {word()} -> END\n", "[outside]\ngolf = 3")

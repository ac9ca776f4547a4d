"""Folders of scenes: which are read, and what is said of those that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from epilogue.diagnostics import StoryError
from epilogue.languages.registry import find, load
from epilogue.machine.play import Session
from epilogue.questions.check.build import check
from epilogue.story import project
from epilogue.story.study import Study


def written(folder: Path, scenes: Mapping[str, str]) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in scenes.items():
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize("place", ["", "scenes", "mygame/scenes", "web/mygame/scenes", "somewhere/else"])
def test_a_games_folder_is_enough(place: str, tmp_path: Path) -> None:
    written(
        tmp_path / place, {"startup.txt": "Hello.\n*goto_scene two\n", "two.txt": "There.\n*ending\n", "notes.txt": "*nonsense\n"}
    )
    loaded = load(str(tmp_path))
    assert Session(loaded.program).transcript == "Hello. There.\n"
    assert {Path(name).name for name in loaded.program.sources} == {"startup.txt", "two.txt"}  # no other is read


def test_two_games_in_a_folder_are_named(tmp_path: Path) -> None:
    for game in ("one", "other"):
        written(tmp_path / game, {"startup.txt": "*ending\n"})
    with pytest.raises(StoryError, match=r"name one of them: one/startup\.txt, other/startup\.txt"):
        find(str(tmp_path))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("*set n 1 + 2 + 3", r"startup.txt:2:14: error: the end of \*set expected, not '\+ 3' \(only two values"),
        ("*if n == 1", r"2:8: error: a value expected, not '=' \(equality is written with one ="),
        ("*if (n = 1", r"2:11: error: '\)' expected \(it closes the '\(' in column 5"),
        ('*set n "a', r"2:8: error: this text does not end"),
        ("Hello ${n.", r"2:10: error: '}' expected \(it closes the '\$\{' in column 7"),
        ("@{n one}", r"2:1: error: two texts expected"),
        ("*label two words", r"2:1: error: a label of one word expected"),
        ("*create m n", r"2:11: error: a plain value expected"),
        ("*hide_resue", r"2:1: error: there is no command \*hide_resue \(did you mean hide_reuse"),
        ("*rand n 1", r"2:10: error: a value is missing here"),
    ],
)
def test_a_mistake_is_told_with_its_place(line: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(StoryError, match=message):
        load(written(tmp_path, {"startup.txt": f"*create n 1\n{line}\n*ending\n"}))


def test_every_mistake_of_every_scene_is_told(tmp_path: Path) -> None:
    scenes = {"startup.txt": "*oops\n*goto_scene two\n", "two.txt": "*if (\n  a\n*oops\n"}
    with pytest.raises(StoryError) as raised:
        load(written(tmp_path, scenes))
    assert [(Path(one.span.file).name, one.span.line) for one in raised.value.diagnostics if one.span] == [
        ("startup.txt", 1),
        ("two.txt", 1),
        ("two.txt", 3),
    ]


def test_missing_places_are_warned_of(tmp_path: Path) -> None:
    source = "*scene_list\n  startup\n  tow\n*goto_scene two hre\n*label here\n*gosub her\n*finish\n"
    warnings = load(written(tmp_path, {"startup.txt": source, "two.txt": "*label here\n*ending\n"})).diagnostics
    assert [(one.span and one.span.line, one.message, one.hint) for one in warnings] == [
        (3, "the *scene_list names the scene tow, which is missing", "did you mean two?"),
        (4, "there is no label hre in the scene two", "did you mean here?"),
        (6, "there is no label her in this scene", "did you mean here?"),
    ]


def test_fair_math_stays_within_its_bounds_without_a_check(tmp_path: Path) -> None:
    """A variable that only fair math moves needs no test of its range, so the search proves that nothing fails."""
    source = (
        "*create n 50\n*label top\n*choice\n  #Up\n    *set n %+ 10\n    *goto top\n  #Down\n    *set n %- 10\n    *goto top\n"
    )
    program = load(written(tmp_path, {"startup.txt": source})).program
    assert all("non-percentile" not in str(instruction.a) for instruction in program.code)


def test_the_stats_screen_is_neither_lost_nor_a_way_out(tmp_path: Path) -> None:
    scenes = {
        "startup.txt": "*create n 1\n*choice\n  #A\n    *set n 2\n    *goto over\n  #B\n    *goto over\n*label over\nOver.\n",
        "choicescript_stats.txt": "*stat_chart\n  percent n Number\nHere.\n",
    }
    story = project.load(written(tmp_path, scenes))
    assert check(story).findings == ()
    assert len(Study(story).endings) == 1


def test_an_unearned_achievement_without_an_achieve(tmp_path: Path) -> None:
    source = "*achievement a visible 1 A\n  b\n  c\n*ending\n"
    (finding,) = check(project.load(written(tmp_path, {"startup.txt": source})), ["EP041"]).findings
    assert (finding.line, finding.why) == (1, "nobody can earn the achievement a")


@pytest.mark.parametrize(("value", "kind"), [("4", []), ("5", ["limit"]), ("4.0", ["limit"]), ('"four"', ["error"])])
def test_a_draw_that_proves_not_whole_is_a_limit_and_no_error(value: str, kind: list[str], tmp_path: Path) -> None:
    ends = "n" if "." in value else "(n/2)"
    story = written(tmp_path, {"startup.txt": f"*create n {value}\n*create t 0\n*rand t 1 {ends}\n*ending\n"})
    assert [problem.kind for problem in Session(load(story).program).state.problems] == kind

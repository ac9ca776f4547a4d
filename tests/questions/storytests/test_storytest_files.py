"""Reading a story's tests, and the messages on mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue import settings
from epilogue.diagnostics import StoryError
from epilogue.questions.storytests import storytest_files
from epilogue.questions.storytests.storytest_files import AnyChoices, Demand, Pick


def read(tmp_path: Path, text: str) -> tuple[storytest_files.StoryTest, ...]:
    path = tmp_path / "story.storytest.toml"
    path.write_text(text, encoding="utf-8")
    return storytest_files.read_test_file(str(path))[0].tests


def test_everything_a_test_can_say(tmp_path: Path) -> None:
    (test,) = read(
        tmp_path,
        """
[[tests]]
name = "All  of it"
from = "inn"
choices = ["Go in", {expect = "gold > 1", sees = "a door"}, "…", "Leave", "..."]
luck = [6, "weather.rain"]
every = true
ending = ["home", "away"]
expect = ["gold == 2"]
never_sees = "a dragon"
""",
    )
    assert test.name == "All of it"
    assert test.span.line == 3
    assert (test.entry, test.luck, test.every, test.endings) == ("inn", (6, "weather.rain"), True, ("home", "away"))
    pick, demand, anything, leave, more = test.choices
    assert isinstance(demand, Demand)
    assert (pick, anything, leave, more) == (Pick("Go in"), AnyChoices(), Pick("Leave"), AnyChoices())
    assert (demand.expect, demand.sees, demand.span.line) == (("gold > 1",), ("a door",), 5)
    assert (test.final.expect, test.final.never_sees) == (("gold == 2",), ("a dragon",))


def test_a_test_that_says_nothing_of_choices_is_about_any(tmp_path: Path) -> None:
    (test,) = read(tmp_path, '[[tests]]\nname = "a"\n')
    assert test.choices == (AnyChoices(),) and test.plays_on and not test.every


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[tests]]\n", ":1: error: tests: name: expected a name"),
        ('[[tests]]\nname = "a"\n[[tests]]\nname = "a"\n', ":4: error: a second test of the name 'a' (the first is at line 2)"),
        ('[[tests]]\nname = "a"\nending = 3\n', ":3: error: tests: ending: expected the name, mark or kind"),
        ('[[tests]]\nname = "a"\nchoices = "Go"\n', ":3: error: tests: choices: expected a list of options"),
        ('[[tests]]\nname = "a"\n\nchoices = ["Go", 3]\n', ":4: error: tests: choices: expected a list of options"),
        (
            '[[tests]]\nname = "a"\nchoices = [{expct = "a"}]\n',
            ":3: error: unknown word 'expct' in a test (did you mean expect?)",
        ),
        ('[[tests]]\nname = "a"\nchoice = ["Go"]\n', ":3: error: unknown word 'choice' in a test (did you mean choices?)"),
        ('[[tests]]\nname = "a"\nevery = 1\n', ":3: error: tests: every: expected true or false"),
        ('[[tests]]\nname = "a"\nchoices = ["…"]\nseed = 3\n', ":4: error: tests: seed: expected no seed where choices"),
        ('[[tests]]\nname = "a"\nchoices = []\nseed = 3\nluck = [1]\n', ":4: error: tests: seed: expected luck, or a seed"),
        ('[[tests]]\nname = "a"\nluck = 3\n', ":3: error: tests: luck: expected a list of outcomes"),
        ("tests = 3\n", ":1: error: tests: expected [[tests]] headers"),
        ('story = "no.ink"\n', ":1: error: story: there is no file 'no.ink'"),
        ('storry = "no.ink"\n', ":1: error: unknown word 'storry' in a test (did you mean story?)"),
        ("[[tests]\n", ":1:"),
    ],
)
def test_a_mistake_is_reported_with_its_line(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(StoryError) as error:
        read(tmp_path, text)
    assert f"story.storytest.toml{message}" in str(error.value)


def test_the_files_that_belong_to_a_story(tmp_path: Path) -> None:
    for name in ("one.ink", "two.ink"):
        (tmp_path / name).write_text("-> END\n", encoding="utf-8")
    for name in ("epilogue.toml", "one.storytest.toml", "two.storytest.toml", "more.storytest.toml"):
        (tmp_path / name).write_text(f'[[tests]]\nname = "{name}"\n', encoding="utf-8")
    (tmp_path / "named.storytest.toml").write_text('story = "one.ink"\n[[tests]]\nname = "n"\n', encoding="utf-8")
    names = [Path(file.path).name for file in storytest_files.files(str(tmp_path / "one.ink"))]
    assert names == ["epilogue.toml", "more.storytest.toml", "named.storytest.toml", "one.storytest.toml"]
    assert storytest_files.story_of(str(tmp_path / "named.storytest.toml")) == str(tmp_path / "one.ink")
    assert storytest_files.story_of(str(tmp_path / "epilogue.toml")) == str(tmp_path)


def test_two_stories_of_one_name_in_two_languages(tmp_path: Path) -> None:
    (tmp_path / "one.ink").write_text("-> END\n", encoding="utf-8")
    (tmp_path / "one.yarn").write_text("title: Start\n---\nHi.\n===\n", encoding="utf-8")
    for name in ("epilogue.toml", "one.yarn.toml", "one.yarn.storytest.toml", "one.storytest.toml", "Cargo.toml"):
        (tmp_path / name).write_text(f'[[tests]]\nname = "{name}"\n', encoding="utf-8")
    found = [[Path(one.path).name for one in storytest_files.files(str(tmp_path / name))] for name in ("one.ink", "one.yarn")]
    assert found == [["epilogue.toml", "one.storytest.toml"], ["one.yarn.toml", "one.yarn.storytest.toml"]]
    assert storytest_files.story_of(str(tmp_path / "one.yarn.toml")) == str(tmp_path / "one.yarn")


def test_other_commands_do_not_stumble_over_tests() -> None:
    assert settings.parse('[[tests]]\nname = "a"\n', "epilogue.toml").file == "epilogue.toml"


@pytest.mark.parametrize("story", ["inn.yarn", "inn.ink.json", "inn.json", "inn.ink"])
def test_a_file_of_tests_is_of_the_story_of_its_name(story: str, tmp_path: Path) -> None:
    (tmp_path / story).write_text("-> END\n", encoding="utf-8")
    (tmp_path / "inn.storytest.toml").write_text('[[tests]]\nname = "n"\n', encoding="utf-8")
    assert storytest_files.story_of(str(tmp_path / "inn.storytest.toml")) == str(tmp_path / story)

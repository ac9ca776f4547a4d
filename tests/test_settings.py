"""epilogue.toml: what it may say, and the one clear message for what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue import settings
from epilogue.diagnostics import StoryError
from epilogue.settings import Entry, Expression, Limits, Place, Settings
from epilogue.source import Span

EVERYTHING = """\
intended = ["story.ink:47", 'scenes\\pool.ink:3']
readers = "blind"

[endings]
together = "Together, after all"
"line-12" = "Apart"

[assume]
DEBUG = false
gold = 3

[entries]
tavern = "tavern"

[entries.harbour]
at = "harbour.night"
set = { gold = 5, name = "Ann" }

[stakes.mia]
love = "love > 2"

[limits]
states = 1000
time = "5m"
memory = "2GB"
"""


def complaint(text: str) -> str:
    with pytest.raises(StoryError) as caught:
        settings.parse(text, "epilogue.toml")
    (diagnostic,) = caught.value.diagnostics
    return str(diagnostic)


def test_everything_it_can_say() -> None:
    assert settings.parse(EVERYTHING, "epilogue.toml") == Settings(
        file="epilogue.toml",
        endings={"together": "Together, after all", "line-12": "Apart"},
        assume={"DEBUG": False, "gold": 3},
        intended=(Place("story.ink", 47), Place("scenes/pool.ink", 3)),
        entries=(
            Entry("tavern", "tavern", {}, Span("epilogue.toml", 13)),
            Entry("harbour", "harbour.night", {"gold": 5, "name": "Ann"}, Span("epilogue.toml", 15)),
        ),
        stakes={"mia": {"love": Expression("love > 2", Span("epilogue.toml", 20))}},
        limits=Limits(states=1000, seconds=300, memory=2 << 30),
    )


def test_a_story_needs_none(tmp_path: Path) -> None:
    assert settings.load(str(tmp_path)) == Settings()


def test_it_is_read_beside_the_story_whatever_its_newlines(tmp_path: Path) -> None:
    file = tmp_path / "epilogue.toml"
    file.write_bytes(b'\xef\xbb\xbf[endings]\r\na = "B"\r\n')
    assert settings.load(str(tmp_path)) == Settings(file=str(file), endings={"a": "B"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('\n[ending]\na = "b"', "epilogue.toml:2: error: unknown setting 'ending' (did you mean endings?)"),
        (
            "[limits]\n\nstate = 3",
            "epilogue.toml:3: error: unknown setting 'state' in limits (did you mean states?)",
        ),
        (
            "[entries.inn]\nat = 'inn'\nfrom = 3",
            "epilogue.toml:3: error: unknown setting 'from' in entries.inn",
        ),
        ("[endings]\na = 1", "epilogue.toml:2: error: endings.a: expected a name in quotation marks"),
        ('[endings]\n"x y" = ""', "epilogue.toml:2: error: endings.x y: expected a name"),
        ("endings = 3", "epilogue.toml:1: error: endings: expected a table"),
        (
            "[assume]\nx = 1\ny = [1]",
            "epilogue.toml:3: error: assume.y: expected a number, true, false or a text",
        ),
        ("intended = 'a.ink:4'", "epilogue.toml:1: error: intended: expected a list of lines"),
        ("intended = ['a.ink']", 'epilogue.toml:1: error: intended: expected "file:line"'),
        ("[entries]\ninn = 3", "epilogue.toml:2: error: entries.inn: expected a table"),
        ("[entries.inn]\nset = {}", "epilogue.toml:1: error: entries.inn: expected where it begins"),
        ("[stakes.mia]\nlove = 3", "epilogue.toml:2: error: stakes.mia.love: expected an expression"),
        ("[limits]\nstates = true", "epilogue.toml:2: error: limits.states: expected a whole number above 0"),
        ("[limits]\ntime = 'soon'", "epilogue.toml:2: error: limits.time: expected a time such as 30s, 5m or 2h"),
        ("[limits]\nmemory = 2", "epilogue.toml:2: error: limits.memory: expected an amount of memory such as 500MB or 2GB"),
        ("readers = 'experts'", 'epilogue.toml:1: error: readers: expected "blind"'),
        ("[endings]\na = = 3", "epilogue.toml:2:5: error: not TOML: invalid value"),
        ("[endings", "epilogue.toml:1: error: not TOML"),
        ("x = " + "9" * 5000, "epilogue.toml:1: error: not TOML"),
        ("a = " + "[" * 5000, "epilogue.toml: error: is nested too deeply"),
    ],
)
def test_one_clear_message(text: str, expected: str) -> None:
    assert complaint(text).startswith(expected)


def test_wrong_encoding_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "epilogue.toml").write_bytes(b'[endings]\na = "caf\xe9"\n')
    with pytest.raises(StoryError, match=r"epilogue\.toml:2: error: is not UTF-8 text \(save the file as UTF-8\)"):
        settings.load(str(tmp_path))


def test_a_folder_of_that_name_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "epilogue.toml").mkdir()
    with pytest.raises(StoryError, match="cannot be read"):
        settings.load(str(tmp_path))

"""epilogue.toml: all settings, and one clear message for anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue import settings
from epilogue.diagnostics import StoryError
from epilogue.settings import EntrySetting, Expression, Limits, OutsideSetting, Settings, SourceLine, Weight
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

[outside]
get_gold = 50
weather = { chance = { sun = 0.5, rain = 0.25 } }
password = { anybody = ["swordfish", ""], set = "every turn" }
dice = { from = 1, to = 6 }
mood = { chance = [1, 1, true, 1.5] }

[entries]
tavern = "tavern"

[entries.harbour]
at = "harbour.night"
set = { gold = 5, name = { anybody = ["Ann", "Bob"] } }
times = "once"

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


def test_readers_by_weights() -> None:
    found = settings.parse('[readers.shy]\nstay = 2\n"a.ink:3" = 0.5\n', "epilogue.toml").readers
    assert found == {
        "shy": {"stay": Weight(2, Span("epilogue.toml", 2)), "a.ink:3": Weight(0.5, Span("epilogue.toml", 3))},
    }


def test_everything_it_can_say() -> None:
    assert settings.parse(EVERYTHING, "epilogue.toml") == Settings(
        file="epilogue.toml",
        endings={"together": "Together, after all", "line-12": "Apart"},
        assume={"DEBUG": False, "gold": 3},
        intended=(SourceLine("story.ink", 47), SourceLine("scenes/pool.ink", 3)),
        outside={
            "get_gold": OutsideSetting((50,), None, False, Span("epilogue.toml", 13)),
            "weather": OutsideSetting(("sun", "rain"), (2, 1), False, Span("epilogue.toml", 14)),
            "password": OutsideSetting(("swordfish", ""), None, True, Span("epilogue.toml", 15)),
            "dice": OutsideSetting(range(1, 7), None, False, Span("epilogue.toml", 16)),
            "mood": OutsideSetting((1, True, 1.5), (2, 1, 1), False, Span("epilogue.toml", 17)),
        },
        entries=(
            EntrySetting("tavern", "tavern", {}, False, Span("epilogue.toml", 20)),
            EntrySetting(
                "harbour",
                "harbour.night",
                {
                    "gold": OutsideSetting((5,), None, False, Span("epilogue.toml", 24)),
                    "name": OutsideSetting(("Ann", "Bob"), None, False, Span("epilogue.toml", 24)),
                },
                True,
                Span("epilogue.toml", 22),
            ),
        ),
        stakes={"mia": {"love": Expression("love > 2", Span("epilogue.toml", 28))}},
        limits=Limits(states=1000, seconds=300, memory=2 << 30),
    )


def test_a_story_needs_none(tmp_path: Path) -> None:
    assert settings.load_settings(str(tmp_path)) == Settings()


def test_it_is_read_beside_the_story_whatever_its_newlines(tmp_path: Path) -> None:
    file = tmp_path / "epilogue.toml"
    file.write_bytes(b'\xef\xbb\xbf[endings]\r\na = "B"\r\n')
    text = '[endings]\r\na = "B"\r\n'
    assert settings.load_settings(str(tmp_path)) == Settings(file=str(file), text=text, endings={"a": "B"})


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
        ("[outside]\nx = [1]", "epilogue.toml:2: error: outside.x: expected a constant, or a table such as"),
        ("[outside]\nx = {}", "epilogue.toml:2: error: outside.x: expected one of: a constant, chance = [...]"),
        ("[outside]\nx = { from = 1 }", "epilogue.toml:2: error: outside.x: expected one of:"),
        ("[outside]\nx = { anybody = [1], chance = [1] }", "epilogue.toml:2: error: outside.x: expected one of:"),
        (
            "[outside]\nx = { anybdy = [1] }",
            "epilogue.toml:2: error: unknown setting 'anybdy' in outside.x (did you mean anybody?)",
        ),
        ("[outside]\nx = { anybody = [] }", "epilogue.toml:2: error: outside.x: expected what it can be"),
        ("[outside]\nx = { anybody = [[1]] }", "epilogue.toml:2: error: outside.x: expected numbers, true, false or texts"),
        (
            "[outside]\nx = { from = 6, to = 1 }",
            "epilogue.toml:2: error: outside.x: expected two whole numbers, the smaller first",
        ),
        ("[outside]\nx = { from = 0, to = 100_000 }", "epilogue.toml:2: error: outside.x: expected a range of at most 100,000"),
        ("[outside]\nx = { chance = { a = 0 } }", "epilogue.toml:2: error: outside.x: expected how likely each is"),
        ("[outside]\nx = { chance = { 6 = 2 } }", "epilogue.toml:2: error: outside.x: expected numbers, true and false"),
        ("[outside]\nx = 3_000_000_000", "epilogue.toml:2: error: outside.x: expected a number of at most 32 bits"),
        ("[outside]\nx = nan", "epilogue.toml:2: error: outside.x: expected a number of single precision"),
        (
            "[outside]\nx = { anybody = [1], set = 'daily' }",
            'epilogue.toml:2: error: outside.x.set: expected "once" or "every turn"',
        ),
        ("[outside]\nx = 1\n[assume]\nx = 1", "epilogue.toml:2: error: outside.x: expected a name that is not under [assume]"),
        ("[entries.inn]\nat = 'inn'\ntimes = 2", 'epilogue.toml:3: error: entries.inn.times: expected "once" or "any"'),
        (
            "[entries.inn]\nat = 'inn'\nset = { x = { anybody = [1, 2], set = 'every turn' } }",
            "epilogue.toml:3: error: entries.inn.set.x: expected what the game sets before the conversation",
        ),
        ("[entries.inn]\nset = {}", "epilogue.toml:1: error: entries.inn: expected where it begins"),
        ("[stakes.mia]\nlove = 3", "epilogue.toml:2: error: stakes.mia.love: expected an expression"),
        ("[properties]\nlove = 3", "epilogue.toml:2: error: properties.love: expected a claim in quotation marks"),
        ("[limits]\nstates = true", "epilogue.toml:2: error: limits.states: expected a whole number above 0"),
        ("[limits]\ntime = 'soon'", "epilogue.toml:2: error: limits.time: expected a time such as 30s, 5m or 2h"),
        ("[limits]\nmemory = 2", "epilogue.toml:2: error: limits.memory: expected an amount of memory such as 500MB or 2GB"),
        ("readers = 'experts'", "epilogue.toml:1: error: readers: expected a table of options and weights"),
        ("[readers.curious]\nstay = 2", "epilogue.toml:1: error: readers.curious: expected another name"),
        ("[readers.shy]\nstay = -1", "epilogue.toml:2: error: readers.shy.stay: expected how readily it is taken"),
        ("[readers.shy]\nstay = true", "epilogue.toml:2: error: readers.shy.stay: expected how readily it is taken"),
        ("[readers]\nshy = 3", "epilogue.toml:2: error: readers.shy: expected a table"),
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
        settings.load_settings(str(tmp_path))


def test_a_folder_of_that_name_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "epilogue.toml").mkdir()
    with pytest.raises(StoryError, match="cannot be read"):
        settings.load_settings(str(tmp_path))


def test_settings_of_a_storys_own_go_before_those_of_its_folder(tmp_path: Path) -> None:
    own, general = tmp_path / "gate.yarn.toml", tmp_path / "epilogue.toml"
    own.write_text('[endings]\na = "Mine"\n', encoding="utf-8")
    general.write_text('[endings]\na = "Any"\nb = "Other"\n', encoding="utf-8")
    assert settings.load_settings(str(tmp_path / "gate.yarn")).endings == {"a": "Mine"}
    assert settings.load_settings(str(tmp_path / "gate.ink")).endings == {"a": "Any", "b": "Other"}
    assert settings.load_settings(str(tmp_path)).file == str(general)


def test_settings_of_a_storys_own_name_their_mistakes(tmp_path: Path) -> None:
    (tmp_path / "gate.yarn.toml").write_text("[endigns]\n", encoding="utf-8")
    with pytest.raises(StoryError, match=r"gate\.yarn\.toml:1: error: unknown setting 'endigns' \(did you mean endings"):
        settings.load_settings(str(tmp_path / "gate.yarn"))

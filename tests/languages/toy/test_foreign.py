"""Foreign code: what is claimed where it is known, where it only shows something, and where nothing is known of it."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from languages.toy.language import TOY

from epilogue.answers import EndingsReport
from epilogue.cli import main
from epilogue.diagnostics import StoryError
from epilogue.languages import registry
from epilogue.questions.endings.build import endings
from epilogue.story.project import load

SHOP = """\
gold = 1
hp = 3
@ hall
* Shop -> shop
* Leave -> out
@ shop
! setupShop writes gold, hp
-> out
@ out
? gold > 2 -> rich
# ending: poor
-> .
@ rich
# ending: rich
-> .
"""
Odds = dict[str | None, tuple[Fraction, Fraction, tuple[str, ...]]]


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(registry, "LANGUAGES", (*registry.LANGUAGES, TOY))
    monkeypatch.setenv("EPILOGUE_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "shop.toy"
    path.write_text(SHOP, encoding="utf-8")
    return path


def report(story: Path, said: str = "", source: str = SHOP) -> EndingsReport:
    story.write_text(source, encoding="utf-8")
    story.with_name("epilogue.toml").write_text(said, encoding="utf-8")
    return endings(load(str(story)), verify=True)


def odds(found: EndingsReport) -> Odds:
    return {ending.name: (Fraction(ending.odds.low), Fraction(ending.odds.high), ending.odds.depends) for ending in found.endings}


def test_a_claim_that_rests_on_unknown_code_says_so(story: Path) -> None:
    found = report(story)
    assert found.complete and found.playthroughs is None
    assert odds(found) == {
        "poor": (Fraction(1, 2), Fraction(1), ("gold after setupShop",)),
        "rich": (Fraction(0), Fraction(1, 2), ("gold after setupShop",)),
    }
    assert found.notes == (
        "setupShop (line 7) may change gold: what it leaves there is taken as any number then. "
        "Say what it does: [outside] in epilogue.toml.",
    )
    assert found.check is not None and not found.check.differences


def test_every_screen_says_so(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = '[properties]\nrich = "reachable rich"\n[stakes.Ann]\nwealth = "gold"\n'
    story.with_name("epilogue.toml").write_text(said, encoding="utf-8")
    for command in (["endings"], ["check"], ["verdict"], ["why", "--choices", "2"]):
        assert main([command[0], str(story), *command[1:]]) == 0
        assert "setupShop (line 7) may change gold" in " ".join(capsys.readouterr().out.split())
        assert main([command[0], str(story), *command[1:], "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["notes"][0].startswith("setupShop (line 7) may change gold")
    assert main(["why", str(story), "--choices", "1", "--seed", "1"]) == 2
    assert 'setupShop = { writes = { gold = { anybody = ["this", "that"] } } }' in capsys.readouterr().err


@pytest.mark.parametrize(
    "said",
    [
        '[outside]\nshows_only = ["setupShop"]',
        '[outside]\nsetupShop = { writes = ["hp"] }',
        "[outside]\nsetupShop = { writes = { gold = 2 } }",
        "[outside]\nsetupShop = { writes = [] }",
    ],
)
def test_what_is_claimed_of_it_holds(said: str, story: Path) -> None:
    found = report(story, said)
    assert found.notes == () and found.playthroughs == 2
    assert [(ending.name, ending.odds.exact) for ending in found.endings] == [("poor", Fraction(1))]


def test_what_it_sets_may_come_by_chance(story: Path) -> None:
    found = report(story, "[outside.setupShop]\nwrites = { gold = { chance = [0, 5, 5, 5] } }")
    assert {ending.name: ending.odds.exact for ending in found.endings} == {"poor": Fraction(5, 8), "rich": Fraction(3, 8)}


def test_what_is_reckoned_with_is_not_guessed(story: Path) -> None:
    found = report(story, source=SHOP.replace("? gold > 2", "~ gold = gold + 1\n? gold > 2"))
    assert not found.complete
    assert "gold after setupShop" in str(found.reason)
    assert found.notes == (
        "setupShop (line 7) may change gold: what it leaves there could be anything then. "
        "Say what it does: [outside] in epilogue.toml.",
    )
    assert all(ending.odds.high == 1 for ending in found.endings if ending.name == "rich")


def test_what_is_set_anew_before_it_is_read_does_not_matter(story: Path) -> None:
    for writes in (" writes gold, hp", ""):
        source = SHOP.replace(" writes gold, hp", writes).replace("-> out\n@ out", "~ gold = 1\n-> out\n@ out")
        found = report(story, source=source.replace("? gold > 2", "~ gold = gold + 1\n? gold > 2"))
        assert found.complete and found.notes == () and found.playthroughs == 2


def test_code_that_may_set_anything_spares_what_was_before_it(story: Path) -> None:
    source = SHOP.replace(" writes gold, hp", "").replace("* Leave -> out", "* Leave -> .")
    found = report(story, source=source)
    assert odds(found)[None] == (Fraction(1, 2), Fraction(1, 2), ())
    assert odds(found)["rich"][2] == ("gold after setupShop",)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('[outside]\nshows_only = ["setupShip"]', r"toml:2: .*'setupShip'.*did you mean setupShop"),
        ('[outside]\nshows_only = "setupShop"', r"toml:2: .*expected a list of names"),
        ('[outside]\nshows_only = ["setupShop"]\nsetupShop = 3', r"toml:2: .*setupShop here or on a line of its own"),
        ('[outside]\nsetupShop = { writes = ["gild"] }', r"toml:2: .*no variable 'gild'.*did you mean gold"),
        ("[outside]\nsetupShop = { writes = 3 }", r"toml:2: .*expected variables"),
        ("[outside]\nsetupShop = { write = [], writes = [] }", r"toml:2: .*unknown setting 'write'.*did you mean writes"),
        ('[outside]\ngold = { writes = ["hp"] }', r"toml:2: .*calls no function 'gold' of the game"),
        (
            '[outside]\nsetupShop = { writes = { gold = { from = 1, to = 2, set = "every turn" } } }',
            r"toml:2: .*not at every turn",
        ),
    ],
)
def test_what_is_wrong_is_reported_with_its_line(said: str, message: str, story: Path) -> None:
    with pytest.raises(StoryError, match=message):
        report(story, said)

"""The smallest language that docs/adding-a-language.md describes passes the suite, and has what every language has."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from languages.toy.language import TOY

from epilogue.cli import main
from epilogue.languages import registry
from epilogue.languages.ink import INK
from epilogue.questions.check.build import check
from epilogue.questions.endings.build import endings
from epilogue.rules.base import Finding
from epilogue.story.project import load
from epilogue.testing.cases import Case, read_cases
from epilogue.testing.conformance import problems
from epilogue.testing.rules import example_problems

pytestmark = pytest.mark.slow

CASES = read_cases(Path(__file__).with_name("cases.toml"))
STORY = """\
gold = 1
@ road
A road, and {gold} coins.
* Toss one -> toss
* gold > 1 : Pay for the boat -> boat
* Go home -> home
@ toss
~ gold = gold - 1
? 1 in 2 -> won
? gold < 1 -> home
-> road
@ won
~ gold = 2
-> road
@ boat
# ending: away
The boat leaves.
-> .
@ home
# ending: home
The kettle is on.
-> .
"""

BAG = """\
bag = []
@ hall
? length(bag) > 1 -> out
* Take a coin -> coin
* Take a key -> key
@ coin
~ bag = append(bag, 1)
-> hall
@ key
~ bag = append(bag, true)
-> hall
@ out
? bag == [1, true] -> coins
? bag == [true, 1] -> keys
# ending: the same twice
-> .
@ coins
# ending: coin first
-> .
@ keys
# ending: key first
-> .
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.construct)
def test_conformance(case: Case, tmp_path: Path) -> None:
    assert problems(TOY, case, tmp_path) == []


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(registry, "LANGUAGES", (*registry.LANGUAGES, TOY))
    monkeypatch.setenv("EPILOGUE_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "road.toy"
    path.write_text(STORY, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text('[stakes.Ann]\nrich = "gold > 1"\n', encoding="utf-8")
    return path


def test_it_has_proofs_with_exact_odds(story: Path) -> None:
    report = endings(load(str(story)))
    assert {ending.name: ending.odds.exact for ending in report.endings} == {"away": Fraction(2, 19), "home": Fraction(17, 19)}


def test_a_sequence_is_distinguished_by_what_is_in_it(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story.with_name("epilogue.toml").unlink()
    story.write_text(BAG, encoding="utf-8")
    assert main(["endings", str(story), "--json"]) == 0
    found = {ending["name"]: ending for ending in json.loads(capsys.readouterr().out)["endings"]}
    assert {name: (ending["odds"]["exact"], ending["playthroughs"]) for name, ending in found.items()} == {
        "coin first": ("1/4", "1"),
        "key first": ("1/4", "1"),
        "the same twice": ("1/2", "2"),
    }


def test_help_names_its_files(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "a toy file (.toy)" in capsys.readouterr().out


def test_its_own_rule_is_reported(story: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rule,) = TOY.rules()
    story.with_name("epilogue.toml").unlink()
    assert example_problems(rule, TOY, tmp_path) == []
    story.write_text(rule.bad, encoding="utf-8")
    assert main(["check", str(story)]) == 1
    assert "no page is ever left, so this option stays for good" in capsys.readouterr().out
    assert main(["check", str(story), "--ignore", rule.slug]) == 0
    assert main(["check", "--explain", rule.code]) == 0
    assert rule.title in capsys.readouterr().out


def test_a_rule_of_its_own_finds_nothing_in_stories_of_other_languages(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rule,) = TOY.rules()
    story.with_name("epilogue.toml").unlink()
    everywhere = rule._replace(check=lambda facts: [Finding(facts.span(facts.program.start), "it begins here", "Or not.")])
    monkeypatch.setattr(registry, "LANGUAGES", (INK, TOY._replace(rules=lambda: (everywhere,))))
    other = tmp_path / "road.ink"
    other.write_text("* [Go]\n- -> END\n", encoding="utf-8")
    assert [one.why for one in check(load(str(story)), [rule.code]).findings] == ["it begins here"]
    assert check(load(str(other)), [rule.code]).findings == ()


@pytest.mark.parametrize(
    "command",
    [
        "endings",
        "check",
        "why --choices 1,1 --seed 1",
        "whatif --choices 1,2 --seed 1 --ending away",
        "endings --json",
        "verdict",
        "open -o out.html",
    ],
)
def test_every_command_is_there(command: str, story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verb, *rest = command.split()
    rest = [str(story.parent / word) if word == "out.html" else word for word in rest]
    assert main([verb, str(story), *rest]) in (0, 1)
    assert capsys.readouterr().err == ""

"""Properties as a writer states them: the verdict of ``check`` on each, and the message if one cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.cli import main
from epilogue.questions.properties.answer import Property
from epilogue.questions.properties.build import properties
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load

STORY = """\
VAR gold = 2
VAR asked = false
VAR together = 0
-> inn
=== inn
{&One|Two|Three} of them are at the inn.
+ [Ask around]
    ~ asked = true
    -> inn
* [Pay] You pay.
    ~ gold = gold - 3
    -> door
* {asked} [Knock] -> knock
=== door
# ending: out
The door falls shut. -> END
=== knock
~ temp luck = RANDOM(1, 4)
{luck == 1: -> door}
# ending: in
She lets you in, and the night is long. -> END
"""


def decided(folder: Path, formula: str, story: str = STORY, more: str = "", watch: Watch | None = None) -> Property:
    (folder / "story.ink").write_text(story, encoding="utf-8")
    (folder / "epilogue.toml").write_text(f"[properties]\nit = '{formula}'\n{more}", encoding="utf-8")
    (one,) = properties(load(str(folder / "story.ink")), watch)
    return one


ROUND = """\
-> home
=== home
Home.
+ [Go] -> road
+ [Stay] -> END
=== road
The road.
+ [Back] -> home
+ [On] -> END
"""


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("always home", "holds"),
        ("always not road", "broken"),
        ("never (road)", "broken"),
        ("after ( road ) always home", "holds"),
        ("surely road", "broken"),
    ],
)
def test_of_a_passage_only_matters_whether_it_was_seen_not_how_often(tmp_path: Path, formula: str, verdict: str) -> None:
    few = Watch(Limits(states=20))
    assert decided(tmp_path, formula, ROUND, watch=few).verdict == verdict


@pytest.mark.parametrize(
    ("formula", "verdict", "why", "way"),
    [
        ("always gold > -5", "holds", "“gold > -5” is true at every stop", ()),
        ("always gold >= 0", "broken", "readers can get to where “gold >= 0” is false", ("Pay",)),
        ("never asked", "broken", "readers can get to where “asked” is true", ("Ask around",)),
        ("never gold == 7", "holds", "no reader can get to where “gold == 7” is true", ()),
        ("reachable in", "holds", "readers can get to where the story ends as in", ("Ask around", "Knock")),
        ("reachable gold > 2", "broken", "no reader can get to where “gold > 2” is true", ()),
        ("reachable Moonlight", "broken", "no reader can get to where the story ends as Moonlight", ()),
        ("eventually door > 0 || knock > 0", "broken", "a playthrough goes on for ever", ("Ask around", "Ask around")),
        ("surely door > 0 || knock > 0", "holds", "a reader who chooses at random is certain to get to where", ()),
        (
            "surely out",
            "broken",
            "readers can lose the last chance to get to where the story ends as out",
            ("Ask around", "Knock"),
        ),
        ("after asked always gold > 0", "broken", "from where “asked” is true, readers can get to where", ("Ask around", "Pay")),
        ("after knock > 0 never gold < 0", "holds", "from where “knock > 0” is true, always “gold < 0” is false", ()),
        ("odds(in) >= 0.25", "broken", "the odds are", ()),
        ("odds(out) > 0.5", "holds", "the odds are", ()),
        ("words <= 400", "broken", "there is no limit to what can be read", ("Ask around", "Ask around")),
        ("words >= 14", "broken", "the shortest playthrough has 13 words", ("Pay",)),
        ("words >= 13", "holds", "the shortest playthrough has 13 words", ()),
    ],
)
def test_verdicts(formula: str, verdict: str, why: str, way: tuple[str, ...], tmp_path: Path) -> None:
    one = decided(tmp_path, formula, more='[endings]\ndoor = "Moonlight"\n')
    assert (one.verdict, one.why[: len(why)]) == (verdict, why)
    assert one.way[: len(way)] == way


def test_what_goes_on_for_ever_is_said_to(tmp_path: Path) -> None:
    one = decided(tmp_path, "eventually door > 0 || knock > 0")
    assert (one.way, one.again) == (("Ask around", "Ask around"), 1)


def test_conditions_are_true_of_the_playthrough_and_not_of_the_first_that_ends_so(tmp_path: Path) -> None:
    story = "VAR rich = false\n* [Work]\n* [Steal]\n    ~ rich = true\n- -> END\n"
    assert decided(tmp_path, "never rich", story).way == ("Steal",)
    story = "VAR rich = true\n* [Work]\n    ~ rich = false\n* [Steal]\n- -> END\n"
    assert decided(tmp_path, "after rich always rich", story).way == ("Work",)


def test_a_search_that_stopped_early_says_only_what_was_found(tmp_path: Path) -> None:
    def early(formula: str) -> str:
        return decided(tmp_path, formula, watch=Watch(Limits(states=2))).verdict

    assert early("never gold == 2") == "broken"
    assert early("always gold > -9") == early("reachable gold == 5") == early("surely out") == early("odds(in) > 0.1") == "open"


def test_a_game_of_several_conversations_is_open(tmp_path: Path) -> None:
    one = decided(tmp_path, "always gold > 0", more="[entries]\ninn = 'inn'\n")
    assert one.verdict == "open"


@pytest.mark.parametrize(
    ("formula", "column", "message"),
    [
        ("alwys gold", 7, "did you mean always?"),
        ("always", 13, "expected an expression of the story"),
        ("reachable gald > 1", 17, "did you mean 'gold'?"),
        ("never gold >", 19, "Expected right side of '>'"),
        ("after gold", 17, "expected after EXPR always EXPR"),
        ("odds(inn-keeper) > 0.1", 12, "no ending is called 'inn-keeper'"),
        ("odds(in) > 5", 18, "odds lie between 0 and 1"),
        ("odds(in)", 15, "expected <, <=, > or >= after odds"),
        ("words < many", 15, "expected a number"),
        ("words 5", 13, "expected <, <=, > or >= after words"),
    ],
)
def test_what_cannot_be_read(formula: str, column: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "story.ink").write_text(STORY, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text(f"[properties]\nit = '{formula}'\n", encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert f"epilogue.toml:2:{column}: error: " in said[0]
    assert message in said[0]
    assert said[1:] == [f"    it = '{formula}'", "    " + " " * (column - 1) + "^"]


def test_check_finds_what_is_broken_and_says_what_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "story.ink").write_text(STORY, encoding="utf-8")
    claims = "[properties]\nfair = 'always gold >= 0'\nquiet = 'never asked'\nfine = 'always gold > -9'\n"
    (tmp_path / "epilogue.toml").write_text(claims, encoding="utf-8")
    assert main(["check", str(tmp_path), "--select", "EP035"]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "fair (always gold >= 0) is broken: readers can get to where “gold >= 0” is false [EP035]" in shown
    assert "How to get there: Pay" in shown
    assert "✔ 1 property holds (proved): fine." in shown
    assert main(["check", str(tmp_path), "--select", "EP035", "--states", "2"]) == 1
    assert "whether fine, always gold > -9, holds" in capsys.readouterr().out

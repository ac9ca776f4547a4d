"""``epilogue whatif`` as a user types it, and its screens."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from epilogue.cli import main
from epilogue.questions.whatif.build import WhatIfRequest, whatif
from epilogue.story.project import load
from epilogue.story.study import Study
from epilogue.views.html.panels import could_have_been
from epilogue.views.text.layout import cells

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).resolve().parents[1] / "questions" / "golden"

STORY = """\
VAR gold = 0
VAR love = 0
-> road
=== road
# scene: The road
You set out.
* [Take the pass. # who: ann]
  It snows.
* [Take the valley. # who: ann]
  It rains, and somebody sings.
  ~ love = 1
- {RANDOM(1, 6) > 2:
    You find a coin.
    ~ gold = 1
  - else:
    You find nothing.
  }
-> inn
=== inn
# scene: The inn
The inn is open.
* [Pay for the room. # who: ben] {gold < 1: With what?}
  { gold > 0: -> rich }
  -> poor
* {love > 0} [Stay for the singer. # who: ben]
  -> together
* [Walk on. # who: ben]
  -> poor
=== rich
# scene: The house
A house.
* [Sleep.]
- The bed is good.
# ending: rich
-> END
=== poor
# scene: The ditch
The ditch.
* [Sleep.]
- It is wet.
# ending: poor
-> END
=== together
# scene: The stage
You sing.
* [Bow.]
- They clap.
# ending: together
-> END
"""
SETTINGS = """\
[endings]
rich = "Rich"
poor = "In the ditch"
[stakes.Ann]
gold = "gold"
[stakes.Reader]
love = "love * 2"
"""


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.ink").write_text(STORY, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "100")
    return "story.ink"


def write_play(choices: list[tuple[int, str]], luck: int | None, story_hash: str = "sha256:0", line: int = 12) -> str:
    draws = [] if luck is None else [{"site": f"story.ink:{line}", "occurrence": 0, "outcome": luck}]
    document = {
        "format": "epilogue playthrough",
        "version": 1,
        "story": "story.ink",
        "story_hash": story_hash,
        "entry": None,
        "actions": [{"option": number, "text": text} for number, text in choices],
        "luck": draws,
        "ending": None,
    }
    Path("it.play").write_text(json.dumps(document), encoding="utf-8")
    return "it.play"


PASS, VALLEY, PAY, ON, SLEEP = (
    (0, "Take the pass."),
    (1, "Take the valley."),
    (0, "Pay for the room."),
    (1, "Walk on."),
    (0, "Sleep."),
)


def run(*arguments: str) -> int:
    return main(["whatif", "story.ink", *arguments])


def test_another_ending_by_one_decision_with_the_same_luck(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(write_play([PASS, ON, SLEEP], luck=5)) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(
        "You reached IN THE DITCH. What could have been: RICH.\n"
        "Same luck: 5 in “RANDOM(1, 6) > 2”, line 12, in both. 1 decision differs."
    )
    assert "> Walk on." in shown and "> Pay for the room." in shown
    assert "RICH was lost for good by ben's choice at choice 2, in “The inn”, line 27: Walk on." in shown
    assert "\nNext: epilogue whatif story.ink it.play --nearest --read" in shown


@pytest.mark.parametrize("width", [100, 50])
def test_the_screen(width: int, story: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert run(write_play([PASS, PAY, SLEEP], luck=1), "--dream") == 0
    shown = capsys.readouterr().out
    golden = GOLDEN / f"whatif_{width}.txt"
    assert shown == golden.read_text(encoding="utf-8")


def test_with_the_same_luck_it_cannot_be_and_other_luck_is_reported_with_its_chance(
    story: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write_play([PASS, PAY, SLEEP], luck=1), "--ending", "rich") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "With the same luck no choice would have led there (proved). With other luck in 1 place (a chance of 67%):" in shown
    assert "Other luck: 3, 4, 5 or 6 in “RANDOM(1, 6) > 2” at line 12 (67%), where it was 1." in shown


def test_what_comes_true_on_the_way(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(write_play([PASS, PAY, SLEEP], luck=1), "--until", "love > 0") == 0
    shown = capsys.readouterr().out
    assert "What could have been: “love > 0”, after 1 choice." in shown
    assert "… 2 more choices" in shown and "Pay for the room." not in shown
    assert run(write_play([VALLEY, (1, "Stay for the singer."), (0, "Bow.")], luck=1), "--until", "love > 0") == 0
    assert "“love > 0” came true in it, after 1 choice." in capsys.readouterr().out


def test_what_was_decided_before_a_choice_stays(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    play = write_play([PASS, PAY, SLEEP], luck=1)
    assert run(play, "--ending", "together", "--from-choice", "2") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "It could not have ended as “together”, from choice 2 on, whatever had been chosen or drawn (proved)." in shown
    assert "Choice 1 stays as it was, and so does all luck before choice 2." in shown
    assert run(play, "--ending", "rich", "--from-choice", "3") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Choices 1 and 2 stay as they were, and so does all luck before choice 3." in shown
    assert run(play, "--from-choice", "9") == 2
    assert "there is no choice 9 in this playthrough (the last one is --from-choice 3)" in capsys.readouterr().err


def test_the_best_outcome_is_called_the_best(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(write_play([VALLEY, PAY, SLEEP], luck=6), "--dream") == 0
    assert "With this luck it could not have been better" in capsys.readouterr().out


def test_the_other_playthrough_can_be_read_saved_and_asked_about(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(write_play([PASS, ON, SLEEP], luck=5), "--read", "-o", "other.play") == 0
    shown, said = capsys.readouterr()
    assert "THE HOUSE\n\nA house.\n\n> Sleep.\n\nThe bed is good.\n\nRICH\n" in shown
    assert "snows" not in shown and "Saved in other.play." in said
    kept = json.loads(Path("other.play").read_text(encoding="utf-8"))
    assert kept["ending"] == "end" and kept["luck"][0]["outcome"] == 5
    assert run("other.play") == 0
    assert capsys.readouterr().out.startswith("You reached RICH.")


def test_the_answer_for_programs(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(write_play([PASS, ON, SLEEP], luck=5), "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["kind"], data["asked"], data["found"], data["same_luck"]) == ("whatif", "nearest", True, True)
    assert data["decisions"][0]["text"] == "Pay for the room." and data["could"]["ending"]["id"] == "rich"
    assert data["lost"]["line"] == 27 and data["outcomes"][0] == {
        "who": "Ann", "name": "gold", "was": 1, "could": 1, "greatest": 1
    }  # fmt: skip


NEW_LUCK = """\
EXTERNAL omen()
* [Stay]
  Home. -> END
* [Go]
  {RANDOM(1, 4) == 4 || omen() == "raven":
    Lost. -> END
  }
  Found. -> END
"""


def test_luck_that_the_original_did_not_have_is_named_with_its_chance(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("story.ink").write_text(NEW_LUCK, encoding="utf-8")
    for who, said in (
        (
            "chance",
            'New luck: 1, 2 or 3 drawn in “RANDOM(1, 4) == 4 || omen() == "raven"” at line 5 (75%). '
            "New luck: dove drawn at line 5 (50%)",
        ),
        ("anybody", "It takes dove from omen at line 5: that is for the world outside to decide."),
    ):
        Path("epilogue.toml").write_text(f'[outside]\nomen = {{ {who} = ["dove", "raven"] }}\n', encoding="utf-8")
        assert run("--choices", "1", "--ending", "Found") == 0
        shown = " ".join(capsys.readouterr().out.split())
        assert said in shown


TWICE = """\
-> top
=== top
<- offer(1)
<- offer(2)
-> DONE
=== offer(n)
+ [Take number {n}.]
  {n == 1: -> first}
  -> second
=== first
First. -> END
=== second
Second. -> END
"""


def test_an_option_offered_twice_from_one_place_is_two_options(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("epilogue.toml").unlink()
    Path("story.ink").write_text(TWICE, encoding="utf-8")
    assert run("--choices", "2") == 0
    assert capsys.readouterr().out.startswith("You reached “Second.” What could have been: “First.”\n1 decision differs.")
    assert run("--choices", "2", "--ending", "Second") == 0
    assert "That is the ending asked for." in capsys.readouterr().out


BACK = """\
-> start
=== start
A title.
+ [Play] -> game
=== game
You are here.
+ [Win]
  Won. # ending: won
  -> start
+ [Lose]
  Lost. # ending: lost
  -> start
"""


def test_a_playthrough_is_over_when_it_is_back_at_the_beginning(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("epilogue.toml").unlink()
    Path("story.ink").write_text(BACK, encoding="utf-8")
    assert run("--choices", "1,1,1,2") == 0
    shown = capsys.readouterr().out
    assert shown.startswith(
        "You reached WON. What could have been: LOST.\n1 decision differs.\nIt is taken until it first comes back"
    )


def test_words_wider_than_a_column_are_broken(
    story: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    Path("epilogue.toml").unlink()
    Path("story.ink").write_text(f"+ [{'夜' * 60}]\n  One. -> END\n+ [Two]\n  Two. -> END\n", encoding="utf-8")
    assert run("--choices", "1") == 0
    beside = capsys.readouterr().out.split("\n\n")[1].splitlines()
    assert any(line.endswith("> Two") for line in beside)
    assert max(cells(line) for line in beside) <= 80


def test_what_the_world_outside_gave_has_to_be_reckoned_with(
    story: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("epilogue.toml").unlink()
    Path("story.ink").write_text(NEW_LUCK, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("2\ncrow\nw\nq\n"))
    assert main(["play", story, "--seed", "1"]) == 0
    assert "[outside]" in " ".join(capsys.readouterr().out.split())


def test_a_playthrough_of_an_older_version_is_understood(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    play = write_play([(3, "Take the snowy pass."), (0, "Walk on, then."), SLEEP], luck=2, line=40)
    assert run(play) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Choice 1, “Take the snowy pass.”, was taken for “Take the pass.”." in shown
    assert "Choice 2, “Walk on, then.”, was taken for “Walk on.”." in shown
    assert "Lines of the story have moved: its luck was taken in the order it was drawn." in shown
    assert "2 in “RANDOM(1, 6) > 2”, line 12" in shown or "Other luck" in shown


def test_where_an_older_version_does_not_fit_is_reported(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(write_play([PASS, (0, "Burn it down."), SLEEP], luck=2)) == 2
    said = capsys.readouterr().err
    assert "choice 2, “Burn it down.”, is not offered any more" in said
    assert "offered there: 1 Pay for the room." in said and "2 Walk on." in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--choices", "1"], "has not reached an ending"),
        (["--choices", "1,2,1", "--ending", "ritch"], "there are: Rich"),
        (["--choices", "1,2,1", "--until", "lov > 1"], "love"),
        (["--choices", "1,2,1", "--until", "love >"], "--until"),
        (["--choices", "1,9"], "no option 9"),
        ([], "play it: epilogue play story.ink"),
        (["nowhere.play"], "No such file"),
        (["--choices", "1,2,1", "--from-choice", "x"], "counted from 1"),
    ],
)
def test_what_cannot_be_answered_is_reported_in_one_line(
    arguments: list[str], said: str, story: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error


def test_without_stakes_the_best_is_not_known(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("epilogue.toml").unlink()
    assert run("--choices", "1,2,1", "--dream") == 2
    assert "[stakes.Mia]" in capsys.readouterr().err


def test_a_search_that_stopped_early_proves_nothing(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("epilogue.toml").write_text("[limits]\nstates = 6\n", encoding="utf-8")
    run("--choices", "1,2,1", "--ending", "together", "--from-choice", "2")
    shown = "".join(capsys.readouterr())
    assert "proved" not in shown and ("more may exist" in shown or "goes beyond what was searched" in shown or "found" in shown)


def test_the_player_shows_it_after_an_ending(
    story: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("w\n1\n1\n1\nw\nw dream\nq\n"))
    assert main(["play", story, "--seed", "1"]) == 0
    shown = capsys.readouterr().out
    assert "has not reached an ending" in " ".join(shown.split())
    assert shown.count("What could have been:") + shown.count("could not have been better") == 2


def test_a_dream_takes_the_luck_that_is_worth_as_much(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = """\
VAR coins = 0
* [Sleep]
  # ending: drowned
  -> END
* [Visit the market]
  { RANDOM(1, 6) > 3:
    A bargain.
    ~ coins = 2
  - else:
    A thief.
    ~ coins = 1
  }
  Somebody tells of {~rain|snow}.
  # ending: together
  -> END
"""
    (tmp_path / "story.ink").write_text(source, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text('[stakes.Reader]\ncoins = "coins"\n', encoding="utf-8")
    assert main(["whatif", str(tmp_path), "--choices", "1", "--seed", "1", "--dream"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "New luck: 4, 5 or 6 drawn in “RANDOM(1, 6) > 3” at line 6 (50%)." in said
    assert said.count("New luck:") == 1  # the draw of the weather has the same result
    main(["whatif", str(tmp_path), "--choices", "1", "--seed", "1", "--ending", "together"])
    assert "New luck" not in capsys.readouterr().out


def test_a_playthrough_without_choices_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("story.ink").write_text("{RANDOM(0, 2) == 2:\n  # ending: b\n  -> END\n}\n# ending: a\n-> END\n", encoding="utf-8")
    assert run("--choices", "") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.startswith("You reached A. What could have been: B. With the same luck no choice would have led there (proved).")
    assert "Other luck: 2 in “RANDOM(0, 2) == 2” at line 1 (33%), where it was 0." in shown
    assert "B was lost for good to luck before the first choice, line 1: 0" in shown
    assert 'Next: epilogue whatif story.ink --choices "" --nearest --read' in shown


def test_the_greatest_of_a_stake_is_of_outcomes(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("story.ink").write_text(
        "VAR gold = 0\n* [Rest] # ending: rest\n  -> END\n* [Dig]\n  ~ gold = 3\n  # ending: dig\n  -> END\n"
        "* [Dig on]\n  -> on\n=== on\n~ gold = 9\nNothing follows.\n",
        encoding="utf-8",
    )
    Path("epilogue.toml").write_text('[stakes.Reader]\ngold = "gold"\n', encoding="utf-8")
    assert run("--choices", "1", "--ending", "dig") == 0
    assert "Gold 0 of 3 3 of 3" in " ".join(capsys.readouterr().out.split())
    assert run("--choices", "3", "--ending", "dig", "--json") == 0
    assert json.loads(capsys.readouterr().out)["outcomes"] == []
    assert run("--choices", "1", "--dream") == 0
    assert "What could have been: DIG" in capsys.readouterr().out


TOGETHER = """\
VAR first = 0
VAR second = 0
* [Stay]
  # ending: a
  -> END
* [Go]
  ~ first = RANDOM(1, 6)
  ~ second = RANDOM(1, 6)
  { first + second < 8:
    # ending: b
    -> END
  }
  # ending: c
  -> END
"""


def test_draws_that_count_only_together_are_reported_with_the_chance_of_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("story.ink").write_text(TOGETHER, encoding="utf-8")
    assert run("--choices", "1", "--ending", "b") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert (
        "New luck: for example 1 drawn in “first = RANDOM(1, 6)” at line 7 and 1 drawn in “second = RANDOM(1, 6)” at line 8."
        in shown
    )
    assert "Together, such luck has a chance of 58%." in shown
    assert run("--choices", "1", "--ending", "b", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["same_luck"], data["chance"]) == (True, "7/12")
    assert [draw["odds"] for draw in data["luck"]] == [None, None]
    Path("story.ink").write_text(TOGETHER.replace("first + second < 8", "first > 3 && second > 4"), encoding="utf-8")
    assert run("--choices", "1", "--ending", "b") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "New luck: 4, 5 or 6 drawn in “first = RANDOM(1, 6)” at line 7 (50%)." in shown
    assert "New luck: 5 or 6 drawn in “second = RANDOM(1, 6)” at line 8 (33%)." in shown
    assert "Together, such luck has a chance of 17%." in shown
    Path("story.ink").write_text(TOGETHER.replace("first + second < 8", "first + second > 0"), encoding="utf-8")
    assert run("--choices", "1", "--ending", "b", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["chance"], data["luck"]) == ("1/1", [])


def test_the_page_says_how_likely_the_luck_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("story.ink").write_text(TOGETHER, encoding="utf-8")
    study = Study(load("story.ink"))
    shown = could_have_been(whatif(study.project, study.session((0,)), WhatIfRequest("ending", "b"), study))
    assert "<p>Together, such luck has a chance of 58%.</p>" in shown
    assert "<p>B was lost for good at choice 1, line 3: Stay</p>" in shown


def test_among_equally_near_ways_the_likelier_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("story.ink").write_text(
        "* [Stay]\n  # ending: a\n  -> END\n"
        "* [Roll]\n  {RANDOM(1, 2) == 1: -> b}\n  # ending: a\n  -> END\n"
        "* [Pay]\n  It costs {RANDOM(1, 6) + RANDOM(1, 6)}.\n  -> b\n"
        "=== b\n# ending: b\n-> END\n",
        encoding="utf-8",
    )
    assert run("--choices", "1", "--ending", "b") == 0
    shown = capsys.readouterr().out
    assert "> Pay" in shown and "luck" not in shown.split("\n\n")[0]


def test_among_very_many_equally_near_ways_a_likely_one_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    parts = ["VAR sum = 0\n* [Stay]\n  # ending: a\n  -> END\n* [Go] -> m0\n"]
    for number in range(9):
        options = "".join(f"+ [Up to {most}]\n  ~ sum += RANDOM(0, {most})\n  -> m{number + 1}\n" for most in (1, 2, 3))
        parts.append(f"=== m{number}\nHow far?\n{options}")
    parts.append("=== m9\n{ sum > 15:\n  # ending: b\n  -> END\n}\n# ending: c\n-> END\n")
    Path("story.ink").write_text("".join(parts), encoding="utf-8")
    assert run("--choices", "1", "--ending", "b", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    taken = [moment["text"] for moment in data["could"]["moments"] if moment["kind"] == "choice"]
    assert taken == ["Go", *["Up to 3"] * 9]
    assert Fraction(data["chance"]) == Fraction(sum(1 for row in product(range(4), repeat=9) if sum(row) > 15), 4**9)


def test_what_a_shuffle_cannot_give_any_more_is_redrawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("story.ink").write_text(
        "VAR first = 0\nVAR second = 0\n~ first = card()\n* [Look]\n- ~ second = card()\n"
        "{ first == 2 && second == 1:\n  # ending: b\n  -> END\n}\n# ending: a\n-> END\n"
        "=== function card ===\n{ shuffle:\n  - ~ return 1\n  - ~ return 2\n}\n",
        encoding="utf-8",
    )
    play = ["--choices", "1", "--seed", "0", "--ending", "b"]
    assert run(*play, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["was"]["ending"]["id"] == "a" and len(data["gone"]) == 1
    assert data["chance"] == "1/2" and [draw["changed"] for draw in data["luck"]] == [True]
    assert run(*play) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Luck that cannot be the same there is drawn anew: number 2, line 13." in shown

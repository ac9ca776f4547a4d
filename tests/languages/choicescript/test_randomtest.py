"""Logs of randomtest as tests of a story, run as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import epilogue
from epilogue.cli import main

STARTUP = """\
*scene_list
  startup
  cellar
*create gold 3
*create luck 0
*create name ""

The innkeeper looks up.
*choice
  #A room, please.
    *set gold - 2
    Upstairs, [i]then[/i].
    *goto night
  *if (gold > 5) #The best room.
    *goto night
  #Nothing, thanks.
    As you like.
    *ending
*label night
*rand luck 1 2
*if luck = 1
  It rains.
*input_number gold 1 9
*input_text name
*finish
"""
CELLAR = """\
Dark here, ${name}, with ${gold} gold.
*if choice_randomtest
  Nobody reads this.
*fake_choice drink food
  #Ale
    #Bread
      Good.
    #Cheese
      Better.
  #Water
    #Bread
      Plain.
    #Cheese
      Fine.
*ending
"""
FULL = """\
*****Seed 1
The innkeeper looks up.\x20

startup *choice 9#1 (line 10)
 • ★ A room, please.\x20
 • Nothing, thanks.\x20


startup *rand luck 1
startup *rand gold 7
Upstairs, [i]then[/i]. It rains.\x20

*finish Next Chapter

Dark here, blah blah, with 7 gold. Nobody reads this.\x20

cellar *choice 4#4 (line 12)
Select a drink:\x20

 • Ale\x20
 • ★ Water\x20

Select a food:\x20

 • Bread\x20
 • ★ Cheese\x20


Fine.\x20


*****Seed 2
The innkeeper looks up.\x20

startup *choice 9#2 (line 16)
 • A room, please.\x20
 • ★ Nothing, thanks.\x20


As you like.\x20


Word count: 38
startup 2: *scene_list
startup 2:   startup
RANDOMTEST PASSED
Time: 0.01s
"""
SHORT = """\
*****Seed 1
startup *choice 9#1 (line 10) #A room, please.
startup *rand luck 1
startup *rand gold 7
cellar *choice 4#4 (line 12) #Cheese
*****Seed 2
startup *choice 9#2 (line 16) #Nothing, thanks.
startup 2: *scene_list
RANDOMTEST PASSED
Time: 0.01s
"""
AFTER = "(after startup.txt:10)"
NONE = f"and the log has none here {AFTER}"


@pytest.fixture
def inn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    Path("startup.txt").write_text(STARTUP, encoding="utf-8")
    Path("cellar.txt").write_text(CELLAR, encoding="utf-8")
    return tmp_path


def failure(log: str) -> tuple[int, list[str], str]:
    """Of a log's test that fails: its line of the log, what is wrong, and which run that is said of."""
    Path("inn.randomtest").write_text(log, encoding="utf-8")
    (test,) = epilogue.load("startup.txt").test().tests
    assert test.failure is not None and test.outcome == "failed"
    return test.line, list(test.failure.said), test.failure.about


@pytest.mark.parametrize("log", [FULL, SHORT])
def test_a_log_is_a_playthrough_for_each_run(inn: Path, log: str, capsys: pytest.CaptureFixture[str]) -> None:
    (inn / "inn.randomtest").write_text(log, encoding="utf-8")
    for story in ("startup.txt", "."):
        assert main(["test", story, "--json"]) == 0
        (test,) = json.loads(capsys.readouterr().out)["tests"]
        assert (test["name"], test["outcome"]) == ("inn.randomtest", "passed")
        assert test["way"] == ["A room, please.", "Water, Cheese", "Nothing, thanks."]


def test_a_log_by_any_name(inn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (inn / "output.log").write_text(FULL.replace("\n", "\r\n"), encoding="utf-8")
    assert main(["test", "startup.txt", "--plan", "output.log"]) == 0
    assert "✔ output.log" in capsys.readouterr().out


def test_a_story_that_was_changed_says_where(inn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (inn / "startup.txt").write_text(STARTUP.replace("gold > 5", "gold < 5"), encoding="utf-8")
    (inn / "inn.randomtest").write_text(FULL, encoding="utf-8")
    assert main(["test", "startup.txt"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "✘ inn.randomtest (inn.randomtest:4)",
        "  Run 1 of 2:",
        "  - `The best room.` is on offer in the story, as it is not in the log (startup.txt:10)",
        "  On offer there:",
        "    1. A room, please.",
        "    2. The best room.",
        "    3. Nothing, thanks.",
        "",
        "1 test: 1 failed.",
        "Next: epilogue test startup.txt --plan inn.randomtest   this one alone",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("looks up.", "sleeps.", 4, "`sleeps.` expected, but this comes: `looks up.`"),
        (" • Nothing, thanks.", " • No.", 4, "`No.` is not on offer in the story, as it is in the log (startup.txt:10)"),
        ("luck 1", "luck 3", 17, f"the story draws a whole number from 1 to 2, not 3, {NONE}"),
        ("startup *rand gold 7\n", "", 16, f"the story draws a whole number from 1 to 9 {NONE}"),
        ("gold 7\n", "gold 7\nstartup *rand x 4\n", 11, f"4 was drawn for x, and the story draws nothing here {AFTER}"),
        ("★ Cheese", "★ Cake", 17, "`Water, Cake` cannot be chosen (cellar.txt:6)"),
        (
            "\nFine.",
            "\nFine.\nx *choice 9#1 (line 9)\n • ★ More\n",
            30,
            "`More` expected, but the story is over (after cellar.txt:13)",
        ),
    ],
)
def test_ways_in_which_a_log_does_not_fit(inn: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in FULL
    assert failure(FULL.replace(old, new, 1)) == (line, [message], "Run 1 of 2:")


def test_a_run_that_the_engine_stopped_is_no_success(inn: Path) -> None:
    log = "*****Seed 7\nstartup *choice 9#2 (line 16) #Nothing, thanks.\nRANDOMTEST FAILED: Error: startup line 18: bad label x\n"
    assert failure(log) == (3, ["the run ended in an error: bad label x (after startup.txt:16)"], "")
    Path("startup.txt").write_text(STARTUP.replace("*ending", "*goto x"), encoding="utf-8")
    assert failure(log) == (3, ["the run ended in an error and does so here: bad label x (startup.txt:18)"], "")


def test_a_log_without_choices_stops_at_the_first(inn: Path) -> None:
    line, (message,), _ = failure("*****Seed 1\nRANDOMTEST PASSED\n")
    assert (line, message[:41]) == (2, "the run is over in the log (made with sho")


@pytest.mark.parametrize(
    ("log", "message"),
    [
        ("Hello\n", "inn.randomtest: error: this log has no run: a line *****Seed 1 expected"),
        (FULL.replace("★ A room", "A room"), "inn.randomtest:4:1: error: the options of this choice expected below it, with ★"),
        (FULL.replace("gold 7", "gold seven", 1), "inn.randomtest:10:1: error: the number drawn for gold expected, not 'seven'"),
        (
            SHORT.replace("*****Seed 2", "Oh.\n*****Seed 2"),
            "inn.randomtest:6:1: error: a choice, a number drawn, or the end of the",
        ),
    ],
)
def test_a_log_that_is_not_understood(inn: Path, log: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    (inn / "inn.randomtest").write_text(log, encoding="utf-8")
    assert main(["test", "startup.txt"]) == 2
    assert any(line.startswith(message) for line in capsys.readouterr().err.splitlines())

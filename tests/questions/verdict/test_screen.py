"""The screens of ``verdict``, whole, and what none of them may say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from epilogue.questions.verdict.answer import Verdict
from epilogue.questions.verdict.build import verdict
from epilogue.questions.verdict.screen import render
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import Project, load
from epilogue.story.study import Study, played
from epilogue.views.text.layout import cells

GOLDEN = Path(__file__).parents[1] / "golden"
INTERNAL = re.compile(r"\b(states?|transitions?|precision|graphs?|certificates?|dominated|expected value)\b", re.IGNORECASE)

SETTLERS = """# title: The Claim
VAR gold = 0
VAR friends = 0
VAR days = 0
-> river
=== river
+ [Dig where the map says. # who: ann]
  {RANDOM(1, 3) == 1:
    ~ gold = 3
    -> camp
  }
  -> river
+ [Share the pot. # who: ben]
  ~ friends = 2
  -> camp
* [Wait for the thaw. # who: ben] -> river
=== camp
{gold > 0 and friends > 0: -> over}
+ [Go back for more. # who: ann]
  {gold == 3 && RANDOM(1, 2) == 1:
    ~ gold = 1
  }
  -> road
+ [Call it enough. # who: ann] -> over
=== road
+ [Turn around.] -> camp
+ [Ride home.]
# ending: home
They ride home. -> END
+ [Sell the mule.]
  ~ gold = 1
  ~ friends = 1
  -> over
=== over
# ending: settled
They stay. -> END
"""
STAKES = """[endings]
home = "Home again"
[stakes.Ann]
gold = "gold"
[stakes.Ben]
friends = "friends"
paid = "gold > 0"
"""


@pytest.fixture
def claim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    (tmp_path / "claim.ink").write_text(SETTLERS, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text(STAKES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return load("claim.ink")


def checked(screen: str, width: int) -> str:
    assert not INTERNAL.search(screen)
    assert all(cells(line) <= width for line in screen.splitlines() if "epilogue verdict" not in line)
    return screen


def golden(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [50, 80])
def test_every_ending(claim: Project, width: int) -> None:
    assert checked(render(verdict(claim), width), width) == golden(f"verdict_{width}.txt")


def test_a_playthrough(claim: Project) -> None:
    session = played(claim, None, (0, 0, 0, 1), seed=19).session
    assert session.ended == "end"
    assert checked(render(verdict(claim, session), 80), 80) == golden("verdict_play_80.txt")
    assert checked(render(verdict(claim, session), 50, colour=True), 200)


def test_every_outcome_is_listed_and_says_what_is_better(claim: Project) -> None:
    found = verdict(claim)
    screen = checked(render(found, 80, details=True), 80)
    for one in found.outcomes:
        assert re.search(rf"^ +{one.number}  ", screen, re.MULTILINE)
    worse = next(one for one in found.outcomes if one.judgement == "worse")
    assert f"Outcome {worse.better} is at least as good for everyone: " in screen


def stopped(claim: Project) -> Verdict:
    study = Study(claim, watch=Watch(Limits(states=12)))
    assert not study.complete
    return verdict(claim, None, study)


def test_a_search_that_stopped_early_claims_nothing_of_what_it_did_not_see(claim: Project) -> None:
    screen = checked(render(stopped(claim), 80, details=True), 80)
    assert "The search stopped early" in screen
    assert not re.search(r"\b(all endings|never|none|proved|golden|best on average)\b", screen, re.IGNORECASE)
    assert "there may be more outcomes" in " ".join(screen.split()).lower()


def test_what_stands_in_settings_cannot_steer_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "s.ink").write_text("VAR a = 0\n* [x]\n  ~ a = 1\n* [y]\n- Over. -> END\n", encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text('[stakes."A\\u001b[31m"]\n"b\\u001b]0;x\\u0007" = "a"\n', encoding="utf-8")
    loaded = load(str(tmp_path / "s.ink"))
    for session in (None, played(loaded, None, (1,)).session):
        assert "\x1b" not in render(verdict(loaded, session), 80, details=True)

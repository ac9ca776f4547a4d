"""The only ending of a story with loops is called certain, however large the loops are."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from epilogue.questions.endings import screen as terminal
from epilogue.questions.endings.build import endings
from epilogue.story.project import load

ROUNDS = """\
VAR left = 60
-> hub
== hub
+ [On]
  ~ left = (left + 59) % 60
  -> hub
+ [Back]
  ~ left = (left + 1) % 60
  -> hub
+ {left == 7} [Out]
  -> END
"""


def test_sure(tmp_path: Path) -> None:
    story = tmp_path / "rounds.ink"
    story.write_text(ROUNDS, encoding="utf-8")
    report = endings(load(str(story)))
    (ending,) = report.endings
    assert ending.odds.exact == Fraction(1) and ending.odds.value == 1
    assert "certain" in terminal.render(report, width=80)


def test_not_quite_sure(tmp_path: Path) -> None:
    story = tmp_path / "rounds.ink"
    hardly = ROUNDS.replace("-> hub\n+ [Back]", "{RANDOM(1, 30000) == 1: -> DONE}\n  -> hub\n+ [Back]")
    story.write_text(hardly.replace("left == 7", "left > 0"), encoding="utf-8")
    report = endings(load(str(story)))
    assert len(report.endings) == 2 and not any(ending.odds.exact == 1 for ending in report.endings)

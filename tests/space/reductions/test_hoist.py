"""Hoisting: two values that matter only together are merged one state earlier, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from space.judging import RUNS, differences, explored, judge, program_of, results

from epilogue.languages.loaded import ObservedExpression
from epilogue.languages.registry import load
from epilogue.source import Span
from epilogue.verify.oracle import full_states

pytestmark = pytest.mark.slow

FIGHT = """\
VAR health = 6
VAR power = 6
VAR blow = 0
VAR answer = 0
-> fight
== fight
+ [Strike]
  ~ blow = RANDOM(0, 3)
  ~ answer = RANDOM(0, 2)
  ~ power = power - answer
  {power <= 0: -> lost}
  MIDDLE
  ~ health = health - blow
  AFTER
  {health <= 0: -> won}
  -> fight
+ [Run]
  -> END
== lost
DEFEAT
-> END
== won
-> DONE
"""


def fight(middle: str = "", after: str = "", defeat: str = "") -> str:
    return FIGHT.replace("MIDDLE", middle).replace("AFTER", after).replace("DEFEAT", defeat)


def test_a_value_is_forgotten_before_the_next_draw() -> None:
    program = program_of(fight())
    plain, sharp = explored(program, "control"), explored(program, "control", plain_states=0)
    menus = 6 * 6
    assert len(plain.graph.kind) > menus * 5  # for each menu a draw, then a state per blow
    assert len(sharp.graph.kind) < menus * 4
    assert results(program, sharp.graph) == results(program, plain.graph)


@pytest.mark.parametrize(
    "story",
    [
        fight(),
        fight(middle="{health > 3: -> won}"),
        fight(middle="~ blow = blow + 1"),
        fight(middle="{blow: -> won}"),
        fight(middle="{RANDOM(0, 1): -> won}"),
        fight(middle="You have {health}."),
        fight(middle="+ + {health > 2} [On]\n  + + [Out]\n  -> END\n  - -"),
        fight(after="{blow == 2: -> won}"),
        fight(defeat="{health > 3: -> DONE}"),
        fight(defeat="{blow > 1: -> DONE}"),
        fight(defeat="~ health = 9\n~ power = 3\n-> fight"),
        fight().replace("health - blow", "health / blow"),
        fight().replace("RANDOM(0, 2)", "RANDOM(0, health)"),
        fight().replace("~ answer = RANDOM(0, 2)", "~ blow = RANDOM(0, 2)").replace("- answer", "- 1"),
    ],
)
def test_the_oracle_and_the_machine_agree(story: str) -> None:
    verdict = judge(story, max_states=120)
    assert verdict.checked == len(RUNS) and not verdict.problems


@pytest.mark.parametrize("at_end", [True, False], ids=["at endings", "always"])
def test_what_is_observed_is_not_stored_before_the_story_may_stop_in_an_error(at_end: bool, tmp_path: Path) -> None:
    path = tmp_path / "story.ink"
    source = fight(middle="~ power = 10 / answer").replace("  {power <= 0: -> lost}\n", "")
    path.write_text(source, encoding="utf-8")
    loaded = load(str(path), observed=[ObservedExpression("health", "health > 3", Span("epilogue.toml", 1))])
    (position,) = loaded.observed.values()
    stakes, claims = ((position,), ()) if at_end else ((), (position,))
    graph = explored(loaded.program, "control", at_end=stakes, never=claims, plain_states=0).graph
    assert differences(loaded.program, graph, full_states(loaded.program, at_end=stakes, never=claims), False) == []

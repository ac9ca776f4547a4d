"""Pruning: what values show to be impossible does not distinguish states, and nothing possible is removed."""

from __future__ import annotations

import pytest
from space.judging import RUNS, explored, judge, program_of, results

LOCKED = """\
VAR code = 0
VAR secret = 7
VAR coins = 0
VAR seen = 0
-> hall
== hall
+ [Take a coin]
  ~ coins = (coins + 1) % 5
  -> hall
+ [Look]
  ~ seen = 1 - seen
  -> hall
+ [Try the lock]
  ~ code = 0
  DOOR
  -> hall
+ [Leave]
  -> END
== vault
{coins > 2:
  You are rich.
- else:
  You are poor.
  -> END
}
* {seen} [Of course]
  -> END
* [Out]
  -> END
"""


def test_what_is_read_only_behind_a_door_that_never_opens_is_forgotten() -> None:
    program = program_of(LOCKED.replace("DOOR", "{code == secret: -> vault}"))
    plain, sharp = explored(program, "control"), explored(program, "control", plain_states=0)
    assert len(plain.graph.kind) == 11  # the hall for each number of coins, seen or not; the end
    assert len(sharp.graph.kind) == 2
    assert results(program, sharp.graph) == results(program, plain.graph)


@pytest.mark.parametrize(
    "door",
    [
        "{code == secret: -> vault}",
        "{code != secret: -> hall}\n  -> vault",
        "{code < 1 && secret > 8: -> vault}",
        "{code:\n  - 7: -> vault\n  - else: -> hall\n  }",
        "+ + {code == secret} [In]\n  -> vault\n  + + [Back]\n  -> hall\n  - -",
        "* * {code + secret == 7} [In]\n  -> hall\n  * * -> vault\n  - -",
        "{RANDOM(code, code) == secret: -> vault}",
        "{CHOICE_COUNT() > code: -> vault}",
    ],
)
def test_the_oracle_and_the_machine_agree(door: str) -> None:
    verdict = judge(LOCKED.replace("DOOR", door), max_states=200)
    assert verdict.checked == len(RUNS) and not verdict.problems


def test_what_fails_is_left() -> None:
    story = "VAR a = 1\n-> top\n== top\n+ [On]\n  {a / (a - 1) > 5: -> END}\n  -> top\n+ [Off]\n  -> END\n"
    verdict = judge(story, max_states=50)
    assert verdict.checked == len(RUNS) and not verdict.problems
    found = explored(program_of(story), "control", plain_states=0).graph
    assert "error" in {ending.kind for ending in found.endings}

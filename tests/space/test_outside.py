"""The world outside, declared in epilogue.toml: by hand, and against the oracle and the Machine."""

from __future__ import annotations

import re
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from generators.ink import generate
from space.judging import PRECISIONS, declared, explored, judge, results

pytestmark = pytest.mark.slow

Found = dict[str, Any]


def endings(source: str, outside: str, precision: str = "control") -> Found:
    """Odds and number of playthroughs by the mark of the ending; "" holds the endless odds."""
    program = declared(source, outside)
    found = results(program, explored(program, precision).graph)
    assert judge(source, outside=outside).problems == []
    return {mark: (odds, ways) for (_, _, mark, *_), (odds, ways, _, _) in found["endings"].items()} | {"": found["endless"]}


SHOP = """\
EXTERNAL get_gold()
* [Buy]
* [Look]
    -> poor
- { get_gold() > 20: -> rich }
-> poor
== rich
# ending: rich
-> END
== poor
# ending: poor
-> END
"""


@pytest.mark.parametrize(
    ("gold", "rich", "poor"),
    [
        ("50", (Fraction(1, 2), 1), (Fraction(1, 2), 1)),
        ("{ chance = [5, 50, 50] }", (Fraction(1, 3), 1), (Fraction(2, 3), 2)),
        ("{ chance = [5, 21, 50] }", (Fraction(1, 3), 2), (Fraction(2, 3), 2)),
        ("{ anybody = [5, 21, 50] }", ((0, Fraction(1, 2)), 2), ((Fraction(1, 2), 1), 2)),
        ("{ anybody = [21, 50] }", ((Fraction(1, 2), Fraction(1, 2)), 2), ((Fraction(1, 2), Fraction(1, 2)), 1)),
        ("{ from = 19, to = 22 }", ((0, Fraction(1, 2)), 2), ((Fraction(1, 2), 1), 3)),
    ],
)
def test_a_function_of_the_game(gold: str, rich: Any, poor: Any) -> None:
    found = endings(SHOP, f"[outside]\nget_gold = {gold}")
    assert found["rich"] == rich
    assert found["poor"] == poor


def test_weights_are_odds_and_count_as_one_playthrough_each() -> None:
    source = """\
VAR weather = ""
{ weather == "sun":
    # ending: dry
- else:
    # ending: wet
}
-> END
"""
    found = endings(source, "[outside]\nweather = { chance = { sun = 0.5, rain = 0.2, snow = 0.3 } }")
    assert found == {"dry": (Fraction(1, 2), 1), "wet": (Fraction(1, 2), 2), "": 0}


def test_a_declaration_overrides_the_fallback() -> None:
    source = SHOP + "=== function get_gold()\n~ return 3\n"
    assert "rich" not in endings(source, "")
    assert endings(source, "[outside]\nget_gold = 50")["rich"] == (Fraction(1, 2), 1)


def test_arguments_are_ignored_but_evaluated() -> None:
    source = """\
EXTERNAL ask(a, b)
VAR n = 0
~ temp got = ask(up(), up()) + n
{ got == 12:
    # ending: twelve
}
-> END
== function up()
~ n = n + 1
~ return n
"""
    assert endings(source, "[outside]\nask = 10")["twelve"] == (1, 1)


DOOR = """\
VAR open = false
-> door
== door
+ [Wait] -> door
+ {open} [Go through]
    # ending: through
    -> END
"""


def test_a_variable_set_once_and_one_set_at_every_turn() -> None:
    once = endings(DOOR, "[outside]\nopen = { anybody = [true, false] }")
    assert once == {"through": ((0, 1), None), "": (0, 1)}
    turn = endings(DOOR, '[outside]\nopen = { chance = [true, false], set = "every turn" }')
    assert turn == {"through": (1, None), "": 0}
    anybody = endings(DOOR, '[outside]\nopen = { anybody = [true, false], set = "every turn" }')
    assert anybody == {"through": ((0, 1), None), "": (0, 1)}


def test_a_password_that_no_reader_can_know() -> None:
    source = """\
EXTERNAL input()
VAR tries = 0
-> ask
== ask
~ tries = tries + 1
{ input() == "swordfish":
    # ending: in
    -> END
}
{ tries >= 2:
    # ending: out
    -> END
}
+ [Again] -> ask
* [Give up]
    # ending: out
    -> DONE
"""
    found = endings(source, '[outside]\ninput = { anybody = ["swordfish", ""] }')
    assert found["in"] == ((0, 1), 2)


def test_sets_come_before_what_the_turn_counts() -> None:
    source = """\
VAR dark = false
-> hall
== hall
* [Go] -> cellar
* {CHOICE_COUNT() == 0} [Stay] -> hall
== cellar
{ dark && TURNS() == 1 && cellar == 1:
    # ending: lost
- else:
    # ending: found
}
-> END
"""
    found = endings(source, '[outside]\ndark = { chance = [true, false, false], set = "every turn" }')
    assert found["lost"] == (Fraction(1, 3), 2)


def with_outside(seed: int) -> tuple[str, str]:
    """A generated story with its dice thrown outside, and a variable that the game sets."""
    luck = Random(seed)
    without = ("ages",) if seed % 2 else ()
    source = generate(seed, 1 + seed % 4, loops=(None, "none", "once")[seed % 3], without=without)
    names = ("dice0", "dice1")
    source = re.sub(r"RANDOM\(\d, \d\)", lambda dice: luck.choice((*(f"{name}()" for name in names), dice[0])), source)
    called = [name for name in names if f"{name}()" in source]
    forms = ("{ from = 0, to = 2 }", "{ anybody = [0, 2] }", "{ chance = [0, 1, 1] }", "{ chance = [3, -1] }", "2")
    lines = [f"{name} = {luck.choice(forms)}" for name in called]
    when = luck.choice((', set = "every turn"', ""))
    lines.append(f"n0 = {{ {luck.choice(('chance', 'anybody'))} = [0, 1]{when} }}")
    return "".join(f"EXTERNAL {name}()\n" for name in called) + source, "\n".join(["[outside]", *lines])


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("first", range(0, 30, 10))
def test_generated_stories_agree_with_the_oracle_and_the_machine(first: int) -> None:
    problems = {}
    complete = 0
    for seed in range(first, first + 10):
        source, outside = with_outside(seed)
        verdict = judge(source, 200, seed, outside)
        complete += verdict.complete
        if verdict.problems:
            problems[seed] = verdict.problems[:3]
    assert not problems
    assert complete >= 2


def test_precisions_agree() -> None:
    outside = "[outside]\nget_gold = { anybody = [5, 21, 50] }"
    assert len({str(endings(SHOP, outside, precision)) for precision in PRECISIONS}) == 1

"""Conversations of a game: entered from a hub, each analysed by itself, against the oracle and the Machine."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from generators.ink import generate
from space.judging import PRECISIONS, declared, explored, judge, results

pytestmark = pytest.mark.slow

HALF = Fraction(1, 2)


def talks(source: str, entries: str, precision: str = "control") -> dict[str, dict[str, Any]]:
    """By conversation and mark of the ending: odds, as a pair, and the fewest choices; "" holds the endless odds."""
    program = declared(source, entries)
    found = results(program, explored(program, precision).graph)
    assert judge(source, outside=entries).problems == []
    return {
        name: {mark: (odds, soonest) for (_, _, mark, *_), (odds, soonest, _) in talk["endings"].items()} | {"": talk["endless"]}
        for name, talk in found.items()
        if name not in ("shown", "broken")
    }


INN = """\
VAR trust = false
-> END
== tavern
{ tavern > 1:
    # ending: known
    -> END
}
* [Smile]
    ~ trust = true
* [Frown]
-
# ending: met
-> END
== mill
{ trust:
    # ending: inside
- else:
    # ending: outside
}
-> DONE
"""
ANY = '[entries]\ntavern = "tavern"\nmill = "mill"\n'


def test_any_order_any_number_of_times() -> None:
    assert talks(INN, ANY) == {
        "tavern": {"met": ((0, 1), 1), "known": ((0, 1), 0), "": (0, 0)},
        "mill": {"outside": ((0, 1), 0), "inside": ((0, 1), 0), "": (0, 0)},
    }


def test_once_each() -> None:
    entries = '[entries.tavern]\nat = "tavern"\ntimes = "once"\n[entries.mill]\nat = "mill"\ntimes = "once"\n'
    assert talks(INN, entries) == {
        "tavern": {"met": ((1, 1), 1), "": (0, 0)},
        "mill": {"outside": ((0, 1), 0), "inside": ((0, 1), 0), "": (0, 0)},
    }
    program = declared(INN, entries)
    for precision in PRECISIONS:
        graph = explored(program, precision).graph
        assert graph.complete
        assert sum(len(graph.edges(s)) == 1 for s in graph.outside) >= 1  # at the end the game can only stop


def test_variables_set_before_each() -> None:
    entries = '[entries.mill]\nat = "mill"\nset = { trust = { chance = [true, false, false, false] } }'
    assert talks(INN, entries)["mill"] == {
        "outside": ((Fraction(3, 4), Fraction(3, 4)), 0),
        "inside": ((Fraction(1, 4), Fraction(1, 4)), 0),
        "": (0, 0),
    }
    entries = '[entries.mill]\nat = "mill"\nset = { trust = true }'
    assert talks(INN, entries)["mill"] == {"inside": ((1, 1), 0), "": (0, 0)}


def test_turns_counts_and_marks_go_on_from_one_to_the_next() -> None:
    source = """\
-> END
== walk
{ TURNS() == 2 && walk == 2 && TURNS_SINCE(-> walk) == 0:
    # ending: second
- else:
    { walk == 1:
        # ending: first
    }
}
-> END
"""
    found = talks(source, '[entries]\nwalk = "walk"')
    assert found["walk"]["first"] == ((0, 1), 0)
    assert found["walk"]["second"] == ((0, 1), 0)


def test_an_option_used_up_in_one_conversation_is_gone_in_the_next() -> None:
    source = """\
-> END
== shop
* [Steal]
    # ending: stolen
    -> END
+ [Leave]
    # ending: left
    -> END
"""
    found = talks(source, '[entries]\nshop = "shop"')
    assert found["shop"] == {"stolen": ((0, HALF), 1), "left": ((HALF, 1), 1), "": (0, 0)}


def test_an_error_is_the_end_of_the_game() -> None:
    source = """\
VAR n = 1
-> END
== divide
{ 1 / n > 2: never }
~ n = 0
-> END
"""
    program = declared(source, '[entries]\ndivide = "divide"')
    graph = explored(program, "control").graph
    kinds = {graph.endings[graph.ending[s]].kind: len(graph.edges(s)) for s in range(len(graph.ending)) if graph.ending[s] >= 0}
    assert kinds == {"end": 1, "error": 0, "stopped": 0}
    assert judge(source, outside='[entries]\ndivide = "divide"').problems == []


def with_entries(seed: int) -> tuple[str, str]:
    """A generated story whose passages a game may enter in any order."""
    luck = Random(seed)
    without = ("ages", "turns", "loose_ends") if seed % 3 else ("ages",)
    source = generate(seed, 1 + seed % 3, loops="none" if seed % 2 else "once", without=(*without, "arguments"))
    entries = []
    for number in range(2):
        times = luck.choice(("once", "any" if seed % 2 else "once"))
        value = luck.choice(("", "{ anybody = [0, 2] }", "{ chance = [0, 1, 1] }", "1"))
        sets = f"set = {{ n0 = {value} }}\n" if value else ""
        entries.append(f'[entries.e{number}]\nat = "k{number}"\ntimes = "{times}"\n{sets}')
    return source, "".join(entries)


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("first", range(12, 24, 4))
def test_generated_games_agree_with_the_oracle_and_the_machine(first: int) -> None:
    problems = {}
    complete = 0
    for seed in range(first, first + 4):
        verdict = judge(*_arguments(seed))
        complete += verdict.complete
        if verdict.problems:
            problems[seed] = verdict.problems[:3]
    assert not problems
    assert complete >= 1


def _arguments(seed: int) -> tuple[str, int, int, str]:
    source, entries = with_entries(seed)
    return source, 700, seed, entries

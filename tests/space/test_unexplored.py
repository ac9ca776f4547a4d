"""Bounds of an unfinished search: never less than what happens, and as little more as these stories show."""

from __future__ import annotations

import pytest
from generators.amount import seeds_in_parts
from generators.ink import generate
from space.bounding import searched, unsound
from space.judging import program_of
from space.test_generated import LOOPS, STORIES

from epilogue.flow import specialise
from epilogue.flow.context import Observations, UnboundedConstruct
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.space.unexplored import Unexplored

pytestmark = pytest.mark.slow

CHUNK = 25


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_nothing_that_happens_is_ruled_out(seeds: range) -> None:
    problems: dict[int, list[str]] = {}
    judged = 0
    for seed in seeds:
        source = generate(seed, 1 + seed % 4, loops=LOOPS[seed % 3], faults=seed % 4 == 3)
        precision = ("control", "coverage", "text")[seed % 3]
        try:
            bad, searches = unsound(program_of(source), precision, (2, 5, 12, 30, 80, 200), sharp=seed % 5 == 4)
        except UnboundedConstruct:
            continue
        judged += searches
        if bad:
            problems[seed] = bad[:3]
    assert not problems
    assert judged > len(seeds) // 2


def after(source: str, situations: int) -> Unexplored:
    """The unexplored part of a search that stops this early."""
    program = program_of(source)
    operators = flow_operators(program)
    search = searched(reduce(specialise.specialise(program, operators, Observations())), operators, situations)
    assert not search.graph.complete
    return Unexplored(search)


HUB = """\
VAR key = false
VAR lamp = false
-> hub
=== hub
+ [Look round] -> hub
* [Take the key]
    ~ key = true
    -> hub
* {key} [Open the door] -> out
* {lamp} [Go down] -> cellar
=== out
# ending: free
-> END
=== cellar
~ lamp = not lamp
* [Back] -> hub
* [Stay] -> END
"""


def test_what_has_a_condition_that_never_holds_is_ruled_out() -> None:
    rest = after(HUB, 1)
    assert rest.offered | {0, 1} == {0, 1, 2}


def test_a_menu_that_always_offers_something_cannot_run_dry() -> None:
    kinds = {ending.kind for ending in after(HUB, 1).prospects.bits}
    assert kinds == {"end"}


def test_a_hub_of_once_only_options_can_run_dry() -> None:
    kinds = {ending.kind for ending in after(HUB.replace("+ [Look", "* [Look").replace("{key}", "{not key}"), 1).prospects.bits}
    assert kinds == {"end", "out_of_content"}


def test_marks_are_followed() -> None:
    assert {ending.mark for ending in after(HUB, 1).prospects.bits} == {"free"}


THREAD = """\
VAR a = 0
* [Begin] -> there
=== there
<- options
~ a = 1
-> DONE
=== options
* {a == 0} [Go] -> go
-> DONE
=== go
{a == 1:
    # ending: late
    -> END
}
# ending: early
-> END
"""


def test_what_an_option_asked_for_may_have_changed_since() -> None:
    assert {ending.mark for ending in after(THREAD, 1).prospects.bits} == {"late"}


def test_what_an_option_asked_for_holds_when_it_is_taken() -> None:
    steady = THREAD.replace("~ a = 1\n", "").replace("* [Begin]", "* [Begin]\n    ~ a = RANDOM(0, 1)\n   ")
    ends = {(ending.kind, ending.mark) for ending in after(steady, 1).prospects.bits}
    assert ends == {("end", "early"), ("done", "")}


GATE = """\
VAR key = 0
* [Begin]
-> gate
=== gate
~ key = RANDOM(0, 1)
{key:
    + [Open the gate] -> END
- else:
    + [Climb over it] -> END
}
-> DONE
"""


def test_where_one_of_several_is_always_on_offer_the_story_goes_on() -> None:
    assert {ending.kind for ending in after(GATE, 1).prospects.bits} == {"end"}
    without = GATE.replace("- else:\n    + [Climb over it] -> END\n", "")
    assert {ending.kind for ending in after(without, 1).prospects.bits} == {"end", "done"}

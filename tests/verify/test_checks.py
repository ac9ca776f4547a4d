"""``--verify``: checks every step of a small search, a share of a large one, and catches a wrong search."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from space.judging import ExploredStory, explored, program_of

from epilogue.ir.program import Program
from epilogue.space.state_graph import StateKind
from epilogue.space.state_keys import StateSlots
from epilogue.verify.checks import GraphPurpose, VerificationResult, verify

pytestmark = pytest.mark.slow

STORY = """\
VAR key = false
VAR seen = 0
-> hub
== hub
~ seen = seen + 1
+ [Look] {~A rose.|A thorn.|A bee.} -> hub
* [Take the key]
    ~ key = true
    -> hub
* {key && RANDOM(1, 3) > 1} [Open] -> open
* [Leave] -> DONE
== open
# ending: out
{seen} steps.
-> END
"""

#: Twelve options in any order, where the order does not matter: 4,096 states.
LARGE = "-> hub\n== hub\n" + "".join(f"* [{n}] -> hub\n" for n in range(12)) + "* -> END\n"


def checked(
    program: Program, found: ExploredStory, seconds: float = 60.0, kept: Callable[[int], StateSlots] | None = None
) -> VerificationResult:
    return verify(program, found.reduced, found.graph, kept or found.slots.__getitem__, GraphPurpose(), seconds)


def test_every_step_is_played_and_counted() -> None:
    program = program_of(STORY)
    found = explored(program, "control")
    result = checked(program, found)
    assert result.differences == ()
    assert result.steps == result.total == 1 + sum(found.graph.weight)
    assert result.changed > result.steps


@pytest.mark.parametrize("limit", [2, 5, 30])
def test_an_unfinished_search_is_checked_as_far_as_it_went(limit: int) -> None:
    program = program_of(STORY)
    found = explored(program, "text", limit)
    assert StateKind.OPEN in found.graph.kind
    result = checked(program, found)
    assert result.differences == ()
    assert result.steps == result.total == 1 + sum(found.graph.weight)


def test_without_time_for_all_a_share_is_checked_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count()
    monkeypatch.setattr(
        "epilogue.verify.checks.monotonic", lambda: next(ticks) / 1_000
    )  # a fake clock: each look takes a millisecond
    program = program_of(LARGE)
    found = explored(program, "control", plain_states=10_000)
    result = checked(program, found, seconds=0.2)
    assert result.differences == ()
    assert 100 < result.steps < result.total == 1 + sum(found.graph.weight)


def test_a_value_that_was_forgotten_is_found() -> None:
    program = program_of(STORY)
    found = explored(program, "control")
    result = checked(program, found, kept=lambda state: StateSlots((), found.slots[state].carried))
    assert any("all else changed" in difference for difference in result.differences)


def test_a_wrong_edge_is_found_wherever_it_is() -> None:
    program = program_of(STORY)
    size = explored(program, "control").graph.transitions
    for edge in range(size):
        found = explored(program, "control")
        graph = found.graph
        here = graph.target[edge]
        graph.target[edge] = next(s for s, what in enumerate(graph.kind) if what != graph.kind[here])
        assert checked(program, found).differences != (), edge


def test_what_is_observed_at_an_ending_is_compared() -> None:
    source = "VAR n = 1\n* [One]\n* [Two]\n    ~ n = 2\n- -> END\n"
    program = program_of(source + "== function seen\n~ return n\n")
    # Stands in for an expression of --by: the one that "seen" returns.
    place = next(at for at, i in enumerate(program.code) if i.op == "load_global" and i.a == "n")
    found = explored(program, "control", at_end=(place,))
    ends = found.graph.endings
    assert len(ends) == 2
    good = verify(program, found.reduced, found.graph, found.slots.__getitem__, GraphPurpose(at_end=(place,)))
    assert good.differences == ()
    ends[0] = ends[0]._replace(values=((int, 7),))
    bad = verify(program, found.reduced, found.graph, found.slots.__getitem__, GraphPurpose(at_end=(place,)))
    assert len(bad.differences) == 1

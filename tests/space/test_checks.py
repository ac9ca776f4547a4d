"""The replay and havoc checks: they pass on whole stories, and fail on a doctored graph."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from space.judging import PRECISIONS, explored, program_of

from epilogue.languages.registry import load
from epilogue.space.state_keys import StateSlots
from epilogue.verify.havoc import havoc
from epilogue.verify.replay import replay

pytestmark = pytest.mark.slow

STORY = """\
VAR key = false
VAR seen = 0
* [Take the key]
    ~ key = true
    ~ seen = seen + 1
* [Leave it]
- {~The door is shut.|The door is locked.}
* {key} [Open]
    # ending: out
    -> END
* [Wait]
    {seen} -> DONE
"""
ORDER = """\
LIST hues = red = 1, rose = 1
VAR bag = ()
VAR sack = ()
~ bag = (red, rose)
+ [Take them]
    ~ sack = bag
- ~ twice(bag, 1)
{ LIST_MIN(sack) == rose:
    -> END
}
Done.
-> END
=== function twice(ref items, times) ===
{ times > 0:
    ~ twice(items, times - 1)
}
"""
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "la_la_land.ink"


def test_a_graph_that_is_right_passes() -> None:
    program = program_of(STORY)
    for precision in PRECISIONS:
        reduced, graph, kept = explored(program, precision)
        assert replay(program, graph).bad == []
        assert havoc(program, graph, reduced, kept, Random(0), texts=precision == "text").bad == []


def test_replay_plays_every_outcome_of_every_edge() -> None:
    graph = explored(program_of(STORY), "control").graph
    assert replay(program_of(STORY), graph).edges == 1 + sum(graph.weight)


def test_replay_finds_a_wrong_option() -> None:
    program = program_of(STORY)
    graph = explored(program, "control").graph
    last = max(edge for edge, label in enumerate(graph.label) if isinstance(label, int))
    graph.label[last] += 1
    assert any("expected" in problem for problem in replay(program, graph).bad)


def test_replay_finds_a_wrong_ending() -> None:
    program = program_of(STORY)
    graph = explored(program, "control").graph
    graph.endings[0] = graph.endings[0]._replace(mark="nowhere")
    assert replay(program, graph).bad


def test_havoc_finds_a_value_that_was_not_kept() -> None:
    program = program_of(STORY)
    reduced, graph, kept = explored(program, "control")
    forgetful = [StateSlots((), one.carried) for one in kept]
    found = [havoc(program, graph, reduced, forgetful, Random(seed)).bad for seed in range(20)]
    assert any(found)


def test_havoc_compares_the_text() -> None:
    program = program_of(STORY)
    reduced, graph, kept = explored(program, "control")  # ignores `seen`, which is only printed
    found = [havoc(program, graph, reduced, kept, Random(seed), texts=True).bad for seed in range(20)]
    assert any("said" in problem for problems in found for problem in problems)


def test_havoc_leaves_an_order_that_the_graph_was_made_smaller_by() -> None:
    program = program_of(ORDER)
    reduced, graph, kept = explored(program, "control", plain_states=0)
    assert [havoc(program, graph, reduced, kept, Random(seed)).bad for seed in range(10)] == [[]] * 10


def test_the_example_is_what_the_analysis_says() -> None:
    program = load(str(EXAMPLE)).program
    reduced, graph, kept = explored(program, "control", 2_000)
    assert replay(program, graph).bad == []
    assert havoc(program, graph, reduced, kept, Random(1), longest_walk=2).bad == []


@pytest.mark.parametrize(("precision", "walk"), [("control", 6), ("coverage", 1), ("text", 1)])
def test_the_intercept_is_what_the_analysis_says(corpus: Path, precision: str, walk: int) -> None:
    program = load(str(corpus / "stories" / "ink" / "the-intercept" / "TheIntercept.ink")).program
    reduced, graph, kept = explored(program, precision)
    assert graph.complete
    assert havoc(program, graph, reduced, kept, Random(1), texts=precision == "text", longest_walk=walk).bad == []

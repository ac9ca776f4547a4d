"""The search order: what a search that stops early has reached."""

from __future__ import annotations

import pytest
from space.judging import program_of

from epilogue.flow.context import Observations
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.settings import Limits
from epilogue.space import frontier
from epilogue.space.search import Search, explore
from epilogue.space.state_graph import StateGraph
from epilogue.space.watch import Watch

pytestmark = pytest.mark.slow

FAR = """\
VAR a = 0
VAR b = 0
VAR c = 0
VAR d = 0
VAR far = 0
-> hub
== hub
+ [A]
  ~ a = (a + 1) % 11
  -> hub
+ [B]
  ~ b = (b + 1) % 11
  -> hub
+ [C]
  ~ c = (c + 1) % 11
  -> hub
+ [D]
  ~ d = (d + 1) % 11
  -> hub
+ [On]
  ~ far = far + 1
  -> hub
+ {far > 25} [Out]
  {a * 7 + b * 5 + c * 3 + d > 90: -> DONE}
  -> END
"""


def searched(steps: int) -> Search:
    program = program_of(FAR)
    operators = flow_operators(program)
    flow = specialise(program, operators, Observations())
    return explore(reduce(flow), operators, Watch(Limits(states=steps)))


def test_an_ending_is_found_that_is_far_and_not_likely() -> None:
    search = searched(5_000)
    assert not search.graph.complete
    assert search.graph.endings


def test_the_order_depends_on_the_story_alone() -> None:
    first, again = searched(3_000), searched(3_000)
    assert first.frontier.looked_at == again.frontier.looked_at
    assert len(set(first.frontier.looked_at)) == 3_000
    oldest = [
        state for count, state in enumerate(first.frontier.looked_at) if count >= frontier.BREADTH and not count % frontier.OLDEST
    ]
    assert oldest[0] < oldest[-1]


def test_a_graph_of_nothing_computed_has_all_of_its_one_situation() -> None:
    graph = StateGraph.stopped("not in time", None, "time")
    assert len(graph.kind) == len(graph.site) == len(graph.ending) == len(graph.found_by) == 1

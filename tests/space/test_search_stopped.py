"""A search stopped in the middle of a step takes the step back: its result is that of the steps before."""

from __future__ import annotations

import pytest
from space.judging import program_of

from epilogue.budget import BudgetSpent
from epilogue.flow.context import Observations
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.settings import Limits
from epilogue.space import search as searching
from epilogue.space.search import Search, explore
from epilogue.space.watch import Watch

pytestmark = pytest.mark.slow

STORY = """\
VAR gold = 0
VAR fame = 0
-> hub
== hub
+ [Dig]
  {RANDOM(1, 4) > 2: -> found}
  -> hub
+ {gold > 1} [Leave rich] # ending: rich
  {fame == 2: -> END}
  -> DONE
* [Sing]
  ~ fame = fame + RANDOM(0, 2)
  -> hub
+ {gold == 0} [Leave poor] -> END
== found
{gold < 4:
  ~ gold = gold + 1
}
-> hub
"""


def searched(states: int | None, sharp: bool) -> Search:
    program = program_of(STORY)
    operators = flow_operators(program)
    flow = specialise(program, operators, Observations(decisions=True))
    return explore(reduce(flow), operators, Watch(Limits(states=states)), plain_states=3 if sharp else 10_000)


@pytest.mark.parametrize("sharp", [False, True])
def test_stopped_at_any_moment_it_is_whole_steps(sharp: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = searched(None, sharp)
    assert whole.graph.complete and len(whole.keys) > 12
    stopped = set()
    for moment in range(2, 200):
        left = iter(range(moment))

        def tick(left: object = left) -> None:
            if next(left, None) is None:  # type: ignore[call-overload]
                raise BudgetSpent("time", "after no time")

        with monkeypatch.context() as patched:
            patched.setattr(searching, "tick", tick)
            found = searched(None, sharp)
        if found.graph.complete:
            break
        if not found.frontier.looked_at:
            continue
        counted = searched(len(found.frontier.looked_at), sharp)
        stopped.add(len(found.frontier.looked_at))
        ours, theirs = vars(found.graph), vars(counted.graph)
        for name in ours.keys() - {"reason", "stopped_by", "shown", "spoken"}:
            assert ours[name] == theirs[name], (moment, name)
        assert found.keys == counted.keys
        assert theirs["shown"] <= ours["shown"] and theirs["spoken"] <= ours["spoken"]
    assert len(stopped) > 5

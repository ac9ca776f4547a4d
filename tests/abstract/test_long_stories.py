"""How much is kept of a long story: of what can have been set, not of all that is still to come."""

from __future__ import annotations

from space.judging import program_of

from epilogue.abstract.domain import Domain
from epilogue.abstract.interpretation import interpret_story
from epilogue.flow.context import Observations
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise


def chapters(count: int) -> str:
    lines = ["-> chapter0"]
    for number in range(count):
        lines += [f"=== chapter{number}", *(f"* [{option}] -> chapter{number}" for option in "abc")]
        lines += [f"+ [On.] -> chapter{number + 1}"]
    return "\n".join([*lines, f"=== chapter{count}", "-> END"])


def kept(source: str) -> int:
    """Number of values kept at all nodes."""
    program = program_of(source)
    operators = flow_operators(program)
    reduced = reduce(specialise(program, operators, Observations()))
    reach = interpret_story(reduced, operators, Domain(program.semantics.values))
    return sum(len(state.values) for state in reach.met.values())


def test_a_story_of_twice_as_many_chapters_keeps_twice_as_many_values() -> None:
    assert kept(chapters(20)) < 2.5 * kept(chapters(10))

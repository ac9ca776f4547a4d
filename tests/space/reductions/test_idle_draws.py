"""Idle draws: what luck decides in the words alone has no states, and nothing else is left out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from space.judging import RUNS, explored, judge, program_of, results

from epilogue.analysis.odds import analyse_endings, distances, way_to
from epilogue.analysis.stops import until_first_return
from epilogue.budget import COUNTING, Budget, bound
from epilogue.flow.context import Observations
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.machine.follow import Follower, with_idle_draws
from epilogue.settings import Limits
from epilogue.space.returns import marked_returns
from epilogue.space.search import PLAIN_STATES, explore
from epilogue.space.state_graph import StateKind
from epilogue.space.watch import Watch

HUB = """\
VAR n = 0
LIST hues = (red), (blue), green
-> hub
== hub
+ [Wait]
  WORDS
  -> hub
+ [Leave]
  -> END
"""

WORDS = {
    "a shuffle": "{~Rain.|Sun.|Fog.}",
    "a shuffle that is used up": "{shuffle once:\n  - Rain.\n  - Sun.\n  }",
    "a number": "Number {RANDOM(1, 6)}.",
    "a number that a variable holds": "~ n = RANDOM(1, 6)\n  It is {n}.",
    "an item": "Today {LIST_RANDOM(hues)}.",
    "no item": "Today {LIST_RANDOM(hues ^ green)}.",
    "a draw behind a draw": "{~Rain.|{~Warm|Cold} sun{~.|!}|Fog.}",
    "a draw behind a condition on a draw": "{RANDOM(1, 3) == 1: {~Rain|Sun}.}",
    "a draw the first time only": "{{~Rain.|Sun.|Fog.}|As before.}",
    "a function": "{told()}",
}

TOLD = "== function told\n~ temp much = RANDOM(0, 2)\n{much: {~Rain|Sun}|Nothing}\n"


def near(found: Any) -> Any:
    """Gives the numbers of a large cycle, which are not exact, as the fractions that they are next to."""
    if isinstance(found, float | Fraction):
        return Fraction(found).limit_denominator(10**6)
    if isinstance(found, dict):
        return {key: near(value) for key, value in found.items()}
    return [near(value) for value in found] if isinstance(found, list) else found


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_draws_that_words_alone_depend_on_have_no_states(words: str) -> None:
    program = program_of(HUB.replace("WORDS", words) + TOLD)
    plain, sharp = explored(program, "control"), explored(program, "control", plain_states=0)
    assert words == WORDS["no item"] or StateKind.CHANCE in plain.graph.kind
    assert list(sharp.graph.kind) == [StateKind.CHOICE, StateKind.ENDING]
    assert near(results(program, sharp.graph)) == near(results(program, plain.graph))
    assert explored(program, "text", plain_states=0).graph.spoken == explored(program, "text").graph.spoken


KEPT = {
    "the outcome decides": "{RANDOM(1, 2) == 1: -> END}",
    "a number that is remembered decides": "~ n = RANDOM(1, 6)\n  {n > 5: -> END}",
    "what a shuffle has left decides": "{shuffle:\n  - ~ n = 1\n  - Rain.\n  }\n  {n: -> END}",
    "the least is above the greatest": "{~Rain|Sun} {RANDOM(3, 1)}",
    "the greatest is no number": '{RANDOM(1, "six")}',
    "the greatest may be below the least": "~ n = (n + 1) % 3\n  {RANDOM(1, n)}",
    "no list to draw from": "~ hues = 2\n  {LIST_RANDOM(hues)}",
    "each outcome says last words of its own": "{shuffle:\n  - Rain.\n    -> END\n  - Sun.\n    -> END\n  }",
    "the turn never ends": "- - (top) {~Rain.|Sun.}\n  -> top",
    "the turn never ends, by a fallback": "- - (top) {~Rain.|Sun.}\n  + + -> top",
    "the turn may never end": "~ n = RANDOM(0, 1)\n  - - (top) {~Rain.|Sun.}\n  {n: -> top}",
    "the turn goes round until luck ends it": "- - (top) {~Rain.|Sun.}\n  {RANDOM(0, 1): -> top}",
}


@pytest.mark.parametrize("words", KEPT.values(), ids=KEPT)
def test_everything_else_is_as_it_was(words: str) -> None:
    source = HUB.replace("WORDS", words)
    verdict = judge(source, max_states=200)
    assert verdict.checked == len(RUNS) and not verdict.problems
    program = program_of(source)
    plain, sharp = explored(program, "control").graph, explored(program, "control", plain_states=0).graph
    assert results(program, sharp) == results(program, plain)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_the_oracle_and_the_machine_agree(words: str) -> None:
    for source in (HUB, HUB.replace("+ [Wait]", "* [Wait]")):
        verdict = judge(source.replace("WORDS", words) + TOLD, max_states=200)
        assert verdict.checked == len(RUNS) and not verdict.problems


def test_where_playthroughs_can_be_counted_they_are() -> None:
    """Each of the three ways to wait can be taken once, and the shuffle says what it has not yet said."""
    ways = "".join(f"* [Wait {n}]\n  -> rest ->\n  -> hub\n" for n in range(3))
    program = program_of(f"-> hub\n== hub\n{ways}+ [Leave]\n  -> END\n== rest\n{{~Rain.|Sun.|Fog.}}\n->->\n")
    plain, sharp = explored(program, "control").graph, explored(program, "control", plain_states=0).graph
    assert analyse_endings(sharp).playthroughs == analyse_endings(plain).playthroughs == 1 + 3 * 3 + 6 * 6 + 6 * 6
    assert sharp.idle and sharp.states < plain.states


def test_an_ending_before_all_loops_is_counted() -> None:
    source = "{~Rain.|Sun.}\n* [Flee]\n  -> END\n* [Stay]\n  -> hub\n" + HUB.partition("-> hub\n")[2].replace("WORDS", "{~A|B}")
    program = program_of(source)
    plain, sharp = explored(program, "control").graph, explored(program, "control", plain_states=0).graph
    assert results(program, sharp) == results(program, plain)
    assert {ending.playthroughs for ending in analyse_endings(sharp).endings} == {2, None}


def test_counting_goes_no_further_than_it_must() -> None:
    """Behind the first menu nothing leads to the ending that has finitely many playthroughs."""
    clocks = "".join(f"+ [Turn {name}]\n  ~ {name} = ({name} + 1) % 5\n  {{~Tick|Tock}}\n  -> hub\n" for name in "ab")
    hub = f"== hub\n{clocks}+ {{a + b == 7}} [Leave]\n  -> END\n"
    program = program_of("VAR a = 0\nVAR b = 0\n* [Flee]\n  {~Rain|Sun|Fog}\n  -> END\n* [Stay]\n  -> hub\n" + hub)
    operators = flow_operators(program)
    reduced = reduce(specialise(program, operators, Observations()))
    with bound(Budget()) as budget:
        graph = explore(reduced, operators, Watch(Limits(states=30)), 0).graph
    assert graph.complete and not budget.unfinished
    assert {ending.playthroughs for ending in analyse_endings(graph).endings} == {3, None}


FAULTS = {
    "in a function that is called as a whole": "~ n = down(2)",
    "in a condition": "{n / n: Never.}",
    "in a turn that never ends": "-> round",
    "in a turn that does not end here": "-> rounds",
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_the_ways_to_an_error_are_counted(fault: str) -> None:
    early = f"{{~Rain|Sun}}\n* [Try]\n  {{~A|B|C}}\n  {fault}\n  -> hub\n* [Stay]\n  -> hub\n"
    helpers = "== round\n-> round\n== rounds\n{n > 1: -> hub}\n-> rounds\n"
    helpers += "== function down(x)\n{x == 0:\n  ~ return 1 / x\n}\n~ return down(x - 1)\n"
    words = "{~A|B}\n  ~ n = (n + 1) % 3"
    program = program_of("VAR n = 0\n" + early + HUB.partition("-> hub\n")[2].replace("WORDS", words) + helpers)
    plain, sharp = explored(program, "control").graph, explored(program, "control", plain_states=0).graph
    assert sharp.idle
    assert results(program, sharp) == results(program, plain)
    assert {ending.ending.kind: ending.playthroughs for ending in analyse_endings(sharp).endings}["error"] == 6


def test_where_counting_takes_too_long_the_rest_is_known() -> None:
    ways = "".join(f"* [Wait {n}]\n  -> rest ->\n  -> hub\n" for n in range(4))
    program = program_of(f"-> hub\n== hub\n{ways}+ [Leave]\n  -> END\n== rest\n{{~Rain.|Sun.|Fog.}}\n->->\n")
    operators = flow_operators(program)
    reduced = reduce(specialise(program, operators, Observations()))
    with bound(Budget()) as budget:
        graph = explore(reduced, operators, Watch(Limits(states=6)), 0).graph
    assert graph.complete
    assert budget.unfinished == [COUNTING]
    (ending,) = analyse_endings(graph).endings
    assert (ending.odds, ending.playthroughs, ending.longest) == (1, None, 5)


def test_the_ways_there_have_all_draws() -> None:
    """Between the two draws that decide, and before and after them, others are left out."""
    draws = "{~A|B}{RANDOM(1, 3) == 3: {~C|D}{RANDOM(1, 2) == 2: {~E|F} -> won}}"
    source = HUB.replace("WORDS", draws) + "== won\n{~G|H}\n-> END\n"
    program = program_of(source)
    graph = explored(program, "control", plain_states=0).graph
    won = next(r for r in analyse_endings(graph).endings if program.code[r.ending.position].span.line > 11)
    path = [action.value for action in way_to(graph, distances(graph)[1], won.state)]
    whole = with_idle_draws(program, path, graph.idle)
    session = Follower(program).session(whole)
    assert (len(path), len(whole)) == (3, 7)
    assert (session.ended, session.state.stop) == ("end", won.ending.position)
    assert session.lines[-1].text.strip() == "A C E G"


def test_playthroughs_until_a_marked_return_are_counted() -> None:
    """Play goes on after the return, but the playthrough is over there."""
    walk = "+ [Stay]\n  -> walk\n== walk\n+ [On]\n  -> walk\n+ [Stop]\n  -> END\n"
    program = program_of(MARKED.partition("\n")[2].partition("+ [Stay]")[0] + walk)
    operators = flow_operators(program)
    reduced = reduce(specialise(program, operators, Observations()))
    for small in (PLAIN_STATES, 0):
        done = explore(reduced, operators, Watch(Limits(states=100)), small)
        graph = until_first_return(program, done.graph, marked_returns(done.keys, done.graph))
        assert {r.ending.kind: r.playthroughs for r in analyse_endings(graph).endings} == {"restart": 2, "end": None}


MARKED = """\
{~Good morning|Hello}.
-> start
== start
+ [Go]
  {~One|Two}.
  # ending: gone
  -> start
+ [Stay]
  -> DONE
"""


def test_a_story_that_begins_with_luck_begins_with_it() -> None:
    """With an ending's mark in force, a return to the first menu is an ending; here it is not what the story begins with."""
    verdict = judge(MARKED, max_states=100)
    assert verdict.checked == len(RUNS) and not verdict.problems
    program = program_of(MARKED)
    plain, sharp = explored(program, "control").graph, explored(program, "control", plain_states=0, count=False).graph
    assert plain.kind[plain.initial] == sharp.kind[sharp.initial] == StateKind.CHANCE
    assert sharp.idle

"""State-space reductions of a growing search: what it no longer distinguishes, and that nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from generators.races import Race
from space.judging import differences, explored, program_of
from space.judging import judge as judged

from epilogue.space.state_graph import StateGraph
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.story.search import search_apart_from_text
from epilogue.verify.oracle import full_states

pytestmark = pytest.mark.slow

ALL = 10**9


def situations(source: str, precision: str = "control") -> tuple[int, int]:
    """Number of states of a story without and with reductions."""
    program = program_of(source)
    plain = explored(program, precision, plain_states=ALL).graph
    sharp = explored(program, precision, plain_states=0).graph
    assert plain.complete and sharp.complete
    assert differences(program, sharp, full_states(program), precision != "control") == []
    assert judged(source).problems == []
    return plain.states, sharp.states


def hub(options: list[str]) -> str:
    return "-> hub\n== hub\n" + "\n".join(options) + "\n"


def test_of_questions_asked_once_only_matters_how_many() -> None:
    plain, sharp = situations(hub([f"* [Question {n}] -> hub" for n in range(7)] + ["* -> END"]))
    assert (plain, sharp) == (2**7 - 1, 7)


def test_a_question_that_is_remembered_stays_apart() -> None:
    source = hub(
        [f"* (q{n}) [Question {n}] -> hub" for n in range(4)] + ["* -> out", "== out", "{hub.q2 > 5: -> DONE}", "-> END"]
    )
    assert situations(source) == (15, 4)  # each is asked only once, so later questions about it are settled
    assert situations(source.replace("> 5", "< 1")) == (15, 7)
    source = hub([f"* (q{n}) [Question {n}] -> hub" for n in range(4)] + ["+ {q2} [Out] -> END", "* -> END"])
    assert situations(source) == (16, 8)


def test_topics_are_exchanged_with_all_that_is_in_them() -> None:
    topic = "* [Topic {0}] -> topic{0}"
    within = "== topic{0}\n* [Why] -> topic{0}\n* [When] -> topic{0}\n+ [Enough] -> hub\n"
    source = hub([topic.format(n) for n in range(3)] + ["* -> END"]) + "".join(within.format(n) for n in range(3))
    plain, sharp = situations(source)
    assert sharp < plain / 4


def test_different_words_are_different_parts_where_words_count() -> None:
    source = hub([f"* [Question {n}] Answer {n}. -> hub" for n in range(5)] + ["* -> END"])
    assert situations(source, "coverage") == (31, 5)
    assert situations(source, "text") == (31, 31)


def test_what_was_seen_of_one_was_seen_of_all() -> None:
    program = program_of(hub([f"* [Question {n}] Answer {n}. -> hub" for n in range(4)] + ["* -> END"]))
    graph = explored(program, "coverage", plain_states=0).graph
    assert graph.shown == {0, 1, 2, 3}
    assert {program.code[at].a for at in graph.spoken if program.code[at].op == "text"} >= {f" Answer {n}. " for n in range(4)}


def test_a_sequence_that_is_through_is_like_one_that_began() -> None:
    """Only whether the alternative was met is distinguished: the first time it says something else, and draws."""
    source = """\
-> hub
== hub
+ {hub < 4} [Look] -> one
* [Leave] -> END
* -> END
== one
{&-> first|-> other|-> other}
= first
-> hub
= other
-> hub
"""
    plain, sharp = situations(source)
    assert sharp <= plain


def test_what_is_read_only_behind_spent_options_is_forgotten() -> None:
    """Each lamp matters to one question alone; once that was asked, it no longer matters."""
    lamps = [f"+ [Switch {n}]\n    ~ lamp{n} = not lamp{n}\n    -> hub" for n in range(3)]
    questions = [f"* [Ask {n}] \n    {{lamp{n}: -> bright{n}}}\n    -> hub" for n in range(3)]
    knots = "".join(f"== bright{n}\n+ [On] -> hub\n" for n in range(3))
    variables = "".join(f"VAR lamp{n} = false\n" for n in range(3))
    plain, sharp = situations(variables + hub([*lamps, *questions, "+ [Leave] -> END"]) + knots)
    assert sharp < plain / 2


def test_a_variable_that_only_grows_is_counted_no_further_than_asked() -> None:
    source = """\
VAR hunger = 0
-> day
== day
~ hunger = hunger + 3
+ {hunger > 10} [Eat]
    ~ hunger = 0
    -> day
+ [Wait] -> day
+ [Leave] -> END
"""
    assert situations(source) == (4, 4)


def test_a_shuffle_of_words_remembers_only_how_many_are_left() -> None:
    assert situations(hub(["+ [Look] {~A rose.|A thorn.|A bee.|A snail.} -> hub", "* [Leave] -> END"]))[0] <= 9


def served(reader: str = "", reset: str = "") -> str:
    """Three guests; the one served least is served next, as often as the reader likes."""
    return f"""\
VAR ann = 0
VAR bob = 0
VAR cy = 0
-> bar
== bar
{reader}
+ [Serve] -> serve
+ [Leave] -> out
== out
{{ann > bob: -> END}}
-> DONE
== serve
{reset}
{{ann <= bob and ann <= cy: -> first}}
{{bob <= cy: -> second}}
~ cy++
-> bar
= first
~ ann++
-> bar
= second
~ bob++
-> bar
"""


def sharply(source: str) -> StateGraph:
    """The graph of a search reduced from the beginning; the judges agree on it."""
    program = program_of(source)
    graph = explored(program, "control", max_states=300, plain_states=0).graph
    assert differences(program, graph, full_states(program, 300), False) == []
    assert judged(source, 120).problems == []
    return graph


def test_of_counts_that_are_compared_only_matters_how_far_they_are_ahead() -> None:
    graph = sharply(served())
    assert graph.complete
    assert graph.states == 3
    assert not explored(program_of(served()), "control", max_states=300).graph.complete


def test_a_count_that_is_read_by_itself_is_kept_in_full() -> None:
    assert not sharply(served("+ {ann == 1000} [Stop] -> END")).complete
    assert not sharply(served("+ {ann + bob > 1000} [Stop] -> END")).complete
    assert not sharply(served("~ temp sum = ann + bob\n+ {sum > 1000} [Stop] -> END")).complete


def test_a_count_that_begins_again_is_kept_in_full() -> None:
    assert not sharply(served(reset="{RANDOM(1, 2) == 1:\n~ ann = 0\n}")).complete


def test_a_copy_of_a_count_goes_with_it() -> None:
    graph = sharply(served("~ temp mark = bob\n+ {mark < cy} [Stop] -> END"))
    assert graph.complete


@pytest.mark.parametrize("seed", range(12))
def test_generated_races_agree_with_the_judges(seed: int) -> None:
    sharply(Race(seed).source())


def test_a_search_that_is_nearly_through_ends_as_it_is() -> None:
    """Of La La Land's 5,800 situations the reductions merge 127: to begin again for them takes longer than to go on."""
    through = search_apart_from_text(load(str(Path(__file__).parents[3] / "examples" / "la_la_land.ink")), Watch())
    assert through.graph.complete
    assert through.graph.states > 2000
    assert through.done is not None
    assert through.done.state_keys.reductions is None


def test_a_search_along_a_chain_is_not_nearly_through() -> None:
    """One situation leads to the next for ever, until the reductions close the circle."""
    graph = explored(program_of(served()), "control", max_states=3000).graph
    assert graph.complete
    assert graph.states == 3

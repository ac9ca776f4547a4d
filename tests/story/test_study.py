"""A story searched for the questions about playthroughs: each playthrough is a path of the graph, with its luck."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from epilogue.analysis.outlook import outlook, reachability
from epilogue.machine.draws import IndependentDraws
from epilogue.machine.play import Drawn, Session
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.story.project import load
from epilogue.story.study import Study

STORY = """
LIST moods = calm, wild
VAR gold = 0
-> hub
=== hub
{gold > 2: -> out}
{shuffle:
- Rain.
- Sun.
}
~ temp throw = RANDOM(1, 2)
{LIST_RANDOM(LIST_ALL(moods))}
+ [work]
  ~ gold += throw
  -> hub
* [rest] -> hub
+ {gold > 1} [leave] -> home
=== home
# ending: home
Home. -> END
=== out
# ending: out
Out. -> END
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    story = tmp_path / "story.ink"
    story.write_text(STORY, encoding="utf-8")
    return Study(load(str(story)), {"rich": "gold > 1"})


def test_every_playthrough_is_a_path_with_the_draws_where_they_were_made(study: Study) -> None:
    for seed in range(50):
        random = Random(seed)
        session = Session(study.program, IndependentDraws(random))
        while session.ended is None:
            session.choose(random.randrange(len(session.options)))
        path = study.path(session)
        assert study.endings[study.ending_of[path.end]].mark == session.mark
        drawn = [action.site for action in session.actions if isinstance(action, Drawn)]
        chances = [s for s in path.states if study.graph.kind[s] == StateKind.CHANCE]
        assert [study.graph.site[s] for s in chances] == drawn
        again = study.session(path.actions)
        assert again.transcript == session.transcript


def test_a_condition_is_noted_where_it_holds(study: Study) -> None:
    random = Random(3)
    session = Session(study.program, IndependentDraws(random))
    while session.ended is None:
        session.choose(random.randrange(len(session.options)))
        path = study.path(session)
        assert study.graph.noted[path.end] == (session.variables["gold"] > 1)  # type: ignore[operator]


def test_the_outlook_at_the_beginning_is_what_endings_says(study: Study) -> None:
    odds = outlook(study.graph, study.ending_of, len(study.endings)).rows
    assert odds[study.graph.initial] == tuple(ending.odds.exact for ending in study.endings)
    assert sum(odds[study.graph.initial]) == Fraction(1)
    can = reachability(study.graph, study.ending_of)
    for state, row in enumerate(odds):
        assert can.endings[state] == sum(1 << n for n, value in enumerate(row) if value)


def test_what_can_be_drawn_is_known_by_what_it_is(tmp_path: Path) -> None:
    story = tmp_path / "story.ink"
    drawn = "=== go\n{RANDOM(low, low + 1): -> out}\n-> END\n=== out\n-> END\n"
    story.write_text(f"VAR low = 0\n* [low] -> go\n* [high]\n~ low = 4\n-> go\n{drawn}", encoding="utf-8")
    graph = Study(load(str(story))).graph
    assert sorted(graph.drawn.values()) == [(0, 1), (4, 5)]


def test_the_outlook_where_no_ending_was_found_and_a_large_loop_leads_on() -> None:
    graph, ring = StateGraph(), 50
    for state in range(ring):
        graph.kind.append(StateKind.CHOICE)
        graph.target.extend([(state + 1) % ring, ring])
        graph.weight.extend([1, 1])
        graph.first.append(len(graph.target))
    graph.kind.append(StateKind.OPEN)
    graph.first.append(len(graph.target))
    assert set(outlook(graph, {}, 1).rows) == {(0,)}
    assert outlook(graph, {ring: 0}, 1).rows[0] == pytest.approx((1.0,))

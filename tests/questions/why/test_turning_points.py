"""Turning points, against the oracle's unreduced graph along playthroughs of generated stories with luck and loops."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from analysis.unreduced import Unreduced, beside, studied, told
from generators.amount import story_count
from questions.why.test_responsibility import randomly

from epilogue.analysis.odds_by_state import OddsByState
from epilogue.analysis.outlook import reachability
from epilogue.questions.why.build import why
from epilogue.questions.why.turning_points import find_turning_points
from epilogue.story.study import Study

STORIES = story_count(2)


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("bounded")]


def judge(study: Study, oracle: Unreduced, seed: int) -> int:
    """How many steps of a playthrough agree with the oracle."""
    session = randomly(study, seed)
    if session is None:
        return 0
    graph, path = study.graph, study.path(session)
    own = study.ending_of[path.end]
    can, prospects = reachability(graph, study.ending_of), OddsByState(graph, study.ending_of, len(study.endings))
    found = find_turning_points(graph, path, own, can, prospects)
    name = {place: told(graph.endings[graph.ending[state]]) for state, place in study.ending_of.items()}
    odds = {place: oracle.odds(ending) for place, ending in name.items()}
    states = [oracle.graph.initial]
    for action in path.actions:
        states.append(oracle.step(states[-1], action))
    settled = [oracle.can[state] == {name[own]} for state in states]
    assert found.inevitable == settled.index(True)
    for number, (state, after, one) in enumerate(zip(states, states[1:], found.turns, strict=False)):
        assert {name[place] for place in name if one.lost >> place & 1} == oracle.can[state] - oracle.can[after]
        likely = list(zip(oracle.graph.edges(state), oracle.graph.odds(state), strict=True))
        others = [(oracle.graph.target[edge], odd) for n, (edge, odd) in enumerate(likely) if n != path.actions[number]]
        assert one.others == bool(others)
        assert one.could == any(oracle.can[other] - {name[own]} for other, _ in others)
        assert one.must == (bool(others) and not any(name[own] in oracle.can[other] for other, _ in others))
        for place, interval in enumerate(prospects.odds(path.states[number])):
            assert float(interval.least) == pytest.approx(odds[place][state], abs=1e-9)
            assert interval.least == interval.greatest
        assert (one.changed is None) == (not others)
        for place, interval in enumerate(one.changed or ()):
            mean = sum(odds[place][other] * odd for other, odd in others) / sum(odd for _, odd in others)
            assert float(interval.least) == pytest.approx(mean, abs=1e-9)
    return len(found.turns)


def test_every_step_is_as_the_unreduced_story_has_it(tmp_path: Path) -> None:
    steps = stories = 0
    for _, study, oracle in beside(STORIES, 40_000, tmp_path):
        stories += 1
        steps += sum(judge(study, oracle, each) for each in range(3))
    assert stories > STORIES // 3
    assert steps > STORIES


def test_out_of_reach_is_distinguished_from_unlikely(tmp_path: Path) -> None:
    source = """
* [begin] -> first
=== first
+ [on] -> second
* [away] -> gone
=== second
+ [back] -> first
* [on] -> home
=== home
# ending: home
Home. -> END
=== gone
# ending: gone
Gone. -> END
"""
    study = studied(source, tmp_path)
    session = study.session((0, 0, 1))
    path = study.path(session)
    own = study.ending_of[path.end]
    can, prospects = reachability(study.graph, study.ending_of), OddsByState(study.graph, study.ending_of, len(study.endings))
    found = find_turning_points(study.graph, path, own, can, prospects)
    assert [one.lost for one in found.turns] == [0, 0, 1 << (1 - own)]
    assert (found.inevitable, found.endless) == (3, False)
    assert [(one.could, one.must) for one in found.turns] == [(False, False), (True, True), (True, False)]


def test_of_a_draw_every_outcome_counts_for_itself(tmp_path: Path) -> None:
    source = """
{RANDOM(0, 2) == 2:
    # ending: b
    B. -> END
}
# ending: a
A. -> END
"""
    study = studied(source, tmp_path)
    for drawn, could, must, differs in ((0, True, False, Fraction(1, 2)), (2, True, True, Fraction(1))):
        path = study.path(study.session((drawn,)))
        own = study.ending_of[path.end]
        can, prospects = reachability(study.graph, study.ending_of), OddsByState(study.graph, study.ending_of, len(study.endings))
        one = find_turning_points(study.graph, path, own, can, prospects).turns[0]
        assert (one.could, one.must) == (could, must)
        assert one.changed is not None and 1 - one.changed[own].least == differs


def test_an_outcome_that_is_likelier_than_others_counts_for_more(tmp_path: Path) -> None:
    (tmp_path / "epilogue.toml").write_text(
        "[outside]\nomen = { chance = { none = 9, dove = 2, raven = 1 } }\n", encoding="utf-8"
    )
    source = 'EXTERNAL omen()\n{omen() == "raven":\n    # ending: b\n    B. -> END\n}\n# ending: a\nA. -> END\n'
    study = studied(source, tmp_path)
    found = [why(study.project, study.session((drawn,)), study).steps[0].differs for drawn in range(3)]
    assert [one and one.exact for one in found] == [Fraction(1, 3), Fraction(1, 10), Fraction(1)]

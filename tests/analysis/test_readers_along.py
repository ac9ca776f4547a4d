"""Reader models along any playthrough: their odds at each step, against the definitions followed on the
oracle's unreduced graph."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from analysis.test_readers import Policy, Taken, completionist, curious, solved, weighing
from generators.amount import story_count
from generators.ink import generate
from questions.why.test_responsibility import randomly

from epilogue.diagnostics import StoryError
from epilogue.machine.play import Session
from epilogue.questions.why.answer import WhyPlay
from epilogue.questions.why.build import why
from epilogue.questions.why.choice_build import why_choice
from epilogue.questions.why.context import WhyContext
from epilogue.questions.why.ending_build import why_ending
from epilogue.settings import Limits
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.story.study import Study
from epilogue.verify.oracle import full_states

STORIES = story_count(2)


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("bounded")]


def studied(folder: Path, source: str, settings: str = "") -> Study:
    story = folder / "story.ink"
    story.write_text(source, encoding="utf-8")
    story.with_name("epilogue.toml").write_text(settings, encoding="utf-8")
    return Study(load(str(story)), watch=Watch(Limits(states=480)))


def weighed(study: Study, seed: int) -> tuple[str, dict[int, int]]:
    """Random weights of lines, as settings and by site."""
    random = Random(seed)
    lines = {site.span.line: random.choice((0, 1, 2, 7)) for site in study.program.choices if site.span and not site.fallback}
    told = "".join(f'"story.ink:{line}" = {weight}\n' for line, weight in lines.items())
    return f"[readers.some]\n{told}", {site.id: lines.get(site.span.line, 1) for site in study.program.choices if site.span}


def judge(study: Study, session: Session, name: str, policy: Policy, oracle: StateGraph) -> bool:
    """Whether the odds along a playthrough agree with the definition; False: too much to follow."""
    path = study.path(session)
    found = why(study.project, session, study, name)
    about = WhyContext(study, name, path)
    # The definition distinguishes endings by kind, position and mark; one place of the answer may hold several.
    places: dict[int, set[Any]] = {}
    for state, place in about.ending_of.items():
        places.setdefault(place, set()).add(about.graph.endings[about.graph.ending[state]].possible)
    state, taken = oracle.initial, Taken()
    for number in range(len(path.states)):
        after: dict[int, tuple[int, Taken]] = {}
        choice = oracle.kind[state] == StateKind.CHOICE
        for edge in oracle.edges(state):
            after[edge] = oracle.target[edge], taken | {oracle.label[edge]} if choice else taken
        theirs = solved(study.program, oracle, policy, (state, taken), lambda ending: ending.possible)
        if theirs is None:
            return False
        for place, kinds in places.items():
            odds = sum(theirs.get(kind, 0) for kind in kinds)
            assert found.odds[number][place].value == pytest.approx(odds, abs=1e-9), (name, number)
        if number == len(path.actions):
            break
        taking = oracle.edges(state)[path.actions[number]]
        if choice:
            weights = {e: w for e, w in zip(oracle.edges(state), policy(state, taken), strict=True) if e != taking}
            own = next(n for n, one in enumerate(found.endings) if one.id == found.ending)
            differs = found.steps[number].differs
            if not sum(weights.values()):
                assert differs is None
            else:
                mean = 0.0
                for edge, weight in weights.items():
                    there = solved(study.program, oracle, policy, after[edge], lambda ending: ending.possible)
                    if there is None:
                        return False
                    mean += weight / sum(weights.values()) * sum(there.get(kind, 0) for kind in places[own])
                assert differs is not None
                assert differs.value == pytest.approx(1 - mean, abs=1e-9)
        state, taken = after[taking]
    return True


@pytest.mark.parametrize("first", range(0, STORIES, 25))
def test_odds_along_a_playthrough_are_those_of_the_definition(first: int, tmp_path: Path) -> None:
    checked = 0
    for seed in range(first, min(first + 25, STORIES)):
        source = generate(seed + 70_000, 1 + seed % 3, loops=("sticky", "once", "none")[seed % 3])
        try:
            settings, weights = weighed(studied(tmp_path, source), seed)
            study = studied(tmp_path, source, settings)
        except StoryError:
            continue
        oracle = full_states(study.program, 120)
        session = randomly(study, seed)
        beginning = any(ending.kind == "restart" for ending in study.endings)
        if session is None or not oracle.complete or not study.complete or beginning:
            continue
        for name, policy in (
            ("some", weighing(oracle, weights)),
            ("curious", curious(oracle)),
            ("completionist", completionist(oracle)),
        ):
            checked += judge(study, session, name, policy, oracle)
    assert checked > 10


HUB = """\
-> hub
=== hub
+ [ask] -> hub
+ [look] -> hub
* [jump]
  # ending: jumped
  -> END
+ [leave]
  # ending: left
  -> END
"""
AGAIN = """\
-> hub
=== hub
+ (asked) [ask]
  {asked > 1: -> bored}
  -> hub
* [jump]
  # ending: jumped
  -> END
=== bored
# ending: bored
-> END
"""
STAY = """\
[readers.homely]
leave = 0
jump = 2
"""


def told(study: Study, choices: tuple[int, ...], readers: str) -> tuple[WhyPlay, list[dict[str, Any]]]:
    found = why(study.project, study.session(choices), study, readers)
    return found, [{one.label: odds.exact for one, odds in zip(found.endings, row, strict=True)} for row in found.odds]


def test_the_curious_remember_what_was_taken_before(tmp_path: Path) -> None:
    study = studied(tmp_path, AGAIN)
    found, rows = told(study, (0, 0), "curious")
    assert [str(row["jumped"]) for row in rows] == ["1", "1", "0"]
    assert [step.differs and str(step.differs.exact) for step in found.steps] == ["1", "1"]
    _, rows = told(study, (0, 0), "blind")
    assert [str(row["jumped"]) for row in rows] == ["3/4", "1/2", "0"]


def test_what_readers_never_take_can_be_taken(tmp_path: Path) -> None:
    study = studied(tmp_path, HUB, STAY)
    found, rows = told(study, (0, 3), "homely")
    assert [str(row["jumped"]) for row in rows] == ["1", "1", "0"]
    assert found.ending is not None
    assert found.settled == 2  # these readers never leave, but until then leaving was possible
    assert found.readers is not None
    assert found.readers.name == "homely"
    assert [str(one.odds.exact) for one in found.endings] == ["1", "0"]
    assert found.endings[0].label == "jumped"


def test_an_ending_for_readers(tmp_path: Path) -> None:
    study = studied(tmp_path, HUB, STAY)
    found = why_ending(study, "left", "homely")
    assert found.ending.odds.exact == 0
    assert [spot.text for spot in found.every] == ["leave"]  # what is possible does not depend on the reader
    assert not found.deciding
    (jump,) = found.no_return
    assert (jump.option and jump.option.text, jump.loses) == ("jump", "always")
    assert jump.taken == pytest.approx(1)


def test_a_choice_for_readers(tmp_path: Path) -> None:
    study = studied(tmp_path, HUB, STAY)
    found = why_choice(study, "5", "homely")
    assert [option.option.text for option in found.options] == ["ask", "look", "jump", "leave"]
    assert [round(option.taken, 9) for option in found.options] == [0.5, 0.5, 1, 0]
    jumped = [one.label for one in found.endings].index("jumped")
    assert [float(option.odds[jumped].mean) for option in found.options] == [1, 1, 1, 0]
    found = why_choice(study, "5", "curious")
    assert [round(option.taken, 9) for option in found.options] == [0.333333333, 0.333333333, 0.5, 0.5]


def test_a_choice_that_readers_never_reach(tmp_path: Path) -> None:
    study = studied(tmp_path, "* [in]\n  * * [sit] -> END\n  * * [stand] -> END\n* [out] -> END\n", "[readers.shy]\nin = 0\n")
    with pytest.raises(StoryError, match="shy readers never reach this choice"):
        why_choice(study, "2", "shy")


def test_readers_who_remember_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = studied(tmp_path, HUB)
    monkeypatch.setattr("epilogue.story.readers.graph_for", lambda *arguments: None)
    with pytest.raises(StoryError, match="the odds of curious readers cannot be computed here"):
        why_ending(study, "left", "curious")

"""How often a command searches a story: once for each precision it needs, and once more where it looks for causes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from epilogue.analysis import odds
from epilogue.flow.focus import Focus
from epilogue.flow.graph import FlowGraph
from epilogue.questions.check.build import check
from epilogue.questions.endings.build import endings
from epilogue.questions.full_report.build import full_report
from epilogue.questions.verdict.build import verdict
from epilogue.questions.whatif.build import NEAREST, whatif
from epilogue.questions.why.build import why
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story import search as searching
from epilogue.story.project import Project, load
from epilogue.story.search import search_apart_from_text, searching_again
from epilogue.story.study import Study, played
from epilogue.web import examining, watching

STORY = """VAR gold = 0
A fork.
+ [Take the gold]
  ~ gold = 1
  -> road
+ [Leave it] -> road
=== road
{gold > 2: A purse like this buys more than a bed.}
+ {gold > 0} [Pay] -> inn
+ [Sleep outside] -> field
+ {gold > 3} [Buy the inn] -> inn
=== inn
# ending: inn
A bed. -> END
=== field
# ending: field
Rain. -> END
"""
SETTINGS = """[stakes.hero]
comfort = "gold * 2"

[properties]
solvent = "always gold >= 0"
"""
ENDINGS, CAUSES, DECISIONS, WORDS = "endings", "causes", "decisions", "words"


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each search is for, in the order they are made: told by what its FlowGraph observes."""
    made: list[str] = []
    explore = searching.explore

    def counted(reduced: Any, *arguments: Any, **options: Any) -> Any:
        said = [node for node in reduced.nodes if node.position < 0 or (node.kind.name == "TEXT" and not node.label)]
        sort = DECISIONS if reduced.graph.decisions else WORDS if said else ENDINGS
        made.append(CAUSES if any(node.position < 0 for node in said) else sort)
        return explore(reduced, *arguments, **options)

    monkeypatch.setattr(searching, "explore", counted)
    return made


@pytest.fixture
def story(tmp_path: Path) -> str:
    (tmp_path / "story.ink").write_text(STORY)
    (tmp_path / "epilogue.toml").write_text(SETTINGS)
    return str(tmp_path / "story.ink")


def read(path: str, choices: Sequence[int] = (0, 0)) -> Any:
    return played(load(path), None, choices).session


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (lambda path: endings(load(path)), [ENDINGS, CAUSES]),
        (lambda path: endings(load(path), details=True), [ENDINGS, CAUSES, WORDS]),
        (lambda path: check(load(path)), [ENDINGS, CAUSES, DECISIONS]),
        (lambda path: verdict(load(path)), [DECISIONS]),
        (lambda path: whatif(load(path), read(path), NEAREST), [DECISIONS]),
        (lambda path: why(load(path), read(path)), [DECISIONS]),
        (lambda path: full_report(load(path)), [ENDINGS, CAUSES, DECISIONS, WORDS]),
        (lambda path: full_report(load(path), read(path)), [ENDINGS, CAUSES, DECISIONS, WORDS]),
    ],
    ids=["endings", "endings --details", "check", "verdict", "whatif", "why", "a report", "a report of a playthrough"],
)
def test_no_command_searches_twice_for_the_same(
    command: Callable[[str], object], expected: list[str], story: str, searches: list[str]
) -> None:
    command(story)
    assert searches == expected


def test_a_report_unfolds_the_story_once_for_each_set_of_observations(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    unfold, unfolded = searching.specialise, []
    monkeypatch.setattr(searching, "specialise", lambda *given: unfolded.append(given[2]) or unfold(*given))
    full_report(load(story))
    assert [observed.decisions for observed in unfolded] == [False, True]


def test_the_odds_of_a_search_that_stopped_early_are_worked_out_once(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep, swept = odds._Sweep, []
    monkeypatch.setattr(odds, "_Sweep", lambda *given: swept.append(given) or sweep(*given))
    report = endings(load(story), samples=20, watch=Watch(Limits(states=2)))
    assert not report.complete
    assert report.samples is not None
    assert report.samples.share < 1
    assert len(swept) == 1


def test_a_save_on_the_page(story: str, searches: list[str]) -> None:
    """The process that watches answers first, and then where a reader is; the one that examines takes its time."""
    seen = [event.mark for event in watching.WatchingWorker(story, False).events("", None)]
    assert searches == [ENDINGS, CAUSES, DECISIONS]
    searches.clear()
    assert not any(event.stale for event in examining.ExaminingWorker(story, False).events(seen[0]))
    assert searches == [ENDINGS, CAUSES, DECISIONS, WORDS]


def test_a_search_that_observed_conditions_too_answers_for_one_without(story: str, searches: list[str]) -> None:
    project = load(story)
    observed = Study(project, {"rich": "gold > 0"})
    plain = Study(project)
    assert searches == [DECISIONS]
    assert plain.endings == observed.endings == Study(load(story)).endings


def test_a_condition_that_no_search_observed_is_searched_for(story: str, searches: list[str]) -> None:
    project = load(story)
    Study(project)
    rich = Study(project, {"rich": "gold > 0"})
    assert searches == [DECISIONS, DECISIONS]
    assert any(rich.graph.noted)


def never_met(project: Project) -> tuple[FlowGraph, Focus, Focus]:
    """The FlowGraph of the story; the condition of an option that nobody is offered; the same and a text that nobody is shown."""
    flow = search_apart_from_text(project, Watch()).flow
    assert flow is not None
    code = project.program.code
    (text,) = (at for at, i in enumerate(code) if i.op == "text" and "purse" in i.a)
    (offer,) = (at for at, i in enumerate(code) if i.op == "offer" and "Buy" in project.program.choices[i.a].text)
    return flow, Focus(set(), {(offer, True)}, set()), Focus({text}, {(offer, True)}, set())


def test_a_complete_search_that_observed_more_answers_for_less(story: str, searches: list[str]) -> None:
    project = load(story)
    flow, offer, both = never_met(project)
    again = searching_again(project, Watch())
    assert both.not_among(again(flow, both).spoken) == both
    assert again(flow, offer) is searching_again(project, Watch())(flow, both)
    assert searches == [ENDINGS, CAUSES]


def test_a_search_that_observed_less_does_not_answer_for_more(story: str, searches: list[str]) -> None:
    project = load(story)
    flow, offer, both = never_met(project)
    again = searching_again(project, Watch())
    assert again(flow, offer) is not again(flow, both)
    assert searches == [ENDINGS, CAUSES, CAUSES]


def test_a_search_for_causes_that_was_stopped_answers_only_within_the_same_limits(story: str, searches: list[str]) -> None:
    project = load(story)
    flow, focus, _ = never_met(project)
    stopped = searching_again(project, Watch(Limits(states=1)))
    assert not stopped(flow, focus).complete
    assert stopped(flow, focus) is stopped(flow, focus)
    assert searches == [ENDINGS, CAUSES]
    assert searching_again(project, Watch())(flow, focus).complete
    assert searches == [ENDINGS, CAUSES, CAUSES]


def test_a_report_agrees_with_each_question_on_its_own(story: str) -> None:
    together = full_report(load(story))
    assert together.check == check(load(story))
    alone = endings(load(story), details=True)
    assert alone.details is not None and together.endings == alone._replace(details=alone.details._replace(numbers=()))
    assert together.verdict == verdict(load(story))

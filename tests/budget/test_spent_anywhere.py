"""Answers when a limit is reached at any point: one always comes, and nothing it says is false. A budget spent at its nth tick
stands for every way to run out of time, memory or patience; the result is compared with the answer of an unlimited run.

A budget that is spent at its nth tick stands for every way to run out of time, memory or patience; what is said is compared with
the answer of an unlimited run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from generators.amount import story_count
from generators.ink import generate

from epilogue.analysis.causes import Causes
from epilogue.analysis.odds import EndingResult
from epilogue.answers import EndingsReport, Odds
from epilogue.budget import Budget, BudgetSpent, bound
from epilogue.diagnostics import StoryError
from epilogue.questions.check import screen as check_screen
from epilogue.questions.check.answer import CheckReport
from epilogue.questions.check.build import check
from epilogue.questions.endings import screen as terminal
from epilogue.questions.endings.build import endings as endings_of_story
from epilogue.questions.story_map.build import story_map
from epilogue.questions.storytests import storytest_files
from epilogue.questions.storytests.answer import StoryTests
from epilogue.questions.storytests.run import run_tests
from epilogue.questions.verdict.build import verdict
from epilogue.questions.whatif.build import whatif
from epilogue.questions.why.build import why
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.found_endings import FoundEndings
from epilogue.story.project import load
from epilogue.story.study import Study

pytestmark = pytest.mark.slow

STORIES = story_count(5)
INN = """\
VAR gold = 2
-> hall
=== hall
+ {gold > 0} [Drink]
    ~ gold -= 1
    -> hall
+ [Wait] -> hall
+ [Leave]
    # ending: left
    -> END
+ {gold == 0} [Sleep]
    # ending: asleep
    -> END
"""
INN_TESTS = """\
[[tests]]
name = "somehow"
choices = ["…"]
ending = "asleep"

[[tests]]
name = "wrong"
choices = ["Wait", "Leave"]
ending = "asleep"

[[tests]]
name = "always"
choices = ["Drink", "…"]
every = true
expect = "gold < 2"

[[tests]]
name = "at once"
choices = ["Leave"]
ending = "left"
"""
MOMENTS = 12
LOOPS = (None, "none", "once")
MOST = Watch(Limits(states=300)).asked


class Moment(Budget):
    """Spent at the tick of this number, for good."""

    def __init__(self, ticks: int) -> None:
        super().__init__()
        self.ticks = ticks
        self.counted = 0

    def tick(self) -> None:
        self.counted += 1
        if self.counted > self.ticks:
            raise BudgetSpent("time", "after no time", self.doing)

    def part(self, share: float) -> Budget:
        return self


def story(seed: int, folder: Path) -> Path:
    file = folder / f"story{seed}.ink"
    file.write_text(generate(seed, 1 + seed % 3, loops=LOOPS[seed % 3], faults=seed % 4 == 3), encoding="utf-8")
    return file


def moments(ask: Callable[[], object], seed: int) -> list[int]:
    """Numbers of ticks at which the question can be stopped, the first ones among them."""
    counting = Moment(10**9)
    with bound(counting):
        ask()
    last = counting.counted
    return sorted({1, 2, 3, *Random(seed).sample(range(last), min(MOMENTS, last))})


def known(report: EndingsReport) -> Counter[tuple[str, int, str]]:
    return Counter((one.kind, one.line, one.mark) for one in report.endings)


def false_endings(said: EndingsReport, whole: EndingsReport) -> list[str]:
    """Statements of a stopped answer that contradict the whole one."""
    wrong = []
    ours, theirs = known(said), known(whole)
    if ours - theirs:
        wrong.append(f"no such endings: {ours - theirs}")
    if said.complete and ours != theirs:
        wrong.append("it says that these are all endings")
    truth = {(one.kind, one.line, one.mark): one.odds for one in whole.endings if theirs[one.kind, one.line, one.mark] == 1}
    for one in said.endings:
        odds = truth.get((one.kind, one.line, one.mark))
        if odds is not None and not one.odds.low - 1e-9 <= odds.value <= one.odds.high + 1e-9:
            wrong.append(f"the odds of line {one.line}: {one.odds} and not {odds}")
    unseen = {(one.line, one.text) for one in whole.never_offered}
    wrong += [f"line {one.line} can be offered" for one in said.never_offered if (one.line, one.text) not in unseen]
    if said.claims is not None and whole.claims is not None:
        for name in ("runs_out", "errors", "endless"):
            if getattr(said.claims, name) not in ("open", getattr(whole.claims, name)):
                wrong.append(f"{name} is {getattr(said.claims, name)}")
    if said.stops is not None and whole.stops is not None and said.stops.verdict not in ("open", "can", whole.stops.verdict):
        wrong.append(f"it stops: {said.stops.verdict}")
    screen = terminal.render(said)
    if not said.complete and "get stuck." in screen and "No reader can get stuck." not in terminal.render(whole):
        wrong.append("it says that nobody can get stuck")
    return wrong


def false_findings(said: CheckReport, whole: CheckReport) -> list[str]:
    found = {(code, one.line) for one in said.findings for code in one.codes if code != "EP023"}  # may change as more is known
    right = {(code, one.line) for one in whole.findings for code in one.codes if code != "EP023"}
    wrong = [f"no such finding: {one}" for one in sorted(found - right)]
    if said.complete and found != right:
        wrong.append("it says that this is all")
    if not said.complete and not found and "so far" not in check_screen.render(said):
        wrong.append("it says that there is nothing to mend")
    return wrong


@pytest.mark.parametrize("seed", range(STORIES))
def test_what_endings_and_check_say_when_stopped_is_true(seed: int, tmp_path: Path) -> None:
    file = str(story(seed, tmp_path))

    def endings() -> EndingsReport:
        return endings_of_story(load(file), watch=Watch(MOST), details=True)

    def checked() -> CheckReport:
        return check(load(file), watch=Watch(MOST))

    whole, right = endings(), checked()
    if not (whole.complete and right.complete):
        return
    problems: list[object] = []
    for ticks in moments(endings, seed):
        with bound(Moment(ticks)):
            try:
                problems += [(ticks, one) for one in false_endings(endings(), whole)]
            except BudgetSpent as spent:
                assert spent.doing in ("", "reading"), (ticks, spent.doing)  # nothing can be said about an unread story
    for ticks in moments(checked, seed):
        with bound(Moment(ticks)):
            try:
                problems += [(ticks, one) for one in false_findings(checked(), right)]
            except BudgetSpent as spent:
                assert spent.doing in ("", "reading"), (ticks, spent.doing)
    assert not problems


@pytest.mark.parametrize("seed", range(0, STORIES, 3))
def test_questions_about_playthroughs_are_answered_or_given_up_whole(seed: int, tmp_path: Path) -> None:
    file = story(seed, tmp_path)
    file.with_name("epilogue.toml").write_text('[stakes.A]\nturns = "TURNS() > 1"\n', encoding="utf-8")

    def asked() -> None:
        project = load(str(file))
        study = Study(project, watch=Watch(MOST))
        story_map(study)
        if study.endings:
            session = study.session(study.endings[0].path)
            why(project, session, study=study)
            whatif(project, session, study=study)
        verdict(project, study=study)

    try:
        asked()
    except StoryError:
        return  # none of its playthroughs can be judged
    for ticks in moments(asked, seed):
        with bound(Moment(ticks)):
            try:
                asked()
            except (BudgetSpent, StoryError):
                continue


def test_every_test_of_a_story_has_a_verdict_when_stopped(tmp_path: Path) -> None:
    file = tmp_path / "inn.ink"
    file.write_text(INN, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text(INN_TESTS, encoding="utf-8")
    (tests,) = storytest_files.files(str(file))

    def tested() -> StoryTests:
        return run_tests(load(str(file)), tests.tests, Watch(MOST))

    whole = tested()
    assert [one.outcome for one in whole.tests] == ["passed", "failed", "passed", "passed"]
    unread = 0
    for ticks in moments(tested, 1):
        with bound(Moment(ticks)):
            try:
                said = tested()
            except BudgetSpent as spent:
                assert spent.doing in ("", "reading"), (ticks, spent.doing)
                unread += 1
                continue
        assert [one.name for one in said.tests] == [one.name for one in whole.tests]
        assert all(one.outcome in ("open", right.outcome) for one, right in zip(said.tests, whole.tests, strict=True))
        unfinished = [one for one in said.tests if one.failure is not None and one.failure.said[0].startswith("not finished")]
        assert said.reason == ("the limit was reached after no time" if unfinished else None)
    assert unread < MOMENTS


def test_an_answer_comes_though_looking_for_causes_takes_all_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = Moment(10**9)

    def of(causes: Causes, positions: object) -> None:
        moment.ticks = 0
        moment.tick()

    def odds(found: FoundEndings, endings: list[EndingResult]) -> Odds:
        moment.tick()
        return odds_of(found, endings)

    odds_of = FoundEndings.odds
    monkeypatch.setattr(FoundEndings, "odds", odds)
    monkeypatch.setattr(Causes, "of", of)
    (tmp_path / "story.ink").write_text(
        "VAR n = 0\n-> hub\n=== hub\n~ n++\n+ go -> hub\n+ {n < 0} never -> hub\n+ {n > 1} leave -> END\n", encoding="utf-8"
    )
    with bound(moment):
        report = endings_of_story(load(tmp_path / "story.ink"), watch=Watch(Limits(states=2)))
    assert [(ending.kind, ending.line) for ending in report.endings] == [("end", 7)]
    assert [(unseen.line, unseen.cause) for unseen in report.never_offered] == [(6, None)]

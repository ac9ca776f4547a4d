"""Whole stories through the whole pipeline: exact figures of a published one, and what the example promises."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from epilogue.answers import EndingsReport
from epilogue.questions.endings.build import endings
from epilogue.questions.whatif.build import WhatIfRequest, whatif
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.story.study import played
from epilogue.story.transcript import transcript

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parent.parent / "examples" / "la_la_land.ink"


@pytest.fixture(scope="module")
def intercept(corpus: Path) -> EndingsReport:
    return endings(load(str(corpus / "stories" / "ink" / "the-intercept" / "TheIntercept.ink")))


def test_the_intercept_has_four_endings_with_these_figures(intercept: EndingsReport) -> None:
    assert intercept.complete and not intercept.cyclic
    found = [(e.line, e.kind, e.playthroughs, e.shortest, e.longest, round(e.odds.value, 7)) for e in intercept.endings]
    assert found == [
        (1686, "end", 44_261_128_564_692_992, 20, 73, 0.9318545),
        (1553, "end", 1_392_617_686_302_720, 32, 56, 0.0443369),
        (1504, "end", 45_067_456_036_732_928, 31, 71, 0.0225715),
        (1199, "end", 140_062_123_622_400, 31, 63, 0.0012371),
    ]
    assert intercept.playthroughs == 90_861_264_411_351_040
    assert sum(e.odds.exact or 0 for e in intercept.endings) == Fraction(1)
    assert intercept.states <= 785
    assert intercept.endings[3].last_words == "For the moment, at least."


def test_the_intercept_has_24_options_never_offered_from_4_causes(intercept: EndingsReport) -> None:
    causes = Counter((u.cause.line, u.cause.why) for u in intercept.never_offered if u.cause)
    assert causes == {
        (178, "“not missing_reel” is always true here"): 18,
        (1580, "this gather ends the menu; the options below are lost"): 2,
        (1080, "“not smashingWindowItem == BUCKET” means “(not smashingWindowItem) == BUCKET”"): 1,
        (47, "DEBUG is always false"): 3,
    }
    assert [u.line for u in intercept.never_offered if u.cause and u.cause.likely_meant] == [49, 50, 51]


def test_storylets_whose_list_is_walked_by_recursion_are_explored_in_full(corpus: Path) -> None:
    report = endings(load(str(corpus / "stories" / "ink" / "storylets" / "storylets.ink")))
    assert report.complete
    assert [(e.kind, e.line, e.playthroughs, e.shortest, e.longest) for e in report.endings] == [("end", 23, 3, 3, 3)]
    assert report.states == 5


@pytest.mark.parametrize("story", ["murder-scene/murder_scene.ink", "pontoon/pontoon_example.ink", "dog-ink-adventure/root.ink"])
def test_no_construct_of_a_published_story_stops_the_search(corpus: Path, story: str) -> None:
    report = endings(load(str(corpus / "stories" / "ink" / story)), watch=Watch(Limits(states=300)))
    assert report.reason == "after 300 steps, as asked"


def test_every_precision_finds_the_same_endings_and_odds() -> None:
    story = load(str(EXAMPLE))
    control, coverage, text = (endings(story, precision=p) for p in ("control", "coverage", "text"))
    for other in (coverage, text):
        assert [(e.id, e.odds, e.playthroughs, e.longest) for e in other.endings] == [
            (e.id, e.odds, e.playthroughs, e.longest) for e in control.endings
        ]
    assert control.never_shown is None
    assert coverage.never_shown == () == text.never_shown


def test_the_example_keeps_its_promises() -> None:
    story = load(str(EXAMPLE))
    report = endings(story)
    assert report.complete and not story.diagnostics
    assert all(e.kind == "end" and e.name for e in report.endings)
    assert {"apart-at-peace", "together"} <= {e.id for e in report.endings}
    assert len(report.endings) >= 6 and report.choices_in_text >= 60
    assert report.never_offered == () and report.endless.high == 0
    who = Counter(mark.value for mark in story.program.marks if mark.key == "who")
    assert who["mia"] > 50 and who["seb"] > 50
    together = next(e for e in report.endings if e.id == "together")
    said = [m.text for m in transcript(story, together.path) if m.kind == "choice"]
    assert "Stop, and kiss her." in said


def test_the_films_way_is_the_one_kept_among_the_examples() -> None:
    story = load(str(EXAMPLE))
    found = played(story, str(EXAMPLE.with_name("film.play")))
    assert found.problem is None
    assert found.session.mark == "apart-at-peace"
    dream = whatif(story, found.session, WhatIfRequest("dream"))
    assert dream.could is not None and dream.could.ending is not None and dream.lost is not None
    assert (dream.could.ending.id, dream.same_luck, len(dream.decisions)) == ("together", True, 4)
    assert (dream.lost.line, dream.lost.after) == (126, 33)

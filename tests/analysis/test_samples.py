"""Estimates: reproducible, containing the truth as often as claimed, and marked as estimates."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.analysis.samples import wilson
from epilogue.answers import EndingsReport, Samples
from epilogue.questions.endings.build import endings
from epilogue.questions.endings.screen import render
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load

pytestmark = pytest.mark.slow

DICE = """\
-> throw
=== throw
~ temp dice = RANDOM(1, 6)
{ dice > 4:
    # ending: lucky
    -> END
}
+ [Again] -> throw
+ [Enough] -> END
"""
AGAIN = """\
-> door
=== door
+ [Knock] -> knock
+ [Leave] -> END
=== knock
+ [Wait]
  # ending: waited
  -> door
+ [Shout] -> END
"""


def taken(source: str, folder: Path, samples: int, states: int | None = None) -> tuple[EndingsReport, Samples]:
    file = folder / "story.ink"
    file.write_text(source, encoding="utf-8")
    report = endings(load(str(file)), samples=samples, watch=Watch(Limits(states=states)))
    assert report.samples is not None
    return report, report.samples


@pytest.mark.parametrize("source", [DICE, AGAIN])
def test_the_truth_is_within_the_estimate(source: str, tmp_path: Path) -> None:
    report, samples = taken(source, tmp_path, 2_000)
    true = {ending.id: ending.odds.value for ending in report.endings}
    assert {estimate.id for estimate in samples.estimates} == set(true)
    for estimate in samples.estimates:
        assert estimate.low < true[estimate.id or ""] < estimate.high
        assert estimate.high - estimate.low < 0.05


def test_a_return_to_the_beginning_ends_a_playthrough(tmp_path: Path) -> None:
    _, samples = taken(AGAIN, tmp_path, 100)
    assert {estimate.kind for estimate in samples.estimates} == {"end", "restart"}


def test_the_same_question_has_the_same_answer(tmp_path: Path) -> None:
    assert taken(DICE, tmp_path, 300)[1] == taken(DICE, tmp_path, 300)[1]


def test_a_playthrough_that_is_cut_off_could_have_ended_anywhere(tmp_path: Path) -> None:
    _, samples = taken("* [A] -> a\n* [B] -> END\n=== a\n+ [On] -> a\n", tmp_path, 40)
    (estimate,) = samples.estimates
    assert (samples.cut + estimate.times, estimate.high) == (40, 1.0)


def test_it_is_marked_as_an_estimate(tmp_path: Path) -> None:
    report, _ = taken(DICE, tmp_path, 300, states=1)
    screen = render(report, 100)
    assert "Estimated from 300 playthroughs at random; this proves nothing:" in screen
    assert screen.index("The search stopped early") < screen.index("Estimated")


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (50, 1000, 0.0381, 0.0653)],
)
def test_wilsons_intervals(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=1e-4)

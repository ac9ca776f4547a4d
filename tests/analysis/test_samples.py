"""Estimates: reproducible, containing the truth as often as claimed, and marked as estimates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from generators.amount import story_count
from generators.ink import generate

from epilogue.analysis.samples import wilson
from epilogue.answers import Ending, EndingsReport, Samples
from epilogue.diagnostics import StoryError
from epilogue.questions.endings.build import endings
from epilogue.questions.endings.screen import render
from epilogue.settings import Limits
from epilogue.space.limits import TurnTooLarge
from epilogue.space.watch import Watch
from epilogue.story.project import load

pytestmark = pytest.mark.slow

STORIES = story_count()

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


CORRIDOR = """\
VAR steps = 0
A door.
+ [Stay] -> END
+ [Go in] -> corridor
=== corridor
~ steps++
+ {steps < 40} [On] -> corridor
+ {steps < 40} [Out] -> out
+ {steps == 40} [Rest] -> rest
=== out
# ending: out
-> END
=== rest
# ending: rest
-> END
"""


def asked(source: str, folder: Path, samples: int | None = None, states: int | None = None) -> EndingsReport:
    file = folder / "story.ink"
    file.write_text(source, encoding="utf-8")
    return endings(load(str(file)), samples=samples, watch=Watch(Limits(states=states)))


def taken(source: str, folder: Path, samples: int, states: int | None = None) -> tuple[EndingsReport, Samples]:
    report = asked(source, folder, samples, states)
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
    report, _ = taken(CORRIDOR, tmp_path, 300)
    assert "Estimated from 300 playthroughs at random; this proves nothing:" in render(report, 100)
    report, _ = taken(CORRIDOR, tmp_path, 300, states=2)
    screen = render(report, 100)
    assert "Estimated from 300 playthroughs at random, begun where the search stopped; this proves nothing:" in screen
    assert screen.index("The search stopped early") < screen.index("Estimated")
    assert re.search(r"out +about \d\d% \(\d\d\.?\d?% to \d\d\.?\d?%\)", screen)


def test_a_search_that_leaves_the_odds_wide_gives_estimates_unasked(tmp_path: Path) -> None:
    report = asked(CORRIDOR, tmp_path, states=3)
    assert not report.complete
    assert report.samples is not None
    assert 1_000 < report.samples.playthroughs <= 20_000
    assert report == asked(CORRIDOR, tmp_path, states=3)
    assert asked(CORRIDOR, tmp_path).samples is None
    narrow = asked(CORRIDOR, tmp_path, states=20)
    assert not narrow.complete
    assert narrow.samples is None


def test_what_was_settled_is_not_played_again(tmp_path: Path) -> None:
    report, samples = taken(CORRIDOR, tmp_path, 400, states=3)
    stays = next(ending for ending in report.endings if not ending.name)
    settled = next(estimate for estimate in samples.estimates if estimate.id == stays.id)
    assert settled.times == 0
    assert settled.share == settled.low == stays.odds.exact == 0.5
    assert samples.share == report.unsettled.share < 0.5  # type: ignore[union-attr]
    assert sum(estimate.times for estimate in samples.estimates) == 400
    assert sum(estimate.share for estimate in samples.estimates) == pytest.approx(1)
    plain = {estimate.name: estimate for estimate in taken(CORRIDOR, tmp_path, 400)[1].estimates}
    out = next(estimate for estimate in samples.estimates if estimate.name == "out")
    assert out.high - out.low < (plain["out"].high - plain["out"].low) / 2


@pytest.mark.usefixtures("bounded")
def test_the_truth_is_within_the_estimates_of_generated_stories(tmp_path: Path) -> None:
    inside = []
    for seed in range(STORIES):
        source = generate(seed, 1 + seed % 3, loops=("none", "once", "sticky")[seed % 3])
        try:
            whole = asked(source, tmp_path, states=2_000)
            part = asked(source, tmp_path, 200, max(whole.states // 4, 1))
        except (StoryError, TurnTooLarge):
            continue
        if not whole.complete or part.complete or part.samples is None:
            continue
        known = {ending.id: place(ending) for ending in part.endings}
        true = {place(ending): ending.odds.value for ending in whole.endings}
        found = [(estimate, true[known[estimate.id]]) for estimate in part.samples.estimates if estimate.id is not None]
        inside += [estimate.low - 1e-9 <= odds <= estimate.high + 1e-9 for estimate, odds in found]
    assert len(inside) > STORIES // 4
    assert sum(inside) >= 0.93 * len(inside)


def place(ending: Ending) -> tuple[object, ...]:
    return ending.file, ending.line, ending.kind, ending.name, ending.mark, ending.last_words, ending.last_line, ending.message


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (50, 1000, 0.0381, 0.0653)],
)
def test_wilsons_intervals(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=1e-4)

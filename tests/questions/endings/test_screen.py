"""The screen of ``endings``, as a writer sees it: whole screens, and what no screen may say."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from epilogue.answers import (
    Claims,
    Details,
    Ending,
    EndingsReport,
    Moment,
    Odds,
    Open,
    Possible,
    Tally,
    Unseen,
    Unsettled,
    Variant,
)
from epilogue.budget import COUNTING
from epilogue.questions.endings.screen import render, render_path
from epilogue.views.text.layout import cells, printable

GOLDEN = Path(__file__).parents[1] / "golden"
INTERNAL = re.compile(r"\b(states?|transitions?|precision|graphs?|certificates?|dominated)\b", re.IGNORECASE)


def golden(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")


def truncated(report: EndingsReport) -> EndingsReport:
    found = tuple(
        e._replace(odds=Odds(e.odds.value, None, e.odds.value / 2, 1.0), playthroughs=None, longest=None)
        for e in report.endings[:2]
    )
    reason = "it reached the limit of 100,000 situations"
    return report._replace(outcome="truncated", reason=reason, endings=found, playthroughs=None, never_offered=())


def unsettled(report: EndingsReport) -> EndingsReport:
    """Stopped early; but it is known what was proved all the same, and what was not."""
    at_most = Odds(0.0, None, 0.0, 0.25)
    file = "scenes/pool.ink"
    left = Unsettled(
        (
            Possible("drowned", "end", file, 7, "pool", at_most),
            Possible(None, "out_of_content", report.file, 1354, "hut", at_most),
        ),
        (Open(report.file, 12, "Wait"), Open(report.file, 40, "Run"), Open(file, 5, "Swim")),
        None,
        0.25,
    )
    claims = Claims(Tally(316, 24, 3), Tally(2, 0, 2), None, "open", "refuted", "refuted")
    return truncated(report)._replace(never_offered=report.never_offered, claims=claims, unsettled=left)


@pytest.mark.parametrize("width", [50, 80, 160])
def test_whole_screen(intercept: EndingsReport, width: int) -> None:
    assert render(intercept, width) == golden(f"endings_{width}.txt")


def test_whole_screen_of_details(intercept: EndingsReport) -> None:
    assert render(intercept._replace(details=Details(2410.4, 0.137)), 80) == golden("details_80.txt")


def test_whole_screen_of_an_unfinished_search(intercept: EndingsReport) -> None:
    assert render(truncated(intercept), 80) == golden("truncated_80.txt")


@pytest.mark.parametrize("width", [50, 80])
def test_whole_screen_of_what_is_settled_and_what_is_not(intercept: EndingsReport, width: int) -> None:
    assert render(unsettled(intercept), width) == golden(f"unsettled_{width}.txt")


def test_playthroughs_that_could_not_be_counted_are_not_said_to_be_without_number(intercept: EndingsReport) -> None:
    endings = tuple(ending._replace(playthroughs=None) for ending in intercept.endings)
    report = intercept._replace(playthroughs=None, endings=endings, unfinished=(COUNTING,), details=Details(None, None))
    screen = render(report, 80)
    assert "All playthroughs are covered.\n" in screen
    assert "playthroughs: not counted" in screen
    assert "infinitely many" not in screen
    endless = tuple(ending._replace(longest=None) for ending in endings)
    assert "infinitely many" in render(report._replace(endings=endless, cyclic=True), 80)


def test_what_is_proved_of_an_unfinished_search_stands_first(intercept: EndingsReport) -> None:
    report = unsettled(intercept)
    assert report.unsettled is not None
    report = report._replace(unsettled=report.unsettled._replace(endings=()))
    screen = render(report, 80)
    assert screen.index("✔ 2 endings, and there are no others") < screen.index("The search stopped early")
    assert "Possible, but not found" not in screen


@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize("width", [20, 35, 50, 63, 72, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(intercept: EndingsReport, width: int, stopped: bool) -> None:
    longest_command = 6 + len("epilogue endings TheIntercept.ink --path 1199")
    for line in render(unsettled(intercept) if stopped else intercept, width).splitlines():
        allowed = max(width, longest_command) if "epilogue " in line else max(width, 31)  # words are never broken
        assert cells(line) <= allowed, line


def test_no_line_ends_in_blanks(intercept: EndingsReport) -> None:
    for report in (intercept, unsettled(intercept)):
        assert not [line for line in render(report, 80).splitlines() if line != line.rstrip()]


def test_an_unfinished_search_claims_nothing_of_the_rest(intercept: EndingsReport) -> None:
    screen = render(truncated(intercept), 80)
    assert not re.search(r"\b(all|never|proved|no others?|no reader|always)\b", screen, re.IGNORECASE)
    assert "at least 46%" in screen


@pytest.mark.parametrize("change", [{}, {"outcome": "truncated", "reason": "it took too long"}])
def test_it_speaks_to_writers(intercept: EndingsReport, change: dict[str, str]) -> None:
    assert not INTERNAL.search(render(intercept._replace(**change), 80))


def test_colour_changes_nothing_but_colour(intercept: EndingsReport) -> None:
    coloured = printable(render(intercept, 80, colour=True), "utf-8")
    assert "\x1b[32m✔" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == render(intercept, 80)


def test_names_take_the_place_of_last_words(intercept: EndingsReport) -> None:
    named = tuple(e._replace(name=f"The {n} way") for n, e in zip("ABCD", intercept.endings, strict=True))
    screen = render(intercept._replace(endings=named), 80)
    assert "The A way" in screen
    assert "too late" not in screen
    assert "epilogue init" not in screen
    assert '--path "The D way"' in screen


def test_faults_are_reported_with_place_and_odds(intercept: EndingsReport) -> None:
    kinds = ("end", "out_of_content", "out_of_content", "error")
    broken = tuple(e._replace(kind=k) for k, e in zip(kinds, intercept.endings, strict=True))
    screen = render(intercept._replace(endings=broken), 160)
    assert "✔ 1 ending, and there is no other" in screen
    assert "✘ A reader can run out of story: 7%, choosing at random, at line 1553 (and 1 other place)." in screen
    assert "✘ A reader can run into an error: 0.1% (1 in 808), choosing at random, at line 1199." in screen
    assert "No reader can get stuck" not in screen
    assert "--path 1199" in screen


def test_play_that_may_not_end(intercept: EndingsReport) -> None:
    screen = render(intercept._replace(cyclic=True, playthroughs=None, endless=Odds(0.25, None, 0.25, 0.25)), 80)
    assert "✘ A reader can get caught in it for ever: 25%, choosing at random." in screen
    assert "No reader can get stuck" not in screen
    assert "the story has loops, so there are infinitely many" in screen


def test_a_story_without_an_ending(intercept: EndingsReport) -> None:
    screen = render(intercept._replace(endings=(), endless=Odds(1.0, None, 1.0, 1.0), playthroughs=None), 80)
    assert "✘ No reader can reach an ending (proved, not sampled)." in screen


def test_what_is_intended_is_silent(intercept: EndingsReport) -> None:
    meant = tuple(item._replace(intended=True) for item in intercept.never_offered)
    assert "no reader can ever see" not in render(intercept._replace(never_offered=meant), 80)
    some = meant[:3] + intercept.never_offered[3:]
    screen = render(intercept._replace(never_offered=some), 80)
    assert "! 21 options no reader can ever see, from 3 causes" in screen
    assert "(3 options more marked as intended)" in screen


def test_an_option_without_a_known_cause_is_reported_by_its_own_line(intercept: EndingsReport) -> None:
    item = Unseen("TheIntercept.ink", 12, "Wait", None, intended=False)
    screen = render(intercept._replace(never_offered=(item,)), 80)
    assert "! 1 option no reader can ever see, from 1 cause\n  1  line 12  no way leads to “Wait”" in screen


def test_text_never_shown(intercept: EndingsReport) -> None:
    item = Unseen("scenes/pool.ink", 7, "A splash.", None, intended=False)
    screen = render(intercept._replace(never_shown=(item,)), 80)
    assert "! 1 piece of text no reader can ever see" in screen
    assert "pool.ink:7" in screen


def test_several_files_are_named(intercept: EndingsReport) -> None:
    first, *others = intercept.endings
    elsewhere = (first._replace(file="chapters/last.ink"), *others)
    screen = render(intercept._replace(endings=elsewhere), 100)
    assert "last.ink:1686" in screen
    assert "TheIntercept.ink:1199" in screen


def test_variants_stand_below_their_ending(intercept: EndingsReport) -> None:
    half = Odds(0.5, Fraction(1, 2), 0.5, 0.5)
    first, *others = intercept.endings
    varied = first._replace(variants=(Variant("true", half, 3, 20), Variant("false", half, 4, 22)))
    for width in (50, 80):
        screen = render(intercept._replace(endings=(varied, *others), by="trusted"), width)
        assert screen.index("1686") < screen.index("trusted = true") < screen.index("trusted = false")


def test_a_story_cannot_steer_the_terminal(intercept: EndingsReport) -> None:
    hostile = intercept.endings[0]._replace(last_words="\x1b]0;owned\x07\x1b[2J\u202egone\nforever")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", render(intercept._replace(endings=(hostile,)), 80))


def test_wide_letters_are_measured_as_a_terminal_shows_them(intercept: EndingsReport) -> None:
    japanese = intercept.endings[0]._replace(last_words="彼女は微笑んだ。")
    rows = render(intercept._replace(endings=(japanese, *intercept.endings[1:]))).splitlines()
    ends = {cells(line) for line in rows if line.endswith(" choices")}
    assert len(ends) == 1


def test_a_way_is_written_out_to_be_read(intercept: EndingsReport) -> None:
    moments = [Moment("text", "It rains. " * 20), Moment("choice", "Wait"), Moment("text", "He comes.")]
    assert render_path(intercept, intercept.endings[3], moments, 60) == golden("path_60.txt")


def test_a_way_that_needs_luck_offers_no_replay_by_numbers(intercept: EndingsReport) -> None:
    last: Ending = intercept.endings[3]
    screen = render_path(intercept, last, [Moment("chance", "a draw of 3"), Moment("choice", "Go")], 80)
    assert "(luck: a draw of 3)" in screen
    assert "--choices" not in screen

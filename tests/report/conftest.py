"""A report with the figures of a published story, to draw screens from."""

from __future__ import annotations

from fractions import Fraction

import pytest

from epilogue.answers import Cause, Ending, EndingsReport, Odds, Unseen

FILE = "TheIntercept.ink"


def ending(line: int, odds: float, count: int, shortest: int, longest: int, last_words: str) -> Ending:
    exact = Fraction(odds).limit_denominator(10**9)
    return Ending(
        id=f"line-{line}",
        name=None,
        kind="end",
        file=FILE,
        line=line,
        odds=Odds(odds, exact, odds, odds),
        playthroughs=count,
        shortest=shortest,
        longest=longest,
        path=(0, 2, 1),
        last_words=last_words,
    )


def unseen(n: int, cause: Cause) -> tuple[Unseen, ...]:
    return tuple(Unseen(FILE, cause.line + i, f"Option {i}", cause, intended=False) for i in range(n))


@pytest.fixture
def intercept() -> EndingsReport:
    return EndingsReport(
        story="The Intercept",
        file=FILE,
        outcome="complete",
        reason=None,
        precision="control",
        choices_in_text=343,
        states=785,
        transitions=2141,
        cyclic=False,
        playthroughs=90_861_264_411_351_040,
        expected_choices=34.25,
        endless=Odds(0.0, None, 0.0, 0.0),
        endings=(
            ending(1686, 0.9318545, 44_261_128_564_692_992, 20, 73, "A sentence. But too late now, of course."),
            ending(1553, 0.0443369, 1_392_617_686_302_720, 32, 56, "A longer line, taken to pieces, once again."),
            ending(
                1504,
                0.0225715,
                45_067_456_036_732_928,
                31,
                71,
                "Much more was said of it, a problem I can solve.",
            ),
            ending(1199, 0.0012371, 140_062_123_622_400, 31, 63, "For the moment, at least."),
        ),
        never_offered=(
            *unseen(3, Cause(FILE, 47, "DEBUG is always false", likely_meant=True)),
            *unseen(18, Cause(FILE, 178, '"not missing_reel" is always true here')),
            *unseen(2, Cause(FILE, 1580, "this gather ends the menu; the options below are lost")),
            *unseen(1, Cause(FILE, 1080, '"not x == BUCKET" means "(not x) == BUCKET"')),
        ),
        never_shown=None,
    )

"""Wide ranges of RANDOM are drawn in blocks, where only comparisons of the number matter: the odds are those of each number."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from epilogue.questions.endings.build import endings
from epilogue.story.project import load

N = 2_000_000
STORY = """\
VAR n = 0
VAR copy = 0
* [Draw]
- ~ n = RANDOM(0, 1999999)
USE
=== yes
# ending: yes
-> END
=== no
# ending: no
-> END
"""


@pytest.mark.parametrize(
    ("use", "many"),
    [
        ("{n > 499: -> yes}\n-> no", N - 500),
        ("{500 > n: -> yes}\n-> no", 500),
        ("{n == 7: -> yes}\n-> no", 1),
        ("{n: -> yes}\n-> no", N - 1),
        ("{n - 100: -> yes}\n-> no", N - 1),
        ("{n + 10 > 1000: -> yes}\n-> no", N - 991),
        ("{10 + n > 1000: -> yes}\n-> no", N - 991),
        ("{n - 10 > 1000: -> yes}\n-> no", N - 1011),
        ("{n > 100 && not (n > 200): -> yes}\n-> no", 100),
        ("~ copy = n\n{copy > 499: -> yes}\n-> no", N - 500),
        ("* * {n > 499} [On] -> yes\n* * {n <= 499} [Off] -> no", N - 500),
    ],
)
def test_the_odds_of_what_is_asked_of_a_number(use: str, many: int, tmp_path: Path) -> None:
    file = tmp_path / "story.ink"
    file.write_text(STORY.replace("USE", use), encoding="utf-8")
    report = endings(load(str(file)))
    assert {ending.mark: ending.odds.exact for ending in report.endings} == {
        "yes": Fraction(many, N),
        "no": Fraction(N - many, N),
    }
    assert report.states < 30


def test_a_number_that_a_stake_asks_for_is_drawn_in_blocks_of_the_stake(tmp_path: Path) -> None:
    file = tmp_path / "story.ink"
    file.write_text(STORY.replace("USE", "-> yes"), encoding="utf-8")
    report = endings(load(str(file)), by="n > 499999")
    (ending,) = report.endings
    assert {variant.value: variant.odds.exact for variant in ending.variants} == {"true": Fraction(3, 4), "false": Fraction(1, 4)}

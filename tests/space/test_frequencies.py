"""Random playthroughs of the Machine end as often as the odds say; ``frequencies.py`` plays many more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from space.frequencies import ENDLESS, Way, compare, odds_of, played, wilson

from epilogue.story.project import Project, load

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "la_la_land.ink"

LUCK = """\
LIST things = (rose), (key), coin
-> hub
== hub
{~One.|Two.|Three.}
+ [Throw] {RANDOM(1, 6) + RANDOM(1, 6) > 9: You win.} -> thrown
* [Draw] {LIST_RANDOM(things) == key: A key.} -> hub
+ [Wander] -> hub
* {TURNS_SINCE(-> thrown) > 0} [Leave] -> left
== thrown
{
- RANDOM(1, 6) == 6:
    -> won
- RANDOM(1, 6) == 1:
    -> lost
}
-> hub
== won
-> END
== lost
-> DONE
== left
-> END
"""


def outside(story: Project, count: int, seed: int = 1) -> list[str]:
    return [str(one) for one in compare(odds_of(story), played(story.program, count, seed)) if not one.fits]


def test_a_story_with_luck_and_ways_back(tmp_path: Path) -> None:
    (tmp_path / "story.ink").write_text(LUCK, encoding="utf-8")
    assert outside(load(str(tmp_path / "story.ink")), 5_000) == []


def test_the_example() -> None:
    assert outside(load(str(EXAMPLE)), 500) == []


@pytest.mark.parametrize("name", ["the-intercept/TheIntercept.ink", "mercury-and-milfoil/main.ink", "storylets/storylets.ink"])
def test_published_stories(corpus: Path, name: str) -> None:
    assert outside(load(str(corpus / "stories" / "ink" / name)), 500) == []


def test_odds_that_are_wrong_are_found(tmp_path: Path) -> None:
    (tmp_path / "story.ink").write_text(LUCK, encoding="utf-8")
    story = load(str(tmp_path / "story.ink"))
    odds, ways = odds_of(story), played(story.program, 5_000, 1)
    way = max(odds, key=lambda one: odds[one][0])
    wrong = {**odds, way: (odds[way][0] * 0.8, odds[way][1] * 0.8)}
    assert [one.way for one in compare(wrong, ways) if not one.fits] == [way]
    missing: dict[Way, tuple[float, float]] = {one: bounds for one, bounds in odds.items() if one != way}
    assert [one.way for one in compare(missing, ways) if not one.fits] == [way]


def test_an_ending_that_never_came_may_be_rare_and_one_that_always_came_certain() -> None:
    assert wilson(0, 1_000, 0.999)[0] == 0.0 and 0.001 < wilson(0, 1_000, 0.999)[1] < 0.02
    assert wilson(1_000, 1_000, 0.999)[1] == 1.0
    never = {("end", 1, "", -1): (1.0, 1.0), ENDLESS: (0.0, 0.0), ("other", -1, "", -1): (0.0, 0.0)}
    assert all(one.fits for one in compare(never, Counter({("end", 1, "", -1): 100})))

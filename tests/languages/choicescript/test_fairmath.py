"""Ranges of stats that fair math moves, where the story compares them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from epilogue.questions.endings.build import endings
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load

CHAPTER = """*choice
  #Train
    *set strength %+ 20
    *goto after_{0}
  #Rest
    *set strength %- 20
    *goto after_{0}
*label after_{0}
"""
STORY = (
    "*create strength 50\n"
    + "".join(map(CHAPTER.format, range(9)))
    + "*if strength > 95\n    Strong.\n    *ending\nDone.\n*ending\n"
)


def test_fair_math_has_a_range_where_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "startup.txt").write_text(STORY, encoding="utf-8")
    details = endings(load(str(tmp_path)), details=True).details
    assert details is not None
    (number,) = details.numbers
    low, high = 50, 50
    for _ in range(9):
        low, high = -(-low * 4 // 5), high + (100 - high) // 5
    assert (number.name, number.low, number.high) == ("strength", low, high)


STATS = ("brave", "kind", "quick", "wise")
STEPS = ("%+ 5", "%- 10", "%+ 15", "%- 20", "%+ 10")


def chapters() -> list[list[tuple[str, str]]]:
    """The options of each chapter: a stat, and what moves it."""
    return [[(STATS[(number + k) % 4], STEPS[(2 * number + k) % 5]) for k in range(3)] for number in range(12)]


def moved(value: int, step: str) -> int:
    by = int(step[3:])
    return value + (100 - value) * by // 100 if step.startswith("%+") else value - value * by // 100


def test_stats_are_told_apart_by_the_tests_to_come_alone(tmp_path: Path) -> None:
    lines = [f"*create {stat} 50" for stat in STATS]
    for number, options in enumerate(chapters()):
        lines.append("*choice")
        for k, (stat, step) in enumerate(options):
            lines += [f"  #{stat} {k}", f"    *set {stat} {step}", f"    *goto after_{number}"]
        lines.append(f"*label after_{number}")
    for stat in STATS:
        lines += [f"*if {stat} > 60", f"  Very {stat}.", "  *ending"]
    (tmp_path / "startup.txt").write_text("\n".join([*lines, "Nothing much.", "*ending"]) + "\n", encoding="utf-8")
    ways = Counter({(50,) * len(STATS): 1})
    for options in chapters():
        after: Counter[tuple[int, ...]] = Counter()
        for stats, count in ways.items():
            for stat, step in options:
                after[tuple(moved(v, step) if s == stat else v for s, v in zip(STATS, stats, strict=True))] += count
        ways = after
    expected: Counter[str] = Counter()
    for stats, count in ways.items():
        expected[next((f"Very {s}." for s, v in zip(STATS, stats, strict=True) if v > 60), "Nothing much.")] += count
    report = endings(load(str(tmp_path)), watch=Watch(Limits(states=10_000)))
    assert report.complete
    assert {one.last_words: one.odds.exact * 3 ** len(chapters()) for one in report.endings} == expected

"""Ranges of stats that fair math moves, where the story compares them."""

from __future__ import annotations

from pathlib import Path

from epilogue.questions.endings.build import endings
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

"""Numbers that grow in a cycle keep the bounds that the story gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.answers import ComparedNumber, EndingsReport
from epilogue.questions.endings.build import endings
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load

LOOP = "VAR gold = 10\n-> road\n=== road\n{step}\n+ {{ gold > 40 }} [Buy] -> END\n+ [Go on] -> road\n"


def report_of(folder: Path, source: str, name: str = "story.ink", states: int = 200, details: bool = False) -> EndingsReport:
    (folder / name).write_text(source, encoding="utf-8")
    return endings(load(str(folder / name)), details=details, watch=Watch(Limits(states=states)))


def number(folder: Path, step: str) -> ComparedNumber:
    found = report_of(folder, LOOP.format(step=step), details=True).details
    assert found is not None
    return found.numbers[-1]


@pytest.mark.parametrize(
    ("step", "low", "high"),
    [
        ("~ gold = MIN(90, gold + RANDOM(1, 7))", 11, 90),
        ("~ gold = MAX(2, MIN(60, gold + RANDOM(-7, 7)))", 2, 60),
        ("{ gold >= 100:\n  ~ gold = 10\n}\n~ gold = gold + 1", 11, 100),
    ],
)
def test_a_number_kept_within_bounds_has_them(step: str, low: int, high: int, tmp_path: Path) -> None:
    found = number(tmp_path, step)
    assert (found.low, found.high) == (low, high)


def test_a_number_that_nothing_holds_has_no_bound(tmp_path: Path) -> None:
    found = number(tmp_path, "~ gold = gold + 1")
    assert found.high is None


def test_many_endings_are_known_one_by_one(tmp_path: Path) -> None:
    """An ending that no option leads to is ruled out beside twenty others, in a search that stopped early."""
    options = "\n".join(f"+ [{n}]\n  # ending: number {n}\n  {{ steps > 900: -> END }}\n  -> road" for n in range(20))
    source = f"VAR steps = 0\n-> road\n=== road\n~ steps = steps + 1\n{options}\n=== shed\n# ending: nowhere\n-> END\n"
    report = report_of(tmp_path, source)
    assert not report.complete and report.unsettled is not None
    assert "nowhere" not in {possible.name for possible in report.unsettled.endings}
    assert [(ending.mark, ending.proved) for ending in report.unreached if ending.mark == "nowhere"] == [("nowhere", True)]


def test_a_line_group_of_many_lines_cannot_fail(tmp_path: Path) -> None:
    lines = "\n".join(f"=> Line {n}." for n in range(17))
    menu = "-> Again\n    <<jump Start>>\n-> Enough\n    Bye.\n"
    report = report_of(tmp_path, f"title: Start\n---\n{lines}\n{menu}===\n", "story.yarn", states=60)
    assert not report.complete and report.claims is not None
    assert report.claims.errors == "refuted"

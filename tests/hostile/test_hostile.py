"""No story can hang or crash the tool or take all memory: whatever is wrong is a finding with its place."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hostile.bounded import Ran, run
from hostile.stories import STORIES, Hostile

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no resource module there to bound a process with"),
]

SEARCH = "5s"
ASKED_OF_INIT = (
    "loop_without_a_choice",
    "division_by_zero",
    "thread_bomb",
    "random_of_all_numbers",
    "includes_in_a_circle",
    "not_of_not",
)


def written(hostile: Hostile, folder: Path) -> None:
    for name, text in hostile.files.items():
        (folder / name).write_text(text, encoding="utf-8")


def names_a_line(text: str, lines: tuple[int, ...]) -> bool:
    """Whether one of the lines is named: in words, as file:line or in the table of endings."""
    told = "|".join(map(str, lines))
    return (
        re.search(rf"\bline ({told})\b|\.ink:({told})\b|\s({told})  +(always|not known|over|at most|at least|\d)", text)
        is not None
    )


def answered(ran: Ran, hostile: Hostile, code: int = 0) -> None:
    """The command came to an end by itself, in order, within its bounds."""
    assert ran.code == (2 if hostile.refused else code), ran
    assert "Traceback" not in ran.error
    if hostile.refused:
        assert ran.out == ""
        assert names_a_line(ran.error, hostile.lines or (1,)) or not hostile.lines, ran.error[-500:]
        assert hostile.says in ran.error


@pytest.mark.parametrize("name", STORIES)
def test_endings(name: str, tmp_path: Path) -> None:
    hostile = STORIES[name]()
    written(hostile, tmp_path)
    ran = run(["endings", "main.ink", "--time", SEARCH], tmp_path)
    answered(ran, hostile)
    if not hostile.refused and hostile.lines:
        assert names_a_line(ran.out, hostile.lines), ran.out
        assert hostile.says in ran.out


@pytest.mark.parametrize("name", STORIES)
def test_play(name: str, tmp_path: Path) -> None:
    hostile = STORIES[name]()
    written(hostile, tmp_path)
    ran = run(["play", "main.ink", "--plain", "--seed", "1"], tmp_path, typed="1\n" * hostile.choices)
    answered(ran, hostile)
    if hostile.says and not hostile.refused:
        assert hostile.says in ran.out
        assert names_a_line(ran.out, hostile.lines), ran.out[-500:]


@pytest.mark.parametrize("name", STORIES)
def test_export(name: str, tmp_path: Path) -> None:
    hostile = STORIES[name]()
    written(hostile, tmp_path)
    answered(run(["export", "main.ink", "--compiled", "-o", "out.json"], tmp_path), hostile)


@pytest.mark.parametrize("name", ASKED_OF_INIT)
def test_init(name: str, tmp_path: Path) -> None:
    hostile = STORIES[name]()
    written(hostile, tmp_path)
    answered(run(["init", "main.ink"], tmp_path), hostile)
    assert (tmp_path / "epilogue.toml").exists() is not hostile.refused


LOOPS = (
    "loop_without_a_choice",
    "loop_that_talks",
    "loop_of_glue",
    "loop_through_a_fallback",
    "thread_bomb",
    "tunnel_into_itself",
)


@pytest.mark.parametrize("name", [*LOOPS, "division_by_zero", "random_of_all_numbers", "string_that_doubles_with_each_choice"])
def test_verify_does_not_take_a_story_s_fault_for_its_own(name: str, tmp_path: Path) -> None:
    hostile = STORIES[name]()
    written(hostile, tmp_path)
    ran = run(["endings", "main.ink", "--time", SEARCH, "--verify"], tmp_path)
    answered(ran, hostile)
    assert "none differed" in ran.out


CHECKED = (
    *LOOPS,
    "node_that_follows_itself",
    "option_behind_a_loop",
    "loop_that_counts",
    "function_that_calls_itself",
    "recursion_on_purpose",
    "tunnel_out_of_a_menu",
    "division_by_zero",
)


@pytest.mark.parametrize("name", CHECKED)
def test_check_reports_it_too(name: str, tmp_path: Path) -> None:
    hostile = STORIES[name]()
    written(hostile, tmp_path)
    ran = run(["check", "main.ink", "--time", SEARCH], tmp_path)
    assert ran.code in (0, 1), ran
    assert "Traceback" not in ran.error
    assert not hostile.lines or names_a_line(ran.out, hostile.lines) or "stopped early" in ran.out, ran.out


def test_of_an_endless_turn_play_shows_a_screen_or_two(tmp_path: Path) -> None:
    written(STORIES["loop_that_talks"](), tmp_path)
    ran = run(["play", "main.ink", "--plain"], tmp_path)
    answered(ran, STORIES["loop_that_talks"]())
    assert 20 < len(ran.out.splitlines()) < 100
    assert "goes round in a circle" in ran.out

"""Mistakes that `check` finds in ChoiceScript: with their line, their cause and what was likely meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.questions.check.answer import CheckReport, Found
from epilogue.questions.check.build import check
from epilogue.questions.endings.build import endings
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load

LEAVE = "  #Leave\n    *goto over\n*label over\nOver.\n*ending\n"


def report(folder: Path, source: str, states: int | None = None, **scenes: str) -> CheckReport:
    for name, text in {"startup": source, **scenes}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return check(load(str(folder)), watch=Watch(Limits(states=states)) if states else None)


def found(folder: Path, source: str, **scenes: str) -> list[Found]:
    return list(report(folder, source, **scenes).findings)


def told(findings: list[Found]) -> list[tuple[int, str]]:
    return [(finding.line, finding.why) for finding in findings]


@pytest.mark.parametrize(
    ("taken", "why", "fix"),
    [
        ("*goto ovre", "there is no label ovre in this scene", "Did you mean over?"),
        ("*goto_scene tow", "this leads to the scene tow, which is missing", "Did you mean two?"),
    ],
)
def test_a_jump_to_a_missing_place_is_one_finding(taken: str, why: str, fix: str, tmp_path: Path) -> None:
    (one,) = found(tmp_path, f"*choice\n  #Go\n    {taken}\n{LEAVE}", two="There.\n*ending\n")
    assert (one.line, one.severity, one.why, one.fix) == (3, "error", why, fix)
    assert one.way is not None and one.way.choices == (1,)


@pytest.mark.parametrize(
    ("taken", "message", "fix"),
    [
        ("You go.", "fall out of a *choice", "End the option with *goto, *finish or *ending."),
        ("*return", "invalid return", "Lead here by *gosub"),
        ("${nobody}\n    *goto over", "Non-existent variable 'nobody'", "Say *create for it"),
    ],
)
def test_an_error_comes_with_advice_of_its_own(taken: str, message: str, fix: str, tmp_path: Path) -> None:
    (one,) = found(tmp_path, f"*choice\n  #Go\n    {taken}\n{LEAVE}")
    assert (one.line, one.codes[0]) == (3, "EP010")
    assert message in one.why
    assert one.fix.startswith(fix)


def test_variables_that_only_their_own_changes_read(tmp_path: Path) -> None:
    source = (
        "*create charm 50\n*create wit 50\n*create luck 50\n*temp mood 1\n*temp idle 1\n"
        "*set charm %+ 10\n*set wit + 10\n*set mood * 2\n"
        "*if wit > 20\n  *set luck + wit\n*if luck > 20\n  You win.\n*ending\n"
    )
    assert told([one for one in found(tmp_path, source) if one.codes == ("EP022",)]) == [
        (1, "charm is only read to change it"),
        (4, "mood (startup) is only read to change it"),
        (5, "idle (startup) is set and never read"),
    ]


def test_variables_of_the_engine_and_labels_of_charts_are_read(tmp_path: Path) -> None:
    source = '*create implicit_control_flow true\n*create choice_save_allowed true\n*create n 1\n*create word "a"\n*ending\n'
    findings = found(tmp_path, source, choicescript_stats="*stat_chart\n  percent n $!{word} number\n")
    assert [one for one in findings if "EP022" in one.codes] == []


def test_what_a_stopped_search_did_not_meet_may_still_be_earned(tmp_path: Path) -> None:
    source = (
        "*create n 0\n*achievement far visible 10 Far\n  a\n  b\n*label top\n*choice\n  #On\n    *set n + 1\n    *goto top\n"
        "  #Look\n    *if n > 500\n      *achieve far\n      *ending\n    *goto top\n"
    )
    stopped = report(tmp_path, source, states=8)
    assert not stopped.complete
    assert [one for one in stopped.findings if "EP041" in one.codes] == []


def test_a_missing_scene_of_the_list_is_told_at_its_line(tmp_path: Path) -> None:
    findings = found(tmp_path, "*scene_list\n  startup\n  tow\nHello.\n*finish\n", two="There.\n*ending\n")
    assert (3, "the *scene_list names the scene tow, which is missing", "Did you mean two?") in [
        (one.line, one.why, one.fix) for one in findings
    ]


def test_a_text_that_a_value_never_picks(tmp_path: Path) -> None:
    source = (
        "*create n 1\n*create m 1\n*choice\n  #A\n    *goto on\n  #B\n    *set n 2\n    *set m 3\n    *goto on\n"
        "*label on\n@{n one|two|three}.\n@{m uno|due|tre}.\n*ending\n"
    )
    assert [(one.line, one.why, one.words) for one in found(tmp_path, source) if "EP002" in one.codes] == [
        (11, "n is never above 2 here", 1),
        (12, "m is never 2 here", 1),
    ]


def test_a_menu_that_reuse_runs_dry(tmp_path: Path) -> None:
    source = (
        "*label hub\n*choice\n  *hide_reuse #Ask her name\n    *choice\n      #On\n        *goto hub\n"
        "  *disable_reuse #Ask her age\n    *goto hub\n"
    )
    (one,) = found(tmp_path, source)
    assert (one.codes, one.line) == (("EP013",), 3)
    assert one.why.startswith("this menu runs dry")
    assert one.fix.startswith("Its options (lines 3, 7) are all once-only. Say *allow_reuse")
    assert one.way is not None and one.way.choices in ((1, 1, 1), (2, 1, 1))


def test_endings_are_named_by_the_last_line_that_is_read(tmp_path: Path) -> None:
    source = (
        '*create n 1\n*create name "Ada"\n*rand n 1 2\n*choice\n  #A\n    You walk on, and then\n    you sleep.\n    *ending\n'
        "  #B\n    You @{n run|fall} away.\n\n    *ending\n  #C\n    ${name} sleeps.\n    *goto over\n  #D\n    ${name}.\n"
        "    *goto over\n*label over\n*ending\n"
    )
    (tmp_path / "startup.txt").write_text(source, encoding="utf-8")
    assert {ending.last_words for ending in endings(load(str(tmp_path))).endings} == {
        "you sleep.",
        "You {…} away.",
        "{…} sleeps.",
        "{…}.",
    }


def test_a_condition_of_a_temporary_variable_is_not_taken_for_its_test(tmp_path: Path) -> None:
    """Whether the variable has a value yet is tested by the engine, not by the writer."""
    source = (
        "*create n 1\n*choice\n  #A\n    *goto on\n  #B\n    *set n 2\n    *goto on\n"
        "*label on\n*temp join\n*gosub ask\n*if (join)\n  Yes.\n*ending\n"
        "*label ask\n*if n = 1\n  *set join true\n  *return\n*set join false\n*return\n"
    )
    assert [one for one in found(tmp_path, source) if "EP004" in one.codes] == []

"""What is told as the cause of what no reader sees: the line a writer has to change, not the one beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue import project
from epilogue.project.check import check
from epilogue.report.answers.check import Found


def found(folder: Path, source: str, *rules: str) -> list[Found]:
    (folder / "story.ink").write_text(source, encoding="utf-8")
    return list(check(project.load(str(folder / "story.ink")), rules).findings)


def test_what_stands_behind_a_lost_option_is_lost_with_it(tmp_path: Path) -> None:
    source = "-> a\n== a\n* [Stay] -> END\n- -> b\n* [Run]\n  You run. -> b\n== b\n-> END\n"
    (one,) = found(tmp_path, source)
    assert (one.line, one.options, one.words, one.codes[0]) == (4, 1, 2, "EP021")


@pytest.mark.parametrize("circle", ["-> lost", "-> END"])
def test_a_passage_that_nothing_leads_to_is_one_cause(circle: str, tmp_path: Path) -> None:
    source = f"-> END\n== lost\n= base\nText.\n* One.\n-\n* [Two]. -> deep\n= deep\nMore.\n- (opts)\n* [Go] {circle}\n- -> opts\n"
    (one,) = found(tmp_path, source)
    assert (one.line, one.why, one.options, one.passages) == (2, "nothing leads here", 3, 3)


def test_a_condition_on_what_nobody_comes_to_has_that_as_its_cause(tmp_path: Path) -> None:
    source = (
        "VAR rope = false\n-> a\n== a\n* [Stay] -> b\n- -> b\n* [Run]\n  ~ rope = true\n  -> cave\n"
        "== cave\nDark.\n-> b\n== b\n{rope: A rope.}\n{cave: It was dark.}\n-> END\n"
    )
    findings = found(tmp_path, source)
    assert [(one.line, one.words) for one in findings if one.severity != "note"] == [(5, 6)]
    assert all("no reader comes" in one.fix or "has not yet been" in one.fix for one in findings if one.severity == "note")


def test_a_variable_that_only_keeps_its_value_may_be_set_by_a_game(tmp_path: Path) -> None:
    source = "VAR code = 0\n~ code = 0\n* [Try]\n{code == 7154: It opens.}\n- -> END\n"
    (one,) = found(tmp_path, source)
    assert (one.severity, one.likely_meant, one.words) == ("note", True, 2)
    assert "[outside]" in one.fix


def test_an_option_that_is_only_a_name_to_divert_to_is_a_note(tmp_path: Path) -> None:
    source = "-> a\n== a\n* [One]\n- -> this\n* (this) [Two]\n- -> END\n"
    (one,) = found(tmp_path, source)
    assert (one.severity, one.options) == ("note", 1)


def test_a_menu_whose_conditions_fail_has_not_run_dry(tmp_path: Path) -> None:
    source = "VAR trusted = false\n* [Lie] -> a\n* [Tell]\n  ~ trusted = true\n  -> a\n== a\n* {trusted} [Wait] -> END\n"
    (one,) = [one for one in found(tmp_path, source) if one.severity == "error"]
    assert one.codes[0] == "EP012"
    assert one.way is not None and one.way.choices == (1,)


def test_a_written_constant_is_told_as_the_condition_it_is(tmp_path: Path) -> None:
    (one,) = found(tmp_path, "* [One]\n- {false: Never.}\n-> END\n")
    assert (one.line, one.severity, one.why) == (2, "note", "false is always false")


def test_the_last_of_several_cases_is_no_finding(tmp_path: Path) -> None:
    assert not found(tmp_path, "VAR x = 0\n* [One]\n  ~ x = 1\n* [Two]\n- {x:\n- 0: Zero.\n- 1: One.\n}\n-> END\n")

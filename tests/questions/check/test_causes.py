"""Causes of what no reader sees: the line that the writer has to change, not the one beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.questions.check.answer import Found
from epilogue.questions.check.build import check
from epilogue.story.project import load


def found(folder: Path, source: str, *rules: str) -> list[Found]:
    (folder / "story.ink").write_text(source, encoding="utf-8")
    return list(check(load(str(folder / "story.ink")), rules).findings)


def test_what_stands_behind_a_lost_option_is_lost_with_it(tmp_path: Path) -> None:
    source = "-> a\n== a\n* [Stay] -> END\n- -> b\n* [Run]\n  You run. -> b\n== b\n-> END\n"
    (one,) = found(tmp_path, source)
    assert (one.line, one.options, one.words, one.codes[0]) == (4, 1, 2, "EP021")


@pytest.mark.parametrize("circle", ["-> lost", "-> END"])
def test_a_passage_that_nothing_leads_to_is_one_cause(circle: str, tmp_path: Path) -> None:
    source = f"-> END\n== lost\n= base\nText.\n* One.\n-\n* [Two]. -> deep\n= deep\nMore.\n- (opts)\n* [Go] {circle}\n- -> opts\n"
    (one,) = found(tmp_path, source)
    assert (one.line, one.why, one.options, one.passages) == (2, "nothing leads here", 3, 3)


def test_a_condition_on_what_no_reader_reaches_has_that_as_its_cause(tmp_path: Path) -> None:
    source = (
        "VAR rope = false\n-> a\n== a\n* [Stay] -> b\n- -> b\n* [Run]\n  ~ rope = true\n  -> cave\n"
        "== cave\nDark.\n-> b\n== b\n{rope: A rope.}\n{cave: It was dark.}\n-> END\n"
    )
    findings = found(tmp_path, source)
    assert [(one.line, one.words) for one in findings if one.severity != "note"] == [(5, 6)]
    assert all("no reader gets" in one.fix or "No reader who gets here" in one.fix for one in findings if one.severity == "note")


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


def test_a_written_constant_is_reported_as_the_condition_it_is(tmp_path: Path) -> None:
    (one,) = found(tmp_path, "* [One]\n- {false: Never.}\n-> END\n")
    assert (one.line, one.severity, one.why) == (2, "note", "false is always false")


def test_the_last_of_several_cases_is_not_a_finding(tmp_path: Path) -> None:
    assert not found(tmp_path, "VAR x = 0\n* [One]\n  ~ x = 1\n* [Two]\n- {x:\n- 0: Zero.\n- 1: One.\n}\n-> END\n")


THREAD = (
    "VAR hp = 3\n-> room\n== room\nHere.\n<- menu\n-> {}\n== menu\n+ {{hp == 3}} [Rest]\n  You rest.\n  -> room\n"
    "* [Leave] -> END\n"
)
BLOCK = "VAR hp = 3\n-> room\n== room\nHere.\n{{ hp > 2:\n  + [Rest] -> room\n  * {{hp == 3}} [Leave] -> END\n}}\n-> {}\n"


@pytest.mark.parametrize(("source", "line"), [(THREAD, 6), (BLOCK, 9)])
def test_options_gathered_and_thrown_away_by_end_are_reported_with_that_and_its_mend(
    source: str, line: int, tmp_path: Path
) -> None:
    first, *others = found(tmp_path, source.format("END"))
    assert (first.line, first.options, first.severity) == (line, 2, "warning")
    assert first.why == "-> END ends the story here, and the options gathered before it are never offered"
    assert first.fix.startswith("Use -> DONE instead")
    assert not any(one.options for one in others)
    assert not any(one.options for one in found(tmp_path, source.format("DONE")))


def test_options_before_an_error_of_their_menu_are_lost_to_that_error(tmp_path: Path) -> None:
    source = (
        "VAR hp = 3\nVAR d = 0\n-> room\n== room\n+ {hp == 3} [Rest] -> room\n* [Leave] -> END\n+ {12 / d > 2} [Fight] -> END\n"
    )
    findings = [one for one in found(tmp_path, source) if one.options]
    assert {one.line for one in findings} == {7}
    assert sum(one.options for one in findings) == 3
    assert not any("always" in one.why or "leads here" in one.why for one in findings)


def test_a_jump_under_a_condition_is_reported_as_that_condition(tmp_path: Path) -> None:
    (one,) = found(
        tmp_path, "-> a\n== a\n{once(): -> b}\nLost.\n* [One] -> b\n== b\n-> END\n== function once\n~ return true\n", "EP001"
    )
    assert (one.line, one.why) == (3, "“once()” is always true")


def test_a_divert_inside_an_option_is_not_a_gather(tmp_path: Path) -> None:
    (one,) = found(tmp_path, "-> a\n== a\n* [One]\n  -> b\n  * * [Two] -> b\n* [Three] -> b\n== b\n-> END\n", "EP001", "EP021")
    assert (one.line, one.codes, one.why) == (4, ("EP001",), "the story leaves here; what follows is lost")


def test_where_every_way_above_leaves_that_is_reported_of_the_line_below(tmp_path: Path) -> None:
    (one,) = found(tmp_path, "-> a\n== a\n* [One] -> b\n* [Two] -> b\n- Lost.\n-> END\n== b\n-> END\n", "EP002")
    assert (one.line, one.why) == (5, "nothing gets to this line: everything above it leads elsewhere")


def test_a_condition_that_differs_by_what_does_not_matter_is_not_always_the_same(tmp_path: Path) -> None:
    source = (
        "VAR hp = 3\n* [Fight]\n  ~ hp = 2\n* [Hide]\n- Later.\n<- menu\n-> END\n== menu\n+ {hp == 2} [Rest] -> END\n"
        "+ {hp == 3} [Leave] -> END\n"
    )
    assert [(one.line, one.options) for one in found(tmp_path, source, "EP001", "EP004")] == [(7, 2)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{hp < 3} {hp == 3}", "“hp < 3” and “hp == 3” are never both true here"),
        ("{hp < 3} // first\n  { hp == 3 }\n  {once}", "“hp < 3”, “hp == 3” and “once” are never all true here"),
        ("{not hp == 4} {hp == 4}", "“not hp == 4” and “hp == 4” are never both true here"),
        ("{hp < 3} {hp == 3} " + "// " * 60 + "\n ", "“hp < 3” and “hp == 3” are never both true here"),
        ("{hp < 3 && hp == 3} Or {hp|not}", "“hp < 3 && hp == 3” is always false here"),
    ],
)
def test_several_conditions_of_an_option_that_never_hold_together_are_all_reported(
    written: str, said: str, tmp_path: Path
) -> None:
    source = "VAR hp = 3\nVAR once = false\n* [Fight]\n  ~ hp = 2\n  ~ once = true\n* [Hide]\n- Later.\n"
    source += f"* {written} [Rest] -> END\n* [Go] -> END\n"
    (one,) = found(tmp_path, source, "EP001")
    assert (one.line, one.why) == (8, said)
    assert "never above" not in one.fix and "never below" not in one.fix


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("trust > 2", "trust is never above 1 here. Lower the test, or raise it earlier."),
        ("trust >= 2", "trust is never above 1 here. Lower the test, or raise it earlier."),
        ("trust < -3", "trust is never below -1 here. Raise the test, or lower it earlier."),
        ("trust == 5", "trust is always -1, 0 or 1 here. Test for a value that it can have, or set it earlier."),
        ("trust < 5", "trust is never above 1 here. Lower the test, or remove it."),
        ("trust != 7", "trust is always -1, 0 or 1 here. Test for a value that it can have, or set it earlier."),
        ("trust > 2 && trust < 9", "trust is set at lines 3, 5, but never in a way that changes this. "
         "Test something that can vary here, or remove the condition."),
    ],
)  # fmt: skip
def test_a_condition_that_never_changes_is_reported_with_what_its_variable_can_be(test: str, said: str, tmp_path: Path) -> None:
    source = "VAR trust = 0\n* [Kind]\n  ~ trust = 1\n* [Rude]\n  ~ trust = -1\n* [Silent]\n"
    source += f"- {{{test}: She smiles.|She nods.}}\n-> END\n"
    (one,) = [one for one in found(tmp_path, source, "EP004") if one.codes[0] == "EP004"]
    assert one.fix == said

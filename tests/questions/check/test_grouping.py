"""Grouping: findings with the same cause, or the same message, are one."""

from __future__ import annotations

from pathlib import Path

from epilogue.questions.check.answer import Found
from epilogue.questions.check.build import check
from epilogue.story.project import load


def found(folder: Path, source: str, *rules: str) -> list[Found]:
    (folder / "story.ink").write_text(source, encoding="utf-8")
    return list(check(load(str(folder / "story.ink")), rules).findings)


def test_conditions_on_a_variable_that_only_a_game_sets_are_one_note(tmp_path: Path) -> None:
    lines = "".join(f"{{gold > {n}: Rich {n}.}}\n{{met == {n + 2}: Met {n}.}}\n" for n in range(5))
    findings = found(tmp_path, f"VAR gold = 0\nVAR met = 0\n* [Go]\n-\n{lines}-> END\n")
    assert [(one.line, one.severity, one.why) for one in findings] == [
        (1, "note", "gold never changes: nothing in the story sets it, and 5 conditions ask for it"),
        (2, "note", "met never changes: nothing in the story sets it, and 5 conditions ask for it"),
    ]
    assert findings[0].words == 10
    assert "[outside]" in findings[0].fix
    assert "It is asked for at lines 5, 7, 9, 11, 13." in findings[0].fix


def test_equal_errors_are_merged_with_their_number_and_places(tmp_path: Path) -> None:
    options = "".join(f"* [Option {n}]\n  Each gets {{12 / crew}}. -> END\n" for n in range(20))
    (one,) = found(tmp_path, f"VAR crew = 0\n* [Nobody]\n  ~ crew = 0\n-\n{options}", "EP010")
    assert one.line == 6
    assert "So it is in 20 places: lines 6, 8, 10, 12, 14, 16, …" in one.fix


def test_causes_in_other_files_are_reported_with_their_file(tmp_path: Path) -> None:
    (tmp_path / "shop.ink").write_text("=== shop\n~ gold = 1\n-> END\n", encoding="utf-8")
    (one,) = found(tmp_path, "INCLUDE shop.ink\nVAR gold = 0\n{gold > 0 && gold < 9: Rich.}\n-> END\n", "EP002")
    assert "gold is set only where no reader gets (shop.ink:2)." in one.fix

"""``epilogue check`` as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from epilogue.cli import main

pytestmark = pytest.mark.slow

STORY = """\
VAR DEBUG = false
VAR rope = false
{DEBUG: debugging }
-> square
=== square
* [Ask for a rope]
    ~ rope = true
* {not rope == true && false} [Climb without it]
* [Go home]
    Home. # id: ANA_001
- "Well?"
{rope && not rope: Never said. # id: ANA_002}
-> END
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.ink"
    path.write_text(STORY, encoding="utf-8")
    return path


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_findings_end_with_1_and_say_what_to_do(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(story)]) == 1
    screen = shown(capsys)
    assert "2 things to mend" in screen
    assert "Hides 1 option" in screen
    assert "DEBUG is always false" in screen
    assert screen.rstrip().splitlines()[-1].strip()
    assert "Next: epilogue check --explain EP001" in screen
    assert screen.index("line 8") < screen.index("DEBUG is")


def test_nothing_to_mend_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "story.ink").write_text("Hello.\n-> END\n", encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    assert "nothing to mend" in shown(capsys)


def test_rules_are_selected_and_ignored(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(story), "--select", "EP023"]) == 0
    assert "nothing to mend" in shown(capsys)
    assert main(["check", str(story), "--ignore", "ep001,text-never-shown,EP031"]) == 0
    capsys.readouterr()
    (story.parent / "epilogue.toml").write_text('[check]\nignore = ["EP001", "EP002", "EP031"]\n', encoding="utf-8")
    assert main(["check", str(story)]) == 0


@pytest.mark.parametrize(
    ("line", "mark", "silent"),
    [
        (8, "// epilogue: intended", True),
        (8, "// epilogue: ignore EP001, EP002", True),
        (8, "// epilogue: ignore EP012", False),
    ],
)
def test_marks_silence(line: int, mark: str, silent: bool, story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = STORY.splitlines()
    lines[line - 1] += f" {mark}"
    story.write_text("\n".join(lines) + "\n", encoding="utf-8")
    main(["check", str(story), "--select", "EP001"])
    screen = shown(capsys)
    assert ("Climb" in screen or "line 8" in screen) is not silent
    assert ("marked as intended" in screen) is silent


def test_json_and_the_table_of_lines_nobody_hears(story: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "unheard.csv"
    assert main(["check", str(story), "--json", "-o", str(table)]) == 1
    answer = json.loads(shown(capsys))
    assert answer["kind"] == "check"
    assert {code for one in answer["findings"] for code in one["codes"]} >= {"EP001", "EP002", "EP031"}
    assert all(one["line"] > 0 and one["fix"] for one in answer["findings"])
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["line"]) for row in rows] == [("ANA_002", "12")]


def test_a_way_there_can_be_played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = "-> hub\n=== hub\n* [One] -> hub\n* [Two] -> hub\n"
    (tmp_path / "story.ink").write_text(source, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    screen = shown(capsys)
    assert "this menu runs dry" in screen
    assert "How to get there: One > Two" in screen
    assert "--choices 1,1" in screen


def test_a_search_that_stopped_early_claims_nothing_of_what_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub = "-> hub\n=== hub\n" + "".join(f"* [Option {n}] -> hub\n" for n in range(5)) + "* {CHOICE_COUNT() == 0} [Last] -> END\n"
    (tmp_path / "story.ink").write_text(hub, encoding="utf-8")
    main(["check", str(tmp_path), "--states", "2"])
    screen = shown(capsys)
    assert "Last" not in screen
    assert "The search stopped early" in screen
    assert "not settled:" in screen


@pytest.mark.parametrize("width", ["50", "120"])
def test_no_line_is_wider_than_the_terminal(
    width: str, story: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.chdir(story.parent)
    main(["check", "story.ink", "--details"])
    assert max(map(len, shown(capsys).splitlines())) <= int(width)


def test_rules_explain_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "EP014"]) == 0
    assert "soft-lock" in shown(capsys)
    assert main(["check", "--explain"]) == 0
    assert "EP001" in shown(capsys)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--explain", "EP049"], "EP041"),
        (["--explain", "softlock"], "soft-lock"),
        (["STORY", "--select", "EP1"], "there is no rule 'EP1'"),
        (["STORY", "--ignore", "gathers"], "there is no rule 'gathers'"),
    ],
)
def test_unknown_rules(arguments: list[str], hint: str, story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *[word.replace("STORY", str(story)) for word in arguments]]) == 2
    assert hint in capsys.readouterr().err


@pytest.mark.parametrize("text", ["ignore = 3", "ignore = [3]", "ignore = ['EP999']", "rarer_than = 2", "rare = 1"])
def test_settings_that_are_not_understood(text: str, story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (story.parent / "epilogue.toml").write_text(f"[check]\n{text}\n", encoding="utf-8")
    assert main(["check", str(story)]) == 2
    assert "epilogue.toml:2" in capsys.readouterr().err


def test_the_four_causes_of_the_intercept_come_first(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(corpus / "stories" / "ink" / "the-intercept" / "TheIntercept.ink"), "--json"])
    findings = json.loads(shown(capsys))["findings"]
    assert [(one["line"], one["options"]) for one in findings[:4]] == [(178, 18), (1580, 2), (1080, 1), (47, 3)]
    assert [one["codes"][0] for one in findings[:3]] == ["EP001", "EP021", "EP020"]
    assert "smashingWindowItem != BUCKET" in findings[2]["fix"]
    debug = findings[3]
    assert "DEBUG" in debug["why"]
    assert (debug["severity"], debug["likely_meant"]) == ("note", True)
    after = [one["severity"] for one in findings[4:]]
    assert after == sorted(after, reverse=True)
    assert all(not one["options"] for one in findings[4:])


SWITCH = "VAR testing = false\n{ testing:\n  * [Skip] -> END\n}\n* [On]\n  * * [Sit] -> END\n"


def test_what_looks_meant_is_asked_about_after_what_costs_options(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost = "* {x > 3} [Never] -> END\n"
    words = "{x > 4: And so on, and so forth, for many words.}\n"
    story.write_text("VAR x = 1\n* [Up]\n  ~ x = 2\n- \n" + words + SWITCH.replace("* [On]", lost + "* [On]"), encoding="utf-8")
    assert main(["check", str(story), "--json"]) == 1
    findings = json.loads(shown(capsys))["findings"]
    assert [(one["severity"], one["options"]) for one in findings][:3] == [("warning", 1), ("note", 1), ("warning", 0)]
    assert main(["check", str(story)]) == 1
    text = " ".join(shown(capsys).split())
    assert "Hides 1 option and 0 words" not in text
    assert "Intended? Mark it." in text.split("To look at")[0]
    assert "2 things to mend" in text


def test_a_mark_is_offered_where_one_can_stand(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story.write_text("VAR x = 1\n* [Up]\n  ~ x = 2\n- {x} -> END\n", encoding="utf-8")
    story.with_name("epilogue.toml").write_text('[properties]\nkept = "always x == 1"\n', encoding="utf-8")
    assert main(["check", str(story)]) == 1
    text = " ".join(shown(capsys).split())
    assert "epilogue: intended" not in text
    story.write_text("VAR x = 1\nVAR y = 2\n* [Up]\n  ~ x = 2\n  ~ y = 3\n- {x} -> END\n", encoding="utf-8")
    assert main(["check", str(story)]) == 1
    assert "// epilogue: intended on the story's line." in " ".join(shown(capsys).split())

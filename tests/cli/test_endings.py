"""``endings``, ``init`` and ``export`` on small realistic stories, as a writer runs them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from epilogue.budget import BudgetSpent
from epilogue.cli import main
from epilogue.story.search import SearchResult, search

STORY = """\
VAR trusted = false
You meet at the pier.
* [Trust her] You tell her everything.
    ~ trusted = true
* [Say nothing] You look at the water.
- The boat comes in.
* {trusted} [Go aboard] -> aboard
* [Stay] The boat leaves without you. -> END
=== aboard
She takes your hand. -> END
"""


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "100")
    file = tmp_path / "pier.ink"
    file.write_text(STORY, encoding="utf-8")
    return file


def test_the_screen(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", str(story)]) == 0
    shown = capsys.readouterr().out
    assert "4 choices in the text" in shown
    assert "✔ 2 endings, and there are no others (proved, not sampled).\n✔ No reader can get stuck." in shown
    assert "All 3 playthroughs are covered." in shown
    rows = {line.split("  ")[0]: line.split() for line in shown.splitlines() if line.startswith("“")}
    assert rows["“She takes your hand.”"][-4:] == ["10", "25%", "2", "choices"]
    assert rows["“The boat leaves without you.”"][-4:] == ["8", "75%", "2", "choices"]


def test_json(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", str(story), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["schema"], data["outcome"], data["playthroughs"]) == (2, "complete", "3")
    assert sorted(ending["odds"]["exact"] for ending in data["endings"]) == ["1/4", "3/4"]


def test_a_way_to_an_ending(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for asked in ("10", "takes your hand", "aboard"):
        assert main(["endings", str(story), "--path", asked]) == 0
        shown = capsys.readouterr().out
        wanted = ["You meet at the pier.", "> Trust her", "> Go aboard", "She takes your hand."]
        assert [line for line in shown.splitlines() if line in wanted] == wanted


def test_a_way_to_no_ending_lists_them(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", str(story), "--path", "marriage"]) == 2
    message = capsys.readouterr().err
    assert "no ending is called 'marriage'" in message
    assert "line 10  “She takes your hand.”" in message


def test_details_and_variants(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", str(story), "--details", "--by", "trusted"]) == 0
    shown = capsys.readouterr().out
    assert "trusted = false" in shown
    assert "longest 2 choices" in shown
    assert "an average reader makes 2.0 choices" in shown


def test_init_writes_names_once(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(story)]) == 0
    file = story.with_name("epilogue.toml")
    written = file.read_text(encoding="utf-8")
    names = tomllib.loads(written)["endings"]
    assert len(names) == 2
    assert main(["endings", str(story)]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in names.values())
    assert main(["init", str(story)]) == 2
    assert "this file exists already" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == written


def test_init_says_where_settings_of_one_story_alone_go(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story.with_name("epilogue.toml").write_text("", encoding="utf-8")
    assert main(["init", str(story)]) == 2
    own = story.with_name(story.name + ".toml")
    assert f"settings for {story.name} alone go into {own.name}" in capsys.readouterr().err
    own.write_text("", encoding="utf-8")
    assert main(["init", str(story)]) == 2
    assert f"{own}: error: this file exists already" in capsys.readouterr().err


def test_export_is_the_same_story(story: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    compiled = tmp_path / "pier.ink.json"
    assert main(["export", "--compiled", str(story), "-o", str(compiled)]) == 0
    capsys.readouterr()
    assert main(["endings", str(compiled), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert sorted(ending["odds"]["exact"] for ending in data["endings"]) == ["1/4", "3/4"]


def test_export_never_writes_over_the_story(story: Path) -> None:
    assert main(["export", "--compiled", str(story), "-o", str(story)]) == 2
    assert story.read_text(encoding="utf-8") == STORY


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.ink", None),
        ("binary.ink", bytes(range(256)) * 40),
        ("latin.ink", b"caf\xe9 -> END\n"),
        ("utf16.ink", "Hello -> END".encode("utf-16")),
        ("syntax.ink", b"Hello {unclosed\n"),
        ("divert.ink", b"Hello -> nowhere\n"),
        ("loop.ink", b"INCLUDE loop.ink\n"),
        ("cut.ink.json", b'{"inkVersion":21,"root":[["^Hel'),
        ("deep.ink.json", b'{"inkVersion":21,"root":' + b"[" * 100_000),
        ("huge.ink.json", b'{"inkVersion":' + b"9" * 100_000 + b',"root":[]}'),
        ("other.ink.json", b"[1, 2, 3]"),
        ("story.docx", b"PK\x03\x04"),
    ],
)
@pytest.mark.parametrize("command", [["endings"], ["play", "--plain"], ["export", "--compiled"]])
def test_bad_input_is_one_clear_message(
    command: list[str], name: str, content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    assert main([command[0], str(file), *command[1:]]) == 2
    answer = capsys.readouterr()
    assert name in answer.err
    assert ": error: " in answer.err
    assert answer.out == ""


def test_a_folder_without_a_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", str(tmp_path)]) == 2
    assert ": error: " in capsys.readouterr().err


def test_include_stays_in_the_folder_of_the_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "outside.ink").write_text("Secret. -> END\n", encoding="utf-8")
    (tmp_path / "story").mkdir()
    story = tmp_path / "story" / "main.ink"
    story.write_text("INCLUDE ../outside.ink\n", encoding="utf-8")
    assert main(["endings", str(story)]) == 2
    assert "main.ink:1" in capsys.readouterr().err
    assert main(["endings", str(story), "--allow-outside"]) == 0


def test_verify_says_what_was_played(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", str(story), "--verify"]) == 0
    shown = capsys.readouterr().out
    assert "Checked by playing the story: 6 of 6 steps, and " in shown
    assert shown.count("none differed.") == 1


def test_verify_that_finds_a_defect_takes_back_what_was_proved(
    story: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = search

    def wrong(*asked: Any, **named: Any) -> SearchResult:
        found = plain(*asked, **named)
        found.graph.target[-1] = found.graph.initial
        return found

    monkeypatch.setattr("epilogue.questions.endings.build.search", wrong)
    assert main(["endings", str(story), "--verify"]) == 3
    shown = capsys.readouterr().out
    said = " ".join(shown.split())
    assert "✘ Epilogue is wrong about this story, which plays differently in 1 place that were checked." in said
    assert "That is a defect of Epilogue, not of your story: trust nothing below." in said
    assert "Please report it, with the story and these lines:" in said
    assert "proved" not in shown and "no others" not in shown and "All 3 playthroughs" not in shown
    assert "not known" in shown and "1 in " not in shown and " in 100" not in shown
    assert main(["endings", str(story), "--verify", "--json"]) == 3
    data = json.loads(capsys.readouterr().out)
    assert data["outcome"] == "doubtful" and len(data["check"]["differences"]) == 1
    assert all(ending["odds"] == {**ending["odds"], "exact": None, "low": 0.0, "high": 1.0} for ending in data["endings"])


def test_work_that_was_given_up_is_named(
    story: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(*asked: Any) -> None:
        raise BudgetSpent("time", "after 5 s")

    monkeypatch.setattr("epilogue.questions.endings.build.verified", too_long)
    assert main(["endings", str(story), "--verify"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "! The limit was reached while checking against play: what that would have shown is not known." in said


def test_variants_of_a_story_that_comes_back_to_its_beginning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tmp_path / "back.ink"
    story.write_text(
        "VAR gold = 0\n-> title\n=== title\n+ [Again] -> b\n=== b\n"
        "+ [Back]\n# ending: again\n-> title\n* [On]\n~ gold = 1\n-> END\n"
    )
    assert main(["endings", str(story), "--by", "gold"]) == 0
    shown = capsys.readouterr().out
    assert "again" in shown
    assert "gold = 1" in shown


def test_a_mark_in_an_options_text_is_in_force_once_the_option_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story = tmp_path / "s.ink"
    story.write_text("* Stay # ending: nest\n  -> END\n* Go\n  -> END\n", encoding="utf-8")
    assert main(["endings", str(story), "--json", "--no-cache"]) == 0
    found = json.loads(capsys.readouterr().out)["endings"]
    assert {(one["name"], one["line"]) for one in found} == {("nest", 2), (None, 4)}


def test_an_id_with_quotation_marks_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tmp_path / "s.ink"
    story.write_text('* Stay # ending: it\'s "done"\n  -> END\n* Go\n  -> END\n', encoding="utf-8")
    assert main(["endings", str(story), "--path", 'it\'s "done"']) == 0
    assert "> Stay" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("{x < 3: Won|Lost}", "{Won|Lost}"),
        ("{x < 3: Won {x}|Lost}", "{…}"),
        ("So {x < 3: it is|be it}.", "So {…}."),
        ("{x < 3: Won|Lost} at {x}.", "{…} at {…}."),
    ],
)
def test_last_words_that_vary_are_reported_as_they_are_written(
    line: str, label: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story = tmp_path / "s.ink"
    story.write_text(f"~ temp x = RANDOM(1, 6)\n{line}\n-> END\n", encoding="utf-8")
    assert main(["endings", str(story), "--json", "--no-cache"]) == 0
    assert [one["last_words"] for one in json.loads(capsys.readouterr().out)["endings"]] == [label]

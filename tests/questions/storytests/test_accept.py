"""``--accept``: what it writes, and what it leaves as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from epilogue.questions.storytests import storytest_files
from epilogue.questions.storytests.accept import accept, replace
from epilogue.questions.storytests.answer import Recorded
from epilogue.questions.storytests.run import run_tests
from epilogue.story.project import load

STORY = """
VAR gold = 0
VAR name = "nobody"
LIST mood = (calm), wild
* [Work.]
  ~ gold += 2
  ~ name = "smith"
  ~ mood = wild
  # ending: rich
  Rich.
  -> END
* [Rest.]
  Rest.
  -> END
* [Fail.] {1 / gold}
  -> END
"""

TESTS = """\
# What she said.  (kept)

[[tests]]
name = "first"      # kept
choices = ["Work"]

# about the second
[[tests]]
name = "second"
ending = "poor"
choices = ["Rest"]
expect = ["gold == 3", # kept no more
  "mood == calm"]
[[tests]]
name = "third"
every = true

[[tests]]
name = "fourth"
choices = ["…"]

[[tests]]
name = "fifth"
choices = ["Sing"]

[[tests]]
name = "sixth"
choices = ["Work"]
ending = "rich"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "story.ink").write_text(STORY + "=== poor\n# ending: poor\n-> END\n", encoding="utf-8")
    return tmp_path


def go(folder: Path, text: str, newline: str = "\n") -> tuple[str, dict[str, Recorded]]:
    path = folder / "story.storytest.toml"
    path.write_text(text, encoding="utf-8", newline=newline)
    story = load(str(folder / "story.ink"))
    files = storytest_files.files(story.path)
    found = accept(story, files, [test for file in files for test in file.tests])
    return path.read_bytes().decode(), {test.name: test for test in found.tests}


def test_what_is_expected_is_written_and_all_else_is_kept(folder: Path) -> None:
    text, recorded = go(folder, TESTS)
    expected = TESTS.replace(
        'choices = ["Work"]\n\n# about', 'choices = ["Work"]\nending = "rich"\nexpect = ["gold == 2", '
        "'name == \"smith\"', \"mood == (mood.wild)\"]\n\n# about",
    )  # fmt: skip
    expected = expected.replace('ending = "poor"', 'ending = "start"')
    expected = expected.replace('["gold == 3", # kept no more\n  "mood == calm"]', '["gold == 0", "mood == calm"]')
    assert text.replace('"name == \\"smith\\""', "'name == \"smith\"'") == expected
    assert recorded["second"].changes == (
        "ending = start (was poor)",
        "expect = [gold == 0, mood == calm] (was [gold == 3, mood == calm])",
    )
    assert recorded["third"].kept == ("a playthrough that fits stops with a fault, which is not recorded",)
    assert recorded["fourth"].kept[0].startswith("left as it is: more than one playthrough fits it")
    assert recorded["fifth"].kept == ("left as it is: choice 1, “Sing”, is not offered there",)
    assert (recorded["sixth"].changes, recorded["sixth"].kept) == ((), ())


def test_what_was_recorded_passes_and_is_recorded_once(folder: Path) -> None:
    go(folder, TESTS)
    story = load(str(folder / "story.ink"))
    tests = storytest_files.files(story.path)[0].tests
    outcomes = {test.name: test.outcome for test in run_tests(story, tests).tests}
    assert [outcomes[name] for name in ("first", "second", "sixth")] == ["passed"] * 3
    once = (folder / "story.storytest.toml").read_text(encoding="utf-8")
    again, recorded = go(folder, once)
    assert again == once and not any(test.changes for test in recorded.values())


def test_every_playthrough_is_recorded_with_all_its_endings(tmp_path: Path) -> None:
    story = "* [Left]\n  # ending: left\n  Left.\n  -> END\n* [Right]\n  # ending: right\n  Right.\n  -> END\n"
    (tmp_path / "story.ink").write_text(story, encoding="utf-8")
    text, recorded = go(tmp_path, '[[tests]]\nname = "all"\nevery = true\n')
    assert text == '[[tests]]\nname = "all"\nevery = true\nending = ["left", "right"]\n'
    assert recorded["all"].changes == ("ending = [left, right]",)


def test_line_ends_stay_what_they_are(folder: Path) -> None:
    text, _ = go(folder, '[[tests]]\nname = "a"\nchoices = ["Rest"]\n\n[[tests]]\nname = "b"\nchoices = ["Rest"]\n', "\r\n")
    assert text.count("\r\n") >= 7 and text.count('ending = "start"') == 2


def test_a_file_is_replaced_in_one_step_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\n")
    replace(str(path), "a = 2\n")
    assert path.read_bytes() == b"\xef\xbb\xbfa = 2\n"

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        replace(str(path), "a = 3\n")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.toml"] and path.read_bytes().endswith(b"a = 2\n")

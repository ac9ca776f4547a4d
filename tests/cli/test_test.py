"""``epilogue test`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from epilogue.budget import BudgetSpent
from epilogue.cli import main
from epilogue.questions.storytests import run
from epilogue.questions.storytests.storytest_files import StoryTest

pytestmark = pytest.mark.slow

STORY = """\
VAR love = 0
A bench.
* [Sit "down" & wait <here>.]
  ~ love += 1
  # ending: together
  Hello.
  -> END
* [Walk on.]
  # ending: apart
  Good-bye.
  -> END
"""
TESTS = """\
[[tests]]
name = "She sits"
choices = ["Sit"]
ending = "together"

[[tests]]
name = "He sits & <waits>"
choices = ["Walk on"]
ending = "together"
expect = "love > 0"
"""


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    Path("bench.ink").write_text(STORY, encoding="utf-8")
    Path("epilogue.toml").write_text(TESTS, encoding="utf-8")
    return "bench.ink"


def test_the_screen(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", story]) == 1
    golden = Path(__file__).parents[1] / "questions" / "golden" / "test_80.txt"
    assert capsys.readouterr().out == golden.read_text(encoding="utf-8")


def test_a_limit_leaves_tests_unfinished(story: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that are merely played come first, and each test has a line, also those that there was no time for."""
    searched = '[[tests]]\nname = "Somehow"\nchoices = ["…"]\nending = "together"\n'
    Path("epilogue.toml").write_text(searched + TESTS, encoding="utf-8")
    spent, run_test = [], run.run_test

    def until_it_is_searched(prepared: run.PreparedStory, test: StoryTest) -> run.TriedTest:
        if spent or test.searched:
            spent.append(test.name)
            raise BudgetSpent("time", "after 2 s")
        return run_test(prepared, test)

    monkeypatch.setattr(run, "run_test", until_it_is_searched)
    assert main(["test", story]) == 1
    screen = capsys.readouterr().out
    assert screen.startswith(
        "? Somehow (epilogue.toml:2)\n  - not finished: the limit was reached after 2 s\n\n✔ She sits\n✘ He sits"
    )
    assert "\n3 tests: 1 passed, 1 failed, 1 not settled. The limit was reached after 2 s.\n" in screen
    assert "--time 10m   search further" in screen
    spent.clear()
    assert main(["test", story, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["reason"] == "the limit was reached after 2 s"
    assert [test["outcome"] for test in answer["tests"]] == ["open", "passed", "failed"]


def test_one_test_by_its_name(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", story, "-k", "she"]) == 0
    assert capsys.readouterr().out.splitlines()[:3] == ["✔ She sits", "", "1 test: 1 passed."]
    assert main(["test", story, "-k", "they sit"]) == 2
    assert "there are: She sits" in capsys.readouterr().err


def test_a_narrow_screen_and_none_of_the_forbidden_words(
    story: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    main(["test", story])
    out = capsys.readouterr().out
    assert all(len(line) <= 50 for line in out.splitlines() if "epilogue test" not in line)
    assert not any(word in out.lower() for word in ("state", "transition", "graph", "node"))
    assert out.splitlines()[-3].startswith("Next:") or "Next:" in out


def test_json(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", story, "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["kind"], data["story"]) == ("tests", "bench")
    one, other = data["tests"]
    assert (one["name"], one["outcome"], one["way"]) == ("She sits", "passed", ['Sit "down" & wait <here>.'])
    assert other["failure"]["nearest"]["choices"] == [{"text": 'Sit "down" & wait <here>.', "change": "changed"}]
    assert other["line"] == 7


def test_a_junit_report_is_xml_whatever_a_story_says(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", story, "-o", "report.junit.xml"]) == 1
    suite = ElementTree.parse("report.junit.xml").getroot()[0]
    assert suite.attrib["tests"] == "2" and suite.attrib["failures"] == "1"
    one, other = suite
    assert one.attrib["name"] == "She sits" and len(one) == 0
    assert other.attrib["name"] == "He sits & <waits>"
    assert "it ends as “apart”, not as “together”" in other[0].attrib["message"]
    assert 'Sit "down" & wait <here>.' in (other[0].text or "")


def test_accept(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", story, "--accept"]) == 0
    assert "  + ending = apart (was together)\n  + expect = love == 0 (was love > 0)\n" in capsys.readouterr().out
    assert main(["test", story]) == 0
    capsys.readouterr()
    assert main(["test", story, "--accept"]) == 0
    assert "nothing was written" in capsys.readouterr().out


def test_a_story_without_tests_is_shown_the_first(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("epilogue.toml").unlink()
    assert main(["test", story]) == 2
    assert "[[tests]]" in capsys.readouterr().err


def test_a_mistake_in_a_test_is_reported_in_one_line(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("epilogue.toml").write_text('[[tests]]\nname = "a"\nending = "togehter"\n', encoding="utf-8")
    assert main(["test", story]) == 2
    assert capsys.readouterr().err == (
        "epilogue.toml:3: error: ending: the story has no ending 'togehter' (did you mean together?)\n"
    )


def test_the_example_passes(capsys: pytest.CaptureFixture[str]) -> None:
    example = Path(__file__).parents[2] / "examples" / "la_la_land.ink"
    assert main(["test", str(example)]) == 0, capsys.readouterr().out

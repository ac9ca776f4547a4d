"""docs/schema.json: current, of every kind of answer, and what the commands print keeps to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from epilogue.cli import main
from epilogue.views.schema import schema

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LUCK = """\
EXTERNAL weather()
VAR gold = 0
-> hub
=== hub
{~Rain.|Sun.}
+ [Work]
  ~ gold += RANDOM(0, 2)
  -> hub
+ {weather() == 1} [Swim] -> hub
* {gold > 2} [Leave]
  # ending: home
  -> END
* [Vanish] -> nowhere
=== nowhere
{false: Never said.}
* {gold < 0} [Never] -> END
"""
SETTINGS = """\
[outside]
weather = { anybody = [0, 1] }
[entries]
hub = "hub"
far = "nowhere"
[stakes.Me]
gold = "gold"
[readers.shy]
Work = 0.5
"""


def strict(part: Any) -> Any:
    """The schema without room for words it does not know: those are not documented."""
    if isinstance(part, list):
        return [strict(one) for one in part]
    if not isinstance(part, dict):
        return part
    closed = {"additionalProperties": False} if "properties" in part and "additionalProperties" not in part else {}
    return {name: strict(one) for name, one in part.items()} | closed


@pytest.fixture(scope="module")
def judge() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(strict(schema()))


def test_the_file_is_current_and_a_schema() -> None:
    kept = json.loads((ROOT / "docs" / "schema.json").read_text(encoding="utf-8"))
    assert kept == schema(), "write it anew: python -m epilogue.views.schema > docs/schema.json"
    jsonschema.Draft202012Validator.check_schema(kept)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code = main([*arguments, "--json"])
    shown = capsys.readouterr()
    assert code in (0, 1), shown.err
    data: dict[str, Any] = json.loads(shown.out)
    return data


TOWN = """\
VAR love = 0
VAR gold = 0
-> square
=== square
# scene: The square
* [Work] # who: me
  ~ gold = RANDOM(0, 2)
* [Dance] # who: you
  # because: there was music
  ~ love = 1
- -> night
=== night
# scene: Night
+ [Stay] # who: me
  # ending: stayed
  -> END
+ {gold > 0} [Go] # who: me
  # ending: gone
  -> END
* {love > 5} [Fly] -> END
"""
STAKES = '[stakes.me]\ngold = "gold"\n[stakes.you]\nlove = "love"\n[properties]\npoor = "never gold > 1"\n'
TESTS = """
[[tests]]
name = "dance"
choices = ["Dance", "Stay"]
ending = "stayed"
[[tests]]
name = "go"
choices = ["Dance", "Go"]
"""


def story_in(folder: Path, source: str, settings: str) -> str:
    story = folder / "story.ink"
    story.write_text(source, encoding="utf-8")
    (folder / "epilogue.toml").write_text(settings, encoding="utf-8")
    return str(story)


@pytest.mark.parametrize(
    ("settings", "options"),
    [
        ("", []),
        ("", ["--details", "--states", "300"]),
        ("", ["--by", "gold", "--verify", "--states", "60"]),
        ("", ["--precision", "text", "-v", "--states", "300"]),
        ("", ["--precision", "coverage", "--samples", "50", "--states", "40"]),
        ("", ["--readers", "curious", "--states", "60", "--by", "gold"]),
        (SETTINGS, ["--states", "300"]),
        (SETTINGS, ["--readers", "shy", "--from", "nowhere"]),
    ],
)
def test_endings(settings: str, options: list[str], judge: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = LUCK if options else TOWN
    data = printed(capsys, "endings", story_in(tmp_path, source, settings), *options)
    judge.validate(data)
    assert "kind" not in data


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("check", []),
        ("verdict", []),
        ("verdict", ["--choices", "1,1", "--seed", "3"]),
        ("whatif", ["--choices", "1,1", "--seed", "3"]),
        ("whatif", ["--choices", "2,1", "--dream"]),
        ("tests", []),
        ("why", ["--choices", "2,1"]),
        ("why-ending", ["stayed"]),
        ("why-choice", ["--choice", "6"]),
    ],
)
def test_the_other_questions(
    kind: str, options: list[str], judge: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = "test" if kind == "tests" else kind.partition("-")[0]
    data = printed(capsys, command, story_in(tmp_path, TOWN, STAKES + TESTS), *options)
    judge.validate(data)
    assert data["kind"] == kind


def test_real_readers(judge: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = story_in(tmp_path, TOWN, STAKES)
    (tmp_path / "real.csv").write_text("ending,count\nstayed,3\nx,y\n", encoding="utf-8")
    data = printed(capsys, "why", story, "--from-plays", str(tmp_path / "real.csv"))
    judge.validate(data)
    assert data["kind"] == "plays"


def test_what_is_not_an_answer_is_refused(judge: Any) -> None:
    for wrong in ({}, {"schema": 1}, {"schema": 2, "kind": "guess"}, {"schema": 2, "kind": "verdict"}):
        assert not judge.is_valid(wrong)

"""``epilogue why`` as a user types it, and its screens."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from epilogue.cli import main

GOLDEN = Path(__file__).resolve().parents[1] / "questions" / "golden"

STORY = """\
VAR gold = 0
VAR love = 0
-> road
=== road
# scene: The road
You set out.
* [Take the pass. # who: ann]
  It snows.
* [Take the valley. # who: ann]
  # because: somebody was singing there
  It rains, and somebody sings.
  ~ love = 1
- You walk.
* [Whistle.]
* [Hum.]
- {RANDOM(1, 6) > 2:
    You find a coin.
    ~ gold = 1
  - else:
    You find nothing.
  }
-> inn
=== inn
# scene: The inn
# because: it was late
The inn is open.
* [Pay for the room. # who: ben]
  { gold > 0: -> rich }
  -> poor
* {love > 0} [Stay for the singer. # who: ben]
  -> together
* [Walk on. # who: ben]
  -> poor
=== rich
# scene: The house
A house.
* [Sleep.]
- The bed is good.
# ending: rich
-> END
=== poor
# scene: The ditch
The ditch.
* [Sleep.]
- It is wet.
# ending: poor
-> END
=== together
# scene: The stage
You sing.
* [Bow.]
- They clap.
# ending: together
-> END
"""
SETTINGS = """\
[endings]
rich = "Rich"
poor = "In the ditch"
[stakes.Ann]
gold = "gold"
[stakes.Reader]
love = "love * 2"
"""


@pytest.fixture(autouse=True)
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.ink").write_text(STORY, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["why", "story.ink", *arguments]) == 0
    return capsys.readouterr().out


def data(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(shown(capsys, *arguments, "--json"))
    return found


SINGER = ("--choices", "2,1,2,1", "--seed", "6")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("why", SINGER),
        ("why_details", (*SINGER, "--details")),
        ("why_open", ("--choices", "1,1", "--seed", "6")),
        ("why_ending", ("In the ditch",)),
        ("why_choice", ("--choice", "27")),
        ("why_chart", (*SINGER, "--chart")),
    ],
)
@pytest.mark.parametrize("width", [50, 90])
def test_screens(
    name: str, arguments: tuple[str, ...], width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    golden = GOLDEN / f"{name}_{width}.txt"
    assert shown(capsys, *arguments) == golden.read_text(encoding="utf-8")


def test_a_playthrough_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, *SINGER)
    assert (found["kind"], found["ending"], found["decisions"], found["idle"]) == ("why", "together", 4, 2)
    steps = found["steps"]
    assert isinstance(steps, list)
    assert [step["kind"] for step in steps] == ["choice", "choice", "chance", "choice", "choice"]
    assert [step["share"] for step in steps if step["kind"] == "choice"] == ["1/1", None, "1/1", None]
    assert [step["who"] for step in steps] == ["ann", None, None, "ben", None]
    assert [step["because"] for step in steps] == [["somebody was singing there"], [], [], ["it was late"], []]
    assert (found["settled"], found["later"]) == (4, 1)
    assert [odds["exact"] for odds in found["odds"][0]] == ["5/9", "5/18", "1/6"]  # type: ignore[index]


def test_an_ending_by_name_line_or_last_words(capsys: pytest.CaptureFixture[str]) -> None:
    texts = {shown(capsys, asked) for asked in ("together", "They clap.", "54")}
    assert len(texts) == 1
    found = data(capsys, "together")
    assert [spot["line"] for spot in found["every"]] == [9, 30, 51]  # type: ignore[index,attr-defined]


def test_a_choice_on_no_such_line_offers_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "story.ink", "--choice", "41"]) == 2
    assert "line 44 Sleep." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Togehter"], "together"),
        (["nonsense.json"], "there are"),
        (["--choice", "x"], "say the line of a choice"),
        (["--choice", "other.ink:3"], "there is no choice in a file"),
        (["--choice", "3", "--choices", "1"], "does not go with one"),
        (["--choices", "9"], "there is no option 9"),
        ([], "play it: epilogue play story.ink"),
    ],
)
def test_bad_input_is_reported_in_a_line(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "story.ink", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_of_a_search_that_was_stopped_nothing_is_called_proved(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = story / "epilogue.toml"
    settings.write_text(SETTINGS + "[limits]\nstates = 12\n", encoding="utf-8")
    for arguments in (("poor",), ("--choice", "7")):
        text = shown(capsys, *arguments)
        assert "stopped early" in text
        assert not any(word in text for word in ("proved", "never", " all ", "none"))


SPIRAL = """\
VAR n = 0
-> hub
=== hub
~ n = (n * 7 + 3) % 50003
+ [Left] -> hub
+ [Right]
    ~ n = n + 1
    -> hub
+ {n == 47} [Up] -> up
+ [Out] -> out
=== out
# ending: out
-> END
=== up
# ending: up
-> END
"""


@pytest.mark.parametrize("play", ["1,1,2", "1,1,2,3"], ids=["not over", "over"])
def test_what_moved_the_odds_is_shown_to_move_them(play: str, story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a search that stopped early, some steps move what is known by less than is printed."""
    (story / "epilogue.toml").unlink()
    (story / "story.ink").write_text(SPIRAL, encoding="utf-8")
    for details in ((), ("--details",)):
        text = shown(capsys, "--choices", play, "--states", "3000", *details)
        moved = re.findall(r"(at least \d+%) → (at least \d+%|certain)", text)
        assert len(moved) >= 2
        assert all(before != after for before, after in moved)


def test_the_player_says_why(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = iter(["2", "1", "2", "1", "y", "quit"])
    monkeypatch.setattr("rich.console.Console.input", lambda *_: next(lines))
    assert main(["play", "story.ink", "--seed", "1"]) == 0
    assert "why it ended “together”" in capsys.readouterr().out


def test_the_arcs_as_a_picture_and_as_numbers(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = STORY.replace("Take the valley.", "Take <b>&amp; run.").replace("together", "a<b").replace("-> a<b", "-> together")
    (story / "story.ink").write_text(hostile.replace("=== a<b", "=== together"), encoding="utf-8")
    assert "Saved arcs.svg" in shown(capsys, *SINGER, "--chart", "-o", "arcs.svg")
    root = ElementTree.parse("arcs.svg").getroot()
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "a<b" in texts
    assert any("Take <b>&amp; run." in text for text in texts)
    shown(capsys, *SINGER, "--chart", "-o", "arcs.csv")
    with open("arcs.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows][:3] == ["", "Take <b>&amp; run.", "Whistle."]
    assert float(rows[-1]["odds of a<b"]) == 1
    assert [row["love"] for row in rows] == ["0", "1", "1", "1", "1", "1"]
    assert sorted(path.name for path in story.iterdir()) == ["arcs.csv", "arcs.svg", "epilogue.toml", "story.ink"]


def test_a_picture_that_cannot_be_kept(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for output, said in (
        ("none/arcs.svg", "No such file"),
        ("arcs.pdf", ".svg, .png or .csv"),
    ):
        assert main(["why", "story.ink", *SINGER, "--chart", "-o", output]) == 2
        assert said in capsys.readouterr().err
    assert sorted(path.name for path in story.iterdir()) == ["epilogue.toml", "story.ink"]


def test_the_arcs_as_png(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown(capsys, *SINGER, "--chart", "-o", "arcs.png")
    assert (story / "arcs.png").read_bytes().startswith(b"\x89PNG")


def test_what_is_outside_the_story_leaves_an_interval(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (story / "story.ink").write_text(
        "EXTERNAL weather()\n* [Go.]\n* [Wait.]\n- {weather(): -> sun}\n# ending: rain\n-> END\n=== sun\n# ending: sun\n-> END\n",
        encoding="utf-8",
    )
    (story / "epilogue.toml").write_text("[outside]\nweather = { anybody = [true, false] }\n", encoding="utf-8")
    found = data(capsys, "--choices", "1")
    assert [(odds["low"], odds["high"]) for odds in found["odds"][0]] == [(0.0, 1.0), (0.0, 1.0)]  # type: ignore[index]
    assert "is not known" in shown(capsys, "sun")


def test_the_last_that_kept_it_open_is_reported_by_its_line(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("epilogue.toml").unlink()
    Path("story.ink").write_text(
        "* [Roll]\n{RANDOM(1, 6) > 2:\n  # ending: poor\n  -> END\n}\n# ending: rich\n-> END\n", encoding="utf-8"
    )
    said = " ".join(shown(capsys, "--choices", "1", "--seed", "6").split())
    assert "It could still have ended differently until the draw at line 2. At the beginning it was" in said
    Path("story.ink").write_text("* [Stay]\n  # ending: poor\n  -> END\n* [Go]\n  # ending: rich\n  -> END\n", encoding="utf-8")
    said = " ".join(shown(capsys, "--choices", "2").split())
    assert "It could still have ended differently until choice 1 of 1 (“Go”, line 4)." in said
    assert "The only decision mattered." in said

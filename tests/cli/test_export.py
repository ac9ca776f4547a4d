"""``epilogue export``, and the drawings that other commands write: what comes out, and what goes wrong."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from epilogue.cli import main

STORY = """
# title: The fair
VAR joy = 0
VAR money = 2
-> gate
=== gate
# scene: The gate
* [Ride <b>] -> ride
* [Leave] -> home
=== ride
~ joy = 1
~ money = RANDOM(0, 1)
# ending: dizzy
Round. -> END
=== home
# ending: quiet
Home. -> END
=== cellar
Dark. -> home
"""
SETTINGS = """
[stakes.Ann]
joy = "joy"
[stakes.Bo]
money = "money"
"""


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "story.ink").write_text(STORY, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def play(story: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    lines = iter(["1", "save one", "quit"])
    monkeypatch.setattr("rich.console.Console.input", lambda *_: next(lines))
    main(["play", "story.ink"])
    capsys.readouterr()
    saved = next(path for path in story.iterdir() if path.name.startswith("one"))
    return saved.name


def test_the_map_for_other_tools(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "story.ink", "--dot"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("digraph") and '"ride\\n50%"' in out
    assert main(["export", "story.ink", "--mermaid", "-o", "map.mmd"]) == 0
    assert capsys.readouterr().out.startswith("Saved map.mmd.\nNext: ")
    assert (story / "map.mmd").read_text(encoding="utf-8").startswith("flowchart TD")


def test_the_map_as_a_picture(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("map.svg", "map.png"):
        assert main(["open", "story.ink", "-o", name]) == 0
    root = ElementTree.parse("map.svg").getroot()
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"The fair", "gate", "dizzy", "quiet", "cellar", "Never seen"} <= set(texts)
    titles = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}title")]
    assert any(title.startswith("cellar, ") and title.endswith("nothing leads here") for title in titles)
    assert (story / "map.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("form", ["fountain", "md", "txt"])
def test_a_playthrough_written_out(story: Path, play: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "story.ink", "--play", play, "-o", f"out.{form}"]) == 0
    text = (story / f"out.{form}").read_text(encoding="utf-8")
    assert "Round." in text and ("Ride <b>" in text or "Ride \\<b\\>" in text)


def test_plots(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = story / "before"
    other.mkdir()
    (other / "story.ink").write_text(STORY.replace("* [Leave]", "* [Go]->home\n* [Leave]"), encoding="utf-8")
    (other / "epilogue.toml").write_text(SETTINGS, encoding="utf-8")
    assert main(["verdict", "story.ink", "-o", "gains.svg"]) == 0
    assert main(["check", "story.ink", "--against", "before/story.ink", "-o", "odds.svg"]) == 0
    assert main(["verdict", "story.ink", "-o", "gains.png"]) == 0
    said = {name: (story / name).read_text(encoding="utf-8") for name in ("gains.svg", "odds.svg")}
    for svg in said.values():
        ElementTree.fromstring(svg)
    assert "what Ann gets" in said["gains.svg"] and "what Bo gets" in said["gains.svg"]
    assert "dizzy: 33% before, 50% now" in said["odds.svg"]
    assert (story / "gains.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["open", "story.ink", "-o", "map.pdf"], ".svg"),
        (["open", "story.ink", "-o", "play.fountain"], "--play"),
        (["export", "story.ink", "--play", "none.play"], "none.play"),
        (["export", "story.ink", "--play", "story.ink"], "story.ink"),
        (["export", "story.ink", "--dot", "-o", "none/map.dot"], "none"),
        (["export", "story.ink", "--dot", "-o", "story.ink"], "the story itself"),
        (["export", "story.ink", "--dot", "--from", "nowhere"], "nowhere"),
        (["verdict", "story.ink", "-o", "gains.pdf"], ".svg or .png"),
        (["check", "story.ink", "-o", "odds.svg"], "--against"),
        (["check", "story.ink", "--against", "story.ink", "-o", "odds.pdf"], ".svg or .png"),
        (["check", "story.ink", "--against", "story.ink", "-o", "odds.svg"], "no odds moved"),
    ],
)
def test_what_cannot_be_written(story: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in story.iterdir() if path.is_file()}
    try:
        code = main(arguments)
    except SystemExit as left:
        code = int(left.code or 0)
    assert code == 2
    err = capsys.readouterr().err
    assert said in err and "Traceback" not in err
    assert {path.name: path.read_bytes() for path in story.iterdir() if path.is_file()} == before


def test_a_playthrough_of_another_story(story: Path, play: str, capsys: pytest.CaptureFixture[str]) -> None:
    (story / "other.ink").write_text("Once.\n* [Up] Up.\n* [Down] Down.\n- -> END\n", encoding="utf-8")
    assert main(["export", "other.ink", "--play", play, "-o", "out.fountain"]) == 2
    assert play in capsys.readouterr().err
    assert not (story / "out.fountain").exists()


def test_a_story_with_a_mistake(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (story / "story.ink").write_text("-> nowhere\n", encoding="utf-8")
    for arguments in (["export", "story.ink", "--dot"], ["open", "story.ink", "-o", "map.svg"]):
        assert main(arguments) == 2
        assert "story.ink:1" in capsys.readouterr().err
    assert not (story / "map.svg").exists()


def test_a_game_of_several_conversations(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (story / "epilogue.toml").write_text('[entries.one]\nat = "gate"\n[entries.two]\nat = "home"\n', encoding="utf-8")
    assert main(["export", "story.ink", "--dot"]) == 0
    drawn = capsys.readouterr().out
    assert 'p0 [label="(the game)\\ncertain"]' in drawn and 'label="gate (one)\\ncertain"' in drawn
    assert drawn.count('label="home') == 2  # in each conversation that gets there
    assert '"cellar\\nnever", style=dashed' in drawn
    assert drawn.count("p0 -> ") == 2
    assert main(["open", "story.ink", "-o", "map.svg"]) == 0
    assert main(["open", "story.ink", "-o", "map.svg", "--from", "home"]) == 0
    assert main(["export", "story.ink", "--dot", "--from", "home"]) == 0
    assert '"ride\\nnever"' in capsys.readouterr().out


@pytest.mark.skipif(os.name != "posix", reason="what a full disk does is imitated")
def test_a_disk_that_is_full_leaves_the_earlier_file(
    story: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (story / "map.dot").write_text("mine", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    assert main(["export", "story.ink", "--dot", "-o", "map.dot"]) == 2
    assert capsys.readouterr().err == "map.dot: error: the disk is full, or cannot be written to\n"
    assert (story / "map.dot").read_text(encoding="utf-8") == "mine"
    assert not [path for path in story.iterdir() if path.name.startswith(".epilogue-")]


YARN = """title: Start
---
A door.
-> Open it
    <<jump Hall>>
-> Walk away
===
title: Hall
---
Light.
===
"""


def test_a_yarn_story_has_a_map_and_is_not_ink(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tmp_path / "door.yarn"
    story.write_text(YARN, encoding="utf-8")
    assert main(["export", str(story), "--mermaid"]) == 0
    drawn = capsys.readouterr().out
    assert '"Start<br/>certain"' in drawn and '"Hall<br/>50%"' in drawn
    assert main(["export", str(story), "--compiled"]) == 2
    assert "this story is not in ink" in capsys.readouterr().err


def test_a_yarn_project_without_a_start_has_its_report(tmp_path: Path) -> None:
    story = tmp_path / "talk.yarn"
    story.write_text(YARN.replace("Start", "Ann").replace("<<jump Hall>>", "Hm."), encoding="utf-8")
    for output in ("report.html", "report.md", "map.svg"):
        assert main(["open", str(story), "-o", str(tmp_path / output)]) == 0
    assert "Hall" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert main(["open", str(story), "-o", str(tmp_path / "map.svg"), "--from", "Ann"]) == 0


def test_compiled_ink_keeps_letters_that_are_not_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, compiled = tmp_path / "s.ink", tmp_path / "s.ink.json"
    source.write_text("VAR í = 3\nOlé {í}. -> señor\n=== señor\n* (lógico) [Adiós] Fin. -> END\n", encoding="utf-8")
    assert main(["export", str(source), "--compiled", "-o", str(compiled)]) == 0
    compiled.read_bytes().decode("ascii")  # ASCII: readable in any encoding
    capsys.readouterr()
    said = []
    for story in (source, compiled):
        assert main(["play", str(story), "--plain", "--choices", "1"]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert "Olé 3." in said[0]
    assert "1: Adiós" in said[0]

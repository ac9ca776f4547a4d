"""``epilogue why STORY --from-plays``: real playthroughs beside the odds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from epilogue.cli import main
from epilogue.machine import save
from epilogue.machine.play import Session
from epilogue.story.project import load

STORY = """\
-> pier
=== pier
The pier.
* [Trust her] -> boat
* [Say nothing] -> boat
* [Swim] -> sea
=== boat
* [Go aboard]
  # ending: gone
  -> END
* [Stay]
  # ending: stayed
  -> END
=== sea
# ending: sea
-> END
"""


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "100")
    file = tmp_path / "pier.ink"
    file.write_text(STORY, encoding="utf-8")
    return file


def plays(story: Path, *choices: tuple[int, ...]) -> list[str]:
    program = load(str(story)).program
    files = []
    for number, picks in enumerate(choices):
        session = Session(program)
        for pick in picks:
            session.choose(pick)
        file = story.with_name(f"{number}.play")
        file.write_text(save.to_json(session, story.name), encoding="utf-8")
        files.append(str(file))
    return files


def asked(capsys: pytest.CaptureFixture[str], story: Path, files: list[str]) -> dict[str, Any]:
    assert main(["why", str(story), "--json", "--from-plays", *files]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert data["kind"] == "plays"
    return data


def test_shares_weights_and_what_nobody_saw(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = asked(capsys, story, plays(story, *[(0, 0)] * 16, (0, 1), (1, 0), (1,)))
    assert (data["files"], data["unfinished"], data["left_out"]) == (19, 1, [])
    endings = {ending["id"]: ending for ending in data["endings"]}
    assert {name: one["times"] for name, one in endings.items()} == {"gone": 17, "stayed": 1, "sea": 0}
    assert endings["gone"]["share"] == pytest.approx(17 / 18)
    assert endings["gone"]["low"] < 17 / 18 < endings["gone"]["high"]
    assert (endings["gone"]["differs"], endings["sea"]["differs"]) == ("more", "less")
    assert endings["sea"]["blind"]["exact"] == "1/3"
    # With add-one smoothing, these readers pick 18, 3 and 1 of 22 on the pier, and 18 and 2 of 20 on the boat.
    assert endings["sea"]["alike"]["value"] == pytest.approx(1 / 22, abs=1e-5)
    assert endings["gone"]["alike"]["value"] == pytest.approx(21 / 22 * 18 / 20, abs=1e-5)
    menus = [[(one["option"]["text"], one["offered"], one["taken"]) for one in menu["options"]] for menu in data["menus"]]
    assert [("Trust her", 19, 17), ("Say nothing", 19, 2), ("Swim", 19, 0)] in menus
    assert [(one["text"], one["offered"]) for one in data["passed_by"]] == [("Swim", 19)]
    assert [one["text"] for one in data["unseen"]] == ["sea"]


def test_the_screen(story: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    files = plays(story, *[(0, 0)] * 16, (1, 0))
    assert main(["why", str(story), "--from-plays", *files]) == 0
    shown = capsys.readouterr().out
    assert "pier: 17 real playthroughs" in shown
    assert "+ “Trust her” (line 4): 16 of 17, 73% to 99% (at random 33%)" in shown
    assert "! 2 endings that none of them reached: stayed, sea" in shown
    assert "! 1 passage that none of them saw\n    line 14 sea" in shown
    assert "Next: epilogue why" in shown
    monkeypatch.setenv("COLUMNS", "50")
    assert main(["why", str(story), "--from-plays", *files]) == 0
    assert all(len(line) <= 50 for line in capsys.readouterr().out.splitlines() if str(story) not in line)


def test_few_readers_are_not_evidence(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", str(story), "--from-plays", *plays(story, (0, 0), (2,))]) == 0
    assert "At no menu are the odds at random outside the range" in capsys.readouterr().out


def test_tables_of_endings(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = story.with_name("real.csv")
    table.write_text("ending,count\ngone,30\n14,12\nmarriage,5\nsea,many\n", encoding="utf-8")
    data = asked(capsys, story, [str(table)])
    assert (data["files"], data["tables"]) == (0, 30)
    assert [(one["line"], one["why"]) for one in data["left_out"]] == [
        (3, "no ending is called '14'"),
        (4, "no ending is called 'marriage'"),
        (5, "'many' is not how many"),
    ]
    assert data["menus"] == data["passed_by"] == data["unseen"] == []
    assert all(one["alike"] is None for one in data["endings"])


def test_damaged_and_foreign_files_are_named_and_left_out(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (good,) = plays(story, (0, 0))
    foreign = json.loads(Path(good).read_text(encoding="utf-8"))
    wrong = {
        "torn.play": b'{"format": "epilogue play',
        "noise.play": b"\xff\xfe\x00",
        "list.play": b"[]",
        "other.play": json.dumps(foreign | {"story_hash": "x", "actions": [{"option": 0, "text": "Sing"}]}).encode(),
        "entry.play": json.dumps(foreign | {"entry": "boat"}).encode(),
        "bare.csv": b"gone,3\n",
        "noise.csv": b"ending,count\n\xff\xfe",
    }
    files = [good, str(story.with_name("missing.play")), str(story.parent)]
    for name, content in wrong.items():
        story.with_name(name).write_bytes(content)
        files.append(str(story.with_name(name)))
    data = asked(capsys, story, files)
    assert data["files"] == 1
    assert len(data["left_out"]) == len(files) - 1
    why = {Path(one["file"]).name: one["why"] for one in data["left_out"]}
    assert why["torn.play"] == "this is not a saved playthrough: it is not JSON"
    assert "“Sing”, is not offered any more" in why["other.play"]
    assert why["entry.play"] == "it begins at boat"
    assert why["bare.csv"] == "the first line should name the columns: ending,count"


def test_it_takes_no_other_playthrough(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", str(story), "--choices", "1", "--from-plays", "a.play"]) == 2
    assert "--from-plays is about many readers" in capsys.readouterr().err

"""Answers about a Yarn story: luck, endings, settings and stakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.cli import main

STORY = """\
title: Start
---
-> Wait
    <<jump Door>>
-> Leave
    You leave. #ending:left
===
title: Door
when: always
---
Nobody. #ending:nobody
===
title: Door
when: always
---
=> A wolf. #ending:wolf
=> A bear.
    -> Run
        Gone. #ending:gone
    -> Stay
        <<stop>>
===
"""


@pytest.fixture
def story(tmp_path: Path) -> str:
    file = tmp_path / "door.yarn"
    file.write_text(STORY, encoding="utf-8")
    return str(file)


def test_an_ending_stands_where_it_is_marked(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", story]) == 0
    rows = [line.split()[:2] for line in capsys.readouterr().out.splitlines()[4:]]
    assert {("left", "6"), ("nobody", "11"), ("wolf", "16"), ("gone", "19")} <= {tuple(row) for row in rows}
    assert main(["endings", story, "--path", "19"]) == 0
    assert "Gone." in capsys.readouterr().out


def test_an_ending_marked_in_two_places_stands_where_it_stops(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(story).write_text(STORY.replace("#ending:gone", "#ending:wolf"), encoding="utf-8")
    assert main(["endings", story]) == 0
    assert ["wolf", "22"] in [line.split()[:2] for line in capsys.readouterr().out.splitlines()]


def test_what_luck_had_to_give(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in range(20):
        main(["whatif", story, "--choices", "1", "--seed", str(seed), "--ending", "wolf"])
        said = " ".join(capsys.readouterr().out.split())
        if said.startswith("You reached NOBODY"):
            break
    assert (
        "Other luck: number 2 of the nodes called Door that could come at line 8 (50%), where it was number 1. "
        "New luck: number 1 of the lines that could come drawn at line 16 (50%)."
    ) in said


def test_what_a_game_may_decide_can_be_said_before_anything_asks_for_it(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(story).write_text("title: Start\n---\nHello.\n===\n", encoding="utf-8")
    settings = Path(story).with_name("epilogue.toml")
    settings.write_text('[outside]\nsaliency = "first"\noption_fallthrough = true\n', encoding="utf-8")
    assert main(["endings", story]) == 0
    settings.write_text("[outside]\nsalience = 1\n", encoding="utf-8")
    assert main(["endings", story]) == 2
    assert "the story calls no function of the game and has no variable 'salience'" in capsys.readouterr().err


def test_a_saliency_strategy_that_there_is_not_is_an_error(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(story).with_name("epilogue.toml").write_text('[outside]\nsaliency = "frist"\n', encoding="utf-8")
    main(["endings", story])
    assert "there is no such saliency strategy: first, best," in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    "source", ["<<declare $hp = 3>>\n=> One.\n=> Two.\n<<set $hp -= 1>>", "<<jump Inn>>\n===\ntitle: Inn\n---\nHi."]
)
def test_what_is_suggested_for_stakes_can_be_pasted(story: str, source: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(story).write_text(f"title: Start\n---\n{source}\n===\n", encoding="utf-8")
    assert main(["verdict", story]) == 2
    suggested = capsys.readouterr().err.partition("[stakes.Reader]")[2]
    Path(story).with_name("epilogue.toml").write_text(f"[stakes.Reader]{suggested}", encoding="utf-8")
    assert main(["verdict", story]) == 0
    said = capsys.readouterr().out
    assert "runs of" not in said and ("hp" in said or "Inn" in said)


def test_a_node_of_declarations_is_not_lost_and_one_before_all_others_has_nothing_left_above_it(
    story: str, capsys: pytest.CaptureFixture[str]
) -> None:
    declarations = "title: Declarations\n---\n<<declare $hp = 3>>\n===\n"
    lost = "title: Lost\n---\nNobody.\n===\n"
    rest = "title: Start\n---\n{$hp} left.\n===\n"
    Path(story).write_text(declarations + rest, encoding="utf-8")
    assert main(["check", story]) == 0
    assert "nothing to mend" in capsys.readouterr().out
    Path(story).write_text(lost + declarations + rest, encoding="utf-8")
    assert main(["check", story]) == 1
    assert "line 1: 1 node is not reached from Start" in capsys.readouterr().out


def test_what_a_game_decides_is_reported_with_its_file_and_is_not_luck(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    night = "title: Night\n---\n<<if is_night()>>\n    Stars. #ending:stars\n<<endif>>\n===\n"
    Path(story).with_name("night.yarn").write_text(night, encoding="utf-8")
    Path(story).write_text("title: Start\n---\n-> Wait\n-> Go out\n    <<jump Night>>\n===\n", encoding="utf-8")
    folder = str(Path(story).parent)
    assert main(["endings", folder]) == 0
    assert "is_night (night.yarn:3) comes from the game" in capsys.readouterr().out
    assert main(["why", folder, "stars"]) == 0
    said = capsys.readouterr().out
    assert "The world outside (is_night), night.yarn:3, met 0.5 times" in said and "Luck" not in said


def test_what_a_game_gave_is_reported_by_name_and_file(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    night = "title: Night\n---\n<<if is_night()>>\n    -> Look up #ending:stars\n    -> Sleep #ending:slept\n<<endif>>\n===\n"
    Path(story).with_name("night.yarn").write_text(night, encoding="utf-8")
    Path(story).write_text("title: Start\n---\n{name()}?\n-> Well\n    <<jump Night>>\n-> No\n===\n", encoding="utf-8")
    settings = Path(story).with_name("epilogue.toml")
    settings.write_text('[outside]\nis_night = { anybody = [true, false] }\nname = "Ann"\n', encoding="utf-8")
    folder = str(Path(story).parent)
    play = Path(story).with_name("a.play")
    seeds = (["whatif", folder, "--choices", "1,1", "--seed", str(n), "--ending", "slept", "-o", str(play)] for n in range(9))
    assert 0 in map(main, seeds)
    assert "Same luck: is_night: true, night.yarn:3, in both." in " ".join(capsys.readouterr().out.split())
    play.write_text(play.read_text(encoding="utf-8").replace('"outcome": true', '"outcome": 1'), encoding="utf-8")
    assert main(["whatif", folder, str(play), "--nearest"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "You reached SLEPT" in said and "the story's beginning" not in said

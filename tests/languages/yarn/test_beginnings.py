"""Where a project begins, what its beginning does not lead to, and which conversations their game begins again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from epilogue import cli
from epilogue.questions.check.build import check
from epilogue.questions.endings.build import endings
from epilogue.questions.endings.screen import render
from epilogue.story.project import Project, load
from epilogue.views.json_view import to_json


def node(title: str, body: str, header: str = "") -> str:
    return f"title: {title}\n{header}---\n{body}\n===\n"


def loaded(folder: Path, *nodes: str) -> Project:
    file = folder / "game.yarn"
    file.write_text("".join(nodes), encoding="utf-8")
    return load(str(file))


TALKS = (
    node("Start", "-> Go\n-> Stay"),
    node("Shop", "-> Buy\n    <<jump Till>>\n-> Leave"),
    node("Till", "-> Pay\n-> Run"),
    node("Dog", "-> Pat <<if false>>\n-> Go"),
    node("Round", "-> On\n    <<jump Back>>"),
    node("Back", "-> On\n    <<jump Round>>"),
)
QUESTION = "5 nodes are not reached from Start. Does your game begin them? Then put this into epilogue.toml:"
ENTRIES = ["[entries]", 'Start = "Start"', 'Shop = "Shop"', 'Dog = "Dog"', 'Round = "Round"']


def test_nodes_that_start_does_not_lead_to_are_asked_about_first_and_not_called_dead(tmp_path: Path) -> None:
    story = loaded(tmp_path, *TALKS)
    for precision in ("control", "text"):
        report = endings(story, precision=precision)
        assert report.never_offered == () and not report.never_shown
        assert render(report, 200).splitlines()[1:7] == [QUESTION, *ENTRIES]
        assert json.loads(to_json(report))["notes"] == ["\n".join([QUESTION, *ENTRIES])]
    first, *others = check(story).findings
    assert (first.line, first.why) == (6, "5 nodes are not reached from Start")
    assert first.fix.splitlines()[1:] == ENTRIES
    assert [one.codes[0] for one in others] == ["EP024"]  # of the node Start itself


def test_init_writes_the_entries_for_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loaded(tmp_path, *TALKS)
    assert cli.main(["init", str(tmp_path / "game.yarn")]) == 0
    written = (tmp_path / "epilogue.toml").read_text(encoding="utf-8")
    assert "\n".join(f"# {line}" for line in ENTRIES) in written
    load(str(tmp_path / "game.yarn"))


def test_with_entries_named_what_nobody_sees_is_reported(tmp_path: Path) -> None:
    (tmp_path / "epilogue.toml").write_text("\n".join(ENTRIES), encoding="utf-8")
    report = endings(loaded(tmp_path, *TALKS))
    assert [one.text for one in report.never_offered] == ["Pat"] and not report.notes


def test_a_title_that_is_computed_from_texts_of_the_story_is_led_to(tmp_path: Path) -> None:
    start = node("Start", '<<declare $next = "Shop">>\n-> Go\n    <<jump {$next}>>\n-> Stay\n    <<set $next = "Dog">>')
    assert loaded(tmp_path, start, *TALKS[1:4]).loaded.beginnings.left == ()


ASKING = {
    "a line": [node("Start", "Hello. <<once>>\nBye.")],
    "a block": [node("Start", "<<once>>\n    Hello.\n<<endonce>>\nBye.")],
    "an option": [node("Start", "-> Ask <<once>>\n-> Go")],
    "an item": [node("Start", "=> One. <<once>>\n=> Two.")],
    "a node": [node("Start", "<<detour Talk>>"), node("Talk", "Hello.", "when: once\n"), node("Talk", "Hm.", "when: always\n")],
    "its own visits": [node("Start", '<<if visited("Start")>>\n    Again.\n<<endif>>\nBye.')],
    "visits of what comes later": [node("Start", '{visited_count("Shop")}\n<<jump Shop>>'), node("Shop", "Bye.")],
    "without Start": [node("Shop", "Hello. <<once>>")],
}
NOT_ASKING = {
    "a loop": [node("Start", "-> Ask <<once>>\n    <<jump Start>>\n-> Go")],
    "two detours": [node("Start", "<<detour Shop>>\n<<detour Shop>>"), node("Shop", "Hello. <<once>>")],
    "what came before": [node("Start", "<<jump Shop>>"), node("Shop", '{visited("Start")}')],
    "a detour before": [node("Start", '<<detour Shop>>\n{visited("Shop")}'), node("Shop", "Hello.")],
    "another conversation": [node("Start", '{visited("Shop")}'), node("Shop", "Hello.")],
}


@pytest.mark.parametrize("nodes", ASKING.values(), ids=ASKING)
def test_a_conversation_that_asks_about_its_past_is_begun_again_and_again(nodes: list[str], tmp_path: Path) -> None:
    story = loaded(tmp_path, *nodes)
    screen = render(endings(story), 300)
    title = "Shop" if "Start" not in nodes[0] else "Start"
    assert f"{title} asks about its own past, so it is told as a conversation that the game begins again and again." in screen
    assert not [one for one in check(story).findings if one.codes[0] in ("EP001", "EP002", "EP004")]
    (tmp_path / "epilogue.toml").write_text(f'[entries]\n{title} = {{ at = "{title}", times = "once" }}\n')
    assert "its own past" not in render(endings(load(story.path)), 300)


@pytest.mark.parametrize("nodes", NOT_ASKING.values(), ids=NOT_ASKING)
def test_what_one_run_can_answer_asks_for_no_other(nodes: list[str], tmp_path: Path) -> None:
    assert loaded(tmp_path, *nodes).game is None


def test_of_the_only_conversation_other_answers_need_no_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loaded(tmp_path, node("Start", "Hello. <<once>>\n-> Go #ending:gone\n-> Stay #ending:stayed"))
    assert cli.main(["whatif", str(tmp_path / "game.yarn"), "--choices", "1"]) == 0
    assert "stayed" in capsys.readouterr().out.lower()
    (tmp_path / "epilogue.toml").write_text('[[tests]]\nname = "goes"\nchoices = ["Go"]\nending = "gone"\n')
    assert cli.main(["test", str(tmp_path / "game.yarn")]) == 0

"""How a Yarn story looks: options that cannot be chosen, commands, and what the language keeps for itself."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from epilogue.cli import main
from epilogue.ir.program import events
from epilogue.questions.endings.build import endings
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.narration import Narrator
from epilogue.story.project import load
from epilogue.views.screenplay import to_fountain, to_markdown, to_prose
from epilogue.web.app import Workers, application

pytestmark = pytest.mark.slow

STORY = """\
title: Start
---
<<declare $coins = 1>>
<<fade in slowly>>
The shop opens.
-> Buy the lamp <<if $coins >= 3>>
    Bright.
-> Look around
    <<set $coins += 1>>
    <<detour Shelf>>
-> Ask once <<once>>
    Asked.
-> Steal it <<if $coins < 0>>
    Gone.
<<if visited("Shelf")>>
    You saw the shelf.
<<endif>>
-> Again
    <<jump Start>>
-> Leave
    Bye.
    <<fade out {$coins}>>
===
title: Shelf
---
=> One.
=> Two.
-> Hm
    <<return>>
===
"""
COUNTING = """\
title: Start
---
<<declare $coins = 1>>
-> Work
    <<set $coins += 1>>
    <<detour Shelf>>
-> Once <<once>>
    Asked.
-> Leave <<if $coins > 3 and visited_count("Shelf") > 2>>
    <<stop>>
<<jump Start>>
===
title: Shelf
---
<<if $coins > visited_count("Shelf") * 2 + 5>>
    Rich.
    <<stop>>
<<endif>>
=> One.
=> Two.
-> Hm
    <<return>>
===
"""
HOST = "127.0.0.1:8000"


def written(tmp_path: Path, source: str = STORY) -> str:
    path = tmp_path / "shop.yarn"
    path.write_text(source, encoding="utf-8")
    return str(path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def go(typed: str, *arguments: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        monkeypatch.setenv("COLUMNS", "60")
        assert main([*arguments]) == 0
        return capsys.readouterr()[0]

    return go


def test_options_that_cannot_be_chosen_stand_in_their_place(run: Any, tmp_path: Path) -> None:
    out = run("2\n1\n", "play", written(tmp_path))
    first, again = out.split("The shop opens.\n")[1:]
    assert first.startswith(
        "\n  -  Buy the lamp  (not now)\n  1. Look around\n  2. Ask once\n  -  Steal it  (not now)\n"
    ) and again.startswith(
        "\n  -  Buy the lamp  (not now)\n  1. Look around\n  -  Ask once  (not now)\n  -  Steal it  (not now)\n"
    )


def test_the_plain_transcript_has_them_too(run: Any, tmp_path: Path) -> None:
    out = run("2\n2\n", "play", "--plain", written(tmp_path))
    assert out == (
        "<<fade in slowly>>\nThe shop opens.\n\n-: Buy the lamp (not now)\n1: Look around\n2: Ask once\n-: Steal it (not now)\n"
        "?> Asked.\n\n1: Again\n2: Leave\n?> Bye.\n<<fade out 1>>\n"
    )


def test_the_variables_are_the_authors(run: Any, tmp_path: Path) -> None:
    out = run("1\n1\nvars\n", "play", "--seed", "1", written(tmp_path))
    assert "  $coins = 2\n" in out
    assert not any(hidden in out for hidden in ("saliency", "visits of", "seen:", "runs of", "leaving"))
    loaded = load(written(tmp_path))
    assert loaded.program.variables == ("$coins",)


def test_the_page(tmp_path: Path) -> None:
    path = written(tmp_path)
    with TestClient(application(Workers.for_story(path, False), "shop.yarn", path, [HOST]), base_url=f"http://{HOST}") as client:
        answer = client.post("/play", json={"actions": []}).json()
    assert answer["options"] == ["Look around", "Ask once"]
    assert answer["refused"] == [[0, "Buy the lamp"], [2, "Steal it"]]
    assert answer["moments"] == [
        {"kind": "command", "text": "<<fade in slowly>>"}, {"kind": "text", "text": "The shop opens."}
    ]  # fmt: skip


def test_a_command_is_not_said(run: Any, tmp_path: Path) -> None:
    found = json.loads(run("", "endings", "--json", written(tmp_path)))
    (ending,) = found["endings"]
    assert ending["last_words"] == "Bye."
    program = load(written(tmp_path)).program
    said = " ".join(program.code[at].a or "" for at in sorted(events(program)) if program.code[at].op == "text")
    assert "fade" in said
    assert not any(word in said for word in ("opens", "Bye", "shelf"))
    assert any(program.code[at].op == "print" for at in events(program))  # the number of coins in it is no word either


def test_told_as_a_note(tmp_path: Path) -> None:
    moments = Narrator(load(written(tmp_path)).program).moments((1, 1))
    assert [moment.kind for moment in moments] == ["command", "text", "choice", "text", "choice", "text", "command"]
    assert to_fountain("Shop", moments).endswith("!Bye.\n\n[[<<fade out 1>>]]\n")
    assert to_markdown("Shop", moments).endswith("Bye.\n\n*\\<\\<fade out 1\\>\\>*\n")
    assert to_prose(moments).endswith("Bye.\n\n<<fade out 1>>\n")


def test_a_path_shows_it_and_blames_no_luck(run: Any, tmp_path: Path) -> None:
    out = run("", "endings", "--path", "Bye", written(tmp_path))
    assert "\n<<fade out 1>>\n" in out
    assert "luck" not in out


def test_a_lost_command_is_not_text(run: Any, tmp_path: Path) -> None:
    lost = "title: Start\n---\nHi.\n<<if false>>\n    Never said.\n    <<never done>>\n<<endif>>\n===\n"
    out = run("", "check", "--json", written(tmp_path, lost))
    assert "Never said" in out
    assert "never done" not in out


def test_the_profile_speaks_of_places(tmp_path: Path) -> None:
    watch = Watch(Limits(states=60))
    found = endings(load(written(tmp_path, COUNTING)), watch=watch, profile=True).profile
    assert found is not None
    told = [one.what for one in found.multipliers]
    assert any(what.startswith("how often Shelf was seen: ") for what in told)
    assert "whether shop.yarn line 7 was seen" in told
    assert any(what.startswith("how often shop.yarn line 19 was seen: ") for what in told)
    assert any("[outside] saliency" in one.advice for one in found.multipliers)
    assert not any(
        hidden in what for what in told for hidden in ("visits of", "seen: /", "seen: shop", "runs of", "temporary variable")
    )


def test_names_offered_are_the_authors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path)
    (tmp_path / "epilogue.toml").write_text('[outside]\n"visits of Shel" = [1, 2]\n', encoding="utf-8")
    assert main(["endings", path]) == 2
    said = capsys.readouterr()[1]
    assert "visits of Shelf" not in said


def test_options_none_of_which_can_be_chosen_are_seen_with_what_is_wrong(run: Any, tmp_path: Path) -> None:
    path = written(tmp_path, "title: Start\n---\nLocked.\n-> Open <<if false>>\n===\n")
    assert "\n  -  Open  (not now)\n" in run("", "play", path)
    assert "none of these options can be chosen" in " ".join(run("", "play", path).split())
    assert run("", "play", "--plain", path).startswith("Locked.\n\n-: Open (not now)\nRUNTIME ERROR: ")


def test_ids_of_lines_are_not_for_readers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tmp_path / "talk.yarn"
    story.write_text("title: Start\n---\nAnn: Hello. #line:0a1 #warm\n===\n", encoding="utf-8")
    main(["play", str(story), "--random"])
    shown = capsys.readouterr().out
    assert "Ann: Hello." in shown
    assert "0a1" not in shown and "warm" not in shown

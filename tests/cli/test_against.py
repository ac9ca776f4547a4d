"""What an edit did: histories made by hand, as a user asks about them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from generators.amount import story_count
from generators.ink import generate

from epilogue.cli import main

pytestmark = pytest.mark.slow

STORIES = story_count(3)

BEFORE = """\
VAR trust = 0
-> gate
=== gate
The gate is shut.
* [Knock] -> knock
* [Wait for the night]
    ~ trust = trust + 1
    -> night
=== knock
An old woman opens.
* [Tell her the truth]
    ~ trust = trust + 2
    -> door
* [Tell her a story] -> door
=== door
{trust > 1: -> inside}
# ending: outside
She shakes her head, and the door falls shut. -> END
=== inside
# ending: inside
There is soup, and a bed by the stove. -> END
=== night
# ending: over-the-wall
* [Climb] Over the wall he goes, and is never seen again. -> END
* [Sleep] -> door
"""
SETTINGS = """\
[endings]
inside = "By the stove"
[properties]
kind = "reachable inside"
fair = "odds(inside) >= 0.2"
calm = "always trust < 3"
"""


class Story:
    """A story in a git repository of its own, in a folder below the top."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.folder = top / "stories"
        self.folder.mkdir()
        self.git("init", "-q")
        self.write(BEFORE, SETTINGS)
        self.commit()

    def git(self, *arguments: str) -> None:
        who = ("-c", "user.name=x", "-c", "user.email=x@y", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false")
        subprocess.run(["git", "-C", str(self.top), *who, *arguments], check=True, capture_output=True)

    def write(self, source: str, settings: str = SETTINGS) -> None:
        (self.folder / "story.ink").write_text(source, encoding="utf-8")
        (self.folder / "epilogue.toml").write_text(settings, encoding="utf-8")

    def commit(self) -> None:
        self.git("add", ".")
        self.git("commit", "-q", "-m", "x")

    def against(self, *arguments: str, other: str = "HEAD") -> int:
        return main(["check", str(self.folder), "--against", other, *arguments])


@pytest.fixture
def story(tmp_path: Path) -> Story:
    if subprocess.run(["git", "--version"], check=False, capture_output=True).returncode:
        pytest.skip("no git")
    return Story(tmp_path)


def answer(story: Story, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    story.against("--json", *arguments)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


KINDS = (
    "lost", "gained", "faults", "mended", "renamed", "unsure", "moved", "unreachable", "reachable", "unseen", "broke", "held",
    "dropped",
)  # fmt: skip


def changed(found: dict[str, Any]) -> set[str]:
    return {name for name in KINDS if found[name]}


def test_nothing_changed_where_lines_moved(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    story.write("// a comment\n\n" + BEFORE.replace("=== knock", "// more\n=== knock"))
    assert story.against("--fail-on", "lost-ending,odds,unreachable,property") == 0
    assert "3 endings in both versions, and nothing has changed" in " ".join(capsys.readouterr().out.split())
    assert changed(answer(story, capsys)) == set()


def test_a_lost_ending_and_the_way_that_used_to_reach_it(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    story.write(BEFORE.replace("{trust > 1:", "{trust > 2:"))
    assert story.against() == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "An ending is lost: By the stove (25%; line 21 in HEAD)" in shown
    assert "How readers got there: Knock > Tell her the truth" in shown
    assert "All these choices are still there, but now they lead to another ending: outside." in shown
    assert "kind (reachable inside) is broken now: no reader can get to where the story ends as inside" in shown
    assert "line 16: “trust > 2” is always false here" in shown
    assert "Fails on: lost-ending, property." in shown
    found = answer(story, capsys)
    assert changed(found) == {"lost", "moved", "unreachable", "broke"}
    assert [one["now"]["name"] for one in found["broke"]] == ["kind", "fair"]
    assert [(one["sort"], one["text"]) for one in found["unreachable"]] == [
        ("passage", "inside"),
        ("text", "There is soup, and a bed by the stove."),
    ]
    assert story.against("--details") == 1
    shown = capsys.readouterr().out
    assert "\n  > Tell her the truth\n" in shown
    assert "\n  An old woman opens.\n" in shown


def test_where_the_lost_way_parts(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    story.write(BEFORE.replace("* [Tell her the truth]\n    ~ trust = trust + 2\n    -> door\n", ""))
    assert story.against() == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "Choice 2, “Tell her the truth”, is not offered any more (in knock)." in shown
    assert "On offer: “Tell her a story”." in shown


def test_a_new_ending_a_renamed_one_and_a_new_fault(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    source = BEFORE.replace("# ending: over-the-wall", "# ending: gone").replace(
        "* [Sleep] -> door",
        "* [Sleep] -> door\n* [Shout]\n    # ending: caught\n    They come with lanterns. -> END\n* [Hide]\n    Hidden.",
    )
    story.write(source, SETTINGS.replace("By the stove", "Soup"))
    assert story.against() == 0
    found = answer(story, capsys)
    assert {(one["before"]["name"], one["now"]["name"]) for one in found["renamed"]} == {
        ("over-the-wall", "gone"),
        ("By the stove", "Soup"),
    }
    assert [one["name"] for one in found["gained"]] == ["caught"]
    assert [one["kind"] for one in found["faults"]] == ["out_of_content"]
    assert {"lost", "broke"} & changed(found) == set()
    assert story.against("--fail-on", "odds") == 1


def test_mended(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    broken = BEFORE.replace("{trust > 1:", "{trust > 7:").replace("* [Sleep] -> door", "* [Sleep] {1 / (trust - trust)}")
    story.write(broken)
    story.commit()
    story.write(BEFORE)
    assert story.against("--fail-on", "lost-ending,unreachable,property") == 0
    found = answer(story, capsys)
    assert [one["kind"] for one in found["mended"]] == ["error"]
    assert [one["now"]["name"] for one in found["held"]] == ["kind", "fair"]
    assert [one["name"] for one in found["gained"]] == ["By the stove"]
    assert ("passage", "inside") in {(one["sort"], one["text"]) for one in found["reachable"]}


def test_a_property_about_what_is_new_and_one_that_is_dropped(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    source = "VAR fear = 0\n" + BEFORE.replace("* [Sleep] -> door", "* [Sleep]\n    ~ fear = 3\n    -> door")
    story.write(source, SETTINGS.replace('calm = "always trust < 3"', 'brave = "always fear < 3"'))
    assert story.against() == 1
    found = answer(story, capsys)
    assert [(one["now"]["name"], one["before"]) for one in found["broke"]] == [("brave", None)]
    assert found["dropped"] == ["calm"]


def test_new_content_that_nobody_sees(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    story.write(BEFORE.replace("* [Sleep] -> door", "* [Sleep] -> door\n* {trust > 5} [Fly] Up he goes. -> END"))
    assert story.against() == 0
    assert [one["text"] for one in answer(story, capsys)["unseen"]] == ["Fly", "Up he goes."]


def test_a_search_that_stopped_early_calls_nothing_lost(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    assert story.against("--states", "1") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "The search of this version stopped early" in shown
    assert "lost" not in shown and "nothing has changed" not in shown
    story.write(BEFORE.replace("{trust > 1:", "{trust > 2:"))
    found = answer(story, capsys, "--states", "2")
    assert "lost" not in changed(found)
    assert [one["name"] for one in found["unsure"]] == ["By the stove"]


def test_against_a_path(story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "older"
    other.mkdir()
    (other / "story.ink").write_text(BEFORE.replace("{trust > 1:", "{trust > 2:"), encoding="utf-8")
    assert story.against(other=str(other)) == 0
    assert "A new ending: By the stove" in capsys.readouterr().out


def test_a_story_of_several_files(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    (story.folder / "more").mkdir()
    (story.folder / "more" / "night.ink").write_text("=== extra\n* [Look] -> END\n", encoding="utf-8")
    story.write("INCLUDE more/night.ink\n" + BEFORE.replace("* [Sleep] -> door", "* [Sleep] -> extra"))
    story.commit()
    (story.folder / "more" / "night.ink").write_text("=== extra\n* [Listen] -> END\n", encoding="utf-8")
    assert story.against("--fail-on", "lost-ending,odds,unreachable,property") == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--against", "HEAT"), "there is no revision, file or folder 'HEAT' (did you mean HEAD"),
        (("--against", "--all"), "expected one argument"),
        (("--against=--all",), "there is no revision, file or folder '--all'"),
        (("--against", "HEAD", "--fail-on", "losst"), "--fail-on does not know 'losst' (did you mean lost-ending?)"),
        (("--against", "HEAD", "--fail-on", "zzz"), "there are: lost-ending, odds, unreachable, property"),
        (("--fail-on", "odds"), "add --against"),
        (("--against", "HEAD", "--select", "EP001"), "--select and --ignore are for findings"),
    ],
)
def test_wrong_usage(story: Story, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(story.folder), *arguments]) == 2
    assert message in capsys.readouterr().err


def test_what_the_revision_does_not_have(story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (story.folder / "other.ink").write_text(BEFORE, encoding="utf-8")
    assert main(["check", str(story.folder / "other.ink"), "--against", "HEAD"]) == 2
    assert "stories/other.ink is not in HEAD (it has there: stories/story.ink; " in capsys.readouterr().err


def test_no_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "story.ink").write_text(BEFORE, encoding="utf-8")
    assert main(["check", str(tmp_path), "--against", "HEAD"]) == 2
    assert "this folder is not in a git repository" in capsys.readouterr().err


def test_an_error_in_the_other_version_has_its_name_there(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    story.write(BEFORE + "{broken\n")
    story.commit()
    story.write(BEFORE)
    assert story.against() == 2
    assert capsys.readouterr().err.startswith("HEAD:stories/story.ink:")


def test_an_edited_option_is_still_taken(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    story.write(BEFORE.replace("[Tell her the truth]", "[Tell her the whole truth]").replace("{trust > 1:", "{trust > 2:"))
    assert story.against() == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "Choice 2, “Tell her the truth”, reads “Tell her the whole truth” now." in shown


def test_its_json_keeps_to_the_schema(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from epilogue.views.schema import schema

    story.write(BEFORE.replace("{trust > 1:", "{trust > 2:").replace("over-the-wall", "gone"))
    jsonschema.Draft202012Validator(schema()).validate(answer(story, capsys))


def test_generated_stories_have_lost_nothing_against_themselves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = {}
    for seed in range(STORIES):
        source = generate(seed, 1 + seed % 3, loops=("none", "once", "sticky")[seed % 3], faults=seed % 2 == 0)
        for folder, text in (("old", source), ("new", source.replace("=== ", "\n// moved\n=== "))):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / "story.ink").write_text(text, encoding="utf-8")
        limit = "400" if seed % 4 else "20"
        code = main(["check", str(tmp_path / "new"), "--against", str(tmp_path / "old"), "--json", "--states", limit])
        found = json.loads(capsys.readouterr().out)
        if code or changed(found):
            told[seed] = code, {name: found[name] for name in changed(found)}
    assert told == {}


def test_the_conversations_of_a_game(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inn = Path(__file__).parents[2] / "examples" / "harbour_inn"
    assert main(["check", str(inn), "--against", str(inn), "--fail-on", "lost-ending,odds,unreachable,property"]) == 0
    assert "8 endings in both versions, and nothing has changed" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("width", [50, 80])
def test_the_screen(story: Story, width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(story.top)
    monkeypatch.setenv("COLUMNS", str(width))
    source = BEFORE.replace("{trust > 1:", "{trust > 2:").replace("over-the-wall", "gone")
    story.write(source.replace("* [Sleep]", "* [Shout]\n    # ending: caught\n    They come with lanterns. -> END\n* [Sleep]"))
    assert main(["check", "stories", "--against", "HEAD"]) == 1
    golden = Path(__file__).parents[1] / "questions" / "golden" / f"against_{width}.txt"
    assert capsys.readouterr().out == golden.read_text(encoding="utf-8")


HALL = "title: Start\n---\n-> Left\n    <<jump Left>>\n-> Right\n    <<jump Right>>\n===\n"
WINGS = "title: Left\n---\nDust. #ending:left\n===\ntitle: Right\n---\nMice. #ending:right\n===\n"


def test_a_folder_of_yarn_files_that_were_renamed_and_added(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    house = story.top / "house"
    house.mkdir()
    (house / "whole.yarn").write_text(HALL + WINGS, encoding="utf-8")
    story.git("add", "-A")
    story.git("commit", "-q", "-m", "house")
    (house / "whole.yarn").unlink()
    (house / "hall.yarn").write_text(HALL.replace("===", "-> Down\n    <<jump Down>>\n==="), encoding="utf-8")
    (house / "wings.yarn").write_text(WINGS, encoding="utf-8")
    (house / "cellar.yarn").write_text("title: Down\n---\nBones. #ending:down\n===\n", encoding="utf-8")
    assert main(["check", str(house), "--against", "HEAD"]) == 0
    said = capsys.readouterr().out
    assert "A new ending: down, cellar.yarn:3, 33%" in said
    assert "2 endings in both versions, none lost." in said
    assert main(["check", str(house / "hall.yarn"), "--against", "HEAD"]) == 2


def test_a_yarn_project_that_was_only_a_folder(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    house = story.top / "house"
    house.mkdir()
    (house / "hall.yarn").write_text(HALL, encoding="utf-8")
    (house / "wings.yarn").write_text(WINGS, encoding="utf-8")
    story.git("add", "-A")
    story.git("commit", "-q", "-m", "house")
    (house / "lines").mkdir()
    (house / "hall.yarn").rename(house / "lines" / "hall.yarn")
    (house / "wings.yarn").rename(house / "lines" / "east_and_west.yarn")
    (house / "House.yarnproject").write_text('{"projectFileVersion": 3, "sourceFiles": ["lines/*.yarn"]}', encoding="utf-8")
    assert main(["check", str(house), "--against", "HEAD"]) == 0
    assert "2 endings in both versions, and nothing has changed" in capsys.readouterr().out
    assert main(["check", str(house / "House.yarnproject"), "--against", "HEAD"]) == 2
    said = capsys.readouterr().err
    assert "house/House.yarnproject is not in HEAD (it has there: house/hall.yarn, house/wings.yarn; a folder is " in said


def test_a_storys_own_settings_are_those_of_its_revision(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    (story.folder / "hall.yarn").write_text(HALL + WINGS, encoding="utf-8")
    own = story.folder / "hall.yarn.toml"
    own.write_text('[endings]\nleft = "Dust"\n', encoding="utf-8")
    story.git("add", "-A")
    story.git("commit", "-q", "-m", "hall")
    own.write_text('[endings]\nleft = "Ashes"\n', encoding="utf-8")
    assert main(["check", str(story.folder / "hall.yarn"), "--against", "HEAD"]) == 0
    assert "Dust" in capsys.readouterr().out


def test_a_name_misspelt_in_old_settings_does_not_matter(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    (story.folder / "hall.yarn").write_text(HALL + WINGS, encoding="utf-8")
    own = story.folder / "hall.yarn.toml"
    own.write_text('[endings]\nlefft = "Dust"\n', encoding="utf-8")
    story.git("add", "-A")
    story.git("commit", "-q", "-m", "hall")
    assert main(["check", str(story.folder / "hall.yarn"), "--against", "HEAD"]) == 2
    own.write_text('[endings]\nleft = "Dust"\n', encoding="utf-8")
    assert main(["check", str(story.folder / "hall.yarn"), "--against", "HEAD"]) == 0
    assert "2 endings in both versions" in capsys.readouterr().out


def test_nodes_of_a_group_are_the_same_wherever_they_stand(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    group = "title: Bell\nwhen: once\n---\nIt rings.\n===\ntitle: Bell\nwhen: always\n---\nIt is still.\n===\n"
    file = story.folder / "hall.yarn"
    once = '[entries.Start]\nat = "Start"\ntimes = "once"\n'
    file.with_name("hall.yarn.toml").write_text(once, encoding="utf-8")
    file.write_text(
        f"title: Start\n---\n<<declare $rung = 0>>\n-> Ring\n    <<set $rung += 1>>\n-> Wait\n<<jump Bell>>\n===\n{group}",
        encoding="utf-8",
    )
    story.git("add", "-A")
    story.git("commit", "-q", "-m", "bell")
    text = file.read_text(encoding="utf-8").replace("<<jump", "Quiet.\n<<jump")
    file.write_text(text.replace("when: once", "when: once\nwhen: $rung > 5"), encoding="utf-8")
    assert main(["check", str(file), "--against", "HEAD"]) == 0
    said = capsys.readouterr().out
    assert "1 text (2 words) that no reader can reach any more:" in said and " new" not in said


def test_the_text_of_an_option_that_is_never_on_offer_was_never_seen(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    option = "* {key} Unlock the gate[] softly.\n  -> END\n"
    source = f"VAR key = false\nVAR shut = 0\n{{shut: -> END}}\n-> yard\n=== yard\n* Leave.\n  -> END\n{option}"
    story.write(source, "")
    story.commit()
    story.write(source.replace("shut = 0", "shut = 1"), "")
    found = answer(story, capsys)
    assert {one["text"] for one in found["unreachable"]} == {"yard", "Leave."}

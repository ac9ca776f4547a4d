"""Stories of older versions of Yarn, and where the files of a story lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue import cli
from epilogue.questions.endings.build import endings
from epilogue.story.project import load
from epilogue.story.transcript import transcript

LINKED = "title: Ship\n---\nHello.\n[[Go on|Sally]]\n[[Leave|Sally]]\n===\ntitle: Sally\n---\nHi.\n===\n"


def refused(path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert cli.main(["endings", str(path), "--no-cache"]) == 2
    return capsys.readouterr().err.strip().splitlines()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (LINKED.replace("Sally", "Ship.Sally"), 7, "error: this is Yarn 1: the title 'Ship.Sally' has a dot"),
        ("title: A.b\n---\nHi.\n===\ntitle: C.d\n---\nHi.\n===\n", 1, "error: this is Yarn 1: the title 'A.b' has a dot"),
        (LINKED.replace("Hello.", "<<if visited>>"), 4, "error: this is Yarn 1: '[[text|Node]]' is a link there"),
    ],
)
def test_a_story_in_yarn_1_is_refused_with_one_message(
    text: str, line: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "s.yarn").write_text(text, encoding="utf-8")
    (message,) = refused(tmp_path / "s.yarn", capsys)
    assert message.startswith(f"{tmp_path / 's.yarn'}:{line}:1: {said}")
    assert "convert it" in message and "<<jump Node>>" in message


def test_what_the_engine_plays_all_the_same_is_warned_of_once(tmp_path: Path) -> None:
    (tmp_path / "s.yarn").write_text(LINKED, encoding="utf-8")
    (warning,) = load(str(tmp_path / "s.yarn")).loaded.diagnostics
    assert warning.message == "this is Yarn 1: '[[text|Node]]' was a link there, and is shown as text (2 lines)"


def test_a_mistake_in_a_later_version_is_reported_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.yarn").write_text(LINKED.replace("Hello.", "<<declare $x = >>"), encoding="utf-8")
    assert any("s.yarn:3:" in line and "error" in line for line in refused(tmp_path / "s.yarn", capsys))


def test_a_project_file_that_is_yarn_itself_names_no_files(tmp_path: Path) -> None:
    (tmp_path / "Talks").mkdir()
    (tmp_path / "Project.yarnproject").write_text("\ufefftitle: Program\n---\n<<declare $gold = 3>>\n===\n", encoding="utf-8")
    (tmp_path / "Talks/a.yarn").write_text("title: Start\n---\nYou have {$gold}.\n===\n", encoding="utf-8")
    story = load(str(tmp_path))
    (warning,) = story.loaded.diagnostics
    assert warning.message.startswith("this is a project file of Yarn Spinner for Unity 2.0 to 2.2")
    assert endings(story).notes == ()
    assert [moment.text.strip() for moment in transcript(story, ())] == ["You have 3."]


def test_a_story_in_the_folders_of_a_folder_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one/Assets/a", "two/b"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / f"{name}.yarn").write_text(f"title: {name[-1].upper()}\n---\nHi.\n===\n", encoding="utf-8")
    assert len(load(str(tmp_path)).program.passages) == 2
    assert load(str(tmp_path / "one")).path == str(tmp_path / "one/Assets/a.yarn")
    for name in ("one/Assets", "two"):
        (tmp_path / name / "p.yarnproject").write_text('{"projectFileVersion": 3}', encoding="utf-8")
    assert load(str(tmp_path / "two")).path.endswith("p.yarnproject")
    (message,) = refused(tmp_path, capsys)
    assert "several projects in this folder (name one of them: one/Assets/p.yarnproject, two/p.yarnproject)" in message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("s.yarn", f"title: Start\n---\n<<enum E>>\n    <<case A = 1{'0' * 400}>>\n<<endenum>>\nHi.\n===\n"),
        ("p.yarnproject", f'{{"projectFileVersion": {"9" * 5000}}}'),
        ("p.yarnproject", f'{{"projectFileVersion": {"9" * 400}}}'),
    ],
)
def test_numbers_without_end_are_refused_in_one_line(
    name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yarn").write_text("title: A\n---\nHi.\n===\n", encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    (message,) = refused(tmp_path / name, capsys)
    assert len(message) < 400 + len(str(tmp_path))

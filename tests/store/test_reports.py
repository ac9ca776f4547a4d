"""Saved answers: a repeated question, and everything that makes it a different one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from epilogue.cli import main
from epilogue.questions.endings.build import endings
from epilogue.store.folder import FILE, folder

STORY = """\
INCLUDE rest.ink
VAR trusted = false
You meet at the pier.
* [Trust her]
  ~ trusted = true
* [Say nothing]
- -> boat
"""
REST = "== boat\n* {trusted} [Go aboard] She takes your hand. -> END\n* [Stay] The boat leaves. -> END\n"


class Asked:
    """A story asked about; ``worked`` counts how often an answer was worked out and not found."""

    def __init__(self, story: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.story = story
        self.capsys = capsys
        self.worked = 0

    def __call__(self, *options: str) -> str:
        assert main(["endings", str(self.story), *options]) == 0
        answer = self.capsys.readouterr()
        self.said = answer.err
        return answer.out


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asked:
    """Asks about a story of two files; every answer is worth keeping."""
    (tmp_path / "main.ink").write_text(STORY, encoding="utf-8")
    (tmp_path / "rest.ink").write_text(REST, encoding="utf-8")
    asked = Asked(tmp_path / "main.ink", capsys)
    plain = endings

    def counted(*arguments: object, **options: object) -> object:
        asked.worked += 1
        return plain(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("epilogue.cli.endings.WORTH", -1.0)
    monkeypatch.setattr("epilogue.questions.endings.build.endings", counted)
    return asked


def test_a_repeated_question_is_answered_from_the_cache(ask: Asked) -> None:
    first, again = ask("--json"), ask("--json")
    assert first == again
    assert ask() == ask()  # the text view of it, too
    assert ask.worked == 1


@pytest.mark.parametrize("name", ["main.ink", "rest.ink", "epilogue.toml"])
def test_a_change_in_any_file_is_another_question(ask: Asked, name: str) -> None:
    ask()
    file = ask.story.with_name(name)
    before = file.read_text(encoding="utf-8") if file.exists() else None
    changed = "[assume]\ntrusted = true\n" if before is None else before.replace("[Stay]", "[Wait]").replace("pier", "quay")
    status = ask.story.stat()
    file.write_text(changed, encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))  # content counts, not times
    ask()
    assert ask.worked == 2
    if before is None:
        file.unlink()
    else:
        file.write_text(before, encoding="utf-8")
    ask()
    assert ask.worked == 2  # the edit was taken back


def test_other_options_are_other_questions(ask: Asked) -> None:
    for number, options in enumerate([[], ["--by", "trusted"], ["--details"], ["--precision", "text"], ["--from", "boat"]], 1):
        ask(*options)
        ask(*options)
        assert ask.worked == number, options


def test_another_version_of_the_program_asks_again(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    ask()
    monkeypatch.setattr("epilogue.version.__version__", "9.9.9")
    ask()
    assert ask.worked == 2


def test_a_finished_answer_serves_whatever_the_time(ask: Asked) -> None:
    ask()
    ask("--time", "5m")
    assert ask.worked == 1
    ask("--states", "1")
    assert "stopped early" in ask("--states", "1")
    assert ask.worked == 2


def test_a_way_is_written_out_of_a_kept_answer(ask: Asked) -> None:
    first = ask("--path", "takes your hand")
    assert first == ask("--path", "takes your hand")
    assert "> Go aboard" in first
    assert ask.worked == 1


def test_warnings_are_kept_too(ask: Asked) -> None:
    ask.story.write_text(STORY + "== lost\nNothing follows.\n", encoding="utf-8")
    ask("-v")
    first = ask.said
    assert "warning" in first
    ask("-v")
    assert (ask.said, ask.worked) == (first, 1)


def test_without_the_cache_nothing_is_found_or_kept(ask: Asked) -> None:
    ask("--no-cache")
    assert not (folder() / FILE).exists()
    ask()
    ask("--no-cache")
    assert ask.worked == 3


def damaged(content: bytes) -> bytes:
    middle = content.index(b"takes your hand")
    return content[:middle] + bytes(byte ^ 0x5A for byte in content[middle:])


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: os.urandom(len(content)),
        lambda content: content[: len(content) // 3],
        lambda content: content[:5000],
        damaged,
        lambda content: content.replace(b"takes your hand", b"takes your home"),
        lambda content: content.replace(b"CREATE TABLE", b"CREATE TABEL"),
        lambda content: content.replace(b"limits", b"limitz"),
    ],
    ids=["empty", "random", "third", "page", "flipped", "words", "schema", "column"],
)
def test_a_damaged_cache_is_put_aside_and_never_believed(ask: Asked, damage: object) -> None:
    right = ask("--json")
    file = folder() / FILE
    content = file.read_bytes()
    assert b"takes your hand" in content
    file.write_bytes(damage(content))  # type: ignore[operator]
    assert ask("--json") == right
    if file.with_suffix(".damaged").exists():
        assert ask.said.count("\n") == 1 and "damaged" in ask.said
    assert ask("--json") == right
    assert (ask.worked, ask.said) == (2, "")


def test_a_cache_that_cannot_be_written_is_not_an_error(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    file = ask.story.with_name("file")
    file.touch()
    monkeypatch.setenv("EPILOGUE_CACHE", str(file / "below"))
    assert ask("--json") == ask("--json")
    assert (ask.worked, ask.said) == (2, "")


def test_the_command_shows_and_clears(ask: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cache"]) == 0
    assert capsys.readouterr().out.startswith("Nothing is saved")
    ask()
    assert main(["cache"]) == 0
    shown = capsys.readouterr().out
    assert f"{ask.story}: 1 answer\n" in shown and "epilogue cache --clear" in shown
    assert main(["cache", "--clear"]) == 0
    assert main(["cache"]) == 0
    assert "Nothing is saved" in capsys.readouterr().out
    ask()
    assert ask.worked == 2


def test_the_oldest_makes_room(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("epilogue.store.database.LIMIT", 60_000)
    for number in range(12):
        ask("--by", f'"{"word " * 500}" == "{number}"')
    assert (folder() / FILE).stat().st_size <= 64_000
    assert ask.worked == 12
    ask("--by", f'"{"word " * 500}" == "11"')
    assert ask.worked == 12
    ask("--by", f'"{"word " * 500}" == "0"')
    assert ask.worked == 13


def test_many_processes_can_share_the_cache(ask: Asked) -> None:
    right = ask("--json", "--no-cache")
    command = [sys.executable, "-c", "import sys, epilogue.cli.endings as e; e.WORTH = -1; sys.exit(e.main(sys.argv[1:]))"]
    running = [
        subprocess.Popen([*command, str(ask.story), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        for _ in range(6)
    ]
    for process in running:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (0, right, "")
    ask()
    assert ask.worked == 1

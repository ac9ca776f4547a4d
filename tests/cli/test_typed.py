"""Commands that a screen suggests: typed as they stand, a shell gives them to Epilogue as they were meant."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from epilogue.cli import main

BASH = shutil.which("bash")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(BASH is None, reason="no bash here to read the commands")]

STORY = """\
VAR gold = 0
VAR told = 0
-> hall
== hall ==
The hall.
* [Take the gold]
    ~ gold = 1
    -> hall
* [Leave]
    -> road
* {gold == 7} [Fly] -> END
== road ==
{RANDOM(1, 2) == 1: You are robbed. -> END}
* [Go on] You are home. # ending: --home $HOME
    -> END
* [Stay] You stay. # ending: it's `done`
    -> END
"""
SETTINGS = """\
[stakes.Ann]
gold = "gold"
[readers."-bold and $free"]
"Leave" = 2
[[tests]]
name = "-a test that fails"
choices = ["Leave", "Go on"]
expect = ["gold == 1"]
"""
NAMES = (
    "-v.ink",
    "my  story…ink.ink",
    'it\'s `touch x` $(touch y) "$HOME" !$.ink',
    "a&b;c|d<e>(f)*?[x]{a,b}~#\\n.ink",
    b"bell\x07 new\nline caf\xe9.ink".decode("utf-8", "surrogateescape"),
)
SCREENS = (
    ("endings",),
    ("endings", "--details"),
    ("endings", "--path", "--home $HOME"),
    ("endings", "--states", "1", "--no-cache"),
    ("check",),
    ("check", "--against", "HERE"),
    ("whatif", "--choices", "2,1", "--seed", "2"),
    ("whatif", "--choices", "2,1", "--seed", "2", "--ending", "it's `done`"),
    ("why", "--choices", "2,1", "--seed", "2"),
    ("why", "--choices", "2,1", "--seed", "2", "--chart", "--readers", "-bold and $free"),
    ("why", "it's `done`", "--readers", "-bold and $free"),
    ("why", " --home $HOME"),
    ("why", "--choice", "6"),
    ("verdict",),
    ("verdict", "--path", "1"),
    ("test",),
)


def words(command: str) -> list[str]:
    """A command line as a shell reads it."""
    assert BASH is not None
    read = subprocess.run([BASH, "-c", f"printf '%s\\0' {command}"], capture_output=True, check=True)
    return [word.decode("utf-8", "surrogateescape") for word in read.stdout.split(b"\0")[:-1]]


def ran(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(arguments)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_every_command_that_is_suggested_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "500")
    Path(name).write_text(STORY, encoding="utf-8")
    Path("epilogue.toml").write_text(SETTINGS, encoding="utf-8")
    typed = f"./{name}" if name.startswith("-") else name
    suggested: set[str] = set()
    for screen in SCREENS:
        arguments = [typed if word == "HERE" else word for word in screen]
        if "-bold and $free" in arguments:
            arguments[-2:] = ["--readers=-bold and $free"]
        if "--home $HOME" in arguments:
            arguments[-2:] = ["--path=--home $HOME"]
        code, out, error = ran([arguments[0], typed, *arguments[1:]], capsys)
        assert code in (0, 1), (screen, error)
        suggested |= set(re.findall(r"^(?:Next:)? +(epilogue .*?)(?:   .*)?$", out, re.MULTILINE))
    assert len(suggested) > 20
    for command in sorted(suggested):
        if not re.search(r"NAME|PLAY\b|-o |--accept|init", command):
            code, _, error = ran(words(command)[1:], capsys)
            assert code in (0, 1), (command, error)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([name, "epilogue.toml"])

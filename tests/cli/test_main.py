"""The command line itself: wrong usage, bad input and start-up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from epilogue.budget import BudgetSpent
from epilogue.cli import ALONE, COMMANDS, MORE, main
from epilogue.cli.console import colour, width
from epilogue.diagnostics import unreadable
from epilogue.source import Span


class Terminal:
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "epilogue", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)


@pytest.mark.parametrize("arguments", [[], ["--help"], ["help"]])
def test_overview(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert all(f"epilogue {name} STORY" in shown for name in (*COMMANDS, *MORE))
    assert all(f"epilogue {name} " in shown for name in ALONE)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("epilogue 0.")


@pytest.mark.parametrize(
    ("word", "hint"),
    [("endins", "did you mean endings?"), ("zzz", "there are: play, endings, check, ")],
)
def test_unknown_command(word: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word, "story.ink"]) == 2
    assert hint in capsys.readouterr().err


def test_a_story_in_place_of_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tmp_path / "story.ink"
    story.write_text("-> END\n", encoding="utf-8")
    assert main([str(story)]) == 2
    assert f"did you mean: epilogue endings {story}" in capsys.readouterr().err


@pytest.mark.parametrize("name", [*COMMANDS, *MORE])
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert "STORY" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["endings"],
        ["endings", "a.ink", "b.ink"],
        ["endings", "a.ink", "--unknown"],
        ["endings", "a.ink", "--precision", "exact"],
        ["endings", "a.ink", "--states", "0"],
        ["endings", "a.ink", "--states", "9" * 5000],
        ["endings", "a.ink", "--time", "soon"],
        ["endings", "a.ink", "--time", "0s"],
        ["endings", "a.ink", "--memory", "2"],
        ["endings", "a.ink", "--memory", "lots"],
        ["endings", "a.ink", "--json", "--path", "3"],
        ["export", "a.ink"],
    ],
)
def test_wrong_usage_is_one_line_and_a_way_on(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    error, following = capsys.readouterr().err.splitlines()
    assert error.startswith(f"epilogue {arguments[0]}: error: ")
    assert following == f"Next: epilogue {arguments[0]} --help"


FORMS = {"export": ["--compiled"], "open": ["-o", "report.html"]}


@pytest.mark.parametrize("name", [*COMMANDS, *MORE])
def test_every_command_ends_with_the_message_of_an_unreadable_story(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def load(*_: object, **__: object) -> None:
        raise unreadable("no such knot", Span("story.ink", 3, 7), "did you mean harbour?")

    monkeypatch.setattr("epilogue.languages.registry.find", load)
    assert main([name, "story.ink", *FORMS.get(name, [])]) == 2
    assert capsys.readouterr().err == "story.ink:3:7: error: no such knot (did you mean harbour?)\n"


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (PermissionError(13, "Permission denied", "story.ink"), "story.ink: error: Permission denied\n"),
        (RecursionError(), "error: the story is too deeply nested, or too large, for this machine's memory\n"),
        (MemoryError(), "error: the story is too deeply nested, or too large, for this machine's memory\n"),
        (
            BudgetSpent("time", "after 5 s", "following the story"),
            "error: nothing can be said yet: the limit was reached after 5 s, while following the story\n"
            "Next: epilogue endings … --time 10m\n",
        ),
        (
            BudgetSpent("memory", "it had used the memory it may, 80 MB"),
            "error: nothing can be said yet: it had used the memory it may, 80 MB\nNext: epilogue endings … --memory 4GB\n",
        ),
    ],
)
def test_what_the_machine_refuses_is_a_message(
    raised: BaseException,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def load(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("epilogue.languages.registry.find", load)
    assert main(["endings", "story.ink"]) == 2
    assert capsys.readouterr().err == message


def test_an_interrupt_is_not_an_error_of_the_story(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def load(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("epilogue.languages.registry.find", load)
    assert main(["endings", "story.ink"]) == 130
    assert capsys.readouterr().err.strip() == ""


@pytest.mark.parametrize(("columns", "expected"), [("132", 132), ("0", 80), ("wide", 80), ("", 80)])
def test_width(columns: str, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert width() == expected


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert colour(Terminal())
    assert not colour(sys.stdout)
    monkeypatch.setenv("TERM", "dumb")
    assert not colour(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colour(Terminal())


def test_it_runs_as_a_module() -> None:
    answer = run("endings", "no-such-story.ink")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "no-such-story.ink" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_endings_imports_nothing_it_does_not_need(tmp_path: Path) -> None:
    """Each of these takes from 5 to 100 ms to import: the answer should be there before one notices."""
    story = tmp_path / "story.ink"
    story.write_text("Hello.\n* [Go] Gone. -> END\n* [Stay] Stayed. -> END\n", encoding="utf-8")
    code = (
        "import sys; from epilogue.cli import main; code = main(sys.argv[1:]); "
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    command = [sys.executable, "-c", code, "endings", str(story)]
    answer = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert answer.returncode == 0, answer.stderr
    loaded = set(answer.stderr.replace("'", "").strip("[]\n").split(", "))
    assert not loaded & {
        "rich",
        "click",
        "numpy",
        "scipy",
        "asyncio",
        "inspect",
        "shutil",
        "logging",
    }

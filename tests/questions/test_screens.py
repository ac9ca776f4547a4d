"""Whole screens, as a writer sees them: each file of ``screens/`` holds a story, commands as they are typed, and what they show.

A file is a list of parts: ``--- NAME`` begins a file of the story, ``$ epilogue …`` a command, with the text it prints below
it and its exit code, where that is not 0. ``python tests/questions/test_screens.py`` writes what the commands print now; read
the difference before you commit it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from epilogue.cli import main

SCREENS = Path(__file__).with_name("screens")
PART = re.compile(r"^(?:--- (?P<file>.+)|\$ (?P<command>.+))\n", re.MULTILINE)
ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "1"}


def parts(text: str) -> Iterator[tuple[str, str, str]]:
    """("file" or "command", what it is called, what stands below it)."""
    found = list(PART.finditer(text))
    for place, part in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        yield part.lastgroup or "", part[part.lastgroup or 0], text[part.end() : end]


def played(text: str, folder: Path) -> str:
    """The file with what its commands print in this folder."""
    heading = PART.search(text)
    shown = [text[: heading.start()] if heading else text]
    for kind, name, below in parts(text):
        if kind == "file":
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(below, encoding="utf-8")
            shown.append(f"--- {name}\n{below}")
            continue
        out = io.TextIOWrapper((content := io.BytesIO()), encoding="utf-8", newline="\n")
        words = shlex.split(name)
        assert words[0] == "epilogue", name
        with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            stdin, sys.stdin = sys.stdin, io.StringIO()  # no input
            try:
                code = main(words[1:])
            finally:
                sys.stdin = stdin
        out.flush()
        printed = content.getvalue().decode("utf-8").rstrip("\n")
        shown.append(f"$ {name}\n{printed}\n" + (f"(exit code {code})\n" if code else "") + "\n")
    return "".join(shown)


@pytest.mark.parametrize("screen", sorted(SCREENS.glob("*.txt")), ids=lambda path: path.stem)
def test_screen(screen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    expected = screen.read_text(encoding="utf-8")
    assert played(expected, tmp_path) == expected


if __name__ == "__main__":
    os.environ.update(ENVIRONMENT)
    for path in sorted(SCREENS.glob("*.txt")):
        with TemporaryDirectory() as cache, TemporaryDirectory() as folder:
            os.environ["EPILOGUE_CACHE"] = cache
            path.write_text(played(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
            sys.stdout.write(f"{path.name}\n")

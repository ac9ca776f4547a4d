"""Whole screens, as a writer sees them: each file of ``screens/`` holds a story, commands as they are typed, and what they show.

A file is a list of parts: ``--- NAME`` begins a file of the story, ``$ epilogue …`` a command, with the text it prints below
it and its exit code, where that is not 0. ``< NAME`` after a command types what stands in that file; ``$ cat NAME`` shows a file
that a command wrote, of a page or a drawing its words. ``python tests/questions/test_screens.py`` writes what the commands print
now; read the difference before you commit it.
"""

from __future__ import annotations

import contextlib
import html
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
from epilogue.version import __version__

SCREENS = Path(__file__).with_name("screens")
PART = re.compile(r"^(?:--- (?P<file>.+)|\$ (?P<command>.+))\n", re.MULTILINE)
SLOW = ("crowds", "endings")
"""Screens that are large on purpose."""
ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "1"}


def parts(text: str) -> Iterator[tuple[str, str, str]]:
    """("file" or "command", what it is called, what stands below it)."""
    found = list(PART.finditer(text))
    for place, part in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        yield part.lastgroup or "", part[part.lastgroup or 0], text[part.end() : end]


def printed(words: list[str], folder: Path) -> tuple[str, int]:
    """What this command prints in this folder, and its exit code."""
    typed = (folder / words.pop()).read_text(encoding="utf-8") if words[-2:-1] == ["<"] else ""
    out = io.TextIOWrapper((content := io.BytesIO()), encoding="utf-8", newline="\n")
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        stdin, sys.stdin = sys.stdin, io.StringIO(typed)
        try:
            code = main([word for word in words[1:] if word != "<"])
        finally:
            sys.stdin = stdin
    out.flush()
    text = content.getvalue().decode("utf-8").rstrip("\n")
    return (usage(text) if words[-1] == "--help" else text), code


def usage(text: str) -> str:
    """A command's help, a line for each of its options, as every version of Python has it."""
    entries = re.split(r"\n(?= {0,2}\S)", text)[1:]  # without the synopsis
    return "\n".join(re.sub(r"^(-\w) [A-Z,0-9]+, ", r"\1, ", " ".join(entry.split())) for entry in entries).strip()


def words_of(path: Path) -> str:
    """A file's text; of a page or a drawing what can be read or heard, a line each."""
    if not path.exists():
        return "(no such file)"
    text = path.read_text(encoding="utf-8").replace(f"Epilogue {__version__}", "Epilogue VERSION")
    if path.suffix not in (".html", ".svg"):
        return text.rstrip("\n")
    text = re.sub(r"<(style|script)\b.*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*?\b(?:aria-label|placeholder)=\"([^\"]*)\"[^>]*>", r"\n[\1]\n", text)
    text = re.sub(r"<(?!/?(?:b|code|em|span|strong|tspan)\b)[^>]*>", "\n", text)
    lines = (" ".join(html.unescape(re.sub(r"<[^>]*>", "", line)).split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


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
        words = shlex.split(name)
        if words[0] == "cat":
            shown.append(f"$ {name}\n{words_of(folder / words[1])}\n\n")
            continue
        assert words[0] == "epilogue", name
        said, code = printed(words, folder)
        shown.append(f"$ {name}\n{said}\n" + (f"(exit code {code})\n" if code else "") + "\n")
    return "".join(shown)


@pytest.mark.parametrize(
    "name",
    [pytest.param(path.stem, marks=pytest.mark.slow if path.stem in SLOW else ()) for path in sorted(SCREENS.glob("*.txt"))],
)
def test_screen(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in ENVIRONMENT.items():
        monkeypatch.setenv(variable, value)
    expected = (SCREENS / f"{name}.txt").read_text(encoding="utf-8")
    assert played(expected, tmp_path) == expected


if __name__ == "__main__":
    os.environ.update(ENVIRONMENT)
    for path in sorted(SCREENS.glob("*.txt")):
        with TemporaryDirectory() as cache, TemporaryDirectory() as folder:
            os.environ["EPILOGUE_CACHE"] = cache
            path.write_text(played(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
            sys.stdout.write(f"{path.name}\n")

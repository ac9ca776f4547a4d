"""Runs the examples of a documentation page and returns the page with the output that they have now.

A page's fenced blocks are run in order, in one folder that has a copy of ``examples/``::

    ```ink title="ferry.ink"        a file (of any language), written before what follows
    ```diff title="ferry.ink"       an edit of that file: its lines with " " and "-" occur once there
    ```console                      commands after "$ ", each with its output; a line "[…]" stands for any lines
    ```pycon                        a Python session, all of a page's one after the other

``python tests/documentation/pages.py`` rewrites every page whose output has changed: read the difference before you commit it.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from epilogue.cli import main

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
ELIDED = "[…]"


def all_pages() -> list[Path]:
    """README.md and every page below docs/."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def has_examples(page: Path) -> bool:
    return any(match[1] in ("console", "pycon") for match in FENCE.finditer(page.read_text(encoding="utf-8")))


def with_output(text: str, folder: Path) -> str:
    """The page with its examples' present output. ``folder`` is empty, and the current one while they run."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    session: dict[str, Any] = {}

    def run(match: re.Match[str]) -> str:
        language, title, body = match[1], match[2], match[3]
        if title is not None:
            path = folder / title
            path.parent.mkdir(exist_ok=True)
            content = edited(path.read_text(encoding="utf-8"), body) if language == "diff" else body
            path.write_text(content, encoding="utf-8", newline="\n")
        elif language == "console":
            body = "\n".join(_console(body))
        elif language == "pycon":
            body = _python(body, session)
        return match[0].replace(match[3], body) if body != match[3] else match[0]

    with _inside(folder):
        return FENCE.sub(run, text)


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """As a terminal of 80 columns in this folder, with a cache of its own."""
    settings = {"COLUMNS": "80", "EPILOGUE_CACHE": str(folder / ".cache")}
    before, here = {name: os.environ.get(name) for name in settings}, Path.cwd()
    os.environ.update(settings)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def edited(content: str, body: str) -> str:
    lines = body.splitlines()
    old = "".join(f"{line[1:]}\n" for line in lines if line[:1] in (" ", "-"))
    new = "".join(f"{line[1:]}\n" for line in lines if line[:1] in (" ", "+"))
    if content.count(old) != 1:
        raise ValueError(f"an edit fits {content.count(old)} places:\n{old}")
    return content.replace(old, new)


def _console(body: str) -> Iterator[str]:
    """The lines of a console block, with the output that its commands have."""
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
        yield f"$ {command}"
        output = _output(shlex.split(command))
        yield from shown.splitlines() if _matches(shown, output) else output
    yield ""


def _output(words: list[str]) -> list[str]:
    if words[0] == "cp":
        shutil.copy(words[1], words[2])
        return []
    if words[0] != "epilogue":
        raise ValueError(f"a page may run epilogue and cp, not {words[0]}")
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream), contextlib.suppress(SystemExit):
        main(words[1:])
    stream.flush()
    return [line.rstrip() for line in stream.buffer.getvalue().decode("utf-8").splitlines()]  # type: ignore[attr-defined]


def _matches(shown: str, output: list[str]) -> bool:
    """Whether the output is what the page shows, in which a line ``[…]`` stands for any lines."""
    parts = re.split(rf"^{re.escape(ELIDED)}\n", shown, flags=re.MULTILINE)
    return re.fullmatch("(?:.*\n)*?".join(map(re.escape, parts)), "".join(f"{line}\n" for line in output)) is not None


def _python(body: str, session: dict[str, Any]) -> str:
    """The session with what each of its statements prints."""
    lines = []
    for example in doctest.DocTestParser().get_examples(body):
        source = example.source.splitlines()
        lines += [f">>> {source[0]}", *(f"... {line}" for line in source[1:])]
        stream = io.StringIO()
        with contextlib.redirect_stdout(stream):
            exec(compile(example.source, "<page>", "single"), session)  # noqa: S102 (the page is ours)
        lines += [line or "<BLANKLINE>" for line in stream.getvalue().splitlines()]
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    for page in all_pages():
        if has_examples(page):
            with tempfile.TemporaryDirectory() as scratch:
                now = with_output(page.read_text(encoding="utf-8"), Path(scratch))
            if now != page.read_text(encoding="utf-8"):
                page.write_text(now, encoding="utf-8", newline="\n")
                sys.stdout.write(f"rewritten: {page.relative_to(ROOT)}\n")

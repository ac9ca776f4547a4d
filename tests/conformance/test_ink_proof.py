"""ink-proof: every case through ``epilogue play --plain``, from source, from our compiled form, and from theirs."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from epilogue.cli import main

pytestmark = pytest.mark.slow

# The transcripts were made with a seed from 0 to 99 that inkle's engine drew and the cases do not record.
SEEDS = range(100)


def plain(story: Path, typed: str, *options: str) -> list[str]:
    """The lines of the plain transcript of a story played with these option numbers, in this process."""
    held = sys.stdin, sys.stdout, sys.stderr
    shown = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(typed.encode())), shown, io.StringIO()
    try:
        main(["play", "--plain", *options, str(story)])
        shown.flush()
        return shown.buffer.getvalue().decode("utf-8").splitlines()
    finally:
        sys.stdin, sys.stdout, sys.stderr = held


def cases(corpus: Path, kind: str) -> Iterator[tuple[Path, Path, str, list[str], bool]]:
    """Each case of ``ink`` or ``bytecode``: folder, story, input, expected lines, whether it rests on chance."""
    folders = sorted((corpus / "conformance" / "ink" / "ink-proof" / kind).iterdir())
    assert folders
    for folder in folders:
        story = folder / ("story.ink" if kind == "ink" else "bytecode.json")
        typed = (folder / "input.txt").read_text(encoding="utf-8-sig")
        expected = (folder / "transcript.txt").read_text(encoding="utf-8-sig").splitlines()
        metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8-sig"))
        yield folder, story, typed, expected, "random" in str(metadata.get("hide", "")).lower()


def failures(corpus: Path, kind: str, prepare: Callable[[Path], Path]) -> dict[str, list[str]]:
    """The cases whose transcript is another one, with what they gave; ``prepare`` makes the file to play."""
    found = {}
    for folder, story, typed, expected, chance in cases(corpus, kind):
        ready = prepare(story)
        seeds = [["--seed", str(seed)] for seed in SEEDS] if chance else [[]]
        lines: list[str] = []
        for seed in seeds:
            lines = plain(ready, typed, *seed)
            if lines == expected:
                break
        else:
            found[folder.name] = lines
    return found


def test_every_case_from_source(corpus: Path) -> None:
    assert failures(corpus, "ink", lambda story: story) == {}


def test_every_case_through_the_compiled_form(corpus: Path, tmp_path: Path) -> None:
    def compiled(story: Path) -> Path:
        target = tmp_path / f"{story.parent.name}.ink.json"
        assert main(["export", "--compiled", str(story), "-o", str(target)]) == 0
        return target

    assert failures(corpus, "ink", compiled) == {}


def test_every_case_from_bytecode(corpus: Path) -> None:
    assert failures(corpus, "bytecode", lambda story: story) == {}


@pytest.mark.parametrize("name", ["I001", "I007", "I079", "I092"])
def test_a_case_in_a_process_of_its_own(corpus: Path, name: str) -> None:
    for folder, story, typed, expected, _ in cases(corpus, "ink"):
        if folder.name == name:
            command = [sys.executable, "-m", "epilogue", "play", "--plain", str(story)]
            shown = subprocess.run(command, input=typed.encode(), stdout=subprocess.PIPE, check=False)
            assert shown.stdout.decode("utf-8").splitlines() == expected
            break
    else:
        pytest.skip(f"the corpus has no case {name}")

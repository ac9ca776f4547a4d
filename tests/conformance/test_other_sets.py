"""Other collections of ink sources: whatever inkjs reads, we read and play in the same way."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from reference.compare import BROKEN_OFF, first_difference, play
from reference.inkjs import Inkjs

from epilogue.diagnostics import StoryError
from epilogue.languages import registry
from epilogue.machine.step import Code

pytestmark = pytest.mark.slow

SETS = (
    "blade-ink-rs",
    "ink-library-snippets",
    "ink-proof",
    "ink-tester",
    "inkcheck-fixtures",
    "inkjs",
    "inkle-ink",
    "inky-snippets",
)
PLAYTHROUGHS = 4
TURNS = 60
# Cases where inkjs is wrong: its floats are JavaScript's, which print without a point when whole.
FLOATS = {"floor_ceiling_and_casts.ink", "I026", "I121", "I133"}


@pytest.mark.parametrize("name", SETS)
def test_reads_and_plays_like_inkjs(corpus: Path, inkjs: Path, name: str) -> None:
    differences = {}
    compared = 0
    with Inkjs(inkjs) as process:
        for path in sorted((corpus / "conformance" / "ink" / name).rglob("*.ink")):
            compiled = process.compile(path)
            try:
                program, _ = registry.read(path)
            except StoryError as refusal:
                if compiled.json is not None:
                    differences[str(path)] = str(refusal)
                continue
            if compiled.json is None:
                differences[str(path)] = f"inkjs refuses it: {compiled.messages}"
                continue
            process.load("story", compiled.json)
            code, random = Code(program), Random(name)
            for _ in range(PLAYTHROUGHS):
                choices = [random.randrange(10**6) for _ in range(TURNS)]
                draws = [random.randrange(10**6) for _ in range(200)]
                theirs = process.play("story", choices, draws=draws, max_turns=TURNS)
                if theirs.end in BROKEN_OFF:
                    break
                difference = first_difference(play(code, choices, draws=draws, max_turns=TURNS), theirs)
                compared += 1
                if difference is not None and not FLOATS & {path.name, path.parent.name}:
                    differences[str(path)] = difference
                    break
    assert differences == {}
    assert compared > 0

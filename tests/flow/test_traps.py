"""The ways in which a reduction makes a result wrong without a sound: each a small story, against the oracle and the Machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from space.judging import judge

from epilogue.machine import step
from epilogue.space import turn

TRAPS = sorted((Path(__file__).parent / "traps").glob("*.ink"))


@pytest.mark.parametrize("trap", TRAPS, ids=[trap.stem for trap in TRAPS])
def test_the_analysis_does_not_fall_into(trap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "MAX_STEPS", 20_000)
    monkeypatch.setattr(turn, "MAX_STEPS", 20_000)
    found = judge(trap.read_text(encoding="utf-8"), 2_000)
    assert found.problems == []
    if found.unbounded is not None:  # named, not guessed
        assert "recursion" in found.unbounded
    else:
        assert found.checked == 3

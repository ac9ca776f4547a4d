"""The list of mutants is current: each still has its place in the source, and its test."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.mutants.mutants import MUTANTS, SOURCE, Mutant

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.file}: {mutant.new}")
def test_a_mutant_has_its_place(mutant: Mutant) -> None:
    text = (SOURCE / mutant.file).read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1
    assert mutant.old != mutant.new
    assert (ROOT / mutant.test.split("::")[0]).is_file()

"""Harlowe in the suite that every language has to pass, and its page of supported constructs."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.languages import twine
from epilogue.testing.cases import Case, read_cases
from epilogue.testing.conformance import problems
from epilogue.testing.support import support

pytestmark = pytest.mark.slow

CASES = read_cases(Path(__file__).with_name("cases.toml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.construct)
def test_conformance(case: Case, tmp_path: Path) -> None:
    assert problems(twine.TWINE, case, tmp_path) == []


def test_the_page_of_what_is_supported_is_made_of_the_cases() -> None:
    page = Path(twine.__file__).parent / "harlowe" / "SUPPORT.md"
    assert page.read_text(encoding="utf-8") == support(twine.TWINE, CASES)

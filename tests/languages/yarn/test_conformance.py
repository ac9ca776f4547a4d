"""Yarn in the suite that every language has to pass, and its page of supported constructs."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.languages import yarn
from epilogue.story.project import load
from epilogue.testing.cases import Case, read_cases
from epilogue.testing.conformance import problems
from epilogue.testing.support import support

pytestmark = pytest.mark.slow

CASES = read_cases(Path(__file__).with_name("cases.toml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.construct)
def test_conformance(case: Case, tmp_path: Path) -> None:
    assert problems(yarn.YARN, case, tmp_path) == []


def test_the_page_of_what_is_supported_is_made_of_the_cases() -> None:
    page = Path(yarn.__file__).with_name("SUPPORT.md")
    assert page.read_text(encoding="utf-8") == support(yarn.YARN, CASES)


PART = "title: {0}\n---\n{1}\n===\n"


@pytest.mark.parametrize(
    ("nodes", "entries"),
    [
        ({"Smith": "Hello.", "Start": "<<jump Smith>>", "Inn": "A room?"}, []),
        ({"Smith": "<<jump Forge>>", "Forge": "Hot.", "Inn": "A room?"}, ["Smith", "Inn"]),
        ({"Smith": "<<jump Forge>>", "Forge": "Hot."}, []),
        ({"Smith": "-> Again\n    <<jump Smith>>\n-> Out", "Inn": "A room?"}, ["Smith", "Inn"]),
    ],
)
def test_a_project_without_start_begins_wherever_nothing_else_leads(
    nodes: dict[str, str], entries: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "game.yarn"
    file.write_text("".join(PART.format(title, body) for title, body in nodes.items()), encoding="utf-8")
    game = load(str(file)).game
    assert [entry.name for entry in (game.entries if game else ())] == entries

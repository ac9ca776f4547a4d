"""The Python API: docs/python.md as a doctest, and what the page does not show."""

from __future__ import annotations

import ast
import csv
import doctest
import io
import subprocess
import sys
from pathlib import Path

import pytest

import epilogue
from epilogue.answers import Odds

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
STORY = "* [a] -> END\n* [b]\n  # ending: b\n  -> END\n"


@pytest.fixture
def story(tmp_path: Path) -> epilogue.Story:
    file = tmp_path / "story.ink"
    file.write_text(STORY, encoding="utf-8")
    return epilogue.load(file)


def test_the_examples_of_the_documentation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert found.attempted > 20
    assert found.failed == 0


def test_importing_it_imports_nothing_else() -> None:
    code = "import sys, epilogue; print([name for name in sys.modules if name.startswith('epilogue')])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True).stdout
    assert set(ast.literal_eval(shown)) == {"epilogue", "epilogue.version"}


def test_every_name_it_offers_is_there() -> None:
    assert all(getattr(epilogue, name) for name in epilogue.__all__)
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        _ = epilogue.guess  # type: ignore[attr-defined]


def test_an_ending_that_is_not_there_and_a_playthrough_that_does_not_fit(story: epilogue.Story) -> None:
    with pytest.raises(epilogue.StoryError, match=r"no ending is called 'c' \(there are: .*b \(line 4\)"):
        story.ending("c")
    with pytest.raises(epilogue.StoryError, match=r"choice 1: there is no option 6 \(offered there: a; b\)"):
        story.play([5])
    with pytest.raises(epilogue.StoryError, match="no readers are called 'curios'"):
        story.endings(readers="curios")


def test_rows_are_a_table(story: epilogue.Story) -> None:
    rows = epilogue.rows(story.endings())
    assert [(row["name"], row["odds"], row["path"]) for row in rows] == [(None, 0.5, "0"), ("b", 0.5, "1")]
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    assert len(file.getvalue().splitlines()) == 3
    assert epilogue.rows(story.endings().endings) == rows
    assert epilogue.rows([]) == []
    assert epilogue.rows(Odds(0.5, None, 0.0, 1.0)) == [{"value": 0.5, "exact": None, "low": 0.0, "high": 1.0, "depends": ""}]
    with pytest.raises(TypeError, match="not dict"):
        epilogue.rows({})

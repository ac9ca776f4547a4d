"""Stories with tests, run as ``epilogue test`` runs them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from epilogue.questions.storytests import storytest_files
from epilogue.questions.storytests.answer import StoryTests
from epilogue.questions.storytests.run import run_tests
from epilogue.story.project import load

Run = Callable[..., StoryTests]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs the tests of this text on the story of that."""

    def go(story: str, tests: str, settings: str = "") -> StoryTests:
        (tmp_path / "story.ink").write_text(story, encoding="utf-8")
        (tmp_path / "story.storytest.toml").write_text(tests, encoding="utf-8")
        (tmp_path / "epilogue.toml").write_text(settings, encoding="utf-8")
        path = str(tmp_path / "story.ink")
        return run_tests(load(path), [test for file in storytest_files.files(path) for test in file.tests])

    return go

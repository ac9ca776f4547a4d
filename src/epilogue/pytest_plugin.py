"""A story's own tests as items of pytest: ``[[tests]]`` of its settings and of ``*.storytest.toml``, and test plans, run as
``epilogue test`` runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from epilogue.questions.storytests.answer import Failure
    from epilogue.questions.storytests.run import PreparedStory
    from epilogue.questions.storytests.storytest_files import StoryTest

NAME, SUFFIX, SETTINGS, CODE = "epilogue.toml", ".storytest.toml", ".toml", ".py"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of tests, if it is one."""
    if file_path.name == NAME or file_path.name.endswith(SUFFIX):
        return StoryTestFile.from_parent(parent, path=file_path)
    if file_path.suffix == SETTINGS and file_path.with_suffix("").is_file():
        from epilogue.questions.storytests import storytest_files

        own = storytest_files.story_of_settings(str(file_path)) is not None
        return StoryTestFile.from_parent(parent, path=file_path) if own else None
    if file_path.suffix and file_path.suffix != CODE:
        from epilogue.questions.storytests import testplans

        story = testplans.story_of(file_path)
        return None if story is None else TestPlanFile.from_parent(parent, path=file_path, story=story)
    return None


class StoryTestFile(pytest.File):
    """The tests of one file; the story is read and searched once for all of them."""

    prepared: PreparedStory | None = None
    tests: tuple[StoryTest, ...] = ()

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each test."""
        from epilogue.questions.storytests import storytest_files

        self.tests = storytest_files.read_test_file(str(self.path))[0].tests
        for test in self.tests:
            yield StoryItem.from_parent(self, name=test.name, test=test)

    def ready(self) -> PreparedStory:
        """The story, with what all tests of the file expect of it."""
        from epilogue.questions.storytests import storytest_files
        from epilogue.questions.storytests.run import PreparedStory
        from epilogue.story.project import load

        if self.prepared is None:
            self.prepared = PreparedStory(load(storytest_files.story_of(str(self.path))), self.tests)
        return self.prepared

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A file that cannot be read is a message."""
        return _message(excinfo) or super().repr_failure(excinfo)


class _Item(pytest.Item):
    def failed(self, name: str, failure: Failure | None) -> None:
        """Raises :class:`StoryTestFailed` if it is one."""
        if failure is not None:
            from epilogue.questions.storytests.screen import failure_lines

            raise StoryTestFailed("\n".join([name, *failure_lines(failure, 80, indent="  ")]))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Words the failure as ``epilogue test`` does."""
        if isinstance(excinfo.value, StoryTestFailed):
            return _shown(excinfo.value)
        return _message(excinfo) or super().repr_failure(excinfo)


class StoryItem(_Item):
    """One test of a story."""

    def __init__(self, *, test: StoryTest, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.test = test

    def runtest(self) -> None:
        """Raises :class:`StoryTestFailed`."""
        from epilogue.questions.storytests.run import judge

        assert isinstance(self.parent, StoryTestFile)
        self.failed(self.test.name, judge(self.parent.ready(), self.test).failure)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Location of the test."""
        return self.path, max(self.test.span.line - 1, 0), self.name


class TestPlanFile(pytest.File):
    """A test plan: one item."""

    __test__ = False

    def __init__(self, *, story: str, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.story = story

    def collect(self) -> Iterator[pytest.Item]:
        """The plan."""
        yield TestPlanItem.from_parent(self, name=self.path.stem, story=self.story)


class TestPlanItem(_Item):
    """A plan, played."""

    __test__ = False

    def __init__(self, *, story: str, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.story = story

    def runtest(self) -> None:
        """Raises :class:`StoryTestFailed`."""
        from epilogue.questions.storytests import testplans
        from epilogue.story.project import load

        plan = testplans.read(self.path)
        judged = testplans.judge(load(self.story), plan)
        self.failed(f"{plan.name}:{judged.line}", judged.failure)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Location of the plan."""
        return self.path, 0, self.name


class StoryTestFailed(Exception):
    """A test of a story did not pass; the message says why."""


def _message(excinfo: pytest.ExceptionInfo[BaseException]) -> str | None:
    from epilogue.diagnostics import StoryError

    return _shown(excinfo.value) if isinstance(excinfo.value, StoryError) else None


def _shown(error: BaseException) -> str:
    from epilogue.views.text.layout import printable

    return printable(str(error), "utf-8")

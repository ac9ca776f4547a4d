"""Yarn, the language of Yarn Spinner, versions 2 and 3: files (``.yarn``), folders of them and projects (``.yarnproject``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from epilogue.languages.base import Language, TestPlans

if TYPE_CHECKING:
    from pathlib import Path

    from epilogue.ir.program import Program
    from epilogue.languages.loaded import LoadedStory, ObservedExpression, PlanResult


def _read(path: Path, allow_outside: bool, observed: Sequence[ObservedExpression]) -> LoadedStory:
    """A Yarn story as a Program. Raises StoryError."""
    from epilogue.languages.yarn.read import read_story  # lazy: an ink story needs none of it

    return read_story(path, allow_outside, observed)


def _main_file(folder: Path) -> Path:
    """Main file of a folder: :func:`epilogue.languages.yarn.parse.files.main_file`. Raises StoryError."""
    from epilogue.languages.yarn.parse import files

    return files.main_file(folder)


def _read_plan(path: Path) -> list[Any]:
    """The runs of a test plan. Raises StoryError for a line that is no step."""
    from epilogue.languages.yarn import testplans

    return testplans.read_plan(path)


def _run_plan(program: Program, runs: list[Any]) -> PlanResult:
    """Plays a test plan, up to the first step that the story does not keep to."""
    from epilogue.languages.yarn import testplans

    return testplans.run_plan(program, runs)


YARN = Language(
    "yarn",
    (".yarn", ".yarnproject"),
    _read,
    _main_file,
    nested=True,
    title="Yarn",
    story="a Yarn file or project (.yarn, .yarnproject)",
    tool="Yarn Spinner",
    files="Read are `.yarn` files of versions 2 and 3, folders of them, and projects (`.yarnproject`, versions 2 to 4) with\n"
    "the functions that their `definitions` (`.ysls.json`) name.",
    warnings="a variable, a function or a command whose name is nearly another's, a line of text that looks like a command, and "
    "an option that names a node and leads nowhere",
    test_plans=TestPlans(".testplan", ".yarn", "*.yarnproject", _read_plan, _run_plan),
)

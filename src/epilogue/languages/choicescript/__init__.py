"""ChoiceScript: folders of scenes (``.txt``) that begin in ``startup.txt``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from epilogue.languages.base import Language, TestPlans

if TYPE_CHECKING:
    from pathlib import Path

    from epilogue.ir.program import Program
    from epilogue.languages.loaded import LoadedStory, ObservedExpression, PlanResult
    from epilogue.rules.base import Rule, StoryFacts


def _read(path: Path, allow_outside: bool, observed: Sequence[ObservedExpression]) -> LoadedStory:
    """A ChoiceScript story as a Program. Raises StoryError."""
    from epilogue.languages.choicescript.read import read_story  # lazy: stories in other languages need none of it

    return read_story(path, allow_outside, observed)


def _main_file(folder: Path) -> Path:
    """The startup scene of a folder. Raises StoryError."""
    from epilogue.languages.choicescript.parse.files import main_file

    return main_file(folder)


def _rules() -> tuple[Rule[StoryFacts], ...]:
    from epilogue.languages.choicescript.rules import RULES  # late: only checking needs it

    return RULES


def _read_log(path: Path) -> list[Any]:
    """The runs of a log of randomtest. Raises StoryError for what is none."""
    from epilogue.languages.choicescript import transcripts

    return transcripts.read_log(path)


def _run_log(program: Program, runs: list[Any]) -> PlanResult:
    """Plays a log of randomtest, up to the first run that the story does not keep to."""
    from epilogue.languages.choicescript import replays

    return replays.run_log(program, runs)


CHOICESCRIPT = Language(
    "choicescript",
    ("startup.txt",),
    _read,
    _main_file,
    nested=True,
    title="ChoiceScript",
    story="a ChoiceScript game (its folder)",
    files="Read are the scenes beside `startup.txt` that it leads to, in a game's folder also in `mygame/scenes` or\n"
    "`web/mygame/scenes`.",
    rules=_rules,
    warnings="a jump to a label or scene that is missing",
    test_plans=TestPlans(".randomtest", "", "startup.txt", _read_log, _run_log),
)

"""The test plans of a story, found beside it and run."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, NamedTuple

from epilogue.diagnostics import unreadable
from epilogue.languages import registry
from epilogue.languages.base import Language, TestPlans
from epilogue.questions.storytests.answer import Failure, Judged
from epilogue.source import Span
from epilogue.story.project import Project
from epilogue.views.text.words import clean


class Plan(NamedTuple):
    """A plan as it was read. ``name``: of its file; ``language``: the one whose tools have such plans."""

    name: str
    path: str
    language: Language
    runs: list[Any]


def _formats() -> list[tuple[Language, TestPlans]]:
    return [(language, language.test_plans) for language in registry.LANGUAGES if language.test_plans is not None]


def suffixes() -> list[str]:
    """Suffixes of the files that plans are in."""
    return [plans.suffix for _, plans in _formats()]


def beside(story: str) -> list[Path]:
    """The plans that belong to a story: the one that is named as its file is; of a project or a folder, all beside it."""
    path, plan_paths = Path(story), list[Path]()
    for _, plans in _formats():
        if os.path.isdir(story):
            plan_paths += path.glob(f"*{plans.suffix}")
        elif path.match(plans.project):
            plan_paths += path.parent.glob(f"*{plans.suffix}")
        elif plans.story and path.suffix == plans.story:
            plan_paths += [plan for plan in (path.with_suffix(plans.suffix),) if plan.is_file()]
    return sorted(plan_paths)


def read(path: Path, language: str = "") -> Plan:
    """One plan, of the language that has plans of its suffix, else of the one of this name, else of the first that has any.
    Raises StoryError, with the line, for what is not understood."""
    formats = _formats()
    named = [pair for pair in formats if pair[1].suffix == path.suffix]
    chosen, plans = (named or [pair for pair in formats if pair[0].name == language] or formats)[0]
    return Plan(path.name, str(path), chosen, plans.read(path))


def story_of(path: Path) -> str | None:
    """The story that a plan is about: the one named as it is, else the project of its folder; None if there is neither."""
    for _, plans in _formats():
        if path.suffix != plans.suffix:
            continue
        story = path.with_suffix(plans.story)
        if plans.story and story.is_file():
            return str(story)
        if any(path.parent.glob(plans.project)):
            return str(path.parent)
    return None


def judge(project: Project, plan: Plan) -> Judged:
    """Plays one plan and returns its verdict; ``line`` is that of the step that the story does not keep to. Raises StoryError
    for a story in another language."""
    language = plan.language
    if language.test_plans is None or project.program.semantics.name != language.name:
        raise unreadable(f"test plans are for {language.title} stories", Span(plan.path, 0), "write [[tests]] into epilogue.toml")
    started = time.perf_counter()
    run = language.test_plans.run(project.program, plan.runs)
    elapsed = time.perf_counter() - started
    way = tuple(clean(text) for text in (run.ways[-1] if run.ways else ()))
    failed = run.failed
    if failed is None:
        every = tuple(clean(text) for way_taken in run.ways for text in way_taken)
        return Judged(plan.name, plan.path, 1, "passed", False, elapsed, every, None)
    about = f"Run {len(run.ways)} of {len(plan.runs)}:" if len(plan.runs) > 1 else ""
    offered = None if failed.offered is None else tuple(map(clean, failed.offered))
    failure = Failure((clean(failed.message),), about, way, (), offered, None)
    return Judged(plan.name, plan.path, failed.span.line, "failed", False, elapsed, None, failure)

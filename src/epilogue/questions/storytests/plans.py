"""The test plans of a story, found beside it and run."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

from epilogue.diagnostics import unreadable
from epilogue.questions.storytests.answer import Failure, Judged
from epilogue.questions.storytests.testplan import SUFFIX, Step, read_plan, run_plan
from epilogue.source import Span
from epilogue.story.project import Project
from epilogue.views.text.words import clean

FILES, PROJECTS = ".yarn", ".yarnproject"
"""How the stories end that have test plans: one by itself, and one that is made of all files around it."""


class Plan(NamedTuple):
    """A plan as it was read. ``name``: of its file."""

    name: str
    path: str
    runs: list[list[Step]]


def beside(story: str) -> list[Path]:
    """The plans that belong to a story: the one that is named as its file is; of a project or a folder, all beside it."""
    if os.path.isdir(story):
        return sorted(Path(story).glob(f"*{SUFFIX}"))
    path = Path(story)
    if path.suffix == PROJECTS:
        return sorted(path.parent.glob(f"*{SUFFIX}"))
    return [plan for plan in (path.with_suffix(SUFFIX),) if path.suffix == FILES and plan.is_file()]


def read(path: Path) -> Plan:
    """One plan. Raises StoryError, with the line, for what is not understood."""
    return Plan(path.name, str(path), read_plan(path))


def story_of(path: Path) -> str | None:
    """The story that a plan is about: the one named as it is, else the project of its folder; None if there is neither."""
    story = path.with_suffix(FILES)
    if story.is_file():
        return str(story)
    return str(path.parent) if any(path.parent.glob(f"*{PROJECTS}")) else None


def judge(project: Project, plan: Plan) -> Judged:
    """Play one plan and say what came of it; ``line`` is that of the step that the story does not keep to. Raises StoryError for
    a story in another language."""
    if project.program.semantics.name != "yarn":
        raise unreadable("test plans are for Yarn stories", Span(plan.path, 0), "write [[tests]] into epilogue.toml")
    started = time.perf_counter()
    kept = run_plan(project.program, plan.runs)
    elapsed = time.perf_counter() - started
    way = tuple(clean(text) for text in (kept.ways[-1] if kept.ways else ()))
    failed = kept.failed
    if failed is None:
        every = tuple(clean(text) for one in kept.ways for text in one)
        return Judged(plan.name, plan.path, 1, "passed", False, elapsed, every, None)
    about = f"Run {len(kept.ways)} of {len(plan.runs)}:" if len(plan.runs) > 1 else ""
    offered = None if failed.offered is None else tuple(map(clean, failed.offered))
    failure = Failure((clean(failed.message),), about, way, (), offered, None)
    return Judged(plan.name, plan.path, failed.span.line, "failed", False, elapsed, None, failure)

"""The worker that examines the story at leisure: problems, payoffs, risks of choices; and what could have been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from epilogue.budget import stage
from epilogue.diagnostics import StoryError
from epilogue.machine.play import PlayError
from epilogue.questions.check.build import check
from epilogue.questions.endings.build import endings, with_amount_read
from epilogue.questions.full_report.build import option_risks, words_read
from epilogue.questions.story_map.build import story_map
from epilogue.questions.story_map.game import game_map
from epilogue.questions.verdict.build import verdict
from epilogue.questions.whatif.build import NEAREST, WhatIfRequest, whatif
from epilogue.questions.why.build import why
from epilogue.story.project import Project, load
from epilogue.story.search import release
from epilogue.story.study import Study
from epilogue.views.html import panels
from epilogue.web.events import STALE, WorkerEvent
from epilogue.web.versions import is_unchanged, mark_of

HALF = 1 / 2
"""Share of the time left for each of the first two parts."""


class ExaminingWorker:
    """One story at a time, with its results."""

    def __init__(self, path: str, allow_outside: bool) -> None:
        self.path = path
        self.allow_outside = allow_outside
        self.study: Study | None = None
        self.mark = ""

    def events(self, mark: str) -> Iterator[WorkerEvent]:
        """Examine this version of the story. Raises StoryError."""
        try:
            project = load(self.path, self.allow_outside)
        except StoryError:
            yield STALE
            return
        texts = project.texts
        if mark_of(texts) != mark:
            yield STALE
            return
        for parts in self.parts(project, mark):
            if not is_unchanged(texts):
                yield STALE
                return
            yield WorkerEvent(mark, parts)

    def parts(self, project: Project, mark: str) -> Iterator[panels.Panels]:
        """The parts of the page, one after the other."""
        self.study, self.mark = None, mark
        with stage("checking the story", HALF):
            problems = check(project)
        yield panels.findings(problems)
        with stage("following the story", HALF):
            report = endings(project, checked=True)
            report, words = with_amount_read(project, report)
        if project.settings.entries:
            yield panels.source(project.texts, problems, report)
            drawn = game_map(project).together
            yield panels.text(report, drawn, ())
            yield {name: panels.not_for_games() for name in ("stakes", "choices")}
            return
        release(project)
        study = self.study = Study(project)
        drawn = story_map(study)
        yield panels.source(project.texts, problems, report, drawn)
        yield panels.stakes(verdict(project, study=study) if project.settings.stakes else None)
        yield panels.choices(report, option_risks(study), study.complete)
        yield panels.text(report, drawn, words or words_read(study))

    def could(self, mark: str, actions: Sequence[int]) -> str:
        """The what-if in two columns, and the arc. Raises PlayError, StoryError."""
        if self.study is None or mark != self.mark:
            project = load(self.path, self.allow_outside)
            if project.settings.entries or mark_of(project.texts) != mark:
                raise PlayError("the story is still being searched: try again in a moment")
            self.study, self.mark = Study(project), mark
        study = self.study
        try:
            session = study.session(actions)
        except (IndexError, PlayError):
            raise PlayError("this playthrough does not fit the story as it is now") from None
        ask = WhatIfRequest("dream") if study.project.settings.stakes else NEAREST
        return panels.could_have_been(whatif(study.project, session, ask, study), why(study.project, session, study=study))

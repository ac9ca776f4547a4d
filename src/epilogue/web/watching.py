"""The worker that follows the story: how it can end, as soon as that is known after a save, and the map; then how it can end from
where a reader is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from epilogue.answers import Ending
from epilogue.budget import stage
from epilogue.diagnostics import StoryError
from epilogue.machine.play import PlayError
from epilogue.questions.against.analysis import same_endings, traits_of
from epilogue.questions.endings.build import endings
from epilogue.questions.story_map.build import still_ahead, story_map, where
from epilogue.questions.story_map.game import game_map
from epilogue.questions.why.context import WhyContext
from epilogue.story.project import load
from epilogue.story.study import Study
from epilogue.story.transcript import Transcripts
from epilogue.story.unsettled import odds_in
from epilogue.views.html import panels
from epilogue.views.svg.palette import colour
from epilogue.views.text import words
from epilogue.views.text.endings import label
from epilogue.web.events import STALE, Baseline, WorkerEvent
from epilogue.web.versions import is_unchanged, mark_of

HALF = 0.5
"""Share of the time for the endings; the map comes after them."""
MOVED = 0.005
"""Smallest difference of odds that is reported."""


class WatchingWorker:
    """One story at a time, with its results."""

    def __init__(self, path: str, allow_outside: bool) -> None:
        self.path = path
        self.allow_outside = allow_outside
        self.mark = ""
        self.study: Study | None = None

    def events(self, known: str, before: Baseline | None) -> Iterator[WorkerEvent]:
        """Read the story again, and look at it, the most wanted first; nothing if it is the version that is ``known``."""
        try:
            project = load(self.path, self.allow_outside)
            texts = project.texts
            mark = mark_of(texts)
            if mark == known:
                return
            with stage("following the story", HALF):
                report = endings(project)
        except StoryError as error:
            yield WorkerEvent(errors=tuple(str(diagnostic) for diagnostic in error.diagnostics))
            return
        written = Transcripts(project)
        readings = tuple(tuple(written.of(ending.path)) for ending in report.endings)
        now = Baseline(report.complete, report.endings, readings)
        if not is_unchanged(texts):
            yield STALE
            return
        yield WorkerEvent(mark, panels.title(project.name) | panels.endings(report, readings), changed(before, now), before=now)
        if project.settings.entries:
            drawn = panels.game_map(game_map(project).talks)
            yield WorkerEvent(mark, drawn) if is_unchanged(texts) else STALE
            return
        self.study, self.mark = None, mark
        self.__dict__.pop("context", None)
        self.study = Study(project)
        drawn = panels.story_map(story_map(self.study))
        yield WorkerEvent(mark, drawn) if is_unchanged(texts) else STALE

    @cached_property
    def context(self) -> WhyContext:
        """The context of questions about continuations, from every state."""
        assert self.study is not None
        return WhyContext(self.study)

    def ahead(self, mark: str, actions: Sequence[int]) -> dict[str, Any]:
        """Place of a playthrough, as the map names it, where it can still get, and how it can end.

        Raises PlayError where the story has changed since."""
        if self.study is None or mark != self.mark:
            raise PlayError("the story is being searched")
        study = self.study
        try:
            session = study.session(actions)
            state = study.path(session).end
        except (IndexError, PlayError, StoryError):
            raise PlayError("what can follow from here was not searched") from None
        odds = [odds_in(interval) for interval in self.context.prospects.odds(state)]
        rows = [
            {
                "name": words.clean(label(ending, 40)),
                "share": chance.value,
                "said": words.odds(chance),
                "colour": colour(n),
            }
            for n, (ending, chance) in enumerate(zip(study.endings, odds, strict=True))
        ]
        return {"odds": rows, "here": where(study, state), "ahead": still_ahead(study, state) if study.complete else None}


def changed(before: Baseline | None, now: Baseline) -> tuple[str, ...]:
    """Changes of the endings since the story was last searched; losses first."""
    if before is None:
        return ()
    old, new = _in_order(before.endings), _in_order(now.endings)
    pairs = same_endings([traits_of(ending) for ending in old], [traits_of(ending) for ending in new])
    same = [(old[a], new[b]) for a, b in pairs]
    lost = [ending for n, ending in enumerate(old) if n not in {a for a, _ in pairs}]
    gained = [ending for n, ending in enumerate(new) if n not in {b for _, b in pairs}]
    lines = []
    for ending in lost:
        way = before.readings[before.endings.index(ending)]
        choices = " > ".join(words.clean(moment.text) for moment in way if moment.kind == "choice")
        used = f"This used to lead there: {choices}" if choices else "It used to come without a choice."
        if now.complete:
            lines.append(f"You just lost an ending: {_named(ending)}. {used}")
        else:
            lines.append(f"Not found again so far: {_named(ending)}. The search stopped early, so it may still be there. {used}")
    lines += [f"A new ending: {_named(ending)}." if before.complete else f"Found now: {_named(ending)}." for ending in gained]
    for then, ending in same:
        if _named(then) != _named(ending):
            lines.append(f"{_named(then)} is now {_named(ending)}.")
        if abs(then.odds.value - ending.odds.value) > MOVED:
            lines.append(f"{_named(ending)}: {words.odds(then.odds)} before, now {words.odds(ending.odds)}.")
    if lines:
        return tuple(lines)
    sure = before.complete and now.complete
    return ("How the story ends has not changed." if sure else "As far as it was searched, how the story ends has not changed.",)


def _in_order(endings: Sequence[Ending]) -> list[Ending]:
    return sorted(endings, key=lambda ending: (ending.file, ending.line, ending.id))


def _named(ending: Ending) -> str:
    return words.clean(label(ending, 60))

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
from epilogue.questions.against.analysis import EndingTraits, same_endings
from epilogue.questions.endings.build import endings as endings_of_story
from epilogue.questions.story_map.build import still_ahead, story_map, where
from epilogue.questions.story_map.game import game_map
from epilogue.questions.why.context import WhyContext
from epilogue.story.project import load
from epilogue.story.study import Study
from epilogue.story.transcript import transcript
from epilogue.story.unsettled import odds_in
from epilogue.views.html import panels
from epilogue.views.svg.palette import colour
from epilogue.views.text import words
from epilogue.views.text.endings import label
from epilogue.web.events import STALE, Baseline, Event
from epilogue.web.saved import mark_of, still

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

    def events(self, known: str, before: Baseline | None) -> Iterator[Event]:
        """Read the story again, and look at it, the most wanted first; nothing if it is the version that is ``known``."""
        try:
            project = load(self.path, self.allow_outside)
            texts = project.texts
            mark = mark_of(texts)
            if mark == known:
                return
            with stage("following the story", HALF):
                report = endings_of_story(project)
        except StoryError as error:
            yield Event(errors=tuple(str(one) for one in error.diagnostics))
            return
        readings = tuple(tuple(transcript(project, one.path)) for one in report.endings)
        now = Baseline(report.complete, report.endings, readings)
        if not still(texts):
            yield STALE
            return
        yield Event(mark, panels.title(project.name) | panels.endings(report, readings), changed(before, now), before=now)
        if project.settings.entries:
            drawn = panels.game_map(game_map(project).talks)
            yield Event(mark, drawn) if still(texts) else STALE
            return
        self.study, self.mark = None, mark
        self.__dict__.pop("about", None)
        self.study = Study(project)
        drawn = panels.story_map(story_map(self.study))
        yield Event(mark, drawn) if still(texts) else STALE

    @cached_property
    def about(self) -> WhyContext:
        """Continuations of every situation."""
        assert self.study is not None
        return WhyContext(self.study)

    def ahead(self, mark: str, actions: Sequence[int]) -> dict[str, Any]:
        """Where a playthrough is, as the map names it, where it can still get, and how it can end.

        Raises PlayError where the story has changed since."""
        if self.study is None or mark != self.mark:
            raise PlayError("the story is being looked at")
        study = self.study
        try:
            session = study.session(actions)
            state = study.path(session).end
        except (IndexError, PlayError, StoryError):
            raise PlayError("what can come of this was not searched") from None
        odds = [odds_in(one) for one in self.about.prospects.odds(state)]
        told = [
            {
                "name": words.clean(label(ending, 40)),
                "share": one.value,
                "said": words.odds(one),
                "colour": colour(n),
            }
            for n, (ending, one) in enumerate(zip(study.endings, odds, strict=True))
        ]
        return {"odds": told, "here": where(study, state), "ahead": still_ahead(study, state) if study.complete else None}


def changed(before: Baseline | None, now: Baseline) -> tuple[str, ...]:
    """Changes of the endings since the story was last searched; losses first."""
    if before is None:
        return ()
    old, new = _in_order(before.endings), _in_order(now.endings)
    pairs = same_endings([_end(one) for one in old], [_end(one) for one in new])
    same = [(old[a], new[b]) for a, b in pairs]
    lost = [one for place, one in enumerate(old) if place not in {a for a, _ in pairs}]
    found = [one for place, one in enumerate(new) if place not in {b for _, b in pairs}]
    lines = []
    for one in lost:
        way = before.readings[before.endings.index(one)]
        taken = " > ".join(words.clean(moment.text) for moment in way if moment.kind == "choice")
        used = f"This used to lead there: {taken}" if taken else "It used to come without a choice."
        if now.complete:
            lines.append(f"You just lost an ending: {_named(one)}. {used}")
        else:
            lines.append(f"Not found again so far: {_named(one)}. The search was stopped early, so it may still be there. {used}")
    lines += [f"A new ending: {_named(one)}." if before.complete else f"Found now: {_named(one)}." for one in found]
    for then, one in same:
        if _named(then) != _named(one):
            lines.append(f"{_named(then)} is now {_named(one)}.")
        if abs(then.odds.value - one.odds.value) > MOVED:
            lines.append(f"{_named(one)}: {words.odds(then.odds)} before, now {words.odds(one.odds)}.")
    if lines:
        return tuple(lines)
    sure = before.complete and now.complete
    return ("Nothing changed about how the story ends." if sure else "Nothing that was found of how the story ends has changed.",)


def _in_order(endings: Sequence[Ending]) -> list[Ending]:
    return sorted(endings, key=lambda one: (one.file, one.line, one.id))


def _end(one: Ending) -> EndingTraits:
    return EndingTraits(one.mark or "", one.name or "", one.kind, f"{one.conversation or ''}:{one.passage or ''}", one.last_words)


def _named(ending: Ending) -> str:
    return words.clean(label(ending, 60))

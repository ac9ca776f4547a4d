"""The desk: everything the page asks of a story, in words and markup. It lives in a process of its own (see
:mod:`epilogue.web.worker`), so that a story that takes too long can be given up and the page stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from random import SystemRandom
from typing import Any, NamedTuple

from epilogue import project as facade
from epilogue.analyses.outlook import outlook
from epilogue.diagnostics import StoryError
from epilogue.machine.follow import path_of
from epilogue.machine.play import Choice, PlayError, Session
from epilogue.machine.save import to_json
from epilogue.project.check import check
from epilogue.project.story_map import story_map
from epilogue.project.study import Study
from epilogue.project.verdict import verdict
from epilogue.project.whatif import NEAREST, Ask, whatif
from epilogue.project.whole import option_risks, words_read
from epilogue.report import words
from epilogue.report.drawing.palette import colour
from epilogue.report.html import panels
from epilogue.report.model import Ending, Moment
from epilogue.report.terminal import label
from epilogue.settings import Limits
from epilogue.space.watch import Watch

SECONDS = 20.0
"""How long each search may go on."""
TOLD = 40
"""Lines of a lost playthrough that are told."""


class Stage(NamedTuple):
    """A part of the work that is done: ``panels``, the markup of the parts of the page, by name; ``said``: what the last save
    did, one line each; ``errors``: why the story cannot be read."""

    panels: dict[str, str]
    said: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


class Desk:
    """One story at a time, and what is known of it."""

    def __init__(self, path: str, allow_outside: bool) -> None:
        self.path = path
        self.allow_outside = allow_outside
        self.project: facade.Project | None = None
        self.study: Study | None = None
        self.before: tuple[tuple[Ending, ...], dict[str, tuple[Moment, ...]]] | None = None

    @property
    def watch(self) -> Watch:
        """The limits of one search."""
        return Watch(Limits(seconds=SECONDS))

    # -- what a save did

    def stages(self) -> Iterator[Stage]:
        """Read the story again and look at it, part by part, the most wanted first."""
        try:
            project = facade.load(self.path, self.allow_outside)
            report = facade.endings(project, watch=self.watch)
        except StoryError as error:
            yield Stage({}, errors=tuple(str(one) for one in error.diagnostics))
            return
        readings = {one.id: tuple(facade.transcript(project, one.path)) for one in report.endings}
        said = self.changed(report.endings, readings, report.complete)
        self.before = (report.endings, readings) if report.complete or self.before is None else self.before
        yield Stage(panels.endings(report, [readings[one.id] for one in report.endings]), said)
        if project.settings.entries:
            yield Stage({name: panels.not_for_games() for name in ("map", "stakes", "choices", "words")})
        else:
            study = Study(project, watch=self.watch)
            self.project, self.study = project, study
            self.__dict__.pop("rows", None)
            drawn = story_map(study)
            yield Stage(panels.story_map(drawn))
        found = check(project, watch=self.watch)
        yield Stage({**panels.findings(found), **panels.source(project.texts, found, report)})
        if not project.settings.entries:
            judged = verdict(project, study=study) if project.settings.stakes else None
            yield Stage({**panels.stakes(judged), **panels.choices(report, option_risks(study))})
            yield Stage(panels.text(report, drawn, words_read(study)))

    def changed(self, endings: Sequence[Ending], readings: dict[str, tuple[Moment, ...]], complete: bool) -> tuple[str, ...]:
        """What became of the endings since the story was last read whole."""
        if self.before is None:
            return ()
        was, _ = self.before
        old = {one.mark or one.last_words: one for one in was}
        new = {one.mark or one.last_words: one for one in endings}
        lines = []
        for key, one in old.items():
            if key not in new and complete:
                lines.append(f"You just lost an ending: {words.clean(label(one, 60))}. {self.used_to(one)}")
        lines += [f"A new ending: {words.clean(label(one, 60))}." for key, one in new.items() if key not in old]
        for key, one in new.items():
            if key in old and abs(one.odds.value - old[key].odds.value) > 0.005:
                then, now = words.odds(old[key].odds), words.odds(one.odds)
                lines.append(f"{words.clean(label(one, 60))}: {then} before, now {now}.")
        return tuple(lines) or ("Nothing changed about how the story ends.",)

    def used_to(self, ending: Ending) -> str:
        """The choices that used to lead to an ending."""
        assert self.before is not None
        taken = [words.clean(moment.text) for moment in self.before[1][ending.id] if moment.kind == "choice"]
        shown = " > ".join(taken[-TOLD:])
        return f"This used to lead there: {shown}" if shown else "It used to come without a choice."

    # -- reading

    @cached_property
    def rows(self) -> list[tuple[Any, ...]]:
        """By situation, the odds of each ending."""
        assert self.study is not None
        return outlook(self.study.graph, self.study.ending_of, len(self.study.endings))

    def play(self, actions: Sequence[int]) -> dict[str, Any]:
        """The story after these actions: all that is said, what may be chosen, the odds of the endings.

        Raises PlayError, StoryError."""
        session = self.session(actions)
        moments: list[dict[str, Any]] = []
        choices = iter([(n, a.text) for n, a in enumerate(session.actions) if isinstance(a, Choice)])
        path = path_of(session)
        for turn in session.turns:
            moments += [{"kind": "text", "text": said} for line in turn if (said := words.clean(line.text))]
            if (made := next(choices, None)) is not None:
                moments.append({"kind": "choice", "text": words.clean(made[1]), "back": list(path[: made[0]])})
        return {
            "actions": list(path),
            "moments": moments,
            "options": [words.clean(option.text) for option in session.options],
            "ended": session.ended,
            "odds": self.odds(session),
            "where": session.stop_span.line if session.stop_span else 0,
        }

    def session(self, actions: Sequence[int]) -> Session:
        """The playthrough of these actions; luck that they do not say is drawn anew."""
        if self.study is None:
            raise PlayError("the story cannot be read at the moment")
        try:
            return self.study.session(actions, SystemRandom())
        except (IndexError, PlayError):
            raise PlayError("this playthrough does not fit the story as it is now") from None

    def odds(self, session: Session) -> list[dict[str, Any]]:
        """The odds of the endings where the playthrough is."""
        assert self.study is not None
        try:
            row = self.rows[self.study.path(session).end]
        except StoryError:
            return []
        return [
            {
                "name": words.clean(label(ending, 40)),
                "share": float(share),
                "said": words.chance(float(share)),
                "colour": colour(n),
            }
            for n, (ending, share) in enumerate(zip(self.study.endings, row, strict=True))
        ]

    def could(self, actions: Sequence[int]) -> str:
        """What could have been, told as two columns. Raises PlayError, StoryError."""
        session = self.session(actions)
        assert self.project is not None
        ask = Ask("dream") if self.project.settings.stakes else NEAREST
        return panels.could_have_been(whatif(self.project, session, ask, self.study))

    def keep(self, actions: Sequence[int]) -> str:
        """The playthrough as a file to be kept. Raises PlayError."""
        assert self.project is not None
        return to_json(self.session(actions), self.project.name)

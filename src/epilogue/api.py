"""The Python API: a :class:`Story`, with its questions as methods. ``epilogue.load`` makes one; see docs/python.md."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import wraps
from types import FunctionType
from typing import Any

from epilogue import answers
from epilogue.budget import BudgetSpent, bound
from epilogue.diagnostics import StoryError, defect, unreadable
from epilogue.machine.play import PlayError, Session
from epilogue.questions.check.answer import CheckReport
from epilogue.questions.endings.build import endings
from epilogue.questions.plays.answer import Plays
from epilogue.questions.story_map.answer import StoryMap
from epilogue.questions.storytests.answer import StoryTests
from epilogue.questions.verdict.answer import Verdict
from epilogue.questions.whatif.answer import WhatIf, WhatIfKind
from epilogue.questions.why.answer import WhyChoice, WhyEnding, WhyPlay
from epilogue.settings import Limits
from epilogue.source import Span
from epilogue.space.watch import Watch
from epilogue.story import naming
from epilogue.story.project import Project, load
from epilogue.story.settling import OddsWanted
from epilogue.story.study import Study, played
from epilogue.story.transcript import transcript

PathLike = str | os.PathLike[str]
Play = Session | PathLike | Sequence[int]
"""A playthrough: a session, the file of a saved one, or the options it takes, counted from 0 in the order offered."""

NO_LIMITS = Limits()


def _complaining(story: type[Story]) -> type[Story]:
    """Gives each question a budget of its own, the limits of the story from when it is asked, and raises
    :class:`~epilogue.diagnostics.Defect` where a method goes wrong through no fault of the story or the caller."""
    for name, method in list(vars(story).items()):
        if isinstance(method, FunctionType) and (name == "__init__" or not name.startswith("_")):
            setattr(story, name, _guarded(method))
    return story


def _guarded(method: FunctionType) -> Callable[..., Any]:
    @wraps(method)
    def guarded(*args: Any, **named: Any) -> Any:
        limits = getattr(args[0], "limits", None) if args else None
        try:
            with nullcontext() if limits is None else bound(_watched(args[0]).budget):
                return method(*args, **named)
        except BudgetSpent as spent:
            problem = f"nothing can be said yet: {spent.limit}"
            raise unreadable(problem, Span(args[0].path, 0), "load(path, seconds=600)") from None
        except (StoryError, PlayError, OSError, RecursionError, MemoryError):
            raise
        except Exception as error:
            if error.__traceback__ is None or error.__traceback__.tb_next is None:
                raise  # raised by the call itself: wrong arguments
            raise defect(error) from error

    return guarded


def _watched(story: Story) -> Watch:
    watch = Watch(story.limits)
    watch.allow(story.usual_limits)
    return watch


@_complaining
class Story:
    """A story at a ``path`` (a file, or the folder of one), with the settings beside it.

    Questions about single endings and playthroughs share one search for each ``entry``. They raise :class:`epilogue.StoryError`
    for what does not fit, and where nothing can be said within the ``limits``, with all that is to be said in ``diagnostics``;
    for a defect of our own too. ``limits`` are those of each question; what they leave open is as the settings have it
    (``usual_limits``).
    """

    def __init__(self, path: PathLike, allow_outside: bool = False, limits: Limits = NO_LIMITS) -> None:
        self.path = os.fspath(path)
        self._allow_outside = allow_outside
        self._studies: dict[str | None, Study] = {}
        loaded = self._load()
        self.name = loaded.name
        self.limits, self.usual_limits = limits, loaded.settings.limits
        self.warnings = tuple(map(str, loaded.diagnostics))

    def __repr__(self) -> str:
        return f"Story({self.path!r})"

    def _load(self) -> Project:
        return load(self.path, self._allow_outside)

    def _study(self, entry: str | None) -> Study:
        if entry not in self._studies:
            self._studies[entry] = Study(self._load(), entry=entry, watch=Watch(self.limits))
        return self._studies[entry]

    def endings(
        self,
        readers: str = "blind",
        by: str | None = None,
        entry: str | None = None,
        precision: answers.Precision = "control",
        details: bool = False,
        samples: int | None = None,
        verify: bool = False,
        odds: OddsWanted = "cheap",
    ) -> answers.EndingsReport:
        """Every ending, how likely it is, and what no reader can see: ``epilogue endings``, with the same words (``cheap``: what
        ``--odds`` is unless it is given)."""
        watch = Watch(self.limits)
        return endings(self._load(), precision, by, entry, watch, details, samples, verify, readers=readers, odds=odds)

    def ending(self, name: str, entry: str | None = None) -> answers.Ending:
        """The one ending of this id, name, line, passage or last words."""
        endings = self._study(entry).endings
        try:
            return naming.unique(endings, name)
        except naming.UnclearName as unclear:
            named = ", ".join(f"{candidate.id} (line {candidate.line})" for candidate in unclear.endings or endings)
            study = self._study(entry)
            nobody = None if unclear.endings else naming.unreached(study.project.program, endings, name, study.complete)
            raise unreadable(nobody or str(unclear), Span(self.path, 0), f"there are: {named}") from None

    def read(self, ending: answers.Ending | str, entry: str | None = None) -> list[answers.Moment]:
        """A soonest way to an ending, to be read: its text, the options taken, what luck decides."""
        path = (self.ending(ending, entry) if isinstance(ending, str) else ending).path
        return transcript(self._load(), path, entry)

    def play(self, play: Play = (), seed: int | None = None, entry: str | None = None) -> Session:
        """A session after a playthrough, to be played on. ``seed``: of luck that a file does not hold."""
        if isinstance(play, Session):
            return play
        file = os.fspath(play) if isinstance(play, str | os.PathLike) else None
        playthrough = played(self._load(), file, () if isinstance(play, str | os.PathLike) else play, seed, entry)
        if playthrough.problem is not None:
            offered = "; ".join(playthrough.offered)
            raise unreadable(playthrough.problem, Span(file or self.path, 0), f"offered there: {offered}" if offered else None)
        return playthrough.session

    def whatif(
        self, play: Play, kind: WhatIfKind = "nearest", wanted: str = "", from_choice: int = 1, seed: int | None = None
    ) -> WhatIf:
        """Answer what could have been: ``nearest``, ``dream``, an ``ending`` (``wanted``: which) or ``until`` a condition
        holds."""
        from epilogue.questions.whatif.build import WhatIfRequest, whatif

        session = self.play(play, seed)
        study = None if kind == "until" else self._study(session.entry)
        project = self._load() if study is None else study.project
        return whatif(project, session, WhatIfRequest(kind, wanted, from_choice), study, Watch(self.limits))

    def why(self, play: Play, seed: int | None = None, readers: str = "blind") -> WhyPlay:
        """The turning points of a playthrough, with the odds of ``readers``."""
        from epilogue.questions.why.build import why

        session = self.play(play, seed)
        study = self._study(session.entry)
        return why(study.project, session, study, readers)

    def why_ending(self, ending: str, entry: str | None = None, readers: str = "blind") -> WhyEnding:
        """Find what decides an ending, given by its id, name, line, passage or last words."""
        from epilogue.questions.why.ending_build import why_ending

        return why_ending(self._study(entry), ending, readers)

    def why_choice(self, line: int | str, entry: str | None = None, readers: str = "blind") -> WhyChoice:
        """Compare what the options of a choice risk; the choice by its line, or ``file.ink:12``."""
        from epilogue.questions.why.choice_build import why_choice

        return why_choice(self._study(entry), str(line), readers)

    def from_plays(self, files: Sequence[PathLike], entry: str | None = None) -> Plays:
        """Compare real readers with the odds: saved playthroughs, and tables of endings (``.csv``, with columns ``ending``
        and ``count``)."""
        from epilogue.questions.plays.build import from_plays

        return from_plays(self._study(entry), files)

    def verdict(
        self, play: Play | None = None, seed: int | None = None, entry: str | None = None, readers: str = "blind"
    ) -> Verdict:
        """Payoffs by the stakes in the settings; and what was decided in a playthrough, if there is one."""
        from epilogue.questions.verdict.build import verdict

        session = None if play is None else self.play(play, seed, entry)
        study = self._study(entry if session is None else session.entry)
        return verdict(study.project, session, study, readers)

    def check(self, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> CheckReport:
        """Find problems, by cause."""
        from epilogue.questions.check.build import check

        return check(self._load(), select, ignore, Watch(self.limits))

    def test(self) -> StoryTests:
        """The story's own tests, run: ``[[tests]]`` in the settings, ``*.storytest.toml`` and test plans beside it."""
        from epilogue.questions.storytests import storytest_files, testplans
        from epilogue.questions.storytests.run import run_tests

        project = self._load()
        tests = [test for file in storytest_files.files(project.path) for test in file.tests]
        return run_tests(project, tests, Watch(self.limits), [testplans.read(path) for path in testplans.beside(project.path)])

    def map(self, entry: str | None = None) -> StoryMap:
        """Map the passages, and how often readers go from one to the other."""
        from epilogue.questions.story_map.build import story_map

        return story_map(self._study(entry))

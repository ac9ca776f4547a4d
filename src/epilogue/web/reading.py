"""The desk where the story is read. It searches nothing: what the reader does is answered at once, whatever the story is like."""

from __future__ import annotations

from collections.abc import Sequence
from random import SystemRandom
from typing import Any

from epilogue import project as facade
from epilogue.diagnostics import StoryError
from epilogue.machine.follow import Follower, path_of
from epilogue.machine.play import Choice, PlayError, Session
from epilogue.machine.save import to_json
from epilogue.report import words
from epilogue.report.places import file_name
from epilogue.web.saved import mark_of, still


class Desk:
    """The story as it was when the page last could read it."""

    def __init__(self, path: str, allow_outside: bool) -> None:
        self.path = path
        self.allow_outside = allow_outside
        self.mark = ""
        self.name = ""
        self.follower: Follower | None = None

    def play(self, mark: str, actions: Sequence[int]) -> dict[str, Any]:
        """The story after these actions: all that is said, what may be chosen, and what is shown beside it that may not
        (``refused``: each with the number of options before it that may). ``mark``: the version that is read, "": whichever there
        is. Of a playthrough that does not fit it to its end (``fits``), as much as does.

        Raises PlayError, StoryError."""
        session, fits = self.as_far(mark, actions)
        moments: list[dict[str, Any]] = []
        choices = iter([(n, a.text) for n, a in enumerate(session.actions) if isinstance(a, Choice)])
        path = path_of(session)
        for turn in session.turns:
            said = [(line.kind or "text", words.clean(line.text)) for line in turn]
            moments += [{"kind": kind, "text": text} for kind, text in said if text]
            if (made := next(choices, None)) is not None:
                moments.append({"kind": "choice", "text": words.clean(made[1]), "back": list(path[: made[0]])})
        span = session.stop_span
        return {
            "actions": list(path),
            "fits": fits,
            "moments": moments,
            "options": [words.clean(option.text) for option in session.options],
            "refused": [[before, words.clean(option.text)] for before, option in session.refused],
            "ended": session.ended,
            "error": "; ".join(words.clean(problem.message) for problem in session.errors),
            "file": file_name(span.file) if span else "",
            "line": span.line if span else 0,
        }

    def keep(self, mark: str, actions: Sequence[int]) -> str:
        """The playthrough as a file to be kept. Raises PlayError, StoryError."""
        return to_json(self.session(mark, actions), self.name)

    def session(self, mark: str, actions: Sequence[int]) -> Session:
        """The playthrough of these actions; luck that they do not say is drawn anew."""
        session, fits = self.as_far(mark, actions)
        if not fits:
            raise PlayError("this playthrough does not fit the story as it is now")
        return session

    def as_far(self, mark: str, actions: Sequence[int]) -> tuple[Session, bool]:
        """The playthrough of these actions as far as it fits, and whether that is to its end."""
        if self.follower is None or (mark and mark != self.mark):
            self.read(mark)
        assert self.follower is not None
        fitting = 0
        try:
            for fitting, session in self.follower.stops(actions, SystemRandom()):  # noqa: B007
                pass
        except (IndexError, PlayError):
            return self.follower.session(actions[:fitting], SystemRandom()), False
        return session, fitting == len(actions)

    def read(self, mark: str) -> None:
        """Read the story from its files. Raises PlayError where they are not the version that is meant."""
        try:
            project = facade.load(self.path, self.allow_outside)
        except StoryError:
            raise PlayError("the story cannot be read at the moment") from None
        if project.settings.entries:
            raise PlayError("a game of several conversations is not read from a beginning to an end")
        found = mark_of(project.texts)
        if (mark and found != mark) or not still(project.texts):
            raise PlayError("the story is being saved")
        self.follower = Follower(facade.playable(project)[0])
        self.mark, self.name = found, project.name

"""The worker that plays the story. It searches nothing: what the reader does is answered at once, whatever the story is like."""

from __future__ import annotations

from collections.abc import Sequence
from random import SystemRandom
from typing import Any

from epilogue.diagnostics import StoryError
from epilogue.machine.follow import Follower, path_of
from epilogue.machine.play import Choice, PlayError, Session
from epilogue.machine.save import to_json
from epilogue.story.project import load, playable
from epilogue.views.text import words
from epilogue.views.text.places import file_name
from epilogue.web.versions import is_unchanged, mark_of

ASKS = "Which conversation does the game start?"
_NOTHING: dict[str, Any] = {
    "actions": [], "fits": True, "moments": [], "refused": [], "ended": None, "game": True, "asks": ASKS, "error": "", "file": "",
    "line": 0,
}  # fmt: skip


class ReadingWorker:
    """The story in its last readable version."""

    def __init__(self, path: str, allow_outside: bool) -> None:
        self.path = path
        self.allow_outside = allow_outside
        self.mark = ""
        self.name = ""
        self.follower: Follower | None = None
        self.talks: tuple[str, ...] = ()

    def play(self, mark: str, actions: Sequence[int]) -> dict[str, Any]:
        """The story after these actions: all that is said, what may be chosen, and what is shown beside it that may not
        (``refused``: each with the number of options before it that may). ``mark``: the version that is read, "": whichever there
        is. Of a playthrough that does not fit it to its end (``fits``), as much as does. Of a game of several conversations
        (``game``) the options are those that it may begin, wherever none is under way.

        Raises PlayError, StoryError."""
        follower = self.follower_for(mark)
        if self.talks and not actions:  # going on would let the game begin one of them
            return {**_NOTHING, "options": [words.clean(name) for name in self.talks]}
        session, fits = _as_far(follower, actions)
        moments: list[dict[str, Any]] = []
        hub = session.program.hub
        decided = [
            (n, action.text if isinstance(action, Choice) else str(action.outcome))
            for n, action in enumerate(session.actions)
            if isinstance(action, Choice) or action.site == hub
        ]
        path = path_of(session)
        turns = [*(() if hub is None else ((),)), *session.turns]  # a game starts by picking a conversation
        for number, turn in enumerate(turns):
            lines = [(line.kind or "text", words.clean(line.text)) for line in turn]
            moments += [{"kind": kind, "text": text} for kind, text in lines if text]
            if number < len(decided):
                index, text = decided[number]
                moments.append({"kind": "choice", "text": words.clean(text), "back": list(path[:index])})
        span = session.stop_span
        options = session.talks if session.goes_on else [option.text for option in session.options]
        return {
            "actions": list(path),
            "fits": fits,
            "moments": moments,
            "options": [words.clean(option) for option in options],
            "refused": [[before, words.clean(option.text)] for before, option in session.refused],
            "ended": None if session.goes_on and options else session.ended,
            "game": hub is not None,
            "asks": ASKS if session.goes_on and options else "",
            "error": "; ".join(words.clean(problem.message) for problem in session.errors),
            "file": file_name(span.file) if span else "",
            "line": span.line if span else 0,
        }

    def keep(self, mark: str, actions: Sequence[int]) -> str:
        """The playthrough as a file to be kept. Raises PlayError, StoryError."""
        return to_json(self.session(mark, actions), self.name)

    def session(self, mark: str, actions: Sequence[int]) -> Session:
        """The playthrough of these actions; luck that they do not say is drawn anew."""
        session, fits = _as_far(self.follower_for(mark), actions)
        if not fits:
            raise PlayError("this playthrough does not fit the story as it is now")
        return session

    def follower_for(self, mark: str) -> Follower:
        """Follower for playthroughs of version ``mark``. Raises PlayError where the files are another."""
        if self.follower is None or (mark and mark != self.mark):
            self.read(mark)
        assert self.follower is not None
        return self.follower

    def read(self, mark: str) -> None:
        """Read the story from its files. Raises PlayError where they are not the version that is meant."""
        try:
            project = load(self.path, self.allow_outside)
        except StoryError:
            raise PlayError("the story cannot be read at the moment") from None
        current = mark_of(project.texts)
        if (mark and current != mark) or not is_unchanged(project.texts):
            raise PlayError("the story is being saved")
        program = playable(project)[0]
        self.follower = Follower(program)
        self.talks = tuple(entry.name for entry in program.entries) if program.hub is not None else ()
        self.mark, self.name = current, project.name


def _as_far(follower: Follower, actions: Sequence[int]) -> tuple[Session, bool]:
    """The playthrough of these actions as far as it fits, and whether it fits to the end."""
    fitting = 0
    try:
        for fitting, session in follower.stops(actions, SystemRandom()):  # noqa: B007
            pass
    except (IndexError, PlayError):
        return follower.session(actions[:fitting], SystemRandom()), False
    return session, fitting == len(actions)

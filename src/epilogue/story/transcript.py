"""A playthrough written out: what is said, which options are taken, what luck decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from epilogue import answers
from epilogue.ir.program import Program
from epilogue.machine.follow import Follower
from epilogue.machine.play import Choice
from epilogue.story.project import Project, playable

if TYPE_CHECKING:
    pass


class Transcripts:
    """Writes playthroughs of one story out."""

    def __init__(self, project: Project, entry: str | None = None) -> None:
        self.path = project.path
        self.program, start = playable(project, entry)
        self._follower = Follower(self.program, None if start is None else entry)

    def of(self, path: Sequence[int]) -> list[answers.Moment]:
        """A playthrough written out: what is said, which options are taken, what luck decides."""
        program, session = self.program, self._follower.session(path)
        moments: list[answers.Moment] = []
        turns = iter(session.turns)
        lines = next(turns, ())
        begun = False
        for action in [*session.actions, None]:
            talk = action is not None and not isinstance(action, Choice) and action.site == program.hub
            if action is None or isinstance(action, Choice) or (talk and begun):
                moments.extend(answers.Moment("command" if line.kind else "text", line.text) for line in lines)
                lines = next(turns, ())
            begun = begun or talk
            if isinstance(action, Choice):
                moments.append(answers.Moment("choice", action.text))
            elif action is not None:
                moments.append(_drawn(program, action.site, action.outcome, self.path))
        return moments


def transcript(project: Project, path: Sequence[int], entry: str | None = None) -> list[answers.Moment]:
    """A playthrough written out: what is said, which options are taken, what luck decides."""
    return Transcripts(project, entry).of(path)


def _drawn(program: Program, site: int, outcome: Any, main: str) -> answers.Moment:
    """An outcome of luck or of the world outside."""
    outside = {sets.site: sets.outside for entry in program.entries for sets in entry.sets}
    outside.update({sets.site: sets.outside for sets in program.game_sets})
    outside.update(program.outside)
    if site == program.hub:
        return answers.Moment("outside", f"the game begins {outcome}")
    if site in outside and outside[site].weights is None:
        return answers.Moment("outside", f"{outside[site].name}: {program.semantics.values.shown(outcome)}")
    from epilogue.story.narration import LuckNarrator  # lazy: it reads the source again

    return answers.Moment("chance", LuckNarrator(program).describe_at_line(site, outcome, main))

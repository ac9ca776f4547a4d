"""The story of ``epilogue demo``: where it is, the film's playthrough, and the other life beside a reader's own."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from epilogue.diagnostics import unreadable
from epilogue.machine.draws import Draws, IndependentDraws, ScriptedDraws
from epilogue.machine.play import Session
from epilogue.machine.step import Code
from epilogue.questions.whatif.answer import WhatIf
from epilogue.questions.whatif.build import WhatIfRequest, whatif
from epilogue.source import Span
from epilogue.story.project import Project, load
from epilogue.story.study import Study

NAME = "la_la_land.ink"
FILM = (*(0 for _ in range(19)), 1, *(0 for _ in range(20)))
"""Options that the film takes: with the luck of :data:`CHOSEN`, it ends apart-at-peace."""
CHOSEN = 6
"""The audition: of six names it is hers."""


def demo_story() -> Project:
    """The story, as it is shipped with the package; in a checkout, the one among the examples. Raises StoryError."""
    package = Path(__file__).parents[2]
    paths = (package / "demo" / NAME, package.parents[1] / "examples" / NAME)
    for path in paths:
        if path.is_file():
            return load(str(path))
    hint = "install epilogue once more"
    raise unreadable("the story of the demo is not where it was installed", Span(str(paths[0]), 0), hint)


def session(project: Project, film: bool) -> Session:
    """A playthrough about to begin. ``film``: with the film's luck."""
    free = IndependentDraws()
    draws: Draws = ScriptedDraws([CHOSEN], free) if film else free
    return Session(Code(project.program), draws)


class OtherLife(NamedTuple):
    """Life compared with a playthrough. ``better``: the best possible with the same luck; else the playthrough already was
    that, and this is the nearest that ends otherwise."""

    answer: WhatIf
    better: bool


def other_life(project: Project, played: Session, study: Study) -> OtherLife:
    """Life beside the reader's own."""
    dream = whatif(project, played, WhatIfRequest("dream"), study)
    same = all(outcome.was == outcome.could for outcome in dream.outcomes)
    if dream.could is None or dream.already or (same and dream.could.ending == dream.was.ending):
        return OtherLife(whatif(project, played, WhatIfRequest("nearest"), study), False)
    return OtherLife(dream, True)

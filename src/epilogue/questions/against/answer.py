"""The effects of an edit: this version beside another."""

from __future__ import annotations

from typing import NamedTuple

from epilogue.answers import Ending, Moment, Odds
from epilogue.questions.properties.answer import Property


class ComparedVersion(NamedTuple):
    """One of the two versions: what it is called, and whether everything in it was looked at, else why not."""

    label: str
    complete: bool
    reason: str | None


class Parting(NamedTuple):
    """Point at which a playthrough of the other version stops fitting this one: at its choice number ``choice`` (from 1 on), in
    ``passage``. It took ``taken``, None if all of its choices are still there; ``offered``: the options there now; ``ends``: how
    the story ends there now, None if it goes on. ``choice`` 0: it has no choices, or it cannot begin any more, for the reason
    ``taken``. ``notes``: what had to be understood on the way."""

    choice: int
    passage: str
    taken: str | None
    offered: tuple[str, ...]
    ends: str | None
    notes: tuple[str, ...]


class LostEnding(NamedTuple):
    """An ending that no reader can reach any more; a soonest playthrough of the other version that reached it: the options taken,
    in order, the whole of it written out, and where it parts from this version."""

    ending: Ending
    steps: tuple[str, ...]
    moments: tuple[Moment, ...]
    parts: Parting


class Same(NamedTuple):
    """An ending of both versions."""

    before: Ending
    now: Ending


class Moved(NamedTuple):
    """Odds that changed: of ``ending`` (as it is now; None: of never ending)."""

    ending: Ending | None
    before: Odds
    now: Odds


class Piece(NamedTuple):
    """An ``option``, a ``text`` or a ``passage`` of this version, with the line that makes it so, if one does: ``why`` there."""

    sort: str
    file: str
    line: int
    text: str
    passage: str
    cause_file: str = ""
    cause_line: int = 0
    why: str = ""


class Changed(NamedTuple):
    """A property of this version's settings, and what was found of it ``before``: None if it cannot be asked of the other
    version: that has not what it is about."""

    now: Property
    before: Property | None


class Against(NamedTuple):
    """Effects of an edit, as far as both searches settle them.

    ``lost``, ``gained``: endings; ``faults`` and ``mended``: errors, dead ends and the like that are new, and that are gone.
    ``kept``: how many endings are in both; ``renamed``: those with another name. ``unsure``: endings of either version that a
    search that stopped early may only not have found in the other. ``moved``: odds, the largest changes first. ``unreachable``:
    what readers met before and cannot now; ``reachable``: the other way round; ``unseen``: what is new and no reader can meet.
    ``broke``, ``held``: properties that broke, and that hold again; ``dropped``: names of those that are asked no more.
    ``fail_on``: what was asked to count, ``failed``: what of it happened.
    """

    story: str
    file: str
    before: ComparedVersion
    now: ComparedVersion
    lost: tuple[LostEnding, ...]
    gained: tuple[Ending, ...]
    faults: tuple[Ending, ...]
    mended: tuple[Ending, ...]
    kept: int
    renamed: tuple[Same, ...]
    unsure: tuple[Ending, ...]
    moved: tuple[Moved, ...]
    unreachable: tuple[Piece, ...]
    reachable: tuple[Piece, ...]
    unseen: tuple[Piece, ...]
    broke: tuple[Changed, ...]
    held: tuple[Changed, ...]
    dropped: tuple[str, ...]
    fail_on: tuple[str, ...]
    failed: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether both versions were looked at to their ends."""
        return self.before.complete and self.now.complete

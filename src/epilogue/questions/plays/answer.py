"""The answer of ``epilogue why STORY --from-plays FILES``."""

from __future__ import annotations

from typing import Literal, NamedTuple

from epilogue.answers import Odds
from epilogue.questions.why.answer import Spot

Differs = Literal["more", "less"]
"""The interval of the share lies above, or below, the odds choosing at random."""


class LeftOut(NamedTuple):
    """A file, or a line of one (0: all of it), that was not counted, and why."""

    file: str
    line: int
    why: str


class EndingShare(NamedTuple):
    """An ending, and how many real readers came to it: ``times``; their share lies between ``low`` and ``high`` (None: nobody
    came to any). ``blind``: its odds choosing at random; ``alike``: for readers who pick as these seem to (None: not known)."""

    id: str
    label: str
    file: str
    line: int
    times: int
    share: float | None
    low: float | None
    high: float | None
    differs: Differs | None
    blind: Odds
    alike: Odds | None


class Picked(NamedTuple):
    """An option, how often it was ``offered`` to real readers and ``taken``; the share of those who take it lies between ``low``
    and ``high``. ``blind``: the share that it has choosing at random; ``weight``: how readily it seems to be taken, on average
    1."""

    option: Spot
    offered: int
    taken: int
    low: float
    high: float
    blind: float
    differs: Differs | None
    weight: float


class MenuPicks(NamedTuple):
    """A place of choice: how often real readers ``met`` it, and what they picked."""

    met: int
    options: tuple[Picked, ...]


class Place(NamedTuple):
    """A passage, or an option with how often it was ``offered``."""

    file: str
    line: int
    text: str
    offered: int


class Plays(NamedTuple):
    """``files``: playthroughs that were read, ``unfinished`` of them before an ending; ``tables``: readers in tables of endings
    beside them; ``left_out``: what could not be counted. Shares have Wilson's intervals, at a confidence of 95 in 100. ``menus``:
    those where readers differ most from who chooses at random first. ``passed_by``: options that can be on offer and that nobody
    took; ``unseen``: passages that can be seen and that nobody saw. ``complete``: the story was searched to its end.
    ``estimated``: ``alike`` is itself an estimate, from playthroughs at random."""

    story: str
    file: str
    complete: bool
    files: int
    unfinished: int
    tables: int
    left_out: tuple[LeftOut, ...]
    endings: tuple[EndingShare, ...]
    menus: tuple[MenuPicks, ...]
    passed_by: tuple[Place, ...]
    unseen: tuple[Place, ...]
    estimated: bool

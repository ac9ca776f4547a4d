"""Alternatives to a playthrough, as plain data: two playthroughs, where they part, what was got in each, where the other was
lost."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

from epilogue.answers import NarratedMoment

WhatIfKind = Literal["nearest", "dream", "ending", "until"]


class ReachedEnding(NamedTuple):
    """The ending of a playthrough; ``label``: what the writer calls it, or its last words."""

    id: str
    label: str
    named: bool
    file: str
    line: int


class ComparedPlay(NamedTuple):
    """One of the two playthroughs. ``actions``: the index of each option taken and of each outcome drawn; ``choices``: how many
    options are taken; ``ending``: None if it has not come to one."""

    actions: tuple[int, ...]
    choices: int
    ending: ReachedEnding | None
    moments: tuple[NarratedMoment, ...]


class Decision(NamedTuple):
    """A decision that contradicts the original's: choice ``number`` of the other playthrough, against choice ``was_number``."""

    number: int
    text: str
    was_number: int
    was: str
    who: str
    scene: str
    file: str
    line: int


class Luck(NamedTuple):
    """A draw that had to come out so, where the original's luck says nothing (``changed``: or something else, ``was``). ``odds``:
    None where nobody knows, as of what the world outside decides, and where draws count only together: ``outcomes`` is then what
    came. ``step``: its number in the other playthrough; ``source``: what is written there, "" if that says nothing."""

    step: int
    outcomes: str
    odds: Fraction | None
    changed: bool
    was: str
    outside: str
    file: str
    line: int
    source: str = ""


class LostForGood(NamedTuple):
    """Point after which the other life was lost for good: after choice ``number`` (of luck: after so many choices). ``after``:
    how many choices were still made."""

    kind: Literal["choice", "chance", "outside"]
    number: int
    text: str
    who: str
    scene: str
    file: str
    line: int
    after: int


class StakeOutcome(NamedTuple):
    """One stake: what it was worth, and could have been; ``greatest`` there is in the whole story."""

    who: str
    name: str
    was: float
    could: float
    greatest: float


class Beat(NamedTuple):
    """A scene, a choice or a draw of one of the two, as a line of its column. ``differs``: it contradicts the other's; ``after``:
    what is said next."""

    kind: Literal["scene", "choice", "chance", "outside"]
    text: str
    who: str = ""
    line: int = 0
    differs: bool = False
    after: str = ""


class Row(NamedTuple):
    """Beats that stand beside each other; ``met``: both playthroughs come here; ``same``: and do the same."""

    was: Beat | None
    could: Beat | None
    met: bool
    same: bool


class WhatIf(NamedTuple):
    """``found``: there is such a playthrough; ``already``: it is the one that was. ``complete``: nothing was left unsearched,
    so that what was not found is not there. ``same_luck``: it needs no other luck; ``chance`` of the new and other luck it
    needs, 1 if it needs none, None where nobody knows. ``decisions`` that differ, how many others were ``free``; ``luck`` that
    had to come; ``shared``: what luck gave in both; ``gone``: what it gave in the original where the other draws, too, but
    cannot have that. ``parts``: by how many actions, and how many moments, they begin alike. ``rows``: from there on,
    side by side. ``notes``: how a playthrough of an older version was understood."""

    story: str
    file: str
    asked: WhatIfKind
    wanted: str
    from_choice: int
    complete: bool
    found: bool
    already: bool
    same_luck: bool
    chance: Fraction | None
    was: ComparedPlay
    could: ComparedPlay | None
    decisions: tuple[Decision, ...]
    free: int
    luck: tuple[Luck, ...]
    shared: tuple[str, ...]
    gone: tuple[str, ...]
    parts: tuple[int, int]
    rows: tuple[Row, ...]
    outcomes: tuple[StakeOutcome, ...]
    lost: LostForGood | None
    notes: tuple[str, ...] = ()

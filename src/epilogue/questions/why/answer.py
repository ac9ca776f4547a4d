"""Reasons for an ending: the answers about one playthrough, one ending, one choice.

In each answer ``readers``: whose odds these are, and how often they come by; None: who choose at random. ``entry``: where it
begins, if not at the story's own beginning.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

from epilogue.answers import Odds, Readers


class Named(NamedTuple):
    """An ending. ``label``: what a writer calls it, or its last words; ``odds``: from the beginning of the story."""

    id: str
    label: str
    file: str
    line: int
    odds: Odds


class Step(NamedTuple):
    """One step of a playthrough. ``number``: of the decision, from 1, None for luck; ``at``: the number of ``odds`` before it.

    ``kind``: ``choice``, ``chance``, or ``outside`` for what the world outside the story decided. ``text``: the option taken,
    or what was drawn. ``who``: whose decision it was, ``scene``: where, by the author's marks; ``because``: the author's own
    reasons there. ``lost``: ids of the endings that were still possible before and are not after. ``others``: whether anything
    else could have been taken; ``same``: to no effect, as all of it leads to the same. With this one changed and everything
    else free to follow: ``could`` the ending differ, ``must`` it, with what odds (``differs``). ``share``: of this decision in
    the ending; None: under 1/4, or none at all, or not known; ``together``: the numbers of the decisions that it was one of, as
    many as it takes.
    """

    at: int
    kind: Literal["choice", "chance", "outside"]
    number: int | None
    file: str
    line: int
    text: str
    who: str | None
    scene: str | None
    because: tuple[str, ...]
    lost: tuple[str, ...]
    others: bool
    same: bool
    could: bool
    must: bool
    differs: Odds | None
    share: Fraction | None
    together: tuple[int, ...]


class Arc(NamedTuple):
    """A variable that changes: its value before each decision or draw and at the end; yes is 1, no is 0."""

    name: str
    values: tuple[float, ...]


class WhyPlay(NamedTuple):
    """Reasons why a playthrough ended as it did. ``ending``: the id of its own, None if it is not over.

    ``odds``: before each step and after the last, those of each of the ``endings``, the likeliest from the beginning first.
    ``decisions``: how many were made, ``idle`` of them did not matter. ``turning``: the places in ``steps`` of the turning
    points. ``settled``: the number of steps after which nothing but its own ending was possible, None if it is not over or the
    search was stopped; ``endless``: play could still have gone on for ever then; ``later``: decisions still made after that.
    ``shares``: whether shares were worked out. ``notes``: what else has to be known of the odds.
    """

    story: str
    file: str
    complete: bool
    ending: str | None
    endings: tuple[Named, ...]
    steps: tuple[Step, ...]
    odds: tuple[tuple[Odds, ...], ...]
    decisions: int
    idle: int
    turning: tuple[int, ...]
    settled: int | None
    endless: bool
    later: int
    shares: bool
    variables: tuple[Arc, ...]
    notes: tuple[str, ...] = ()
    readers: Readers | None = None
    entry: str | None = None


class Spot(NamedTuple):
    """An option in the source."""

    file: str
    line: int
    text: str
    who: str | None


class After(NamedTuple):
    """The odds of an ending after an option (``option`` None: after luck): the mean over all the times it is ``taken``
    (how often, in a playthrough), the least and the greatest. ``loses``: whether it makes the ending impossible where it still
    was possible (None: it is never taken there); ``lost``: the share of the times that it does."""

    option: Spot | None
    taken: float
    odds: float
    least: float
    greatest: float
    loses: Literal["always", "sometimes", "never"] | None
    lost: float | None


class Deciding(NamedTuple):
    """A menu, or a place of luck (``luck``), that decides the ending. ``met``: how often, in a playthrough; ``moves``: how far
    it is expected to move the ending's odds, up or down. ``outside``: what decides there from outside the story, "" for luck."""

    file: str
    line: int
    luck: bool
    met: float
    moves: float
    after: tuple[After, ...]
    outside: str = ""


class WhyEnding(NamedTuple):
    """The answer about one ending. ``deciding``: what moves its odds most first. ``no_return``: options that make it impossible,
    always or sometimes, those that cost it most first (``odds`` and ``taken`` of the times that it was possible before).
    ``every``: options on every way to it; ``anyway``: so many more are, but on every way to any ending, too. ``rules_out``:
    options after which it never is possible though it was before; ``none``: how many options are on no way to it, these
    included. ``passages``: those in which an option is taken on every way to it."""

    story: str
    file: str
    complete: bool
    ending: Named
    deciding: tuple[Deciding, ...]
    no_return: tuple[After, ...]
    every: tuple[Spot, ...]
    anyway: int
    rules_out: tuple[Spot, ...]
    none: int
    passages: tuple[str, ...]
    notes: tuple[str, ...] = ()
    readers: Readers | None = None
    entry: str | None = None


class Range(NamedTuple):
    """The mean over all the times, the least and the greatest."""

    mean: Fraction | float
    least: Fraction | float
    greatest: Fraction | float

    @property
    def varies(self) -> bool:
        """Whether it is not the same each time."""
        return self.least != self.greatest


class Risk(NamedTuple):
    """An option of a menu: how often it is ``taken``; after it, by ending and by stake, the odds and what is to be expected;
    ids of the endings that it makes impossible ``always`` or ``sometimes``."""

    option: Spot
    taken: float
    odds: tuple[Range, ...]
    always: tuple[str, ...]
    sometimes: tuple[str, ...]
    stakes: tuple[Range, ...]


class StakeName(NamedTuple):
    """A stake and whose it is."""

    who: str
    name: str


class WhyChoice(NamedTuple):
    """The answer about a choice. ``asked``: the option asked for; ``met``: how often its menu is, in a playthrough;
    ``situations``: in how many different situations; ``before``: the odds there."""

    story: str
    file: str
    complete: bool
    asked: Spot
    met: float
    situations: int
    endings: tuple[Named, ...]
    stakes: tuple[StakeName, ...]
    before: tuple[Range, ...]
    options: tuple[Risk, ...]
    notes: tuple[str, ...] = ()
    readers: Readers | None = None
    entry: str | None = None

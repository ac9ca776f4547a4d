"""Payoffs of a story: the answer of ``epilogue verdict``."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

from epilogue.answers import Ending, Limit, Odds, Readers

StakeValue = bool | int | float
"""The value of a stake, as the author wrote it."""
Mean = Fraction | float
"""An expected worth: a fraction where it is exact. Yes is 1, no is 0."""
Judgement = Literal["golden", "trade-off", "worse"]


class Stake(NamedTuple):
    """Something that is at stake for somebody: ``text`` is its expression, ``least`` and ``greatest`` what it comes to at the
    endings found. ``sure``: what can be made sure of from the beginning, whatever luck and the world outside do (None: not even
    an ending); ``expected``: the most that can be expected there, of this stake alone (None where the search is not complete).
    """

    who: str
    name: str
    text: str
    least: StakeValue
    greatest: StakeValue
    sure: StakeValue | None
    expected: Mean | None

    @property
    def settled(self) -> bool:
        """Whether it is the same however the story ends."""
        return self.least == self.greatest


class Count(NamedTuple):
    """``names`` (places of stakes) counting ``low`` to ``high`` times (None: or more) as much as each of the other stakes.
    ``who``: they are all that is at stake for this character."""

    names: tuple[int, ...]
    who: str | None
    low: Fraction
    high: Fraction | None


class Weighing(NamedTuple):
    """Weights for which a trade-off is the best of all outcomes; each stake measured from its least (0) to its greatest (1).
    ``alike``: when all count alike; ``counts``: groups of stakes that may count for more or less; ``weights``: by stake, those
    least unequal; None if no weighing picks it: then the mean of the outcomes of ``mixture``, in these shares, is as good in
    each and better in one."""

    alike: bool
    counts: tuple[Count, ...]
    weights: tuple[Fraction, ...] | None
    mixture: tuple[tuple[int, Fraction], ...]


class Outcome(NamedTuple):
    """One way an ending comes out, with everybody's payoff: ``number`` on the list, from 1; ``ending``: its id;
    ``values`` by stake; ``path``: a soonest way. ``better``: number of an outcome that is at least as good in each stake and
    better in one; ``weighing``: of a trade-off, None if there were too many to weigh."""

    number: int
    ending: str
    values: tuple[StakeValue, ...]
    odds: Odds
    shortest: int
    path: tuple[int, ...]
    judgement: Judgement
    better: int | None
    weighing: Weighing | None


class AtEnding(NamedTuple):
    """An ending, judged by the best of its ``outcomes`` (numbers): ``worse`` if each of them is. ``better``: an outcome, of
    another ending, that betters the best of it that is worse."""

    ending: Ending
    judgement: Judgement
    outcomes: tuple[int, ...]
    least: tuple[StakeValue, ...]
    greatest: tuple[StakeValue, ...]
    better: int | None


class Everything(NamedTuple):
    """Whether everybody could have had everything at once: ``outcomes`` in which they do. ``sure``: it can be made sure of,
    against luck; ``chance``: else how likely it is for a reader who knows the way (None where the search is not complete)."""

    outcomes: tuple[int, ...]
    sure: bool
    chance: Mean | None


class JudgedStep(NamedTuple):
    """A decision of a playthrough, or a turn of luck. ``kind``: choice, chance or outside; ``number`` of the choice, from 1 (for
    luck: of the choice before it); ``text`` of the option, or what was drawn; ``who`` decided ("" if nobody says); ``options``:
    how many there were. By stake: ``gained``, what it added to the most that can be expected (a decision adds nothing, at best);
    ``sure`` and ``still``, what could be made sure of, and what was still possible at all: before and after.
    ``everything``: whether everybody could still have everything, before and after; ``kept``: the options that would have
    kept that, where this one did not. ``known``: nothing that was not searched can come after it, so what is said of
    afterwards holds."""

    kind: Literal["choice", "chance", "outside"]
    number: int
    file: str
    line: int
    text: str
    who: str
    options: int
    gained: tuple[Mean, ...]
    sure: tuple[tuple[StakeValue | None, StakeValue | None], ...]
    still: tuple[tuple[StakeValue | None, StakeValue | None], ...]
    everything: tuple[bool, bool]
    kept: tuple[str, ...]
    known: bool


class Share(NamedTuple):
    """Contribution to the most that could be expected, by stake: of the decisions of one character (``who``; "" for those that
    nobody says whose they are), of luck or of the world outside."""

    kind: Literal["choice", "chance", "outside"]
    who: str
    gained: tuple[Mean, ...]


class Played(NamedTuple):
    """A playthrough judged. ``outcome``: its number, None if it is not over (or stops at a fault). ``steps``: every decision
    and turn of luck; ``shares`` of who made them: what could be expected at the beginning and all the shares add up to what
    came. ``least``: by stake, the least it can come to. ``last``: step that put the last better outcome out of reach, None if
    there was none; ``beside``: numbers of the other outcomes that nothing bettered among those possible after that step (or
    at all): none, if what came was the best of them in everything. ``everything``: step that put everything for everybody out
    of reach; ``sure``: the last step before which that could be made sure of. ``expected``: at its end."""

    outcome: int | None
    choices: int
    steps: tuple[JudgedStep, ...]
    shares: tuple[Share, ...]
    expected: tuple[Mean, ...]
    last: int | None
    beside: tuple[int, ...]
    everything: int | None
    sure: int | None


class Verdict(NamedTuple):
    """Payoffs of all outcomes. ``entry``: where it begins, if not at the story's own beginning. ``outcomes``: golden, then
    trade-offs, then worse, each the likeliest first; ``endings`` in the same order. ``complete``: nothing was left out of the
    search; else ``reason`` says why, ``stopped_by`` which limit it was, if one. ``unjudged``: of ending where nobody gets
    anything (an error, out of content, stuck, back at the beginning), ``endless``: of never ending. ``readers``: whose odds
    these are; None: who choose at random. ``notes``: what is taken of code and functions that nothing is said of."""

    story: str
    file: str
    entry: str | None
    complete: bool
    reason: str | None
    stopped_by: Limit | None
    stakes: tuple[Stake, ...]
    endings: tuple[AtEnding, ...]
    outcomes: tuple[Outcome, ...]
    everything: Everything
    unjudged: Odds | None
    endless: Odds
    against: tuple[Literal["luck", "outside"], ...]
    exact: bool
    play: Played | None = None
    readers: Readers | None = None
    notes: tuple[str, ...] = ()

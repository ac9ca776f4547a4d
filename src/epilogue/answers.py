"""Answers as plain frozen data: every view (terminal, JSON) is drawn from this and nothing else.

The field names of the JSON view follow these; :data:`SCHEMA` grows by one when a field changes its meaning or
goes away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

SCHEMA = 2

EndingKind = Literal["end", "done", "restart", "out_of_content", "error", "stuck"]
Precision = Literal["control", "coverage", "text"]
SearchOutcome = Literal["complete", "truncated", "doubtful"]
ClaimStatus = Literal["proved", "refuted", "open"]
Limit = Literal["states", "time", "memory", "interrupt"]

#: The ways of stopping that a writer intends; any other is a fault.
MEANT: tuple[EndingKind, ...] = ("end", "done", "restart")


class Odds(NamedTuple):
    """Probability for a reader who chooses at random: the best known value, the bounds it lies in, and the exact
    fraction where it is known. Only an exact 1 is said as "certain". ``depends``: what outside the story decides where
    between the bounds it lies.
    """

    value: float
    exact: Fraction | None
    low: float
    high: float
    depends: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether any of it is known."""
        return self.low > 0 or self.high < 1 or bool(self.depends)


class Variant(NamedTuple):
    """One value of the expression asked for with ``--by``, at one ending."""

    value: str
    odds: Odds
    playthroughs: int | None
    shortest: int


class Ending(NamedTuple):
    """One way the story stops.

    ``id`` is what settings name it by, ``name`` what the settings or the story's own mark call it;
    ``passage`` the passage it stops in; ``message`` what the engine says of an error; ``last_words`` the line said
    last since the last choice or draw, as in the source, with {…} for what is worked out in it, and ``last_file`` and
    ``last_line`` where it stands; where nothing is said since, and of faults, the words that stand where it stops, and no line
    (0). ``conversation``: the entry it is an ending of, in a game that has several.
    ``playthroughs`` and ``longest`` are None when there is no limit to them. ``path`` holds the action
    indices of a shortest way.
    """

    id: str
    name: str | None
    kind: EndingKind
    file: str
    line: int
    odds: Odds
    playthroughs: int | None
    shortest: int
    longest: int | None
    path: tuple[int, ...]
    last_words: str
    last_file: str = ""
    last_line: int = 0
    passage: str | None = None
    message: str = ""
    mark: str = ""
    variants: tuple[Variant, ...] = ()
    conversation: str | None = None


class Cause(NamedTuple):
    """The line of the story that makes something impossible, and why in a writer's words.

    ``likely_meant``: it looks deliberate (a debugging switch, say), so the screen puts it last and asks.
    """

    file: str
    line: int
    why: str
    likely_meant: bool = False


class Unseen(NamedTuple):
    """An option no reader is offered, or a text no reader is shown, proved; ``intended``: the writer said so."""

    file: str
    line: int
    text: str
    cause: Cause | None
    intended: bool


class Tally(NamedTuple):
    """Counts of claims of one sort that were proved (there is a way), refuted (there is none), or are open."""

    proved: int
    refuted: int
    open: int


class Claims(NamedTuple):
    """Every single claim. ``options``: it can be offered; ``endings``: the story can end so; ``texts``: it can be shown (None in
    precision control); a reader can be left with nothing to choose (``runs_out``), run into an error (``errors``), go on for
    ever (``endless``; None of a game, which goes on as long as it likes)."""

    options: Tally
    endings: Tally
    texts: Tally | None
    runs_out: ClaimStatus
    errors: ClaimStatus
    endless: ClaimStatus | None


class Possible(NamedTuple):
    """A way of stopping that was not found and that nothing rules out; ``odds``: what it can have at most. ``name``: by its mark
    or the settings."""

    name: str | None
    kind: EndingKind
    file: str
    line: int
    passage: str | None
    odds: Odds


class Open(NamedTuple):
    """An option that may be offered, or a text that may be shown: no way was found, and nothing rules it out."""

    file: str
    line: int
    text: str


class Loop(NamedTuple):
    """A part of the story that play can stay in for ever. ``closed``: once in it, nothing leads out; ``odds`` to come there.
    ``options``: those on offer in it; ``exits``: those that lead out, None if luck does, too. ``beginning``: the story begins in
    it."""

    closed: bool
    odds: Odds
    options: tuple[Open, ...]
    exits: tuple[Open, ...] | None
    beginning: bool


class UsedUp(NamedTuple):
    """A menu that runs dry: all its ``options`` can be taken only once; the story runs out at ``line``."""

    file: str
    line: int
    options: tuple[Open, ...]


class Stops(NamedTuple):
    """Termination of the story. ``verdict``: ``always`` (every playthrough ends), ``surely`` (with certainty, choosing at
    random; but a reader who insists can go on for ever), ``can`` (a reader who insists can go on for ever, more is not known),
    ``endless`` (even choosing at random it may never end), ``never`` (no playthrough ends), ``open`` (not known). ``offering``:
    options that are on offer wherever a turn ends, where none can end the story."""

    verdict: Literal["always", "surely", "can", "endless", "never", "open"]
    loops: tuple[Loop, ...]
    used_up: tuple[UsedUp, ...]
    offering: tuple[Open, ...] = ()


class Unsettled(NamedTuple):
    """The claims that a search that stopped early could not settle. ``share``: of playthroughs at random, those that leave what
    was searched (at most). ``beyond``: places behind which nothing was worked out, each with the reason for ``text``.
    ``anything``: so nothing can be ruled out that was not found."""

    endings: tuple[Possible, ...]
    options: tuple[Open, ...]
    texts: tuple[Open, ...] | None
    share: float
    beyond: tuple[Open, ...] = ()
    anything: bool = False


class Quartiles(NamedTuple):
    """Numbers met by readers who choose at random, ``times`` in all: the least, the quartiles and the greatest."""

    least: float
    lower: float
    median: float
    upper: float
    greatest: float
    times: int


class ComparedNumber(NamedTuple):
    """A variable, by ``name``, in a line that compares it, where that can come out either way. ``low``, ``high``: proved bounds
    of the numbers there (None: none was found). ``met``: the numbers in random playthroughs, None if none came there."""

    name: str
    file: str
    line: int
    low: float | None
    high: float | None
    met: Quartiles | None


class Details(NamedTuple):
    """Means over readers who choose at random; None where infinite or unknown. ``playthroughs``: size of the random sample, None
    where the means are exact. ``numbers``: those that the story compares."""

    words: float | None
    text_share: float | None
    playthroughs: int | None = None
    numbers: tuple[ComparedNumber, ...] = ()


class Estimate(NamedTuple):
    """One ending of the ``Samples``: ``id`` of the ending found, if it was; met ``times``; its odds are about ``share``, and
    lie between ``low`` and ``high`` with a confidence of 95 in 100."""

    id: str | None
    name: str | None
    kind: EndingKind
    file: str
    line: int
    times: int
    share: float
    low: float
    high: float


class Samples(NamedTuple):
    """Estimates from ``playthroughs`` at random: no proof of anything. ``cut`` of them were cut off after ``longest`` choices and
    draws, ``lost`` came to where the story could not be worked out. ``share``: the share of readers that they stand for: 1, or
    those who leave what was searched."""

    playthroughs: int
    share: float
    longest: int
    cut: int
    lost: int
    estimates: tuple[Estimate, ...]


class Check(NamedTuple):
    """The outcome of ``--verify``: of ``of`` steps so many were played in the story's own machine, and ``changed`` more after
    what is said not to matter was changed at random; ``differences`` from what the search says, in technical words: each is a
    defect of Epilogue.
    """

    steps: int
    of: int
    changed: int
    differences: tuple[str, ...]


class Multiplier(NamedTuple):
    """Something the story remembers that makes everything else happen once more for each of its values.

    ``what`` it is and how many values it has, in words; ``kind``: variable, temporary, seen, since, turns, option, alternatives,
    shuffle, drawn, mark or other; ``names`` of what was put together in one line; ``values`` that each of them has, at most;
    ``bits``: how much it multiplies, as an entropy; ``places``: (file, line) where it is read; ``advice``: what could be done.
    """

    what: str
    kind: str
    names: tuple[str, ...]
    values: int
    bits: float
    places: tuple[tuple[str, int], ...]
    advice: str


class Profile(NamedTuple):
    """The causes that multiply the ``situations`` of a search, of which ``sampled`` were looked at: the ``multipliers``, largest
    first; ``menus``: different sets of options in them; ``together``: sentences on which of them vary independently.
    """

    situations: int
    sampled: int
    menus: int
    multipliers: tuple[Multiplier, ...]
    together: tuple[str, ...]


class Readers(NamedTuple):
    """Whose odds these are, if not those of readers who choose at random: their ``name``. ``known``: as Epilogue knows them, not
    by weights in the settings. ``blind``: they come to the same as readers who choose at random, for no option is on offer again
    after it was taken. ``playthroughs``: the odds are an estimate from so many at random (Wilson's intervals, at a confidence of
    95 in 100), of which ``cut`` were cut off and ``lost`` left what was searched; None: they are worked out."""

    name: str
    known: bool
    blind: bool = False
    playthroughs: int | None = None
    cut: int = 0
    lost: int = 0


class Unreached(NamedTuple):
    """An ending that the author marked, ``mark``, in this line, and that no playthrough was found to reach. ``proved``: none
    does; ``cause``: why, where known."""

    mark: str
    file: str
    line: int
    cause: Cause | None
    proved: bool


class EndingsReport(NamedTuple):
    """Every ending of a story, what is proved of it, and what no reader sees.

    ``story`` is the story's name as a person would say it, ``file`` the path the user gave. ``reason`` says
    why a truncated search stopped, ``stopped_by`` which limit of ours it was (None: the story itself is what stops it;
    ``settled``: none, everything asked was known),
    ``looked_at`` after how many situations: ``--states`` with that number gives the same report. ``notes``: what
    the model leaves out of this story. ``entry`` is the sentence that says
    what a start other than the beginning
    assumes. ``never_offered``, ``never_shown``: what is proved; of a search that stopped early the rest is ``unsettled``, if it
    knows of it. ``playthroughs`` is None when they are without number, ``expected_choices`` when the mean is
    infinite or not known. A ``doubtful`` outcome: the ``check`` found a defect of Epilogue, so nothing here is to be trusted.
    ``readers``: whose odds (of the endings, of ``endless``) and mean number of choices these are; None: who choose at random.
    What is said of loops, and of what is unsettled, is always of readers who choose at random. ``unfinished``: the work that was
    given up when a limit was reached, as in "looking for causes": what it would have shown is not known.
    """

    story: str
    file: str
    outcome: SearchOutcome
    reason: str | None
    precision: Precision
    choices_in_text: int
    states: int
    transitions: int
    cyclic: bool
    playthroughs: int | None
    expected_choices: float | None
    endless: Odds
    endings: tuple[Ending, ...]
    never_offered: tuple[Unseen, ...]
    never_shown: tuple[Unseen, ...] | None
    by: str | None = None
    entry: str | None = None
    notes: tuple[str, ...] = ()
    details: Details | None = None
    check: Check | None = None
    profile: Profile | None = None
    claims: Claims | None = None
    unsettled: Unsettled | None = None
    stops: Stops | None = None
    samples: Samples | None = None
    stopped_by: Limit | Literal["settled"] | None = None
    looked_at: int = 0
    readers: Readers | None = None
    unfinished: tuple[str, ...] = ()
    unreached: tuple[Unreached, ...] = ()

    @property
    def complete(self) -> bool:
        """True when nothing was left unexplored: only then may a view say "all", "never" or "proved"."""
        return self.outcome == "complete"

    @property
    def settled(self) -> bool:
        """Whether the search ended before it was complete because everything asked was known."""
        return self.stopped_by == "settled"


class Moment(NamedTuple):
    """One step of a playthrough written out: a line of text, an event of the story's own (a command), the option taken, what luck
    decided, or the world outside."""

    kind: Literal["text", "command", "choice", "chance", "outside"]
    text: str


class NarratedMoment(NamedTuple):
    """One step of a playthrough as it is narrated: a line of text, an event of the story's own (a command), an option taken, what
    luck drew or the world outside gave. ``step``: the number of the decision or draw, from 0, -1 for text and commands;
    ``scene`` it is in, by the story's ``# scene:`` marks; ``who`` decides, by ``# who:``.
    """

    kind: Literal["text", "command", "choice", "chance", "outside"]
    text: str
    step: int = -1
    scene: str = ""
    who: str = ""
    file: str = ""
    line: int = 0


def steps_of(moments: Iterable[Moment]) -> tuple[str, ...]:
    """The decisions of a playthrough, by the reader, by luck or outside."""
    return tuple(moment.text for moment in moments if moment.kind not in ("text", "command"))

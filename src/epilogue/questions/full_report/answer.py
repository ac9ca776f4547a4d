"""All answers about a story in one, as a report shows them."""

from __future__ import annotations

from typing import NamedTuple

from epilogue.answers import EndingsReport, Moment
from epilogue.questions.check.answer import CheckReport
from epilogue.questions.story_map.answer import ConversationMap, StoryMap
from epilogue.questions.verdict.answer import Verdict
from epilogue.questions.whatif.answer import WhatIf
from epilogue.questions.why.answer import WhyPlay


class ReportedRisk(NamedTuple):
    """An option: after it, the odds of each ending (in their order), and the ``loses`` that it always puts out of reach."""

    file: str
    line: int
    text: str
    odds: tuple[float, ...]
    loses: tuple[int, ...]


class PassageRisks(NamedTuple):
    """The options that stand in one passage, in the order of the source."""

    passage: str
    options: tuple[ReportedRisk, ...]


class FullReport(NamedTuple):
    """``readings``: by ending, a soonest way to it, written out. ``words``: how many the story has; ``read``: how many, in each
    of some playthroughs at random. ``verdict``: None without stakes. ``why``, ``whatif``: of a playthrough, if one was given.
    ``talks``: of a game of several conversations, each one's map; ``map`` is all of them in one then."""

    endings: EndingsReport
    readings: tuple[tuple[Moment, ...], ...]
    map: StoryMap
    check: CheckReport
    verdict: Verdict | None
    risks: tuple[PassageRisks, ...]
    words: int
    read: tuple[int, ...]
    why: WhyPlay | None = None
    whatif: WhatIf | None = None
    talks: tuple[ConversationMap, ...] = ()

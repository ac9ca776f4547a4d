"""Report of settled and unsettled claims about a story, one by one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from epilogue import answers
from epilogue.abstract.possible_endings import PossibleEnding
from epilogue.analysis.claims import ClaimTally, SettledClaims
from epilogue.analysis.odds import Interval, Probability
from epilogue.ir.program import Program, block_at, written
from epilogue.settings import Settings
from epilogue.source import NOWHERE, Span

if TYPE_CHECKING:
    from epilogue.space.unexplored import Unexplored


def counted(claims: SettledClaims, game: bool) -> answers.Claims:
    """Number of claims settled, and how. A ``game`` goes on as long as it likes."""
    texts = None if claims.texts is None else _count(claims.texts)
    endless = None if game else claims.endless
    return answers.Claims(_count(claims.options), _count(claims.endings), texts, claims.runs_out, claims.errors, endless)


def _count(tally: ClaimTally) -> answers.Tally:
    return answers.Tally(len(tally.proved), len(tally.refuted), len(tally.open))


def unsettled(
    program: Program,
    settings: Settings,
    unexplored: Unexplored | None,
    share: float,
    odds: Callable[[PossibleEnding], answers.Odds],
    claims: SettledClaims,
) -> answers.Unsettled:
    """Claims left open by a search that stopped early. ``share``: of random playthroughs, those that reach the open part;
    ``odds``: of an ending that was not found."""
    sites = [program.choices[site] for site in claims.options.open]
    options = _places((site.span, site.text) for site in sites)
    texts = None
    if claims.texts is not None:
        texts = _places((program.code[position].span, program.code[position].a) for position in claims.texts.open)
    endings = [_possible(program, settings, odds(ending), ending) for ending in claims.endings.open]
    endings.sort(key=lambda e: (e.kind not in answers.MEANT, -e.odds.high, e.file, e.line))
    beyond = _places((program.code[position].span, why) for position, why in unexplored.beyond) if unexplored is not None else ()
    anything = unexplored is None or bool(beyond)
    return answers.Unsettled(tuple(endings), options, texts, share, beyond, anything)


def _places(texts: Iterable[tuple[Span | None, str]]) -> tuple[answers.Open, ...]:
    spans = [(span or NOWHERE, " ".join(text.split())) for span, text in texts]
    return tuple(sorted(answers.Open(span.file, span.line, text) for span, text in spans))


def _possible(program: Program, settings: Settings, odds: answers.Odds, ending: PossibleEnding) -> answers.Possible:
    span = written(program, ending.position, ending.mark or "") or NOWHERE
    name = settings.endings.get(ending.mark or "") or ending.mark or None
    return answers.Possible(name, ending.kind, span.file, span.line, passage(program, ending.position), odds)  # type: ignore[arg-type]


def passage(program: Program, position: int) -> str | None:
    """Outermost named block the position stands in: a passage."""
    return passage_named(program.blocks[block_at(program, position)].name)


def passage_named(block: str) -> str | None:
    """The passage that a block of this name is in; None: it is in none."""
    parts = [part for part in block.split(".") if part]
    return parts[0] if parts and not parts[0].isdigit() and not parts[0].startswith("g-") else None


def odds_in(interval: Interval) -> answers.Odds:
    """Interval as a report has it; the fraction where it is one."""
    least, greatest = interval.least, interval.greatest
    if isinstance(least, Fraction) and least == greatest:
        return answers.Odds(float(least), least, float(least), float(least), interval.depends)
    return answers.Odds(float(least), None, _below(least), _above(greatest), interval.depends)


def _below(odds: Probability) -> float:
    """Nearest float that is not above."""
    near = float(odds)
    return near if Fraction(near) <= odds else math.nextafter(near, 0.0)


def _above(odds: Probability) -> float:
    """Nearest float that is not below."""
    near = float(odds)
    return near if Fraction(near) >= odds else math.nextafter(near, 2.0)

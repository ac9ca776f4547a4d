"""Plots as SVG: what it costs one to give more to another, and how many words readers read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from epilogue.report import words
from epilogue.report.answers.verdict import Outcome, Verdict
from epilogue.report.drawing.palette import colour
from epilogue.report.terminal import label

STYLE = """
.plot{--ink:#1d2430;--soft:#4f5866;--line:#cfc8b8;font:13px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){.plot{--ink:#e8e6e1;--soft:#b3bac5;--line:#3d4551}}
.plot text{fill:var(--soft)}.plot .axis{stroke:var(--line);fill:none}.plot .best{stroke:var(--ink);fill:none;stroke-dasharray:3 4}
.plot .bar{fill:#3b6ea5}
""".strip()
SIZE, PAD = 260, 44
MOST_PLOTS = 3


class Axis(NamedTuple):
    """What is measured along it, and of each outcome how much, from 0 (least) to 1 (greatest)."""

    name: str
    values: tuple[float, ...]


def axes(verdict: Verdict) -> list[Axis]:
    """What somebody gets, by character: the mean of all that is at stake for them; of a single character, each stake."""
    people = list(dict.fromkeys(stake.who for stake in verdict.stakes if not stake.settled))
    if len(people) > 1:
        groups = [
            (who, [n for n, stake in enumerate(verdict.stakes) if stake.who == who and not stake.settled]) for who in people
        ]
    else:
        groups = [(f"{s.who}'s {s.name}", [n]) for n, s in enumerate(verdict.stakes) if not s.settled]
    return [Axis(name, tuple(_worth(verdict, one, places) for one in verdict.outcomes)) for name, places in groups]


def _worth(verdict: Verdict, outcome: Outcome, places: Sequence[int]) -> float:
    shares = []
    for n in places:
        stake = verdict.stakes[n]
        least, greatest = Fraction(stake.least), Fraction(stake.greatest)
        shares.append((Fraction(outcome.values[n]) - least) / (greatest - least))
    return float(sum(shares, Fraction(0)) / len(shares))


def trade_off(verdict: Verdict) -> str:
    """Each outcome as a mark, by what two of the characters get; "" where there are no two to compare."""
    found = axes(verdict)
    pairs = list(combinations(found, 2))[:MOST_PLOTS]
    if not pairs:
        return ""
    wide = SIZE + 2 * PAD
    parts = [_open(wide * len(pairs), SIZE + 2 * PAD, "Who gets what: each outcome by what two of them get")]
    for n, (across, up) in enumerate(pairs):
        parts.append(f'<g transform="translate({n * wide} 0)">{_scatter(verdict, across, up)}</g>')
    return "\n".join([*parts, "</svg>", ""])


def _scatter(verdict: Verdict, across: Axis, up: Axis) -> str:
    def at(n: int) -> tuple[float, float]:
        return PAD + across.values[n] * SIZE, PAD + (1 - up.values[n]) * SIZE

    parts = [f'<path class="axis" d="M{PAD} {PAD}V{PAD + SIZE}H{PAD + SIZE}"/>']
    best = sorted({at(n) for n, one in enumerate(verdict.outcomes) if one.judgement != "worse"})
    if len(best) > 1:
        parts.append(f'<path class="best" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in best)}"/>')
    order = sorted(range(len(verdict.outcomes)), key=lambda n: -verdict.outcomes[n].odds.value)
    there: dict[tuple[float, float], int] = {}
    rows = sorted(verdict.endings, key=lambda r: (-r.ending.odds.value, -r.ending.odds.high, r.ending.file, r.ending.line))
    places = {row.ending.id: (place, row.ending) for place, row in enumerate(rows)}
    for n in order:
        one = verdict.outcomes[n]
        place, ending = places[one.ending]
        x, y = at(n)
        turn = there[x, y] = there.get((x, y), -1) + 1  # several at one point are put around it
        if turn:
            x, y = x + 5 * math.cos(2.4 * turn), y + 5 * math.sin(2.4 * turn)
        size = 3 + 13 * math.sqrt(one.odds.value)
        ring = "" if one.judgement == "worse" else ' stroke="var(--ink)" stroke-width="2"'
        title = escape(words.clean(f"{label(ending, 60)}: {words.odds(one.odds)}"))
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{colour(place)}" fill-opacity="0.75"{ring}>'
            f"<title>{title}</title></circle>"
        )
    name = escape(words.clean(across.name))
    parts.append(f'<text x="{PAD + SIZE}" y="{PAD + SIZE + 22}" text-anchor="end">{name} gets more →</text>')
    parts.append(f'<text x="{PAD}" y="{PAD - 14}">↑ {escape(words.clean(up.name))} gets more</text>')
    return "".join(parts)


def words_read(read: Sequence[int]) -> str:
    """How many words playthroughs have, as bars; "" where all have the same."""
    if not read or min(read) == max(read):
        return ""
    bins = 24
    least, greatest = min(read), max(read)
    step = (greatest - least) / bins
    counts = [0] * bins
    for value in read:
        counts[min(int((value - least) / step), bins - 1)] += 1
    wide, high = 640, 180
    each = (wide - 2 * PAD) / bins
    parts = [_open(wide, high + 2 * PAD, "How many words playthroughs have")]
    for n, count in enumerate(counts):
        tall = high * count / max(counts)
        title = f"{round(least + n * step):,} to {round(least + (n + 1) * step):,} words: {count / len(read):.0%}"
        parts.append(
            f'<rect class="bar" x="{PAD + n * each + 1:.1f}" y="{PAD + high - tall:.1f}" width="{each - 2:.1f}" '
            f'height="{tall:.1f}"><title>{title}</title></rect>'
        )
    parts.append(f'<path class="axis" d="M{PAD} {PAD + high}H{wide - PAD}"/>')
    parts.append(f'<text x="{PAD}" y="{PAD + high + 20}">{least:,} words</text>')
    parts.append(f'<text x="{wide - PAD}" y="{PAD + high + 20}" text-anchor="end">{greatest:,} words</text>')
    return "\n".join([*parts, "</svg>", ""])


def _open(wide: float, high: float, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 {wide:.0f} {high:.0f}" role="img" '
        f"aria-label={quoteattr(title)}><style>{STYLE}</style>"
    )

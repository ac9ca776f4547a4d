"""Plots as SVG: what it costs one to give more to another, how many words readers read, how odds moved with an edit."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from epilogue.questions.against.answer import Against, Moved
from epilogue.questions.verdict.answer import Outcome, Verdict
from epilogue.views.svg.figure import PERCENTS, document, line, text, tooltip
from epilogue.views.svg.measure import fitted, width
from epilogue.views.svg.palette import colour
from epilogue.views.text import words
from epilogue.views.text.endings import label

SIZE, PAD, TOP, LEGEND = 260.0, 48.0, 78.0, 22.0
MOST_PLOTS = 3
BINS = 24
MOST_MOVED = 25
SCALES = (0.04, 0.2, 0.4, 0.8)
"""Upper ends that an axis of odds may have."""


class Axis(NamedTuple):
    """A name and, for each outcome, its value, from 0 (least) to 1 (greatest)."""

    name: str
    values: tuple[float, ...]


def axes(verdict: Verdict) -> list[Axis]:
    """An axis for each character: the mean of all that is at stake for them; of a single character, each stake."""
    people = list(dict.fromkeys(stake.who for stake in verdict.stakes if not stake.settled))
    if len(people) > 1:
        groups = [
            (who, [n for n, stake in enumerate(verdict.stakes) if stake.who == who and not stake.settled]) for who in people
        ]
    else:
        groups = [(f"{s.who}'s {s.name}", [n]) for n, s in enumerate(verdict.stakes) if not s.settled]
    return [Axis(name, tuple(_worth(verdict, outcome, numbers) for outcome in verdict.outcomes)) for name, numbers in groups]


def _worth(verdict: Verdict, outcome: Outcome, places: Sequence[int]) -> float:
    shares = []
    for n in places:
        stake = verdict.stakes[n]
        least, greatest = Fraction(stake.least), Fraction(stake.greatest)
        shares.append((Fraction(outcome.values[n]) - least) / (greatest - least))
    return float(sum(shares, Fraction(0)) / len(shares))


def trade_off(verdict: Verdict) -> str:
    """Each outcome as a mark, by what two of the characters get; "" where there are no two to compare."""
    plotted = axes(verdict)
    pairs = list(combinations(plotted, 2))[:MOST_PLOTS]
    if not pairs:
        return ""
    each = SIZE + 2 * PAD
    wide = max(each * len(pairs), 420.0)
    rows = sorted(verdict.endings, key=lambda r: (-r.ending.odds.value, -r.ending.odds.high, r.ending.file, r.ending.line))
    title = f"{words.clean(verdict.story)}: who gets what"
    parts = [text(PAD, 32, fitted(title, wide - PAD - 12, 17, True), "strong title")]
    parts.append(text(PAD, 50, "each mark is an ending, placed by what they get there; the larger, the likelier"))
    for n, (across, up) in enumerate(pairs):
        parts.append(f'<g transform="translate({n * each} {TOP})">{_scatter(verdict, across, up)}</g>')
    x, y = PAD, TOP + SIZE + PAD + 22
    for index, row in enumerate(rows):
        name = fitted(words.clean(label(row.ending, 40)), wide - 2 * PAD - 20, 13)
        if x > PAD and x + 18 + width(name, 13) > wide - 12:
            x, y = PAD, y + LEGEND
        parts.append(
            f'<circle class="hue" cx="{x + 5:.1f}" cy="{y - 4:.1f}" r="5" fill="{colour(index)}"/>{text(x + 16, y, name)}'
        )
        x += 18 + width(name, 13) + 16
    if any(outcome.judgement != "worse" for outcome in verdict.outcomes):
        y += LEGEND
        parts.append(f'<circle class="other" cx="{PAD + 5}" cy="{y - 4:.1f}" r="6" stroke-width="2"/>')
        parts.append(text(PAD + 16, y, "ringed: the best trade-offs"))
        wide = max(wide, PAD + 28 + width("ringed: the best trade-offs", 13))
    return document(wide, y + 22, title, parts)


def _scatter(verdict: Verdict, across: Axis, up: Axis) -> str:
    def point(n: int) -> tuple[float, float]:
        return PAD + across.values[n] * SIZE, (1 - up.values[n]) * SIZE

    parts = [line("grid", PAD + SIZE * k / 4, 0, PAD + SIZE * k / 4, SIZE) for k in range(1, 5)]
    parts += [line("grid", PAD, SIZE * k / 4, PAD + SIZE, SIZE * k / 4) for k in range(4)]
    parts.append(f'<path class="axis" d="M{PAD} 0V{SIZE}H{PAD + SIZE}"/>')
    best = sorted({point(n) for n, outcome in enumerate(verdict.outcomes) if outcome.judgement != "worse"})
    if len(best) > 1:
        parts.append(f'<path class="best" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in best)}"/>')
    rows = sorted(verdict.endings, key=lambda r: (-r.ending.odds.value, -r.ending.odds.high, r.ending.file, r.ending.line))
    places = {row.ending.id: (index, row.ending) for index, row in enumerate(rows)}
    marks: defaultdict[tuple[tuple[float, float], str], list[Outcome]] = defaultdict(list)
    for n, outcome in enumerate(verdict.outcomes):
        marks[point(n), outcome.ending].append(outcome)
    shared: Counter[tuple[float, float]] = Counter()
    odds = {mark: sum(outcome.odds.value for outcome in outcomes) for mark, outcomes in marks.items()}
    for mark in sorted(marks, key=lambda mark: -odds[mark]):
        (x, y), name = mark
        index, ending = places[name]
        turn = shared[mark[0]]
        shared[mark[0]] += 1
        if turn:  # spread those that share a point around it
            x, y = x + 8 * math.cos(2.4 * turn), y + 8 * math.sin(2.4 * turn)
        size = 3 + 13 * math.sqrt(min(odds[mark], 1.0))
        ring = "" if all(outcome.judgement == "worse" for outcome in marks[mark]) else ' stroke="var(--ink)" stroke-width="2"'
        often = words.odds(marks[mark][0].odds) if len(marks[mark]) == 1 else words.chance(odds[mark])
        several = "" if len(marks[mark]) == 1 else f", in {len(marks[mark])} ways"
        parts.append(
            f'<circle class="hue" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{colour(index)}" fill-opacity="0.75"{ring}>'
            f"{tooltip(f'{label(ending, 60)}: {often}{several}')}</circle>"
        )
    parts.append(text(PAD, SIZE + 18, "least"))
    parts.append(text(PAD + SIZE, SIZE + 18, "most", anchor="end"))
    parts.append(text(PAD + SIZE / 2, SIZE + 36, f"what {fitted(words.clean(across.name), 190, 13)} gets →", anchor="middle"))
    side = text(0, 0, f"what {fitted(words.clean(up.name), 150, 13)} gets →", anchor="middle")
    parts.append(f'<g transform="translate({PAD - 14} {SIZE / 2}) rotate(-90)">{side}</g>')
    return "".join(parts)


def words_read(read: Sequence[int]) -> str:
    """A histogram of the words of playthroughs; "" where all have the same."""
    if not read or min(read) == max(read):
        return ""
    least, numbers = min(read), max(read) - min(read) + 1
    bars = min(numbers, BINS)
    counts = [0] * bars
    for value in read:
        counts[(value - least) * bars // numbers] += 1
    wide, high, top = 640.0, 180.0, 66.0
    each, most = (wide - 2 * PAD) / bars, max(counts)
    title = "How many words playthroughs have"
    parts = [text(PAD, 32, title, "strong title"), line("grid", PAD, top, wide - PAD, top)]
    parts.append(text(PAD - 8, top + 4, words.share(most / len(read)), anchor="end"))
    parts.append(text(PAD - 8, top + high + 4, "0%", anchor="end"))
    for n, count in enumerate(counts):
        tall = high * count / most
        first, last = least - -numbers * n // bars, least - -numbers * (n + 1) // bars - 1
        span = words.plural(last, "word") if first == last else f"{first:,} to {words.plural(last, 'word')}"
        caption = f"{span}: {words.share(count / len(read))} of playthroughs"
        parts.append(
            f'<rect class="bar" x="{PAD + n * each + 1:.1f}" y="{top + high - tall:.1f}" width="{each - 2:.1f}" '
            f'height="{tall:.1f}">{tooltip(caption)}</rect>'
        )
    parts.append(line("axis", PAD, top + high, wide - PAD, top + high))
    middle = sorted(read)[len(read) // 2]
    x = PAD + (wide - 2 * PAD) * (middle - least + 0.5) / numbers
    parts += [line("turning", x, top, x, top + high), text(x, top - 8, f"half: up to {middle:,}", anchor=_anchor(x, wide))]
    parts.append(text(PAD, top + high + 20, words.plural(least, "word")))
    parts.append(text(wide - PAD, top + high + 20, words.plural(max(read), "word"), anchor="end"))
    return document(wide, top + high + 38, title, parts)


def _anchor(x: float, wide: float) -> str:
    return "end" if x > wide * 0.8 else "middle" if x > wide * 0.2 else ""


def odds_moved(answer: Against) -> str:
    """The odds of each ending before an edit and after it; "" where none moved."""
    shown = answer.moved[:MOST_MOVED]
    if not shown:
        return ""
    wide, left, each, top = 760.0, 250.0, 30.0, 92.0
    right, high = wide - 90.0, top + each * len(shown)
    title = f"{words.clean(answer.story)}: odds before and after"
    parts = [text(24, 32, fitted(title, wide - 40, 17, True), "strong title")]
    before, now = (fitted(words.clean(side.label), 260, 13) for side in (answer.before, answer.now))
    parts.append(f'<circle class="other" cx="30" cy="51" r="5" stroke-width="2"/>{text(42, 55, before)}')
    x = 42 + width(before, 13) + 24
    parts.append(f'<circle class="bar" cx="{x:.1f}" cy="51" r="5"/>{text(x + 12, 55, now)}')
    likeliest = max(odds.value for move in shown for odds in (move.before, move.now))
    most = next((most for most in SCALES if likeliest <= most), 1.0)
    for percent in PERCENTS:
        x = left + (right - left) * percent / 100
        parts += [line("grid", x, top - 6, x, high), text(x, top - 14, f"{percent * most:g}%", anchor="middle")]
    for n, move in enumerate(shown):
        parts.append(_move(move, left, right, top + each * (n + 0.5), most))
    if len(answer.moved) > len(shown):
        parts.append(text(24, high + 16, f"and {len(answer.moved) - len(shown)} more, by less"))
    return document(wide, high + 28, title, parts)


def _move(moved: Moved, left: float, right: float, y: float, most: float) -> str:
    name = "never ends" if moved.ending is None else words.clean(label(moved.ending, 40))
    x1, x2 = (left + (right - left) * min(max(odds.value, 0.0) / most, 1.0) for odds in (moved.before, moved.now))
    caption = f"{name}: {words.odds(moved.before)} before, {words.odds(moved.now)} now"
    gap = 5 if x2 > x1 else -5
    joined = f'<path class="axis" stroke-width="3" d="M{x1 + gap:.1f} {y:.1f}H{x2:.1f}"/>' if abs(x2 - x1) > 6 else ""
    after = text(max(x1, x2) + 12, y + 4, words.odds(moved.now))
    return (
        f"<g>{tooltip(caption)}{text(left - 16, y + 4, fitted(name, left - 40, 13), 'strong', 'end')}{joined}"
        f'<circle class="other" cx="{x1:.1f}" cy="{y:.1f}" r="5" stroke-width="2"/>'
        f'<circle class="bar" cx="{x2:.1f}" cy="{y:.1f}" r="5"/>{after}</g>'
    )

"""Stakes, in words and tables: values as the author wrote them, owners, weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from epilogue.questions.verdict.answer import Count, Mean, Stake, StakeValue, Weighing
from epilogue.views.text import words
from epilogue.views.text.layout import Paint, cells, left, wrap

NARROWEST = 18


class StakeRow(NamedTuple):
    """A row of a table: its ``label``, what stands ``beside`` it, and by stake what it says; without any it is a heading."""

    label: str
    beside: str
    values: tuple[str, ...] | None


def number(value: StakeValue | None) -> str:
    """A worth as the author wrote it.

    >>> number(True), number(2), number(2.5), number(None)
    ('yes', '2', '2.5', 'nothing')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def span(least: StakeValue, greatest: StakeValue) -> str:
    """Range of a stake, from the least to the greatest."""
    return number(least) if least == greatest else f"{number(least)}–{number(greatest)}"


def mean(value: Mean | None) -> str:
    """An expected worth, to two digits or so many as show that it is no whole number.

    >>> mean(Fraction(11, 6)), mean(Fraction(2)), mean(Fraction(19999, 10000))
    ('1.83', '2', '1.9999')
    """
    if value is None:
        return "?"
    if value == round(value):
        return str(round(value))
    for digits in range(2, 9):
        text = f"{float(value):.{digits}f}"
        if float(text) != round(value):
            return text.rstrip("0")
    return f"about {round(value)}"


def worth(stake: Stake, value: Mean | None) -> str:
    """Expected worth of a stake; for yes or no, its odds."""
    if value is not None and isinstance(stake.least, bool) and isinstance(stake.greatest, bool):
        return "yes" if value >= 1 else "no" if value <= 0 else words.chance(float(value))
    return mean(value)


def signed(value: Mean) -> str:
    """A gain or a loss, with its sign."""
    return "0" if value == 0 else f"{'+' if value > 0 else '-'}{mean(value if value > 0 else -value)}"


def whatever(against: Sequence[str]) -> str:
    """Adversaries of a guarantee, "" if nothing but the reader decides."""
    named = {"luck": "luck", "outside": "the world outside"}
    return (
        f"whatever {words.joined([named[adversary] for adversary in against])} {'do' if len(against) > 1 else 'does'}"
        if against
        else ""
    )


def hoped(against: Sequence[str]) -> str:
    """Explains "Best on average"."""
    worst = "; the world outside does its worst" if "outside" in against else ""
    return f"Best on average: for a reader who knows the story and plays for this alone{worst}."


def whose(who: str) -> str:
    """``Mia's``, ``the reader's``."""
    return "the reader's" if who.casefold() == "reader" else f"{words.clean(who)}'s"


def name(stake: Stake) -> str:
    """``Mia's dream``."""
    return f"{whose(stake.who)} {plain(stake.name)}"


def plain(text: str) -> str:
    """A key of the settings as a word."""
    return words.clean(text).replace("_", " ")


def people(stakes: Sequence[Stake]) -> list[tuple[str, list[int]]]:
    """Characters, each with the places of their stakes."""
    stakes_of: dict[str, list[int]] = {}
    for index, stake in enumerate(stakes):
        stakes_of.setdefault(stake.who, []).append(index)
    return list(stakes_of.items())


def listed(stakes: Sequence[Stake], values: Sequence[StakeValue]) -> str:
    """``Mia: dream 2, happy 3. Seb: dream 3``."""
    return ". ".join(
        f"{words.clean(who)}: " + ", ".join(f"{plain(stakes[n].name)} {number(values[n])}" for n in places)
        for who, places in people(stakes)
    )


def more(stakes: Sequence[Stake], values: Sequence[StakeValue], other: Sequence[StakeValue]) -> str:
    """Stakes of which the other outcome gives more."""
    return words.joined(
        [
            f"{name(stake)} {number(theirs)} instead of {number(ours)}"
            for stake, ours, theirs in zip(stakes, values, other, strict=True)
            if ours != theirs
        ]
    )


def differing(stakes: Sequence[Stake], values: Sequence[StakeValue], other: Sequence[StakeValue]) -> str:
    """Differing stakes of the other outcome: ``Mia's dream 1, Seb's happy 3``."""
    pairs = zip(stakes, values, other, strict=True)
    return ", ".join(f"{name(stake)} {number(theirs)}" for stake, ours, theirs in pairs if ours != theirs)


def weighing(stakes: Sequence[Stake], weighing: Weighing) -> str:
    """A trade-off and when it is the best, in a writer's words."""
    if weighing.weights is None:
        others = f"outcome {words.joined([str(outcome) for outcome, _ in weighing.mixture], 'or')}"
        return f"a trade-off that is never the best: however the stakes are weighted, {others} comes out better"
    live = [n for n, stake in enumerate(stakes) if not stake.settled]
    if weighing.alike and all(_limit(count) > 1 for count in weighing.counts):
        nearest = min(weighing.counts, key=_limit)
        return f"a trade-off, the best if everything counts the same, and as long as {_count(stakes, nearest, live)}"
    wide = [count for count in weighing.counts if count.low != count.high or not weighing.alike]
    if wide:
        return f"a trade-off, the best if {_count(stakes, min(wide, key=_stretch), live)}"
    if weighing.alike:
        return "a trade-off, the best if everything counts the same"
    low = min(weighing.weights[n] for n in live)
    parts = [f"{name(stakes[n])} {_times(weighing.weights[n] / low, 0)}" for n in live if weighing.weights[n] != low]
    return f"a trade-off, the best with weights such as these, against each of the others: {words.joined(parts)}"


def _limit(count: Count) -> float:
    """Distance of the nearer end of a range from equal weight."""
    low = math.inf if count.low == 0 else float(1 / count.low)
    return min(low, math.inf if count.high is None else float(count.high))


def _stretch(count: Count) -> float:
    """Distance of a range from equal weight; counting for more is asked first."""
    if count.low >= 1:
        return float(count.low)
    if count.high is not None and count.high <= 1:
        return float(1 / count.high) + 1e-9
    return 1.0 + 1e-6


def _count(stakes: Sequence[Stake], count: Count, live: Sequence[int]) -> str:
    others = [n for n in live if n not in count.names]
    if count.who is not None and len(count.names) > 1:
        subject, others_text = f"each of {whose(count.who)} stakes", "each of the others"
    else:
        subject = name(stakes[count.names[0]])
        others_text = name(stakes[others[0]]) if len(others) == 1 else "each of the others"
    low, high = count.low, count.high
    if high is None:
        return f"{subject} counts at least {_times(low, 1)} as {others_text}"
    if low <= 0:
        return f"{subject} counts at most {_times(high, -1)} as {others_text}"
    if low == high:
        return f"{subject} counts exactly {_times(low, 0)} as {others_text}"
    return f"{subject} counts between {_factor(low, 1)} and {_factor(high, -1)} times as much as {others_text}"


def _factor(value: Fraction, side: int) -> str:
    """Rounded to two digits after the point, to the safe side (1: up, -1: down)."""
    exact = value * 100
    whole = math.ceil(exact) if side > 0 else math.floor(exact) if side < 0 else round(exact)
    if whole == 0:
        return f"1/{math.ceil(1 / value):,}"
    return f"{whole / 100:g}"


def _times(value: Fraction, side: int) -> str:
    named = {Fraction(1): "as much", Fraction(1, 2): "half as much", Fraction(2): "twice as much"}
    return named.get(value) or f"{_factor(value, side)} times as much"


def table(stakes: Sequence[Stake], head: tuple[str, str], rows: Sequence[StakeRow], width: int, paint: Paint) -> list[str]:
    """Table with a column for each stake, under its owner's name; or, in a terminal too narrow for that, the rows one below
    the other."""
    columns = []
    for index, stake in enumerate(stakes):
        values = [row.values[index] for row in rows if row.values is not None]
        columns.append(max(cells(plain(stake.name)), *map(cells, values)))
    groups = people(stakes)
    spread = sum(columns) + 2 * len(columns)
    if head[1] and width - spread - cells(head[1]) - 2 < NARROWEST:
        head = head[0], "Chance"
    for who, places in groups:  # the name is centred over its columns
        missing = cells(words.clean(who)) - (sum(columns[n] for n in places) + 2 * (len(places) - 1))
        columns[places[-1]] += max(missing, 0)
    besides = [row.beside for row in rows if row.values is not None]
    beside = max(map(cells, [head[1], *besides]))
    tail = sum(columns) + 2 * len(columns) + (beside + 2 if beside else 0)
    room = width - tail
    names = max(map(cells, [head[0], *(row.label for row in rows if row.values is not None)]))
    if room < min(names, NARROWEST):
        return _stacked(stakes, head, rows, width, paint)
    first = min(names, room)

    def line(start: str, middle: str, parts: Sequence[str]) -> str:
        text = left(start, first) + (f"  {left(middle, beside)}" if beside else "")
        return (text + "".join(f"  {left(part, size)}" for part, size in zip(parts, columns, strict=True))).rstrip()

    over = " " * (first + (beside + 2 if beside else 0))
    for who, places in groups:
        over += "  " + left(words.clean(who), sum(columns[n] for n in places) + 2 * (len(places) - 1))
    lines = [paint(over.rstrip(), "bold"), paint(line(*head, [plain(stake.name) for stake in stakes]), "bold")]
    for row in rows:
        if row.values is None:
            lines += [paint(part, "dim") for part in wrap(row.label, width)]
            continue
        *above, last = wrap(row.label, first, "", "  ") if cells(row.label) > first else [row.label]
        lines += [*above, line(last, row.beside, row.values)]
    return lines


def _stacked(stakes: Sequence[Stake], head: tuple[str, str], rows: Sequence[StakeRow], width: int, paint: Paint) -> list[str]:
    lines = [paint(head[0], "bold")]
    for row in rows:
        if row.values is None:
            lines += [paint(part, "dim") for part in wrap(row.label, width)]
            continue
        lines += wrap(row.label + (f", {row.beside}" if row.beside else ""), width, "", "  ")
        for who, places in people(stakes):
            parts = ", ".join(f"{plain(stakes[n].name)} {row.values[n]}" for n in places)
            lines += wrap(f"{words.clean(who)}: {parts}", width, "  ", "    ")
    return lines

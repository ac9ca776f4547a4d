"""The screen of ``epilogue why STORY PLAY --chart``: the arcs along a playthrough, in characters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from epilogue.questions.why import arcs
from epilogue.questions.why.answer import WhyPlay
from epilogue.views.text import reader_names, words
from epilogue.views.text.layout import BARS, Paint, cells, left, next_lines, right, wrap
from epilogue.views.text.shell import file_argument
from epilogue.views.text.tables import opening

LABEL = 26
STEPS = (0.01, 0.03, 0.06, 0.12, 0.25, 0.5, 0.75)
"""Odds below which each bar but the last stays: small ones are told apart more finely."""


def render(answer: WhyPlay, play: str, width: int = 80, colour: bool = False) -> str:
    """The whole screen."""
    paint = Paint(colour)
    endings, variables = arcs.endings(answer), arcs.variables(answer)
    points = len(answer.odds)
    labels = [_short(curve.label) for curve in (*endings, *variables)]
    column = max(map(cells, labels), default=0)
    room = max(min(width - column - 4 - 13, 4 * points), 8)
    shown = _columns(points, room)
    title = f"{words.clean(answer.story)}: the odds of each ending, choice by choice"
    lines = [paint(line, "bold") for line in wrap(title, width)]
    for note in (*reader_names.introduced(answer.readers, answer.complete), *answer.notes):
        lines += wrap(note, min(width, 80))
    for curve, label in zip(endings, labels, strict=False):
        bars = "".join(_chance(curve.heights[point]) for point in shown)
        row = f"  {left(label, column)}  {bars}  {_odds(answer, curve, 0)} → {_odds(answer, curve, -1)}"
        lines.append(paint(row.rstrip(), "bold") if curve.own else row.rstrip())
    lines += _axis(answer, shown, column, width)
    steps = ", ".join(words.chance(step) for step in STEPS[1:])
    scale = f"Bars: {BARS[0]} under {words.chance(STEPS[0])}, then under {steps}, {BARS[-1]} more."
    lines += [paint(line, "dim") for line in wrap(scale, width, "  ", "  ")]
    if variables:
        lines.append(paint("The variables that change", "bold"))
    for curve, label in zip(variables, labels[len(endings) :], strict=True):
        bars = "".join(_bar(curve.heights[point]) for point in shown)
        least, greatest = curve.range or (0.0, 1.0)
        lines.append(f"  {left(label, column)}  {bars}  {least:g} to {greatest:g}")
    about, readers = f"{file_argument(answer.file)} {play}".rstrip(), reader_names.flag(answer.readers)
    commands = [
        (f"epilogue why {about} --chart -o arcs.svg{readers}", "the same as a picture (.svg, .png) or numbers (.csv)"),
        (f"epilogue why {about}{readers}", "what decided it, in words"),
    ]
    return "\n".join([*lines, "", *next_lines(commands, width, paint)]) + "\n"


def _odds(answer: WhyPlay, curve: arcs.Curve, point: int) -> str:
    return words.odds(answer.odds[point][curve.number])


def _short(label: str) -> str:
    return label if cells(label) <= LABEL else opening(label.strip("“”…"), LABEL)


def _columns(points: int, room: int) -> list[int]:
    """Point in time that each column shows: several columns to a point, or only some of the points."""
    wide = max(min(room // points, 4), 1)
    if points * wide <= room:
        return [point for point in range(points) for _ in range(wide)]
    return [round(n * (points - 1) / (room - 1)) for n in range(room)]


def _chance(odds: float) -> str:
    """Column of odds; the impossible is blank."""
    return " " if odds <= 0 else BARS[bisect_right(STEPS, odds)]


def _bar(height: float) -> str:
    """Column of a variable."""
    return BARS[min(int(height * len(BARS)), len(BARS) - 1)]


def _axis(answer: WhyPlay, shown: Sequence[int], column: int, width: int) -> list[str]:
    """Marks under the columns at the turning points, and these steps."""
    number_at = {point + 1: number for number, point in enumerate(answer.turning, 1)}
    if not number_at:
        return []
    signs = [" "] * len(shown)
    for point, number in number_at.items():
        position = next((n for n, other in enumerate(shown) if other >= point), len(shown) - 1)
        signs[position] = str(number)
    lines = [f"  {right('turning points', column)}  {''.join(signs)}".rstrip()]
    for number, point in enumerate(answer.turning, 1):
        lines += wrap(arcs.moment(answer.steps[point]), width, f"  {number}: ", "     ")
    return lines

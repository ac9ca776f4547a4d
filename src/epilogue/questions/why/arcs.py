"""Arcs along a playthrough: how the odds of each ending went, and the variables that change.

As lines of numbers between 0 and 1, for every way of drawing them, and as CSV.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from epilogue.questions.why.answer import Step, WhyPlay
from epilogue.views.text import words

SEEN = 0.005
"""Odds below which an ending is not drawn."""


class Curve(NamedTuple):
    """One line: ``heights`` from 0 to 1 before each step and at the end; ``own``: the ending reached; ``range``: of a
    variable, what its least and greatest heights stand for; ``number``: of an ending, its rank, the likeliest first."""

    label: str
    heights: tuple[float, ...]
    own: bool
    range: tuple[float, float] | None = None
    number: int = 0


def endings(answer: WhyPlay) -> list[Curve]:
    """Endings that were ever likely: its own first, then by their greatest odds at any time."""
    curves = [
        Curve(words.clean(ending.label), tuple(row[n].value for row in answer.odds), ending.id == answer.ending, None, n)
        for n, ending in enumerate(answer.endings)
    ]
    return sorted((c for c in curves if c.own or max(c.heights) >= SEEN), key=lambda c: (not c.own, -max(c.heights)))


def variables(answer: WhyPlay) -> list[Curve]:
    """The variables that change, each between its least and its greatest."""
    curves = []
    for arc in answer.variables:
        least, greatest = min(arc.values), max(arc.values)
        heights = tuple((value - least) / (greatest - least) for value in arc.values)
        curves.append(Curve(words.clean(arc.name), heights, False, (least, greatest)))
    return curves


def moment(step: Step) -> str:
    """The label of a step beside a curve."""
    text = words.clean(step.text)
    return f"{step.number}. {text}" if step.kind == "choice" else f"luck: {text}" if step.kind == "chance" else text


def csv_text(answer: WhyPlay) -> str:
    """A row for the beginning and for what follows each step: what it was, the odds of each ending, the variables."""
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    labels = [_cell(f"odds of {words.clean(ending.label)}") for ending in answer.endings]
    writer.writerow(
        ["step", "kind", "choice", "who", "file", "line", "text", *labels, *(_cell(a.name) for a in answer.variables)]
    )
    for n, row in enumerate(answer.odds):
        step = answer.steps[n - 1] if n else None
        columns: Sequence[object] = ("beginning", "", "", "", "", "")
        if step is not None:
            columns = (
                step.kind,
                step.number or "",
                _cell(step.who or ""),
                _cell(step.file),
                step.line,
                _cell(words.clean(step.text)),
            )
        writer.writerow([n, *columns, *(odds.value for odds in row), *(f"{arc.values[n]:g}" for arc in answer.variables)])
    return out.getvalue()


def _cell(text: str) -> str:
    """Cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text

"""Screen of estimates from random playthroughs, marked as estimates."""

from __future__ import annotations

from epilogue import answers
from epilogue.answers import EndingsReport
from epilogue.views.text import words
from epilogue.views.text.layout import Paint, cells, left, wrap
from epilogue.views.text.places import location_in


def draw_estimates(report: EndingsReport, samples: answers.Samples, label: dict[str, str], width: int, paint: Paint) -> list[str]:
    """Block of the screen; ``label``: labels of the endings found, by id."""
    played = f"{words.count(samples.playthroughs)} playthroughs at random"
    begun = "" if samples.share == 1 else ", begun where the search stopped"
    title = f"Estimated from {played}{begun}; this proves nothing:"
    lines = [paint(line, "bold") for line in wrap(title, width)]
    rows = []
    for estimate in samples.estimates:
        name = label.get(estimate.id or "") or estimate.name or estimate.kind.replace("_", " ")
        where = location_in(report, estimate.file, estimate.line) if estimate.line else ""
        rows.append((where, name, words.estimate(estimate.share, estimate.low, estimate.high)))
    where_width, name_width = (max((cells(row[n]) for row in rows), default=0) for n in (0, 1))
    for where, name, chance in rows:
        if where_width + name_width + cells(chance) + 6 <= width:
            lines.append(f"  {left(where, where_width)}  {left(name, name_width)}  {chance}")
        else:
            lines += wrap(f"{where}: {name}; {chance}" if where else f"{name}; {chance}", width, "  ", "    ")
    if samples.cut:
        cut = f"{words.count(samples.cut)} went on for more than {words.count(samples.longest)} steps and were cut off."
        lines += wrap(cut, width, "  ", "  ")
    if samples.lost:
        lines += wrap(f"{words.count(samples.lost)} got to where it is not known how the story goes on.", width, "  ", "  ")
    if rows:
        lines += wrap("(Ranges like these are right 95% of the time: Wilson intervals.)", width, "  ", "  ")
    return lines

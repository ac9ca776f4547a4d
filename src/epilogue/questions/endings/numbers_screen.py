"""The screen of numbers that a story compares: a sentence for each variable, and under -v for each line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from epilogue.answers import ComparedNumber, EndingsReport
from epilogue.views.text.layout import Paint, wrap
from epilogue.views.text.places import file_name, is_main
from epilogue.views.text.words import clean, plural

_LINES = 4


def draw_numbers(report: EndingsReport, every_line: bool, width: int, paint: Paint) -> list[str]:
    """Lines about the numbers of the report's details; none if there are none."""
    numbers = report.details.numbers if report.details is not None else ()
    if not numbers:
        return []
    title = "Numbers where the story compares them (bounds are proved; what is seen is from playthroughs at random):"
    lines = [paint(line, "bold") for line in wrap(title, width)]
    for name, of_variable in groupby(numbers, key=lambda number: number.name):
        reads = list(of_variable)
        low, high = _least([read.low for read in reads]), _greatest([read.high for read in reads])
        said = f"{clean(name)}: {_range(low, high)}{_met(reads)}; compared in {_where(report, reads)}"
        lines += wrap(said, width, "  ", "    ")
        if every_line and len({(read.low, read.high, read.met) for read in reads}) > 1:
            for read in reads:
                lines += wrap(f"{_where(report, [read])}: {_range(read.low, read.high)}{_met([read])}", width, "    ", "      ")
    return lines


def _least(bounds: Sequence[float | None]) -> float | None:
    return None if None in bounds else min(bound for bound in bounds if bound is not None)


def _greatest(bounds: Sequence[float | None]) -> float | None:
    return None if None in bounds else max(bound for bound in bounds if bound is not None)


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "no bounds found"
    if low is None or high is None:
        return f"{high:.10g} or less" if high is not None else f"{low:.10g} or more"
    return f"{low:.10g}" if low == high else f"{low:.10g} to {high:.10g}"


def _met(reads: Sequence[ComparedNumber]) -> str:
    """The numbers that readers had in these lines, and the middle half of them in the line that compares most often."""
    met = [read.met for read in reads if read.met is not None]
    if not met:
        return "; none seen at random"
    most = max(met, key=lambda quartiles: quartiles.times)
    seen = _range(min(quartiles.least for quartiles in met), max(quartiles.greatest for quartiles in met))
    return f"; seen: {seen}, by half of readers {_range(most.lower, most.upper)}"


def _where(report: EndingsReport, reads: Sequence[ComparedNumber]) -> str:
    shown, further = reads[:_LINES], len(reads) - _LINES
    files = []
    for file, in_file in groupby(shown, key=lambda read: read.file):
        lines = [str(read.line) for read in in_file]
        place = "" if is_main(report, file) else f"{file_name(file)} "
        files.append(f"{place}line{'s' if len(lines) > 1 else ''} {', '.join(lines)}")
    return ", ".join(files) + (f" and {plural(further, 'other line')}" if further > 0 else "")

"""Endings as a user names them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from epilogue.ir.program import Program, written
from epilogue.report.last_words import LastWords
from epilogue.report.model import Ending
from epilogue.source import Span
from epilogue.space.state_graph import Ending as Stopped

NOWHERE = Span("", 0)


def answering(endings: Sequence[Ending], asked: str) -> list[Ending]:
    """The endings meant by an id, a name, a line, a passage or words of the last line: the first of these that any answers to."""
    wanted = asked.casefold().strip('"… ')
    tests: tuple[Callable[[Ending], bool], ...] = (
        lambda e: wanted in (e.id.casefold(), (e.name or "").casefold()),
        lambda e: wanted in (str(e.line), f"{e.file}:{e.line}".casefold()),
        lambda e: wanted in e.last_words.casefold() or wanted == (e.passage or "").casefold(),
    )
    for test in tests:
        found = [ending for ending in endings if wanted and test(ending)]
        if found:
            return found
    return []


class Known:
    """The endings of a report, found again by where and how a playthrough of its ``program`` stops."""

    def __init__(self, program: Program, endings: Sequence[Ending]) -> None:
        self.program = program
        self.words = LastWords(program)
        self.endings: dict[tuple[object, ...], Ending] = {
            (e.kind, e.file, e.line, e.mark, e.last_words, e.last_line): e for e in reversed(endings)
        }

    def find(self, ending: Stopped) -> Ending | None:
        """The ending as the report has it, None if it is not among those."""
        span = written(self.program, ending.position, ending.mark) or NOWHERE
        said, where = self.words.of(ending)
        line = where.line if where else 0
        return self.endings.get((ending.kind, span.file, span.line, ending.mark, said, line))

"""Endings as a user names them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from epilogue.report.model import Ending


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

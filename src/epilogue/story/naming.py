"""Endings as a user names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from epilogue.answers import Ending
from epilogue.ir.program import Program
from epilogue.views.text.endings import label
from epilogue.views.text.places import file_name
from epilogue.views.text.words import quote


class Unclear(ValueError):
    """No ending, or more than one, matches the name: ``endings`` that may be meant, if any."""

    def __init__(self, asked: str, endings: Sequence[Ending]) -> None:
        self.endings = endings
        super().__init__(f"{'more than one' if endings else 'no'} ending answers to {asked!r}")


def _bare(asked: str) -> str:
    """Name without surrounding quotation marks."""
    return asked.casefold().strip("\"'“”… ")


def answering(endings: Sequence[Ending], asked: str) -> list[Ending]:
    """Endings that match a name: by an id; else by a name or mark; else by the line where it stops or its last words stand;
    else by its passage or words of its last line. An id is that of one ending, so that it always matches; quotation marks
    around the name count only if an ending matches with them."""
    exact = [ending for ending in endings if asked.casefold() in (ending.id.casefold(), (ending.name or "").casefold())]
    if exact:
        return [ending for ending in exact if ending.id.casefold() == asked.casefold()] or exact
    wanted = _bare(asked)
    tests: tuple[Callable[[Ending], bool], ...] = (
        lambda e: wanted == e.id.casefold(),
        lambda e: wanted in ((e.name or "").casefold(), e.mark.casefold()),
        lambda e: wanted in (*_places(e.file, e.line), *_places(e.last_file, e.last_line)),
        lambda e: wanted in e.last_words.casefold() or wanted == (e.passage or "").casefold(),
    )
    for test in tests:
        found = [ending for ending in endings if wanted and test(ending)]
        if found:
            return found
    return []


def one(endings: Sequence[Ending], asked: str) -> Ending:
    """The ending meant. Raises :class:`Unclear`."""
    found = answering(endings, asked)
    if len(found) != 1:
        raise Unclear(asked, found)
    return found[0]


def same_name(endings: Sequence[Ending], asked: str) -> list[Ending]:
    """All endings of a name, a mark or a passage together; else those meant."""
    wanted = _bare(asked)
    names = [
        e for e in endings if wanted and wanted in ((e.name or "").casefold(), e.mark.casefold(), (e.passage or "").casefold())
    ]
    return names or answering(endings, asked)


def told_apart(endings: Sequence[Ending], limit: int) -> list[str]:
    """Names of endings; equal names are told apart by last words, line or id."""
    names = [label(ending, limit) for ending in endings]
    also = (
        lambda e: quote(e.last_words, max(limit // 2, 12)) if e.last_words else "",
        lambda e: f"line {e.last_line or e.line}",
        lambda e: e.id,
    )
    for more in also:
        groups = Counter(names)
        alike = {name for name, times in groups.items() if times > 1}
        for name in alike:
            places = [n for n, own in enumerate(names) if own == name]
            added = [more(endings[n]) for n in places]
            if all(added) and len(set(added)) == len(added):
                for n, text in zip(places, added, strict=True):
                    names[n] = f"{name} ({text})"
    return names


def _places(file: str, line: int) -> tuple[str, ...]:
    if not line:
        return ()
    return str(line), f"{file}:{line}".casefold(), f"{file_name(file)}:{line}".casefold()


def unreached(program: Program, endings: Sequence[Ending], asked: str, complete: bool) -> str | None:
    """Message that nobody reaches a marked ending that is not among those found; None for other names."""
    wanted = _bare(asked)
    for mark in program.marks:
        if mark.key == "ending" and mark.value.casefold() == wanted and not any(one.mark == mark.value for one in endings):
            where = f" (marked at line {mark.span.line})" if mark.span is not None else ""
            told = "nobody can reach the ending" if complete else "no way was found so far to the ending"
            return f"{told} {mark.value!r}{where}"
    return None

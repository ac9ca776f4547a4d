"""Endings as a user names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from epilogue.answers import Ending
from epilogue.ir.program import Program
from epilogue.views.text.endings import label
from epilogue.views.text.places import file_name
from epilogue.views.text.words import quote


class UnclearName(ValueError):
    """No ending, or more than one, matches the name: ``endings`` that may be meant, if any."""

    def __init__(self, name: str, endings: Sequence[Ending]) -> None:
        self.endings = endings
        super().__init__(f"{'more than one' if endings else 'no'} ending is called {name!r}")


def _bare(name: str) -> str:
    """Name without surrounding quotation marks."""
    return name.casefold().strip("\"'“”… ")


def answering(endings: Sequence[Ending], name: str) -> list[Ending]:
    """Endings that match a name: by an id; else by a name or mark; else by the line where it stops or its last words stand;
    else by its passage or words of its last line. An id is that of one ending, so that it always matches; quotation marks
    around the name count only if an ending matches with them."""
    exact = [ending for ending in endings if name.casefold() in (ending.id.casefold(), (ending.name or "").casefold())]
    if exact:
        return [ending for ending in exact if ending.id.casefold() == name.casefold()] or exact
    wanted = _bare(name)
    tests: tuple[Callable[[Ending], bool], ...] = (
        lambda e: wanted == e.id.casefold(),
        lambda e: wanted in ((e.name or "").casefold(), e.mark.casefold()),
        lambda e: wanted in (*_places(e.file, e.line), *_places(e.last_file, e.last_line)),
        lambda e: wanted in e.last_words.casefold() or wanted == (e.passage or "").casefold(),
    )
    for test in tests:
        matches = [ending for ending in endings if wanted and test(ending)]
        if matches:
            return matches
    return []


def unique(endings: Sequence[Ending], name: str) -> Ending:
    """The ending meant. Raises :class:`UnclearName`."""
    matches = answering(endings, name)
    if len(matches) != 1:
        raise UnclearName(name, matches)
    return matches[0]


def same_name(endings: Sequence[Ending], name: str) -> list[Ending]:
    """All endings of a name, a mark or a passage together; else those meant."""
    wanted = _bare(name)
    names = [
        e for e in endings if wanted and wanted in ((e.name or "").casefold(), e.mark.casefold(), (e.passage or "").casefold())
    ]
    return names or answering(endings, name)


def distinct_labels(endings: Sequence[Ending], limit: int) -> list[str]:
    """Names of endings; equal names are told apart by last words, line or id."""
    names = [label(ending, limit) for ending in endings]
    details = (
        lambda e: quote(e.last_words, max(limit // 2, 12)) if e.last_words else "",
        lambda e: f"line {e.last_line or e.line}",
        lambda e: e.id,
    )
    for detail in details:
        groups = Counter(names)
        alike = {name for name, times in groups.items() if times > 1}
        for name in alike:
            indices = [n for n, own in enumerate(names) if own == name]
            added = [detail(endings[n]) for n in indices]
            if all(added) and len(set(added)) == len(added):
                for n, text in zip(indices, added, strict=True):
                    names[n] = f"{name} ({text})"
    return names


def _places(file: str, line: int) -> tuple[str, ...]:
    if not line:
        return ()
    return str(line), f"{file}:{line}".casefold(), f"{file_name(file)}:{line}".casefold()


def unreached(program: Program, endings: Sequence[Ending], name: str, complete: bool) -> str | None:
    """Message that nobody reaches a marked ending that is not among those found; None for other names."""
    wanted = _bare(name)
    for mark in program.marks:
        if mark.key == "ending" and mark.value.casefold() == wanted and not any(ending.mark == mark.value for ending in endings):
            where = f" (marked at line {mark.span.line})" if mark.span is not None else ""
            claim = "nobody can reach the ending" if complete else "no way was found so far to the ending"
            return f"{claim} {mark.value!r}{where}"
    return None

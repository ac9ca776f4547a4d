"""Claims about a story, each proved, refuted or open.

A claim is settled by a witness (a path in the graph) or by a proof that there is none: the search is complete, or
over-approximation excludes it. Otherwise it is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from epilogue.abstract.possible_endings import ANYWHERE, ENDLESS, RESTART, RUNAWAY, UNKNOWN, PossibleEnding
from epilogue.analysis.odds import EndingsResult
from epilogue.answers import ClaimStatus
from epilogue.ir.program import Program
from epilogue.space.state_graph import StateGraph

if TYPE_CHECKING:
    from epilogue.space.unexplored import Unexplored

FAULTS = frozenset(("out_of_content", "error", "stuck"))


class ClaimTally(NamedTuple):
    """Claims of one sort, by status."""

    proved: tuple[Any, ...]
    refuted: tuple[Any, ...]
    open: tuple[Any, ...]


class SettledClaims(NamedTuple):
    """``options``: "this option can be offered", by site. ``endings``: "the story can end so", by
    :class:`~epilogue.abstract.possible_endings.PossibleEnding`; refuted for each END of the source that is never reached.
    ``texts``: "this can be shown", by position; None if texts were not observed. ``runs_out``: "a reader can be left with
    nothing to choose". ``errors``: "a reader can run into an error". ``endless``: "a playthrough can go on for ever"."""

    options: ClaimTally
    endings: ClaimTally
    texts: ClaimTally | None
    runs_out: ClaimStatus
    errors: ClaimStatus
    endless: ClaimStatus


def claims(
    program: Program, graph: StateGraph, result: EndingsResult, unexplored: Unexplored | None, texts: bool
) -> SettledClaims:
    """The status of every claim. ``unexplored``: bounds on what follows the states left open; None: unknown."""
    reached = {e.ending.possible for e in result.endings}
    possible, ways = set[PossibleEnding](), 0
    if not graph.complete:
        possible, ways = (set(), -1) if unexplored is None else (set(unexplored.prospects.bits), unexplored.everything)
    marks = {mark.value for mark in program.marks if mark.key == "ending"}
    if unexplored is not None:
        possible |= {PossibleEnding(RESTART, program.start, mark) for mark in unexplored.returns}
    left = {ending for ending in possible if not found_before(ending, reached, bool(marks))}
    if ways & UNKNOWN:
        left |= {ending for ending in _stops(program) if not _is_at_any(ending, reached)}
    ends = [ending for ending in _stops(program) if ending.kind == "end" and not _is_at_any(ending, reached | left)]
    kinds = {ending.kind for ending in reached}
    open_kinds = {ending.kind for ending in left} | ({"error"} if ways & (RUNAWAY | ANYWHERE) else set())
    if ways & UNKNOWN:
        open_kinds |= FAULTS
    shown = graph.shown if unexplored is None else graph.shown | unexplored.waiting
    return SettledClaims(
        _tally((site.id for site in program.choices if not site.fallback), shown, _maybe(graph, unexplored, "offered")),
        ClaimTally(_ordered(reached), _ordered(ends), _ordered(left)),
        _tally(_texts(program), graph.spoken, _maybe(graph, unexplored, "spoken")) if texts else None,
        _verdict(bool(kinds & {"out_of_content", "stuck"}), bool(open_kinds & {"out_of_content", "stuck"})),
        _verdict("error" in kinds, "error" in open_kinds),
        _verdict(result.cyclic and result.known, bool(ways & ENDLESS) or not result.known),
    )


def unreached_endings(program: Program, reached: Iterable[str], settled: SettledClaims) -> dict[str, bool]:
    """Marked endings that are not among those ``reached`` -> whether that is proved."""
    reached = set(reached)
    left = {ending.mark for ending in settled.endings.open}
    marks = dict.fromkeys(mark.value for mark in program.marks if mark.key == "ending" and mark.value not in reached)
    return {mark: mark not in left and None not in left for mark in marks}


def found_before(ending: PossibleEnding, reached: set[PossibleEnding], marked: bool) -> bool:
    """Whether a possible ending is sure to be among those ``reached``, or is none. At the same place, one with another mark, or
    with other last words, may be another; a fault is not. ``marked``: the author marks endings."""
    if ending.kind == "stopped":  # the game decides to stop, not the story
        return True
    if ending.mark is None and ending.kind in FAULTS:
        return _is_at_any(ending, reached)
    return (ending if marked or ending.mark is not None else ending._replace(mark="")) in reached


def _verdict(witnessed: bool, possible: bool) -> ClaimStatus:
    return "proved" if witnessed else "open" if possible else "refuted"


def _maybe(graph: StateGraph, unexplored: Unexplored | None, what: str) -> set[int] | None:
    """The ids that may still be found; None: any."""
    if graph.complete:
        return set()
    return None if unexplored is None else getattr(unexplored, what)


def _tally(every: Iterable[int], reached: set[int], possible: set[int] | None) -> ClaimTally:
    every = list(every)
    left = [claim for claim in every if claim not in reached]
    return ClaimTally(
        tuple(claim for claim in every if claim in reached),
        tuple(claim for claim in left if possible is not None and claim not in possible),
        tuple(claim for claim in left if possible is None or claim in possible),
    )


def _stops(program: Program) -> set[PossibleEnding]:
    """The places where the source says that the story ends, reachable or not."""
    code, after = program.code, program.init
    while after is not None and after < len(code) and code[after].op != "end":  # code assembled by hand may lack the "end"
        after += 1
    return {
        PossibleEnding(i.op, position, None, None)
        for position, i in enumerate(code)
        if i.op in ("end", "done") and position != after
    }


def _is_at_any(ending: PossibleEnding, endings: set[PossibleEnding]) -> bool:
    return any(ending.is_at(other) for other in endings)


def _ordered(endings: Iterable[PossibleEnding]) -> tuple[PossibleEnding, ...]:
    return tuple(sorted(endings, key=lambda e: (e.position, e.kind, e.mark or "", -2 if e.last is None else e.last)))


def _texts(program: Program) -> list[int]:
    return [position for position, instruction in enumerate(program.code) if instruction.op == "text" and instruction.a.strip()]

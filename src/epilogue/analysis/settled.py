"""Whether a search that is not complete has settled all there is to know of a story, except odds, counts and lengths.

Stricter than that no claim is open: an error may occur again with another message, and an ending of a game belongs to its
conversation.
"""

from __future__ import annotations

from collections.abc import Sequence

from epilogue.abstract.endings_ahead import EndingsAhead
from epilogue.abstract.possible_endings import ANYWHERE, RUNAWAY, UNKNOWN
from epilogue.analysis.claims import ClaimTally, SettledClaims, found_before
from epilogue.analysis.conversations import Conversation
from epilogue.flow.graph import NodeKind
from epilogue.ir.program import Program
from epilogue.space.search import Search
from epilogue.space.state_graph import StateKind
from epilogue.space.unexplored import Unexplored


def all_settled(
    search: Search, program: Program, claims: SettledClaims, unexplored: Unexplored, talks: Sequence[Conversation]
) -> bool:
    """Whether a complete search could add no ending, option or text. ``search``: closed; ``talks``: the conversations found, if
    it is of a game."""
    if search.reduced.graph.hub is not None and not talks:
        return False
    verdicts = [claims.runs_out, claims.errors, *([] if talks else [claims.endless])]
    if any(_open(tally) for tally in (claims.options, claims.endings, claims.texts)) or "open" in verdicts:
        return False
    if unexplored.beyond or unexplored.everything & (UNKNOWN | RUNAWAY | ANYWHERE):
        return False
    if any(ending.kind == "error" for ending in unexplored.prospects.bits):
        return False
    return not talks or _conversations_settled(search, program, talks, unexplored)


def _open(tally: ClaimTally | None) -> bool:
    return tally is not None and bool(tally.open)


def _conversations_settled(search: Search, program: Program, talks: Sequence[Conversation], unexplored: Unexplored) -> bool:
    """Whether each conversation of a game has begun, if it can, and has come to each of its endings."""
    reach, graph = unexplored.reach, search.graph
    ahead = EndingsAhead(reach, within=True)
    marked = any(mark.key == "ending" for mark in program.marks)
    begun = {talk.name: talk for talk in talks}
    leading: dict[str, set[int]] = {name: set() for name in begun}
    if reach.hub is not None and reach.hub.id in reach.met:
        switch = reach.hub.succ[0]
        if switch.kind is not NodeKind.SWITCH or switch.expr is None or switch.expr.reads != {reach.hub.slot}:
            return False
        for name, follow in zip(switch.cases, switch.succ, strict=True):
            if name and follow.id in reach.met:
                if name not in begun:
                    return False
                leading[name].add(follow.id)
    for name, talk in begun.items():
        for state in talk.states:
            if state >= 0 and graph.kind[state] == StateKind.OPEN:
                leading[name].update(unexplored.leading[state])
        ways = ahead.of(leading[name])
        ends = [state for state in talk.states if state >= 0 and graph.kind[state] == StateKind.ENDING]
        reached = {graph.endings[graph.ending[state]].possible for state in ends}
        if not all(found_before(ending, reached, marked) for ending, bit in ahead.bits.items() if ways & bit):
            return False
    return True

"""The turning points of one playthrough: what every step of it cost, and when nothing else was possible any more.

A step is a decision of the reader's or a draw. What is said of it looks at the graph alone: which endings can be reached before
and after, and which could have been, had something else been taken there.
"""

from __future__ import annotations

from typing import NamedTuple

from epilogue.analyses.endings import Interval
from epilogue.analyses.outlook import Reach
from epilogue.analyses.path import Path
from epilogue.analyses.prospects import Prospects
from epilogue.space.state_graph import StateGraph


class Turn(NamedTuple):
    """One step. ``lost``: the bit set of the endings that could be reached before it and cannot after: for these it is the
    point of no return. ``others``: whether anything else could have been taken, ``same``: to no effect, since it all comes to
    the same situation. With the step changed and everything else free to follow: ``could`` another ending be come to, ``must``
    it be another (the playthrough's own is out of reach then), and the odds of each (``changed``; None where nothing else is
    ever taken)."""

    lost: int
    others: bool
    same: bool
    could: bool
    must: bool
    changed: tuple[Interval, ...] | None


class Turning(NamedTuple):
    """``turns``: one for each step. ``inevitable``: the number of steps after which no ending was left but the playthrough's own
    (0: from the beginning; None: it is not over); ``endless``: play could still have gone on for ever there."""

    turns: tuple[Turn, ...]
    inevitable: int | None
    endless: bool


def turning(graph: StateGraph, path: Path, own: int | None, can: Reach, prospects: Prospects) -> Turning:
    """``own``: the number of the ending that the playthrough comes to, None if it is not over. ``can``: what can be reached."""
    turns = []
    for state, edge in zip(path.states, path.edges, strict=False):
        lost = 0 if can.open[graph.target[edge]] else can.endings[state] & ~can.endings[graph.target[edge]]
        turns.append(_turn(graph, state, edge, own, can, prospects)._replace(lost=lost))
    if own is None:
        return Turning(tuple(turns), None, False)
    settled = [can.endings[state] == 1 << own and not can.open[state] for state in path.states]
    inevitable = settled.index(True)
    return Turning(tuple(turns), inevitable, bool(can.endless[path.states[inevitable]]))


def _turn(graph: StateGraph, state: int, edge: int, own: int | None, can: Reach, prospects: Prospects) -> Turn:
    others = [other for other in graph.edges(state) if other != edge]
    if not others:
        drawn = graph.label[edge]
        return Turn(0, isinstance(drawn, tuple | range) and len(drawn) > 1, True, False, False, None)
    same = all(graph.target[other] == graph.target[edge] for other in others)
    likely = dict(zip(graph.edges(state), graph.odds(state), strict=True))
    changed = prospects.mean([(graph.target[other], likely[other]) for other in others])
    if own is None:
        return Turn(0, True, same, False, False, changed)
    could = any(can.endings[graph.target[other]] & ~(1 << own) for other in others)
    must = not any(can.endings[graph.target[other]] >> own & 1 or can.open[graph.target[other]] for other in others)
    return Turn(0, True, same, could, must, changed)

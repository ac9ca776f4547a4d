"""Turning points of one playthrough: the cost of every step, and when nothing else was possible any more.

A step is a decision of the reader or a draw. It is judged on the graph alone: which endings can be reached before and after, and
which could have been, had something else been taken there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from epilogue.analysis.odds import Interval
from epilogue.analysis.odds_by_state import OddsByState
from epilogue.analysis.outlook import Reachability
from epilogue.analysis.path import Path
from epilogue.space.state_graph import StateGraph


class TurningStep(NamedTuple):
    """One step. ``lost``: bit set of the endings reachable before it and not after: for these it is the point of no return.
    ``others``: whether anything else could have been taken (of a draw, any other outcome), ``same``: to no effect, since all
    lead to the same state. With the step changed and everything else free to follow: ``could`` another ending be reached,
    ``must`` it be another (the playthrough's own is out of reach then), and the odds of each (``changed``; None where nothing
    else is ever taken)."""

    lost: int
    others: bool
    same: bool
    could: bool
    must: bool
    changed: tuple[Interval, ...] | None


class TurningPoints(NamedTuple):
    """``turns``: one for each step. ``inevitable``: number of steps after which only the playthrough's own ending was left (0:
    from the beginning; None: it is not over); ``endless``: play could still have gone on for ever there."""

    turns: tuple[TurningStep, ...]
    inevitable: int | None
    endless: bool


def find_turning_points(
    graph: StateGraph,
    path: Path,
    own: int | None,
    can: Reachability,
    prospects: OddsByState,
    weights: Mapping[int, Sequence[int]] | None = None,
) -> TurningPoints:
    """``own``: number of the ending that the playthrough reaches, None if it is not over. ``can``: the reachable endings.
    ``weights``: by place of luck, the odds of its outcomes where they are not uniform."""
    turns = []
    for state, edge, action in zip(path.states, path.edges, path.actions, strict=False):
        lost = 0 if can.open[graph.target[edge]] else can.endings[state] & ~can.endings[graph.target[edge]]
        others = _others(graph, state, edge, action, (weights or {}).get(graph.site[state]))
        turns.append(_turn(graph, edge, others, own, can, prospects)._replace(lost=lost))
    if own is None:
        return TurningPoints(tuple(turns), None, False)
    settled = [can.endings[state] == 1 << own and not can.open[state] for state in path.states]
    inevitable = settled.index(True)
    return TurningPoints(tuple(turns), inevitable, bool(can.endless[path.states[inevitable]]))


def _others(graph: StateGraph, state: int, edge: int, action: int, weights: Sequence[int] | None) -> list[tuple[int, int]]:
    """Successors of what else could have been taken there, with their relative odds: of a draw also the other outcomes that
    lead where its own does."""
    likely = dict(zip(graph.edges(state), graph.odds(state), strict=True))
    label = graph.label[edge]
    drawn = label if isinstance(label, tuple | range) else (action,)
    whole = len(drawn) if weights is None else sum(weights[index] for index in drawn)
    remaining = whole - (1 if weights is None else weights[action])
    others = [(graph.target[other], odds * whole) for other, odds in likely.items() if other != edge]
    return [*others, (graph.target[edge], likely[edge] * remaining)] if len(drawn) > 1 else others


def _turn(
    graph: StateGraph, edge: int, others: list[tuple[int, int]], own: int | None, can: Reachability, prospects: OddsByState
) -> TurningStep:
    if not others:
        return TurningStep(0, False, True, False, False, None)
    targets = {target for target, _ in others}
    same = targets == {graph.target[edge]}
    changed = prospects.mean(others)
    if own is None:
        return TurningStep(0, True, same, False, False, changed)
    could = any(can.endings[target] & ~(1 << own) for target in targets)
    must = not any(can.endings[target] >> own & 1 or can.open[target] for target in targets)
    return TurningStep(0, True, same, could, must, changed)

"""Judge of searches that end because everything asked is settled: their report against that of the complete search."""

from __future__ import annotations

from typing import Any

from epilogue.answers import EndingsReport, Odds, Precision
from epilogue.flow.context import Observations
from epilogue.flow.focus import Focus, focused
from epilogue.flow.graph import FlowGraph
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.ir.program import Program
from epilogue.questions.endings.report import endings_report, found_endings
from epilogue.settings import Limits, Settings
from epilogue.space.search import Search, explore
from epilogue.space.state_graph import StateGraph
from epilogue.space.watch import Watch
from epilogue.story.found_endings import StoryIdentity
from epilogue.story.settling import OddsWanted, Settling

MOST = 400
"""States of the stories judged."""


def reported(program: Program, precision: Precision, odds: OddsWanted, plain_states: int) -> tuple[Search, EndingsReport]:
    """The search of a program for these odds, with state-space reductions above ``plain_states``, and its report."""
    operators = flow_operators(program)
    flow = specialise(program, operators, Observations(precision))
    settled = None if odds == "exact" else Settling(program, odds, precision != "control").ends
    search = explore(reduce(flow), operators, Watch(Limits(states=MOST)), plain_states, settled=settled)

    def again(flow: FlowGraph, focus: Focus) -> StateGraph:
        return explore(reduce(focused(flow, focus)), operators, Watch(Limits(states=MOST))).graph

    story = StoryIdentity(program, Settings(), "story", "story.ink")
    parts = found_endings(program, search.graph, None, search)
    return search, endings_report(story, flow, search.graph, parts, precision, None, None, again)


def contradictions(program: Program, precision: Precision, odds: OddsWanted, plain_states: int) -> tuple[list[str], int]:
    """Statements that differ between a settled search and a complete one, and the number of states after which it was settled
    (0: it was not)."""
    search, early = reported(program, precision, odds, plain_states)
    if not early.settled:
        return [], 0
    whole = reported(program, precision, "exact", plain_states)[1]
    if not whole.complete:
        return [], 0
    assert not search.graph.complete and early.unsettled is not None
    ours, theirs = _named(early), _named(whole)
    bad = [f"not found: {name}" for name in theirs.keys() - ours.keys()] + [f"added: {name}" for name in ours.keys() - theirs]
    bad += [f"{name}: {ours[name]}, not {theirs[name]}" for name in ours.keys() & theirs if not _holds(ours[name], theirs[name])]
    if not _holds(early.endless, whole.endless):
        bad.append(f"endless: {early.endless}, not {whole.endless}")
    if early.claims != whole.claims:
        bad.append(f"claims: {early.claims}, not {whole.claims}")
    if [missing._replace(cause=None) for missing in early.unreached] != [
        missing._replace(cause=None) for missing in whole.unreached
    ]:
        bad.append(f"unreached: {early.unreached}, not {whole.unreached}")
    for what in ("never_offered", "never_shown"):
        left, right = _places(getattr(early, what)), _places(getattr(whole, what))
        if left != right:
            bad.append(f"{what}: {left}, not {right}")
    if (early.unsettled.endings, early.unsettled.options, early.unsettled.texts or ()) != ((), (), ()):
        bad.append(f"not settled: {early.unsettled}")
    if odds == "1%" and not search.graph.begins:
        bad += [f"{name}: {odds} is too wide" for name, odds in ours.items() if odds.high - odds.low > 0.01 + 1e-9]
    return bad, early.looked_at


def _named(report: EndingsReport) -> dict[tuple[Any, ...], Odds]:
    return {
        (e.conversation, e.kind, e.file, e.line, e.mark, e.message, e.last_words, e.last_line): e.odds for e in report.endings
    }


def _holds(early: Odds, whole: Odds) -> bool:
    """Whether bounds hold of what is known exactly, or within other bounds."""
    return early.low <= whole.low + 1e-9 and early.high >= whole.high - 1e-9 and early.exact in (None, whole.exact)


def _places(unseen: Any) -> Any:
    return None if unseen is None else [(each.file, each.line, each.text) for each in unseen]

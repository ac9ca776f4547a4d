"""Reports how a story can stop, and how it can go on for ever."""

from __future__ import annotations

from collections.abc import Iterable

from epilogue import answers
from epilogue.analysis import stops
from epilogue.analysis.claims import SettledClaims
from epilogue.analysis.unfinished import OddsBounds
from epilogue.answers import Loop, Open
from epilogue.flow.graph import FlowGraph
from epilogue.ir.program import Program
from epilogue.source import NOWHERE
from epilogue.story.unsettled import odds_in


def stopping(
    program: Program, flow: FlowGraph | None, bounds: OddsBounds, claims: SettledClaims, offering: Iterable[int]
) -> answers.Stops:
    """Classifies how the story stops. ``offering``: sites of options on offer wherever a turn may end."""
    graph, result = bounds.graph, bounds.result
    verdict = stops.termination(graph, result, claims)
    loops = []
    for loop in stops.loops(graph, result) if verdict != "always" else []:
        exits = None if loop.exits is None else _options(program, loop.exits)
        odds = odds_in(bounds.interval(loop.odds))
        loops.append(Loop(loop.closed, odds, _options(program, loop.offered), exits, loop.beginning))
    dry = {e.position for e in graph.endings if e.kind == "out_of_content"}
    used = stops.used_up(program, flow, dry) if flow is not None else {}
    spans = {position: program.code[position].span or NOWHERE for position in used}
    menus = [answers.UsedUp(spans[p].file, spans[p].line, _options(program, sites)) for p, sites in sorted(used.items())]
    return answers.Stops(verdict, tuple(loops), tuple(menus), _options(program, offering) if verdict == "never" else ())


def _options(program: Program, sites: Iterable[int]) -> tuple[Open, ...]:
    spans = [(program.choices[site].span or NOWHERE, program.choices[site].text) for site in sites]
    return tuple(Open(span.file, span.line, text) for span, text in spans)

"""Into the report, and on the screen: how a story can stop, and how it can go on for ever."""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.analyses import stops
from epilogue.analyses.claims import Claims
from epilogue.analyses.unfinished import Bounds
from epilogue.flow.graph import FlowGraph
from epilogue.ir.program import Program
from epilogue.report import model, words
from epilogue.report.layout import Paint, wrap
from epilogue.report.model import EndingsReport, Loop, Open
from epilogue.report.places import at, listed, mark
from epilogue.report.unsettled import NOWHERE, between

_SHOWN = 3


def stopping(program: Program, flow: FlowGraph | None, bounds: Bounds, claims: Claims, offering: Iterable[int]) -> model.Stops:
    """How the story stops. ``offering``: the sites of options that are on offer wherever a turn may end."""
    graph, result = bounds.graph, bounds.result
    verdict = stops.verdict(graph, result, claims)
    loops = []
    for loop in stops.loops(graph, result) if verdict != "always" else []:
        exits = None if loop.exits is None else _options(program, loop.exits)
        odds = between(bounds.interval(loop.odds))
        loops.append(Loop(loop.closed, odds, _options(program, loop.offered), exits, loop.beginning))
    dry = {e.position for e in graph.endings if e.kind == "out_of_content"}
    used = stops.used_up(program, flow, dry) if flow is not None else {}
    spans = {position: program.code[position].span or NOWHERE for position in used}
    menus = [model.UsedUp(spans[p].file, spans[p].line, _options(program, sites)) for p, sites in sorted(used.items())]
    return model.Stops(verdict, tuple(loops), tuple(menus), _options(program, offering) if verdict == "never" else ())


def _options(program: Program, sites: Iterable[int]) -> tuple[Open, ...]:
    spans = [(program.choices[site].span or NOWHERE, program.choices[site].text) for site in sites]
    return tuple(Open(span.file, span.line, text) for span, text in spans)


# -- on the screen


def never_ends(report: EndingsReport) -> bool:
    """Whether it is proved that no playthrough ends."""
    return report.stops is not None and report.stops.verdict == "never"


def said(report: EndingsReport, width: int, paint: Paint) -> list[str]:
    """What a writer reads of it; nothing where every playthrough simply ends."""
    lines: list[str] = []
    if report.stops is None:
        return lines
    how = report.stops
    if how.verdict == "never":
        lines += mark("✘", "red", _never(report, how), width, paint)
    elif how.verdict == "endless":
        for loop in [loop for loop in how.loops if loop.closed][:_SHOWN]:
            lines += wrap(_caught(report, loop), width, "  ", "  ")
    elif how.verdict == "surely":
        text = f"Picking blindly, every reader comes to an end; one who {_insisting(report, how)} can go on for ever."
        lines += mark("✔", "green", text, width, paint)
    elif how.verdict == "can":
        lines += mark("!", "yellow", f"A reader who {_insisting(report, how)} can go on for ever.", width, paint)
    for menu in how.used_up[:_SHOWN]:
        where = at(report, menu.file, menu.line) if menu.line else "one place"
        options = listed(report, menu.options)
        lines += mark("!", "yellow", f"The story runs out at {where} once its options are used up{options}.", width, paint)
    return lines


def _never(report: EndingsReport, how: model.Stops) -> str:
    closed = [option for loop in how.loops if loop.closed for option in loop.options]
    options = how.offering or closed
    if not options:
        return "This story never ends (proved): wherever a reader gets, it offers something."
    first = min(options, key=lambda option: (option.file, option.line))
    return f"This story never ends (proved): from {at(report, first.file, first.line)} on it always offers something."


def _caught(report: EndingsReport, loop: Loop) -> str:
    chance = words.odds(loop.odds)
    if len(loop.options) == 1:
        only = loop.options[0]
        where = at(report, only.file, only.line)
        return f"It offers {words.quote(only.text, 40)} ({where}) again and again, and nothing else: {chance}, picking blindly."
    options = words.plural(len(loop.options), "option")
    back = ", the beginning among them" if loop.beginning else ""
    return f"It goes round for ever between {options}{listed(report, loop.options)}{back}: {chance}, picking blindly."


def _insisting(report: EndingsReport, how: model.Stops) -> str:
    if len(how.loops) == 1 and how.loops[0].exits is not None and len(how.loops[0].exits) <= 2:
        picks = [f"{words.quote(e.text, 40)} ({at(report, e.file, e.line)})" for e in how.loops[0].exits]
        return f"never picks {' or '.join(picks)}"
    options = sorted({(o.file, o.line, o.text) for loop in how.loops for o in loop.options})
    return "keeps coming back" + (listed(report, [Open(*o) for o in options]) if len(options) <= 6 else "")

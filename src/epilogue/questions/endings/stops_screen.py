"""On the screen: how a story can stop, and how it can go on for ever."""

from __future__ import annotations

from epilogue import answers
from epilogue.answers import EndingsReport, Loop, Open
from epilogue.views.text import words
from epilogue.views.text.layout import Paint, wrap
from epilogue.views.text.places import at, listed, mark

_SHOWN = 3


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


def _never(report: EndingsReport, how: answers.Stops) -> str:
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


def _insisting(report: EndingsReport, how: answers.Stops) -> str:
    if len(how.loops) == 1 and how.loops[0].exits is not None and len(how.loops[0].exits) <= 2:
        picks = [f"{words.quote(e.text, 40)} ({at(report, e.file, e.line)})" for e in how.loops[0].exits]
        return f"never picks {' or '.join(picks)}"
    options = sorted({(o.file, o.line, o.text) for loop in how.loops for o in loop.options})
    return "keeps coming back" + (listed(report, [Open(*o) for o in options]) if len(options) <= 6 else "")

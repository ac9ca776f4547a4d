"""Screen of how a story can stop, and how it can go on for ever."""

from __future__ import annotations

from epilogue import answers
from epilogue.answers import EndingsReport, Loop, Open
from epilogue.views.text import words
from epilogue.views.text.layout import Paint, wrap
from epilogue.views.text.places import listed, location_in, mark

_SHOWN = 3
_NAMED = 6
"""Number of loop options named by their lines."""


def never_ends(report: EndingsReport) -> bool:
    """Whether it is proved that no playthrough ends."""
    return report.stops is not None and report.stops.verdict == "never"


def describe(report: EndingsReport, width: int, paint: Paint) -> list[str]:
    """Describes how the story stops; nothing if every playthrough simply ends."""
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
        text = f"{_looping(report, how)}, but can always leave{_exits(report, how)}."
        lines += mark("✔", "green", text, width, paint)
    elif how.verdict == "can":
        lines += mark("!", "yellow", f"{_looping(report, how)}.", width, paint)
    for menu in how.used_up[:_SHOWN]:
        where = location_in(report, menu.file, menu.line) if menu.line else "one place"
        options = listed(report, menu.options)
        lines += mark("!", "yellow", f"The story runs out at {where} once its options are used up{options}.", width, paint)
    return lines


def _never(report: EndingsReport, how: answers.Stops) -> str:
    closed = [option for loop in how.loops if loop.closed for option in loop.options]
    options = how.offering or closed
    if not options:
        return "This story never ends (proved): wherever a reader gets, it offers something."
    first = min(options, key=lambda option: (option.file, option.line))
    return (
        f"This story never ends (proved): from {location_in(report, first.file, first.line)} on there is always another choice."
    )


def _caught(report: EndingsReport, loop: Loop) -> str:
    chance = words.odds(loop.odds)
    if len(loop.options) == 1:
        only = loop.options[0]
        where = location_in(report, only.file, only.line)
        return (
            f"It offers {words.quote(only.text, 40)} ({where}) again and again, and nothing else: {chance}, choosing at random."
        )
    options = words.plural(len(loop.options), "option")
    return f"It goes round in circles between {options}{listed(report, loop.options)}: {chance}, choosing at random."


def _looping(report: EndingsReport, how: answers.Stops) -> str:
    """Loops that readers need not leave; if luck, or the world outside, leads out, not for as long as they like."""
    options = sorted({(o.file, o.line, o.text) for loop in how.loops for o in loop.options})
    lines = listed(report, [Open(*option) for option in options])[2:-1] if len(options) <= _NAMED else ""
    long = "again and again" if any(loop.exits is None for loop in how.loops) else "as long as they like"
    return f"Readers can loop{f' at {lines}' if lines else ''} {long}"


def _exits(report: EndingsReport, how: answers.Stops) -> str:
    """Options that lead out of the only loop, if they are few."""
    exits = how.loops[0].exits if len(how.loops) == 1 else None
    if not exits or len(exits) > 2:
        return ""
    return ": " + " or ".join(
        f"{words.quote(option.text, 40)} ({location_in(report, option.file, option.line)})" for option in exits
    )

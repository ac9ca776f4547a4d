"""The screen of a search that stopped early: first what is proved all the same, then what is not settled and why."""

from __future__ import annotations

import math
from collections.abc import Sequence

from epilogue.answers import MEANT, Claims, EndingsReport, Open, Possible, Unsettled
from epilogue.questions.endings.stops_screen import never_ends
from epilogue.views.text import words
from epilogue.views.text.layout import Paint, cells, left, right, wrap
from epilogue.views.text.places import listed, location_in, mark, plain_name

_SHOWN = 8
_STOPS = {
    "end": "an ending",
    "done": "an ending",
    "restart": "back at the beginning",
    "out_of_content": "runs out of story",
    "error": "an error",
    "stuck": "nothing to choose",
}


def proved(report: EndingsReport, claims: Claims, width: int, paint: Paint) -> list[str]:
    """Proofs that hold although the search stopped early."""
    assert report.unsettled is not None
    count = sum(ending.kind in MEANT for ending in report.endings)
    open_count = sum(ending.kind in MEANT for ending in report.unsettled.endings)
    sentences: list[tuple[bool, str]] = []
    if any(ending.conversation is not None for ending in report.endings):
        if not open_count and count:
            sentences.append((True, "No conversation can end in another place than those below (proved, not sampled)."))
    elif not open_count and count:
        others = "there is no other" if count == 1 else "there are no others"
        sentences.append((True, f"{words.plural(count, 'ending')}, and {others} (proved, not sampled)."))
    elif never_ends(report):
        pass
    elif not open_count and claims.endings.proved + claims.endings.refuted + claims.endings.open:
        sentences.append((False, "No reader can reach an ending (proved, not sampled)."))
    if claims.runs_out == claims.errors == "refuted":
        leaves = claims.endless == "refuted" or report.endless.high == 0  # else a loop may be found that nothing leads out of
        stuck = "get stuck" if leaves else "be left with nothing to choose, or run into an error"
        sentences.append((True, f"No reader can {stuck}."))
    elif claims.runs_out == "refuted":
        sentences.append((True, "No reader can be left with nothing to choose."))
    elif claims.errors == "refuted":
        sentences.append((True, "No reader can run into an error."))
    if claims.endless == "refuted":
        sentences.append((True, "Every playthrough comes to an end."))
    lines = []
    for good, text in sentences:
        lines += mark("✔" if good else "✘", "green" if good else "red", text, width, paint)
    return lines


def stopped(report: EndingsReport, width: int, paint: Paint) -> list[str]:
    """Reason why the search stopped, and what that leaves unsettled."""
    if all_settled(report):
        return mark("✔", "green", _settled(report), width, paint)
    lines = mark("!", "yellow", f"The search stopped early: {report.reason}.", width, paint)
    meant = sum(ending.kind in MEANT for ending in report.endings)
    if report.unsettled is None or report.claims is None:
        return lines + wrap(f"{words.plural(meant, 'ending')} found so far; there may be others.", width, "  ", "  ")
    items = _items(report, report.claims, report.unsettled, meant)
    if items:
        lines.append("  Not settled:")
    for item in items:
        lines += wrap(item, width, "  - ", "    ")
    return lines


def all_settled(report: EndingsReport) -> bool:
    """Whether the search ended because all was settled, and time was left to tell it."""
    if not report.settled or report.claims is None or report.unsettled is None:
        return False
    return not _items(report, report.claims, report.unsettled, 0)


def _settled(report: EndingsReport) -> str:
    """Says that all is settled, and what only a longer search can tell."""
    further = ["how likely each ending is"] if any(ending.odds.exact is None for ending in report.endings) else []
    if report.stops is not None and report.stops.verdict == "can":
        further.append("whether its loops can always be left")
    longer = f" A longer search (--odds exact) can tell {words.joined(further)}." if further else ""
    return f"Everything asked is settled, after {words.plural(report.looked_at, 'step')}.{longer}"


def _items(report: EndingsReport, claims: Claims, unsettled: Unsettled, meant: int) -> list[str]:
    items = []
    open_count = sum(ending.kind in MEANT for ending in unsettled.endings)
    if unsettled.anything:
        so_far = "none was found" if not meant else f"{words.plural(meant, 'was', 'were')} found"
        items.append(f"the endings: {so_far}; what others there are is not known")
    elif open_count and meant:
        items.append(f"the endings: {words.plural(meant, 'was', 'were')} found, {open_count} more {_are(open_count)} possible")
    elif open_count:
        items.append(f"the endings: none was found, {open_count} {_are(open_count)} possible")
    if claims.runs_out == "open":
        items.append(
            "whether a reader can be left with nothing to choose" + _kinds(report, unsettled, ("out_of_content", "stuck"))
        )
    if claims.errors == "open":
        items.append("whether a reader can run into an error" + _kinds(report, unsettled, ("error",)))
    if claims.endless == "open" and not never_ends(report):
        items.append("whether a playthrough can go on for ever")
    items += [f"anything behind {location_in(report, b.file, b.line)}: {b.text}" for b in unsettled.beyond[:_SHOWN]]
    for places, tally, noun, verb in (
        (unsettled.options, claims.options, "option", "offered"),
        (unsettled.texts or (), claims.texts, "piece of text", "shown"),
    ):
        if places and tally is not None:
            every = tally.proved + tally.refuted + tally.open
            whole = words.plural(every, noun, "pieces of text" if noun != "option" else None)
            items.append(f"whether {words.count(len(places))} of {whole} can be {verb}{listed(report, places)}")
    return items


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _kinds(report: EndingsReport, unsettled: Unsettled, kinds: Sequence[str]) -> str:
    return listed(report, [Open(e.file, e.line, "") for e in unsettled.endings if e.kind in kinds])


def possible(report: EndingsReport, width: int, paint: Paint) -> list[str]:
    """Ways of stopping that were neither found nor ruled out."""
    if report.unsettled is None or report.unsettled.anything:
        return []
    endings = [ending for ending in report.unsettled.endings if ending.kind != "error"]
    if not endings:
        return []
    lines = [paint("Possible, but not found:", "bold")]
    rows = [(_where_to(report, e), _called(e), words.odds(e.odds)) for e in endings[:_SHOWN]]
    where_width, name = max(cells(row[0]) for row in rows), max(cells(row[1]) for row in rows)
    for where, called, chance in rows:
        if where_width + name + cells(chance) + 6 <= width:
            lines.append(f"  {right(where, where_width)}  {left(called, name)}  {chance}")
        else:
            lines += wrap(f"{where}: {called}; {chance}", width, "  ", "    ")
    if len(endings) > len(rows):
        lines += wrap(f"and {len(endings) - len(rows)} more", width, "  ", "  ")
    return lines


def _where_to(report: EndingsReport, ending: Possible) -> str:
    return location_in(report, ending.file, ending.line) if ending.line else plain_name(ending.passage)


def _called(ending: Possible) -> str:
    name = _STOPS[ending.kind]
    return f"{words.clean(ending.name)} ({name})" if ending.name and ending.kind not in MEANT else ending.name or name


def coverage(report: EndingsReport, width: int) -> list[str]:
    """The share of readers that the search covers."""
    if all_settled(report) and report.unsettled is not None and report.unsettled.share >= 1:
        return wrap("Not every playthrough was followed: there may be shorter ways than those found.", width)
    if report.unsettled is None or report.unsettled.share >= 1:
        return wrap("What was not searched may change these figures.", width)
    if report.unsettled.share <= 0:
        return wrap("A reader who chooses at random hardly ever gets beyond what was searched.", width)
    readers = words.share_of(report.unsettled.share, "readers", math.ceil)
    return wrap(f"Choosing at random, {readers} get beyond what was searched.", width)

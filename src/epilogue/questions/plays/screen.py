"""The screen of ``epilogue why STORY --from-plays FILES``: what real readers did."""

from __future__ import annotations

from collections.abc import Sequence

from epilogue.questions.plays.answer import EndingShare, MenuPicks, Picked, Place, Plays
from epilogue.views.text import words
from epilogue.views.text.layout import Paint, next_lines, wrap
from epilogue.views.text.places import file_name, location, mark
from epilogue.views.text.shell import file_argument, valued
from epilogue.views.text.tables import opening, sentence, table

SHOWN = 5
SIGNS = {"more": "+", "less": "-", None: ""}


def render(answer: Plays, width: int = 80, colour: bool = False, details: bool = False) -> str:
    """The whole screen."""
    paint = Paint(colour)
    blocks = [
        _head(answer, width, paint, details),
        _endings(answer, width, paint),
        _menus(answer, width, paint, details),
        _nobody(answer, width, paint, details),
        _next(answer, width, paint),
    ]
    return "\n".join("\n".join(block) + "\n" for block in blocks if block)


def _head(answer: Plays, width: int, paint: Paint, details: bool) -> list[str]:
    readers = answer.files + answer.tables
    title = f"{words.clean(answer.story)}: {words.plural(readers, 'real playthrough')}"
    lines = [paint(line, "bold") for line in wrap(title, width)]
    if answer.tables:
        lines += sentence(f"Only the ending is known for {words.count(answer.tables)} of them.", width)
    if answer.unfinished:
        lines += sentence(f"{words.count(answer.unfinished)} of them did not reach an ending.", width)
    shown = answer.left_out if details else answer.left_out[:SHOWN]
    for item in shown:
        where = f"{item.file}:{item.line}" if item.line else item.file
        lines += mark("!", "yellow", f"Left out {words.clean(where)}: {words.clean(item.why)}", width, paint)
    if hidden := len(answer.left_out) - len(shown):
        lines += sentence(f"and {words.count(hidden)} more: --details shows them", width, "  ")
    if not answer.complete:
        lines += sentence("The search stopped early: there may be more than is known here.", width)
    return lines


def _endings(answer: Plays, width: int, paint: Paint) -> list[str]:
    """The share of real readers in each ending, beside the odds."""
    if not any(share.times for share in answer.endings):
        return sentence("None of them reached an ending.", width)
    alike = any(share.alike is not None for share in answer.endings)
    head = ("Ending", "Readers", "Share  ", "At random", *(("Like these",) if alike else ()))
    rows = []
    for share in answer.endings:
        row = [
            words.clean(share.label),
            words.count(share.times),
            f"{_share(share)} {SIGNS[share.differs] or ' '}",
            words.odds(share.blind),
        ]
        rows.append([*row, words.odds(share.alike) if share.alike is not None else ""] if alike else row)
    lines = table(head, rows, "lrrrr"[: len(head)], width, paint)
    lines += sentence("Shares are estimates: ranges like these are right 95% of the time.", width)
    if any(share.differs for share in answer.endings):
        lines += sentence("+ more often, - less often than at random: the odds at random are outside the range.", width)
    if alike:
        legend = (
            "Like these: readers who take each option about as often as these did, and choose at random where none of these came"
        )
        lines += sentence(f"{legend}{'; itself estimated' if answer.estimated else ''}.", width)
    return lines


def _share(share: EndingShare) -> str:
    if share.share is None or share.low is None or share.high is None:
        return ""
    return f"{words.share(share.share)} ({words.spread(share.low, share.high)})"


def _menus(answer: Plays, width: int, paint: Paint, details: bool) -> list[str]:
    """Menus where they differ from readers who choose at random."""
    differing = [menu for menu in answer.menus if any(option.differs for option in menu.options)]
    shown = list(answer.menus) if details else differing[:SHOWN]
    if not shown:
        if not answer.menus:
            return []
        return sentence("At no menu are the odds at random outside the range.", width)
    places = words.plural(len(differing), "place")
    title = "What they chose:" if details else f"Where they seem not to have chosen at random ({places}):"
    lines = [paint(line, "bold") for line in wrap(title, width)]
    for number, menu in enumerate(shown):
        lines += [*([""] if number else []), *_menu(answer, menu, width)]
    if (hidden := len(differing) - len(shown)) and not details:
        lines += sentence(f"and {words.count(hidden)} more: --details shows them", width, "  ")
    return lines


def _menu(answer: Plays, menu: MenuPicks, width: int) -> list[str]:
    lines = []
    for option in menu.options:
        where = location(option.option.file, option.option.line, answer.file)
        sign = SIGNS[option.differs] or " "
        text = f"{opening(option.option.text, 44)} ({where}): {_counts(option)}"
        lines += wrap(text, width, f"  {sign} ", "      ")
    return lines


def _counts(option: Picked) -> str:
    times = f"{words.count(option.taken)} of {words.count(option.offered)}"
    return f"{times}, {words.spread(option.low, option.high)} (at random {words.chance(option.blind)})"


def _nobody(answer: Plays, width: int, paint: Paint, details: bool) -> list[str]:
    """Endings, options and passages that no real reader saw."""
    lines: list[str] = []
    missed = [words.clean(ending.label) for ending in answer.endings if not ending.times]
    if missed and answer.files + answer.tables:
        lines += mark(
            "!", "yellow", f"{words.plural(len(missed), 'ending')} that none of them reached: {', '.join(missed)}", width, paint
        )
    refused = [option for option in answer.passed_by if option.offered]
    hidden = [option for option in answer.passed_by if not option.offered]
    refused.sort(key=lambda option: -option.offered)
    for title, places in (("offered but never taken", refused), ("never offered", hidden)):
        if places:
            lines += mark("!", "yellow", f"{words.plural(len(places), 'option')} {title}", width, paint)
            lines += _listed(answer, places, width, details, options=True)
    if answer.unseen:
        lines += mark("!", "yellow", f"{words.plural(len(answer.unseen), 'passage')} that none of them saw", width, paint)
        lines += _listed(answer, answer.unseen, width, details, options=False)
    return lines


def _listed(answer: Plays, places: Sequence[Place], width: int, details: bool, options: bool) -> list[str]:
    shown = places if details else places[:SHOWN]
    lines = []
    for place in shown:
        where = location(place.file, place.line, answer.file)
        times = f", offered {words.count(place.offered)} {'time' if place.offered == 1 else 'times'}" if place.offered else ""
        text = opening(place.text, 52) if options else words.clean(place.text)
        lines += wrap(f"{where}  {text}{times}", width, "    ", "      ")
    if further := len(places) - len(shown):
        lines += sentence(f"and {words.count(further)} more: --details shows them", width, "    ")
    return lines


def _next(answer: Plays, width: int, paint: Paint) -> list[str]:
    story = file_argument(answer.file)
    commands = []
    if answer.menus:
        spot = answer.menus[0].options[0].option
        line = spot.line if file_name(spot.file) == file_name(answer.file) else f"{file_name(spot.file)}:{spot.line}"
        commands.append((f"epilogue why {story} {valued('--choice', str(line))}", "what is risked where they differ most"))
    commands.append((f"epilogue endings {story}", "every way it can end"))
    return next_lines(commands, width, paint)

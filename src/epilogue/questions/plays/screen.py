"""The screen of ``epilogue why STORY --from-plays FILES``: what real readers did."""

from __future__ import annotations

from collections.abc import Sequence

from epilogue.questions.plays.answer import EndingShare, MenuPicks, Picked, Place, Plays
from epilogue.views.text import words
from epilogue.views.text.asides import opening, sentence, table
from epilogue.views.text.layout import Paint, next_lines, wrap
from epilogue.views.text.places import file_name, location, mark
from epilogue.views.text.shell import file_argument, valued

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
        lines += sentence(f"Of {words.count(answer.tables)} of them only the ending is known.", width)
    if answer.unfinished:
        was = "was" if answer.unfinished == 1 else "were"
        lines += sentence(f"{words.count(answer.unfinished)} of them {was} not read to an ending.", width)
    shown = answer.left_out if details else answer.left_out[:SHOWN]
    for one in shown:
        where = f"{one.file}:{one.line}" if one.line else one.file
        lines += mark("!", "yellow", f"Left out {words.clean(where)}: {words.clean(one.why)}", width, paint)
    if more := len(answer.left_out) - len(shown):
        lines += sentence(f"and {words.count(more)} more: --details shows them", width, "  ")
    if not answer.complete:
        lines += sentence("The story was not searched to its end: there may be more than is known here.", width)
    return lines


def _endings(answer: Plays, width: int, paint: Paint) -> list[str]:
    """The share of real readers in each ending, beside the odds."""
    if not any(one.times for one in answer.endings):
        return sentence("None of them came to an ending.", width)
    alike = any(one.alike is not None for one in answer.endings)
    head = ("Ending", "Readers", "Share  ", "At random", *(("Like these",) if alike else ()))
    rows = []
    for one in answer.endings:
        row = [
            words.clean(one.label),
            words.count(one.times),
            f"{_share(one)} {SIGNS[one.differs] or ' '}",
            words.odds(one.blind),
        ]
        rows.append([*row, words.odds(one.alike) if one.alike is not None else ""] if alike else row)
    lines = table(head, rows, "lrrrr"[: len(head)], width, paint)
    lines += sentence("Shares are estimates: 95% of such intervals are right.", width)
    if any(one.differs for one in answer.endings):
        lines += sentence("+ more, - less often than at random: the interval leaves out the odds at random.", width)
    if alike:
        said = "Like these: readers who take each option as readily as these seem to, and at random where none of these was"
        lines += sentence(f"{said}{'; itself estimated' if answer.estimated else ''}.", width)
    return lines


def _share(one: EndingShare) -> str:
    if one.share is None or one.low is None or one.high is None:
        return ""
    return f"{words.share(one.share)} ({words.spread(one.low, one.high)})"


def _menus(answer: Plays, width: int, paint: Paint, details: bool) -> list[str]:
    """Menus where they differ from readers who choose at random."""
    told = [menu for menu in answer.menus if any(one.differs for one in menu.options)]
    shown = list(answer.menus) if details else told[:SHOWN]
    if not shown:
        if not answer.menus:
            return []
        return sentence("At no menu does an interval leave out the odds at random.", width)
    places = words.plural(len(told), "place")
    title = "What they chose:" if details else f"Where they seem not to have chosen at random ({places}):"
    lines = [paint(line, "bold") for line in wrap(title, width)]
    for number, menu in enumerate(shown):
        lines += [*([""] if number else []), *_menu(answer, menu, width)]
    if (more := len(told) - len(shown)) and not details:
        lines += sentence(f"and {words.count(more)} more: --details shows them", width, "  ")
    return lines


def _menu(answer: Plays, menu: MenuPicks, width: int) -> list[str]:
    lines = []
    for one in menu.options:
        where = location(one.option.file, one.option.line, answer.file)
        sign = SIGNS[one.differs] or " "
        said = f"{opening(one.option.text, 44)} ({where}): {_taken(one)}"
        lines += wrap(said, width, f"  {sign} ", "      ")
    return lines


def _taken(one: Picked) -> str:
    times = f"{words.count(one.taken)} of {words.count(one.offered)}"
    return f"{times}, {words.spread(one.low, one.high)} (at random {words.chance(one.blind)})"


def _nobody(answer: Plays, width: int, paint: Paint, details: bool) -> list[str]:
    """Endings, options and passages that no real reader saw."""
    lines: list[str] = []
    missed = [words.clean(one.label) for one in answer.endings if not one.times]
    if missed and answer.files + answer.tables:
        lines += mark(
            "!", "yellow", f"{words.plural(len(missed), 'ending')} none of them came to: {', '.join(missed)}", width, paint
        )
    refused = [one for one in answer.passed_by if one.offered]
    hidden = [one for one in answer.passed_by if not one.offered]
    refused.sort(key=lambda one: -one.offered)
    for title, places in (("on offer that none of them took", refused), ("that none of them was offered", hidden)):
        if places:
            lines += mark("!", "yellow", f"{words.plural(len(places), 'option')} {title}", width, paint)
            lines += _listed(answer, places, width, details, options=True)
    if answer.unseen:
        lines += mark("!", "yellow", f"{words.plural(len(answer.unseen), 'passage')} none of them saw", width, paint)
        lines += _listed(answer, answer.unseen, width, details, options=False)
    return lines


def _listed(answer: Plays, places: Sequence[Place], width: int, details: bool, options: bool) -> list[str]:
    shown = places if details else places[:SHOWN]
    lines = []
    for one in shown:
        where = location(one.file, one.line, answer.file)
        times = f", offered {words.count(one.offered)} {'time' if one.offered == 1 else 'times'}" if one.offered else ""
        text = opening(one.text, 52) if options else words.clean(one.text)
        lines += wrap(f"{where}  {text}{times}", width, "    ", "      ")
    if more := len(places) - len(shown):
        lines += sentence(f"and {words.count(more)} more: --details shows them", width, "    ")
    return lines


def _next(answer: Plays, width: int, paint: Paint) -> list[str]:
    story = file_argument(answer.file)
    commands = []
    if answer.menus:
        spot = answer.menus[0].options[0].option
        line = spot.line if file_name(spot.file) == file_name(answer.file) else f"{file_name(spot.file)}:{spot.line}"
        commands.append((f"epilogue why {story} {valued('--choice', str(line))}", "what is risked where they differ most"))
    commands.append((f"epilogue endings {story}", "all that can happen"))
    return next_lines(commands, width, paint)

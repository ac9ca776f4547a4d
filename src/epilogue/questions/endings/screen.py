"""The screen of ``epilogue endings``: what was proved, the endings, what no reader can see, what to do next.

It speaks to writers. Of a search that stopped early it never says "all", "never" or "proved".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from epilogue.answers import MEANT, Cause, Ending, EndingKind, EndingsReport, Moment, Odds, Unseen
from epilogue.budget import COUNTING
from epilogue.questions.endings import open_screen, stops_screen
from epilogue.questions.endings.estimates_screen import draw_estimates
from epilogue.questions.endings.numbers_screen import draw_numbers
from epilogue.questions.endings.profile_screen import draw_profile
from epilogue.views.text import reader_names, words
from epilogue.views.text.endings import FAULTS, PLAIN, label, prose
from epilogue.views.text.layout import Paint, cells, left, next_lines, right, wrap
from epilogue.views.text.places import file_name, is_main, location_in, mark, plain_name
from epilogue.views.text.shell import file_argument, valued

_SHOWN_CAUSES = 12
_SHOWN_DIFFERENCES = 3
_NARROWEST_LABEL = 24
_WIDEST_LABEL = 36


def render(report: EndingsReport, width: int = 80, colour: bool = False, verbose: bool = False) -> str:
    """The whole screen, in lines of at most ``width`` columns where words allow, ending with a newline."""
    paint = Paint(colour)
    blocks = [headline(report, width, paint), _table(report, width, paint)]
    if report.details is not None:
        blocks.append(_details(report, width, paint))
        blocks.append(draw_numbers(report, verbose, width, paint))
    blocks.append(open_screen.possible(report, width, paint))
    if report.samples is not None:
        blocks.append(
            draw_estimates(report, report.samples, {e.id: label(e, _WIDEST_LABEL) for e in report.endings}, width, paint)
        )
    blocks.append(_unseen(report, report.never_offered, ("option", "options"), width, paint))
    blocks.append(_unseen(report, report.never_shown or (), ("piece of text", "pieces of text"), width, paint))
    if report.profile is not None:
        blocks.append(draw_profile(report.profile, verbose, width, paint))
    blocks.append([*_coverage(report, width), *_checked(report, width), *_next(report, width, paint)])
    return "\n".join("\n".join(block) + "\n" for block in blocks if block)


def render_path(report: EndingsReport, ending: Ending, moments: Iterable[Moment], width: int = 80, colour: bool = False) -> str:
    """A shortest way to an ending, written out to be read: the text, and each choice taken, marked ``>``."""
    paint = Paint(colour)
    soonest = "the soonest way" if report.complete else "the soonest way found"
    title = f"{report.story}: {soonest} to {label(ending, 60)}, {words.choices(ending.shortest)}"
    lines = [paint(line, "bold") for line in wrap(title, width)]
    written, lucky = prose(moments, width, paint)
    lines += written
    if not lucky and ending.path:
        picks = ",".join(str(action + 1) for action in ending.path)
        command = f"epilogue play {file_argument(report.file)} --choices {picks}"
        lines += ["", *next_lines([(command, "play on from any point of it")], width, paint)]
    return "\n".join(lines) + "\n"


def headline(report: EndingsReport, width: int, paint: Paint = PLAIN) -> list[str]:
    """The title and the proofs, a line each, or more where they are wrapped."""
    title = f"{report.story}: {words.plural(report.choices_in_text, 'choice')} in the text"
    lines = [paint(line, "bold") for line in wrap(title, width)]
    for note in (report.entry, *report.notes, *reader_names.introduced(report.readers, report.complete)):
        lines += [line for part in (note or "").splitlines() for line in wrap(part, width)]
    lines += _unreached(report, width, paint)
    meant = sum(ending.kind in MEANT for ending in report.endings)
    if report.outcome == "doubtful":
        lines += _defect(report, width, paint)
    elif not report.complete:
        if report.claims is not None and report.unsettled is not None:
            lines += open_screen.proved(report, report.claims, width, paint)
    elif stops_screen.never_ends(report):
        pass
    elif meant == 0:
        lines += mark("✘", "red", "No reader can reach an ending (proved, not sampled).", width, paint)
    elif report.playthroughs == 1 and not report.choices_in_text and not any(ending.last_words for ending in report.endings):
        lines += mark("!", "yellow", "The story is empty: it says nothing, and nothing can be chosen.", width, paint)
    else:
        others = "there is no other" if meant == 1 else "there are no others"
        proved = f"{words.plural(meant, 'ending')}, and {others} (proved, not sampled)."
        lines += mark("✔", "green", proved, width, paint)
    faults = [line for kind in FAULTS for line in _fault(report, kind)]
    for fault in faults:
        lines += mark("✘", "red", fault, width, paint)
    if stops_screen.never_ends(report):
        pass
    elif report.endless.low > 0 or report.endless.depends:
        endless = (
            f"A reader can get caught in it for ever: {words.odds_depending(report.endless)}, {reader_names.how(report.readers)}."
        )
        lines += mark("✘", "red", endless, width, paint)
    elif report.stops is not None and report.stops.verdict == "endless":
        lines += mark("✘", "red", "A reader can get caught in it for ever.", width, paint)
    elif not report.endless.known:
        pass
    elif report.complete and not faults:
        lines += mark("✔", "green", "No reader can get stuck.", width, paint)
    lines += stops_screen.describe(report, width, paint)
    if report.outcome == "truncated":
        lines += open_screen.stopped(report, width, paint)
    if report.unfinished:
        given_up = f"The limit was reached while {' and '.join(report.unfinished)}: what that would have shown is not known."
        lines += mark("!", "yellow", given_up, width, paint)
    return lines


def _unreached(report: EndingsReport, width: int, paint: Paint) -> list[str]:
    """Endings marked by the author that no playthrough was found to reach."""
    lines = []
    for ending in report.unreached:
        named = f"the ending “{words.clean(ending.mark)}” ({location_in(report, ending.file, ending.line)})"
        why = (
            f": {location_in(report, ending.cause.file, ending.cause.line)}, {words.clean(ending.cause.why)}"
            if ending.cause is not None
            else ""
        )
        if report.outcome == "doubtful" or not ending.proved:
            lines += mark("!", "yellow", f"No way to {named} was found so far.", width, paint)
        else:
            lines += mark("✘", "red", f"No reader can reach {named}{why} (proved).", width, paint)
    return lines


def _defect(report: EndingsReport, width: int, paint: Paint) -> list[str]:
    """A defect of Epilogue itself: stated first, with what a bug report needs."""
    assert report.check is not None
    differences = report.check.differences
    places = words.plural(len(differences), "place")
    message = f"Epilogue is wrong about this story, which plays differently in {places} that were checked."
    lines = mark("✘", "red", message, width, paint)
    trust = (
        "That is a defect of Epilogue, not of your story: trust nothing below. Please report it, with the story and these lines:"
    )
    lines += wrap(trust, width, "  ", "  ")
    for difference in differences[:_SHOWN_DIFFERENCES]:
        lines += wrap(words.clean(difference), width, "    ", "      ")
    return lines


def _checked(report: EndingsReport, width: int) -> list[str]:
    """Reports ``--verify``."""
    check = report.check
    if check is None:
        return []
    share = f"{check.steps:,} of {check.of:,} steps{'' if check.steps == check.of else ', picked at random,'}"
    differed = f"{len(check.differences):,} differed" if check.differences else "none differed"
    played = (
        f"Checked by playing the story: {share}, and {check.changed:,} more with everything said not to matter "
        f"changed at random: {differed}."
    )
    return wrap(played, width)


def _fault(report: EndingsReport, kind: EndingKind) -> list[str]:
    """One finding for all the places where readers stop in this way, described by the likeliest of them."""
    endings = [ending for ending in report.endings if ending.kind == kind]
    if not endings:
        return []
    worst = max(endings, key=lambda ending: ending.odds.value)
    talks = dict.fromkeys(ending.conversation for ending in report.endings)
    sums = [_sum([ending.odds for ending in endings if ending.conversation == talk]) for talk in talks]
    least, most = min(sums, key=lambda odds: odds.low), max(sums, key=lambda odds: odds.high)
    total = most
    if len(talks) > 1 and least.low < most.high:
        depends = dict.fromkeys(("which conversation it is", *(name for odds in sums for name in odds.depends)))
        total = Odds(least.low, None, least.low, most.high, tuple(depends) if report.complete else ())
    others = f" (and {words.plural(len(endings) - 1, 'other place')})" if len(endings) > 1 else ""
    odds = f"{words.odds_depending(total)}, {reader_names.how(report.readers)}"
    return [f"{FAULTS[kind][0]}: {odds}, at {_location(report, worst)}{others}."]


def _sum(each: Sequence[Odds]) -> Odds:
    """The odds of one of these ways to stop."""
    if len(each) == 1:
        return each[0]
    low, high = math.fsum(o.low for o in each), math.fsum(o.high for o in each)
    depends = tuple(dict.fromkeys(name for o in each for name in o.depends))
    exact = [o.exact for o in each if o.exact is not None]
    whole = sum(exact, Fraction(0)) if len(exact) == len(each) else None
    return Odds(math.fsum(o.value for o in each), whole, low, min(high, 1.0), depends)


def _table(report: EndingsReport, width: int, paint: Paint) -> list[str]:
    """Table of endings, a row each: name, place, odds, shortest length; below it its variants, if any."""
    if not report.endings:
        return []
    one_file = all(is_main(report, ending.file) and ending.line for ending in report.endings)
    soonest = "Soonest" if report.complete else "Soonest found"
    head = ("Ending", "Line" if one_file else "Where", reader_names.heading(report.readers), soonest)
    rows: list[tuple[Ending | None, str, str, str]] = []
    for ending in report.endings:
        where = f"{ending.line}" if one_file else f"{file_name(ending.file)}:{ending.line}"
        if not ending.line:
            where = plain_name(ending.passage)
        rows.append((ending, where, words.odds(ending.odds), words.choices(ending.shortest)))
        rows += [(None, v.value, words.odds(v.odds), words.choices(v.shortest)) for v in ending.variants]
    odds = _aligned([row[2] for row in rows])
    # The last column is right-aligned, so that a long heading before it needs no extra width.
    tail = max(cells(o) + 2 + cells(row[3]) for o, row in zip((head[2], *odds), (head, *rows), strict=True))
    places = max(cells(head[1]), *(cells(row[1]) for row in rows if row[0] is not None))
    room = min(width - places - tail - 4, _WIDEST_LABEL + max(width - 80, 0) // 2)
    if room < _NARROWEST_LABEL:
        return _stacked(report, rows, width, paint)
    names = [label(row[0], room) if row[0] is not None else f"  {report.by} = {row[1]}" for row in rows]
    column = min(max(cells("Ending"), *map(cells, names)), room)

    def line(name: str, where: str, chance: str, soon: str) -> str:
        return f"{left(name, column)}  {right(where, places)}  {chance}{right(soon, tail - cells(chance))}"

    lines = [paint(line(*head), "bold")]
    talk: str | None = None
    for name, row, chance in zip(names, rows, odds, strict=True):
        if row[0] is not None and row[0].conversation != talk:
            talk = row[0].conversation
            lines.append(paint(f"{talk}:", "bold"))
        *above, last = wrap(name, column, "", "  ") if cells(name) > column else [name]
        lines += above
        lines.append(line(last, row[1] if row[0] is not None else "", chance, row[3]))
    return lines + _depends(report, width)


def _stacked(report: EndingsReport, rows: Sequence[tuple[Ending | None, str, str, str]], width: int, paint: Paint) -> list[str]:
    """The table for a terminal too narrow for columns."""
    lines: list[str] = []
    talk: str | None = None
    for ending, where, chance, soon in rows:
        if ending is not None and ending.conversation != talk:
            talk = ending.conversation
            lines += [paint(part, "bold") for part in wrap(f"From {talk}:", width)]
        if ending is None:
            lines += wrap(f"{report.by} = {where}: {chance}, soonest {soon}", width, "    ", "      ")
        else:
            lines += [paint(part, "bold") for part in wrap(label(ending, width), width, "", " ")]
            at_line = f"line {where}" if where.isdigit() else where
            lines += wrap(f"{at_line}; {chance}, {reader_names.how(report.readers)}; soonest {soon}", width, "  ", "  ")
    return lines + _depends(report, width)


def _depends(report: EndingsReport, width: int) -> list[str]:
    """Odds that depend on outside decisions, with these decisions."""
    lines = []
    for ending in report.endings:
        if ending.odds.depends:
            lines += wrap(f"{label(ending, 60)}: {words.odds_depending(ending.odds)}.", width, "  ", "    ")
    return lines


def _aligned(chances: Sequence[str]) -> list[str]:
    """Lines ``93%`` and ``0.5% (1 in 209)`` up on their percent signs."""
    heads = [cells(text.partition("%")[0]) if text[0].isdigit() and "%" in text else 0 for text in chances]
    widest = max(heads, default=0)
    indents = [widest - head if head else 0 for head in heads]
    return [" " * indent + text for indent, text in zip(indents, chances, strict=True)]


def _details(report: EndingsReport, width: int, paint: Paint) -> list[str]:
    """Numbers of ways to each ending, their lengths, and the averages of a reader."""
    assert report.details is not None
    lines: list[str] = []
    for ending in report.endings:
        ways = words.count(ending.playthroughs) if ending.playthroughs is not None else "infinitely many"
        if ending.playthroughs is None and ending.longest is not None and COUNTING in report.unfinished:
            ways = "not counted"
        longest = "no longest" if ending.longest is None else f"longest {words.choices(ending.longest)}"
        lines += [paint(part, "bold") for part in wrap(label(ending, min(width, 60)), width, "", " ")]
        unit = "playthrough" if ending.playthroughs == 1 else "playthroughs"
        soonest = f"soonest {words.choices(ending.shortest)}"
        lines += wrap(f"{unit}: {ways}; {soonest}, {longest}", width, "  ", "  ")
    means = []
    if report.expected_choices is not None:
        means.append(f"makes {report.expected_choices:.1f} choices")
    about = "about " if report.details.playthroughs is not None else ""
    if report.details.words is not None:
        means.append(f"reads {about}{round(report.details.words):,} words")
    if report.details.text_share is not None:
        means.append(f"sees {about}{words.share(report.details.text_share)} of the text")
    if means:
        listed = words.joined(means)
        sentence = f"{reader_names.how(report.readers).capitalize()}, an average reader {listed}."
        if about:
            sentence += (
                f" (Words and text: the mean of {words.plural(report.details.playthroughs or 0, 'playthrough')} at random.)"
            )
        lines += wrap(sentence, width)
    return lines


def _unseen(report: EndingsReport, items: Sequence[Unseen], nouns: tuple[str, str], width: int, paint: Paint) -> list[str]:
    """Content that no reader can ever see, grouped by the line that causes it; likely deliberate causes last."""
    wanted = [item for item in items if not item.intended]
    if not wanted:
        return []
    amount = words.plural(len(wanted), *nouns)
    groups: dict[tuple[str, int, str, bool], int] = {}
    for item in wanted:
        cause = item.cause or Cause(item.file, item.line, f"no way leads to {words.quote(item.text, 40)}")
        key = (cause.file, cause.line, cause.why, cause.likely_meant)
        groups[key] = groups.get(key, 0) + 1
    causes = sorted(groups.items(), key=lambda entry: (entry[0][3], -entry[1], entry[0][:2]))
    title = f"{amount} no reader can ever see, from {words.plural(len(causes), 'cause')}"
    lines = mark("!", "yellow", title, width, paint)
    shown = causes if report.details is not None else causes[:_SHOWN_CAUSES]
    figures = max(len(str(n)) for _, n in shown)
    places = [location_in(report, file, line) for (file, line, _, _), _ in shown]
    column = max(map(cells, places))
    for where, ((_, _, why, likely_meant), n) in zip(places, shown, strict=True):
        hint = " (intended? mark it)" if likely_meant else ""
        first = f"  {right(str(n), figures)}  {left(where, column)}  "
        following = " " * (cells(first) if width >= 60 else figures + 4)
        lines += wrap(words.clean(why) + hint, width, first, following)
    if len(causes) > len(shown):
        further = words.plural(len(causes) - len(shown), "more cause")
        lines += wrap(f"and {further}: --details shows them", width, "  ", "  ")
    if meant := len(items) - len(wanted):
        lines += wrap(f"({words.plural(meant, *nouns)} more marked as intended)", width, "  ", "  ")
    return lines


def _coverage(report: EndingsReport, width: int) -> list[str]:
    if report.outcome == "doubtful":
        return []
    if not report.complete:
        return open_screen.coverage(report, width)
    if any(ending.conversation for ending in report.endings):
        return wrap("All ways from one conversation to the next are covered.", width)
    if COUNTING in report.unfinished and all(ending.longest is not None for ending in report.endings):
        return wrap("All playthroughs are covered.", width)
    if report.playthroughs is None:
        why = "the story has loops" if report.cyclic else "what luck or the game gives has no bounds"
        return wrap(f"All playthroughs are covered; {why}, so there are infinitely many.", width)
    if stops_screen.never_ends(report) or report.endless.low > 0:
        return wrap("Everything a reader can do is covered.", width)
    if report.playthroughs == 1:
        return wrap("The only playthrough is covered.", width)
    every = "Both" if report.playthroughs == 2 else f"All {words.count(report.playthroughs)}"
    return wrap(f"{every} playthroughs are covered.", width)


def _next(report: EndingsReport, width: int, paint: Paint) -> list[str]:
    file = file_argument(report.file)
    commands = []
    if not report.complete and report.profile is not None and report.profile.multipliers:
        commands.append((f"epilogue endings {file} -v", "what makes it so large, and what could be done"))
    if report.settled:
        commands.append((f"epilogue endings {file} --odds exact", "search to the end"))
    elif report.stopped_by is not None:
        commands.append((f"epilogue endings {file} --time 10m", "search further"))
    if report.stopped_by not in (None, "states", "settled") and report.looked_at:
        commands.append((f"epilogue endings {file} --states {report.looked_at}", "the same figures every time"))
    if report.endings:
        faults = [ending for ending in report.endings if ending.kind not in MEANT]
        shown = min(faults or report.endings, key=lambda ending: ending.odds.value)
        what = "how a reader gets there"
        if not faults:
            what = "the rarest, step by step" if len(report.endings) > 1 else "read it, step by step"
        commands.append((f"epilogue endings {file} {valued('--path', _pick(report, shown))}", what))
    if any(ending.name is None and ending.kind in MEANT for ending in report.endings):
        commands.append((f"epilogue init {file}", "give the endings names"))
    elif report.details is None and report.endings:
        commands.append((f"epilogue endings {file} --details", "number and length of playthroughs"))
    elif not commands:
        commands.append((f"epilogue check {file}", "what else there is to mend"))
    return next_lines(commands, width, paint)


def _pick(report: EndingsReport, ending: Ending) -> str:
    """Shortest word that identifies this ending: its name, its line, or its id."""
    from epilogue.story.naming import answering  # lazy: it imports the estimates, which import this

    tried = (ending.name or "", str(ending.line) if ending.line else "")
    return next((word for word in tried if word and answering(report.endings, word) == [ending]), ending.id)


def _location(report: EndingsReport, ending: Ending) -> str:
    return location_in(report, ending.file, ending.line) if ending.line else ending.passage or "the beginning"

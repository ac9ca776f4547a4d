"""The screen of ``epilogue why STORY ENDING``: what decides an ending, over all playthroughs."""

from __future__ import annotations

import math

from epilogue.questions.why.answer import After, Deciding, Spot, WhyEnding
from epilogue.views.text import reader_names, words
from epilogue.views.text.endings import begun
from epilogue.views.text.layout import Paint, cells, left, next_lines, wrap
from epilogue.views.text.places import location
from epilogue.views.text.shell import file_argument, valued, words_argument
from epilogue.views.text.tables import named, opening, sentence, table

PLACES = 6
LOSING = 10
NAMED = 6
"""Number of each shown, unless all are asked for."""
UNKNOWN = 1e-300
"""Odds below which something was not found, but is not ruled out."""


def render(answer: WhyEnding, width: int = 80, colour: bool = False, details: bool = False) -> str:
    """The whole screen."""
    paint = Paint(colour)
    label = words.clean(answer.ending.label)
    called = label if label.startswith("“") else f"“{label}”"
    odds = f"{words.odds(answer.ending.odds)}, {reader_names.how(answer.readers)}"
    title = f"{words.clean(answer.story)}: what decides {called}, {odds}"
    head = [paint(line, "bold") for line in wrap(title, width)]
    for note in (*reader_names.introduced(answer.readers, answer.complete), *answer.notes):
        head += sentence(note, width)
    blocks = [
        [*head, *_common(answer, width, details)],
        _deciding(answer, width, paint, details),
        _losing(answer, width, paint, details),
        _next(answer, width, paint, details),
    ]
    return "\n".join("\n".join(block) + "\n" for block in blocks if block)


def _option(answer: WhyEnding, spot: Spot) -> str:
    who = f"{named(spot.who)} " if spot.who else ""
    return f"{who}{opening(spot.text, 44)} ({location(spot.file, spot.line, answer.file)})"


def _common(answer: WhyEnding, width: int, details: bool) -> list[str]:
    """Options on every way to it, and on none."""
    suffix = "" if answer.complete else " that was found"
    shown = answer.every if details else answer.every[:NAMED]
    parts = [_option(answer, spot) for spot in shown]
    if len(answer.every) > len(shown):
        parts.append(words.plural(len(answer.every) - len(shown), "more option", "more options"))
    lines = []
    if parts:
        lines += sentence(f"Taken on every way to it{suffix}: {words.joined(parts)}.", width)
    elif answer.anyway == 0:
        lines += sentence(f"No single option is taken on every way to it{suffix}.", width)
    else:
        lines += sentence(f"No option is taken on every way to it{suffix}, except those taken however it ends.", width)
    if answer.passages:
        passages = answer.passages if details else answer.passages[:NAMED]
        others = "" if len(passages) == len(answer.passages) else f" and {len(answer.passages) - len(passages)} more"
        lines += sentence(f"Every way{suffix} leads through {', '.join(map(words.clean, passages))}{others}.", width)
    return [*lines, *(sentence(_never(answer), width) if answer.none else [])]


def _never(answer: WhyEnding) -> str:
    """Options on no way to it, in words."""
    if not answer.complete:
        return f"{words.plural(answer.none, 'option')} {_are(answer.none)} on no path to it that was found."
    closing, others = len(answer.rules_out), answer.none - len(answer.rules_out)
    parts = []
    if closing:
        parts.append(f"{words.plural(closing, 'option').capitalize()} always rule{'s' if closing == 1 else ''} it out")
    if others:
        remaining = f"{others} more" if closing else words.plural(others, "option").capitalize()
        parts.append(f"{remaining} {_are(others)} offered only where it is out of reach already")
    return f"{'; '.join(parts)}."


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _deciding(answer: WhyEnding, width: int, paint: Paint, details: bool) -> list[str]:
    """Places that move its odds, each with the odds after its options or outcomes."""
    shown = answer.deciding if details else answer.deciding[:PLACES]
    if not shown:
        return []
    lines = [paint("What decides it most" if answer.complete else "What decides it most, of what was searched", "bold")]
    for place in shown:
        lines += _place_lines(answer, place, width)
    return lines


def _place_lines(answer: WhyEnding, place: Deciding, width: int) -> list[str]:
    where = location(place.file, place.line, answer.file)
    what = where[:1].upper() + where[1:]
    if place.luck:
        what = f"The world outside ({words.clean(place.outside)}), {where}" if place.outside else f"Luck, {where}"
    lines = wrap(f"{what}, {met(place.met)}", width, "  ", "    ")
    labels = [_label(after) for after in place.after]
    room = min(max(map(cells, labels), default=0), max(width - 36, 20))
    for after, label in zip(place.after, labels, strict=True):
        effect = _odds(after) if answer.complete else _least(after)
        if answer.readers is not None and not after.taken:
            effect += " (they never take it)"
        if cells(label) <= room and 4 + room + 2 + cells(effect) <= width:
            lines.append(f"    {left(label, room)}  {effect}")
        else:
            lines += [*wrap(label, width, "    ", "      "), *wrap(effect, width, "      ", "      ")]
    return lines


def _label(after: After) -> str:
    if after.option is None:
        return "afterwards"
    who = f"{named(after.option.who)} " if after.option.who else ""
    return f"{who}{opening(after.option.text, 38)}"


def _odds(after: After) -> str:
    """Odds after an option; with the least and the greatest if they are not the same each time."""
    mean, least, greatest = map(words.certainty, (after.odds, after.least, after.greatest))
    return mean if least == greatest else f"{mean} ({words.spread(after.least, after.greatest)})"


def _least(after: After) -> str:
    """The lower bound of the odds after an option, in a search that stopped."""
    if after.greatest <= 0 or after.least >= 1:
        return words.certainty(after.least)
    return f"at least {words.chance(after.odds, math.floor)}" if after.odds > UNKNOWN else "not known"


def met(times: float) -> str:
    """Expected number of times that something is met in a playthrough; what happens once on average need not happen in each."""
    often = "once" if abs(times - 1) < 0.005 else f"{times:.3g} times"
    return f"met {often} per playthrough, on average"


def _losing(answer: WhyEnding, width: int, paint: Paint, details: bool) -> list[str]:
    shown = answer.no_return if details else answer.no_return[:LOSING]
    if not shown:
        return []
    rows = []
    for after in shown:
        assert after.option is not None
        how = "always" if after.loses == "always" else words.chance(after.lost) if after.lost else "sometimes"
        where = location(after.option.file, after.option.line, answer.file).removeprefix("line ")
        rows.append((_label(after), where, how, f"{after.taken:.3g}"))
    hidden = len(answer.no_return) - len(shown)
    title = "Points of no return: options that rule it out while it is still possible"
    lines = [paint(line, "bold") for line in wrap(title, width)]
    lines += table(("Option", "Line", "Rules it out", "How often"), rows, "lrlr", width, paint)
    if hidden:
        lines.append(f"  and {words.plural(hidden, 'more option')}")
    legend = "How often: times per playthrough, on average, that it is taken while the ending is still possible."
    return lines + [paint(line, "dim") for line in sentence(legend, width, "  ")]


def _next(answer: WhyEnding, width: int, paint: Paint, details: bool) -> list[str]:
    story, ending, entry = file_argument(answer.file), pick(answer), begun(answer.entry)
    readers = entry + reader_names.flag(answer.readers)
    commands = [(f"epilogue endings {story} {valued('--path', ending)}{entry}", "read the shortest playthrough to it")]
    option = next((after.option for place in answer.deciding for after in place.after if after.option is not None), None)
    if option is not None:
        line = location(option.file, option.line, answer.file).removeprefix("line ")
        commands.append(
            (
                f"epilogue why {story} {valued('--choice', line)}{readers}",
                "what is risked at the choice that decides it most",
            )
        )
    if not details:
        commands.append((f"epilogue why {story} {words_argument(ending)} --details{readers}", "everything"))
    return next_lines(commands, width, paint)


def pick(answer: WhyEnding) -> str:
    """Word that identifies this ending on a command line."""
    label = answer.ending.label
    return answer.ending.id if label.startswith(("“", "(")) or "(" in label else label

"""The screen of ``epilogue why STORY --choice LINE``: what each option of a menu leads to, over all playthroughs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from epilogue.questions.why.answer import Range, WhyChoice
from epilogue.questions.why.ending_screen import met
from epilogue.views.text import reader_names, words
from epilogue.views.text.endings import begun
from epilogue.views.text.layout import Paint, next_lines, wrap
from epilogue.views.text.places import location
from epilogue.views.text.shell import file_argument, words_argument
from epilogue.views.text.tables import named, opening, sentence, table

VARYING = 3
"""Number of varying endings listed after each option, without details."""


def render(answer: WhyChoice, width: int = 80, colour: bool = False, details: bool = False) -> str:
    """The whole screen."""
    paint = Paint(colour)
    title = f"{words.clean(answer.story)}: what is risked at {location(answer.asked.file, answer.asked.line, answer.file)}"
    head = [paint(line, "bold") for line in wrap(title, width)]
    times = "1 situation" if answer.situations == 1 else f"{answer.situations:,} different situations"
    head += sentence(f"It is {met(answer.met)}, in {times}.", width)
    for note in (*reader_names.introduced(answer.readers, answer.complete), *answer.notes):
        head += sentence(note, width)
    blocks = [
        head,
        _options(answer, width, paint),
        _odds(answer, width, paint),
        _varying(answer, width, paint, details),
        _stakes(answer, width, paint),
        _next(answer, width, paint),
    ]
    return "\n".join("\n".join(block) + "\n" for block in blocks if block)


def _options(answer: WhyChoice, width: int, paint: Paint) -> list[str]:
    """Options, with what each makes impossible."""
    labels = {ending.id: words.clean(ending.label) for ending in answer.endings}
    lines = []
    for number, risk in enumerate(answer.options, 1):
        spot = risk.option
        where = location(spot.file, spot.line, answer.file)
        who = f"{named(spot.who)} " if spot.who else ""
        lines += [paint(part, "bold") for part in wrap(f"{number}. {who}{opening(spot.text, 60)} ({where})", width, "", "   ")]
        if answer.readers is not None and not risk.taken:
            lines.append("   never taken")
        for verb, lost in (("rules out", risk.always), ("sometimes rules out", risk.sometimes)):
            if lost:
                lines += wrap(f"{verb} {words.joined([labels[ending] for ending in lost])}", width, "   ", "     ")
    return lines


def _odds(answer: WhyChoice, width: int, paint: Paint) -> list[str]:
    """The odds of each ending before the choice and after each option."""
    head = ("Ending", "Before", *(f"After {n}" for n in range(1, len(answer.options) + 1)))
    rows = []
    for n, ending in enumerate(answer.endings):
        ranges = (answer.before[n], *(risk.odds[n] for risk in answer.options))
        if any(odds.greatest > 0 for odds in ranges):
            rows.append((words.clean(ending.label), *(_mean_odds(odds, answer.complete) for odds in ranges)))
    return table(head, rows, "l" + "r" * (len(head) - 1), width, paint)


def _mean_odds(odds: Range, complete: bool) -> str:
    """A mean of odds."""
    if odds.greatest <= 0:
        return "never" if complete else "not found"
    if odds.least >= 1:
        return "certain"
    return words.chance(float(odds.mean)) + ("*" if _varies(odds) else "")


def _varies(odds: Range) -> bool:
    """Whether the least and the greatest read differently."""
    return odds.varies and (
        odds.least <= 0 or odds.greatest >= 1 or words.chance(float(odds.least)) != words.chance(float(odds.greatest))
    )


def _varying(answer: WhyChoice, width: int, paint: Paint, details: bool) -> list[str]:
    """Odds that are not the same each time: the least and the greatest."""
    if not any(_varies(odds) for risk in answer.options for odds in risk.odds):
        return []
    lines = [paint(line, "dim") for line in sentence("* on average; depending on what came before, it is:", width)]
    for number, risk in enumerate(answer.options, 1):
        ranked = sorted(range(len(risk.odds)), key=lambda n: (risk.odds[n].least - risk.odds[n].greatest, n))
        varied = [n for n in ranked if _varies(risk.odds[n])]
        shown = varied if details else varied[:VARYING]
        parts = [
            f"{words.clean(answer.endings[n].label)} {words.spread(float(risk.odds[n].least), float(risk.odds[n].greatest))}"
            for n in shown
        ]
        if len(varied) > len(shown):
            parts.append(f"{len(varied) - len(shown)} more")
        if parts:
            lines += wrap(f"After {number}: {'; '.join(parts)}", width, "  ", "    ")
    return lines


def _stakes(answer: WhyChoice, width: int, paint: Paint) -> list[str]:
    """Expected worth of each stake."""
    if not answer.stakes:
        return []
    head = ("At stake, on average", *(f"After {n}" for n in range(1, len(answer.options) + 1)))
    rows = [
        (f"{words.clean(stake.who)}: {words.clean(stake.name)}", *(_mean(risk.stakes[n].mean) for risk in answer.options))
        for n, stake in enumerate(answer.stakes)
    ]
    return table(head, rows, "l" + "r" * len(answer.options), width, paint)


def _mean(value: Fraction | float) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def _next(answer: WhyChoice, width: int, paint: Paint) -> list[str]:
    story, readers = file_argument(answer.file), begun(answer.entry) + reader_names.flag(answer.readers)
    commands: list[tuple[str, str]] = []
    moved: Sequence[tuple[float, int]] = sorted(
        (-max(abs(float(risk.odds[n].mean - answer.before[n].mean)) for risk in answer.options), n)
        for n in range(len(answer.endings))
    )
    if moved:
        ending = words_argument(answer.endings[moved[0][1]].id)
        commands.append((f"epilogue why {story} {ending}{readers}", "the ending that it moves most"))
    if answer.stakes:
        commands.append((f"epilogue verdict {story}{readers}", "who gets what in the end"))
    return next_lines(commands, width, paint)

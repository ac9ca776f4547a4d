"""The screen of ``epilogue check --against``: what an edit did, the losses first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from epilogue.answers import Ending
from epilogue.questions.against.answer import Against, Changed, LostEnding, Parting, Piece
from epilogue.views.text import words
from epilogue.views.text.endings import label, prose
from epilogue.views.text.layout import Paint, next_lines, wrap
from epilogue.views.text.places import location, mark
from epilogue.views.text.shell import file_argument, valued

SHOWN = 6
"""Items of a kind shown without ``--details``."""
STEPS = 4


def render(answer: Against, width: int = 80, colour: bool = False, details: bool = False) -> str:
    """The whole screen."""
    paint = Paint(colour)
    title = f"{words.clean(answer.story)}: now, against {words.clean(answer.before.label)}"
    lines = [paint(line, "bold") for line in wrap(title, width)]
    lines += _stopped(answer, width, paint)
    lines += _endings(answer, width, paint, details)
    lines += _properties(answer, width, paint)
    lines += _content(answer, width, paint, details)
    lines += _odds(answer, width, paint, details)
    lines += _summary(answer, width, paint)
    return "\n".join([*lines, "", *_next(answer, width, paint, details)])


def _stopped(answer: Against, width: int, paint: Paint) -> list[str]:
    lines = []
    for side, name in ((answer.before, words.clean(answer.before.label)), (answer.now, "now")):
        if not side.complete:
            said = f"Not everything was looked at ({name}): {words.clean(side.reason or '')}."
            lines += mark("!", "yellow", said, width, paint)
    if lines:
        lines += wrap("What is listed here holds all the same. More may have changed.", width, "  ", "  ")
    return lines


# -- endings


def _endings(answer: Against, width: int, paint: Paint, details: bool) -> list[str]:
    lines: list[str] = []
    for lost in answer.lost:
        where = f"{words.odds_depending(lost.ending.odds)}; {_there(answer, lost.ending)}"
        lines += ["", *mark("✘", "red", f"An ending is lost: {_name(lost.ending, width)} ({where})", width, paint)]
        lines += _used_to(lost, width, paint, details)
    for ending in answer.faults:
        said = f"New: {_name(ending, width)}, {_at(answer, ending)}, {words.odds_depending(ending.odds)}"
        lines += ["", *mark("✘", "red", said, width, paint)]
    for ending in answer.gained:
        said = f"A new ending: {_name(ending, width)}, {_at(answer, ending)}, {words.odds_depending(ending.odds)}"
        lines += ["", *mark("+", "green", said, width, paint)]
    for pair in answer.renamed:
        said = f"Renamed: {_name(pair.before, width)} is now {_name(pair.now, width)}, {_at(answer, pair.now)}"
        lines += ["", *mark("·", "dim", said, width, paint)]
    for ending in answer.mended:
        lines += ["", *mark("✔", "green", f"Gone: {_name(ending, width)} ({_there(answer, ending)})", width, paint)]
    for ending in answer.unsure:
        said = f"Found in one version alone, and not ruled out in the other: {_name(ending, width)}, {_at(answer, ending)}"
        lines += ["", *mark("!", "yellow", said, width, paint)]
    return lines


def _used_to(lost: LostEnding, width: int, paint: Paint, details: bool) -> list[str]:
    steps = [words.clean(step) for step in lost.steps]
    shown = steps
    if len(steps) > STEPS and not details:
        shown = [f"({words.plural(len(steps) - STEPS, 'step')} before)", *steps[-STEPS:]]
    lines = wrap(f"This way led there: {' > '.join(shown) or 'at once, with nothing to choose'}", width, "  ", "    ")
    if lost.ending.last_words.strip():
        lines += wrap(f"Last words: {words.quote(lost.ending.last_words, 60)}", width, "  ", "    ")
    lines += wrap(_parting(lost.parts), width, "  ", "    ")
    for note in lost.parts.notes:
        lines += wrap(words.clean(note), width, "  ", "    ")
    if details:
        written, _ = prose(lost.moments, max(width - 2, 20), paint)
        lines += ["", *(f"  {line}" if line else "" for line in written), ""]
    return lines


def _parting(parts: Parting) -> str:
    there = f" (in {words.clean(parts.passage)})" if parts.passage else ""
    options = "; ".join(f'"{words.clean(text)}"' for text in parts.offered)
    if parts.taken is None:
        if parts.ends is not None:
            return f"The same choices are all still there, and lead to another ending now: {words.clean(parts.ends)}."
        return f"The same choices are all still there, and the story goes on after them{there}, with {options}."
    if parts.choice == 1:
        how = "Already its first choice"
    else:
        how = f"It still goes to choice {parts.choice}, but there"
    taken = f'"{words.clean(parts.taken)}"'
    if parts.ends is not None:
        return f"{how} the story is over now, as {words.clean(parts.ends)}; {taken} was next."
    return f"{how} {taken} is not offered now{there}. On offer: {options}."


# -- properties, content, odds


def _properties(answer: Against, width: int, paint: Paint) -> list[str]:
    lines: list[str] = []
    for one in answer.broke:
        said = f"{one.now.name}, {one.now.formula}, {_since(one)}: {one.now.why}"
        lines += ["", *mark("✘", "red", words.clean(said), width, paint)]
        if one.now.way:
            steps = [words.clean(step) for step in one.now.way]
            shown = steps if len(steps) <= STEPS else [f"({words.plural(len(steps) - STEPS, 'step')} before)", *steps[-STEPS:]]
            lines += wrap(f"How to get there: {' > '.join(shown)}", width, "  ", "    ")
    for one in answer.held:
        said = f"{one.now.name}, {one.now.formula}, holds again: {one.now.why}"
        lines += ["", *mark("✔", "green", words.clean(said), width, paint)]
    for name in answer.dropped:
        lines += [
            "",
            *mark("!", "yellow", f"{words.clean(name)} is not asked any more: epilogue.toml lacks it now", width, paint),
        ]
    return lines


def _since(one: Changed) -> str:
    if one.before is None:
        return "is broken (the other version could not be asked)"
    return "broke" if one.before.verdict == "holds" else "is broken (before, nobody knew)"


def _content(answer: Against, width: int, paint: Paint, details: bool) -> list[str]:
    lines: list[str] = []
    for pieces, sign, style, what in (
        (answer.unreachable, "✘", "red", "no reader can come to any more"),
        (answer.unseen, "!", "yellow", "new, and out of every reader's reach"),
        (answer.reachable, "✔", "green", "readers can come to now, and could not before"),
    ):
        if not pieces:
            continue
        lines += ["", *mark(sign, style, f"{_counted(pieces)} {what}:", width, paint)]
        groups = [(key, list(group)) for key, group in groupby(pieces, key=lambda p: (p.cause_file, p.cause_line, p.why))]
        for (file, line, why), group in groups if details else groups[:SHOWN]:
            if why:
                lines += wrap(f"{_place(answer, file, line)}: {words.clean(why)}", width, "  ", "    ")
            indent = "    " if why else "  "
            for piece in group if details else group[:SHOWN]:
                lines += wrap(f"{_place(answer, piece.file, piece.line)}  {_said(piece)}", width, indent, indent + "  ")
            if len(group) > SHOWN and not details:
                lines += wrap(f"and {len(group) - SHOWN} more", width, indent, indent)
        if len(groups) > SHOWN and not details:
            lines += wrap(f"and from {words.plural(len(groups) - SHOWN, 'more cause')}", width, "  ", "  ")
    return lines


def _counted(pieces: Sequence[Piece]) -> str:
    counts = [(sum(piece.sort == sort for piece in pieces), sort) for sort in ("passage", "option", "text")]
    parts = [words.plural(number, sort) for number, sort in counts if number]
    said = words.joined(parts)
    read = sum(len(piece.text.split()) for piece in pieces if piece.sort == "text")
    return f"{said} ({words.plural(read, 'word')})" if read else said


def _said(piece: Piece) -> str:
    text = words.clean(piece.text)
    return f"passage {text}" if piece.sort == "passage" else f'"{text if len(text) <= 60 else text[:59] + "…"}"'


def _odds(answer: Against, width: int, paint: Paint, details: bool) -> list[str]:
    if not answer.moved:
        return []
    lines = ["", *wrap("Odds that moved, choosing at random:", width)]
    for one in answer.moved if details else answer.moved[:SHOWN]:
        name = "never to end" if one.ending is None else _name(one.ending, width)
        lines += wrap(f"{name}: {words.odds(one.before)} before, {words.odds(one.now)} now", width, "  ", "    ")
    if len(answer.moved) > SHOWN and not details:
        lines += wrap(f"and {len(answer.moved) - SHOWN} more, by less", width, "  ", "  ")
    return lines


def _summary(answer: Against, width: int, paint: Paint) -> list[str]:
    same = f"{words.plural(answer.kept, 'ending')} in both versions"
    told = (answer.lost, answer.gained, answer.faults, answer.mended, answer.renamed, answer.unsure, answer.moved)
    content = (answer.unreachable, answer.reachable, answer.unseen, answer.broke, answer.held, answer.dropped)
    if not any((*told, *content)):
        lines = mark("✔", "green", f"{same}, and all is as it was: endings, odds, what readers can come to.", width, paint)
        return lines if answer.complete else wrap(f"{same}; no difference was found so far.", width)
    lines = ["", *wrap(f"{same}." if answer.lost or answer.unsure else f"{same}, none lost.", width)]
    if answer.failed:
        lines += mark("✘", "red", f"Fails on: {', '.join(answer.failed)}.", width, paint)
    return lines


# -- words


def _name(ending: Ending, width: int) -> str:
    return label(ending, max(min(width, 100) - 30, 24))


def _at(answer: Against, ending: Ending) -> str:
    return _place(answer, ending.file, ending.line)


def _there(answer: Against, ending: Ending) -> str:
    """Place of an ending of the other version."""
    label_ = answer.before.label
    where = f"{_place(answer, ending.file.removeprefix(f'{label_}:'), ending.line)} " if ending.line else ""
    return f"{where}in {words.clean(label_)}"


def _place(answer: Against, file: str, line: int) -> str:
    return location(file, line, answer.file, "the beginning")


def _next(answer: Against, width: int, paint: Paint, details: bool) -> list[str]:
    file, before = file_argument(answer.file), valued("--against", answer.before.label)
    commands = []
    if not details and (answer.lost or len(answer.moved) > SHOWN or len(answer.unreachable) > SHOWN):
        what = "the lost playthrough, to be read; and everything else" if answer.lost else "everything that changed"
        commands.append((f"epilogue check {file} {before} --details", what))
    if not answer.complete:
        commands.append((f"epilogue check {file} {before} --time 10m", "looks further"))
    commands.append((f"epilogue check {file}", "what is wrong with it as it is now"))
    commands.append((f"epilogue endings {file}", "every way it can end"))
    return next_lines(commands, width, paint)

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
    title = f"{words.clean(answer.story)}: what changed since {words.clean(answer.before.label)}"
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
    for side, name in ((answer.before, words.clean(answer.before.label)), (answer.now, "this version")):
        if not side.complete:
            message = f"The search of {name} stopped early: {words.clean(side.reason or '')}."
            lines += mark("!", "yellow", message, width, paint)
    if lines:
        lines += wrap("What is listed here is certain all the same. More may have changed.", width, "  ", "  ")
    return lines


# -- endings


def _endings(answer: Against, width: int, paint: Paint, details: bool) -> list[str]:
    lines: list[str] = []
    for lost in answer.lost:
        where = f"{words.odds_depending(lost.ending.odds)}; {_other_line(answer, lost.ending)}"
        lines += ["", *mark("✘", "red", f"An ending is lost: {_name(lost.ending, width)} ({where})", width, paint)]
        lines += _used_to(lost, width, paint, details)
    for ending in answer.faults:
        message = f"New: {_name(ending, width)}, {_ending_line(answer, ending)}, {words.odds_depending(ending.odds)}"
        lines += ["", *mark("✘", "red", message, width, paint)]
    for ending in answer.gained:
        message = f"A new ending: {_name(ending, width)}, {_ending_line(answer, ending)}, {words.odds_depending(ending.odds)}"
        lines += ["", *mark("+", "green", message, width, paint)]
    for pair in answer.renamed:
        message = f"Renamed: {_name(pair.before, width)} is now {_name(pair.now, width)}, {_ending_line(answer, pair.now)}"
        lines += ["", *mark("·", "dim", message, width, paint)]
    for ending in answer.mended:
        lines += ["", *mark("✔", "green", f"Gone: {_name(ending, width)} ({_other_line(answer, ending)})", width, paint)]
    for ending in answer.unsure:
        message = (
            f"Found in only one version, but not ruled out in the other: {_name(ending, width)}, {_ending_line(answer, ending)}"
        )
        lines += ["", *mark("!", "yellow", message, width, paint)]
    return lines


def _used_to(lost: LostEnding, width: int, paint: Paint, details: bool) -> list[str]:
    steps = [words.clean(step) for step in lost.steps]
    shown = steps
    if len(steps) > STEPS and not details:
        shown = [f"({words.plural(len(steps) - STEPS, 'step')} before)", *steps[-STEPS:]]
    lines = wrap(f"How readers got there: {' > '.join(shown) or 'at once, with nothing to choose'}", width, "  ", "    ")
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
    if parts.choice == 0 and parts.taken is not None:
        return f"It cannot begin any more: {words.clean(parts.taken)}."
    where = f" (in {words.clean(parts.passage)})" if parts.passage else ""
    options = "; ".join(f"“{words.clean(text)}”" for text in parts.offered)
    if parts.taken is None:
        other = "" if parts.ends is None else words.full_stop(words.clean(parts.ends))
        if parts.choice == 0:
            return f"Now it leads to another ending: {other}" if other else f"Now the story goes on there{where}, with {options}."
        if other:
            return f"All these choices are still there, but now they lead to another ending: {other}"
        return f"All these choices are still there, but now the story goes on after them{where}, with {options}."
    option = f"“{words.clean(parts.taken)}”"
    before = "its first choice" if parts.choice == 1 else f"choice {parts.choice}"
    if parts.ends is not None:
        return f"Now the story is over before {before}, {option}: it ends as {words.full_stop(words.clean(parts.ends))}"
    first = f"Its first choice, {option}," if parts.choice == 1 else f"Choice {parts.choice}, {option},"
    return f"{first} is not offered any more{where}. On offer: {options}."


# -- properties, content, odds


def _properties(answer: Against, width: int, paint: Paint) -> list[str]:
    lines: list[str] = []
    for change in answer.broke:
        message = f"{change.now.name} ({change.now.formula}) {_since(change)}: {change.now.why}"
        lines += ["", *mark("✘", "red", words.clean(message), width, paint)]
        if change.now.way:
            steps = [words.clean(step) for step in change.now.way]
            shown = steps if len(steps) <= STEPS else [f"({words.plural(len(steps) - STEPS, 'step')} before)", *steps[-STEPS:]]
            lines += wrap(f"How to get there: {' > '.join(shown)}", width, "  ", "    ")
    for change in answer.held:
        message = f"{change.now.name} ({change.now.formula}) holds again: {change.now.why}"
        lines += ["", *mark("✔", "green", words.clean(message), width, paint)]
    for name in answer.dropped:
        lines += [
            "",
            *mark("!", "yellow", f"{words.clean(name)} is not checked any more: epilogue.toml no longer has it", width, paint),
        ]
    return lines


def _since(change: Changed) -> str:
    if change.before is None:
        return "is broken (it could not be checked in the other version)"
    return "is broken now" if change.before.verdict == "holds" else "is broken (not known before)"


def _content(answer: Against, width: int, paint: Paint, details: bool) -> list[str]:
    lines: list[str] = []
    for pieces, sign, style, what in (
        (answer.unreachable, "✘", "red", "{} that no reader can reach any more"),
        (answer.unseen, "!", "yellow", "New, but out of every reader's reach: {}"),
        (answer.reachable, "✔", "green", "{} that readers can reach now, but could not before"),
    ):
        if not pieces:
            continue
        lines += ["", *mark(sign, style, f"{what.format(_counted(pieces))}:", width, paint)]
        groups = [(key, list(group)) for key, group in groupby(pieces, key=lambda p: (p.cause_file, p.cause_line, p.why))]
        for (file, line, why), group in groups if details else groups[:SHOWN]:
            if why:
                lines += wrap(f"{_line(answer, file, line)}: {words.clean(why)}", width, "  ", "    ")
            indent = "    " if why else "  "
            for piece in group if details else group[:SHOWN]:
                lines += wrap(f"{_line(answer, piece.file, piece.line)}  {_piece_text(piece)}", width, indent, indent + "  ")
            if len(group) > SHOWN and not details:
                lines += wrap(f"and {len(group) - SHOWN} more", width, indent, indent)
        if len(groups) > SHOWN and not details:
            lines += wrap(f"and from {words.plural(len(groups) - SHOWN, 'more cause')}", width, "  ", "  ")
    return lines


def _counted(pieces: Sequence[Piece]) -> str:
    counts = [(sum(piece.sort == sort for piece in pieces), sort) for sort in ("passage", "option", "text")]
    parts = [words.plural(number, sort) for number, sort in counts if number]
    counted = words.joined(parts)
    read = sum(len(piece.text.split()) for piece in pieces if piece.sort == "text")
    return f"{counted} ({words.plural(read, 'word')})" if read else counted


def _piece_text(piece: Piece) -> str:
    text = words.clean(piece.text)
    return f"passage {text}" if piece.sort == "passage" else f"“{text if len(text) <= 60 else text[:59] + '…'}”"


def _odds(answer: Against, width: int, paint: Paint, details: bool) -> list[str]:
    if not answer.moved:
        return []
    lines = ["", *wrap("Odds that moved, choosing at random:", width)]
    for move in answer.moved if details else answer.moved[:SHOWN]:
        name = "never to end" if move.ending is None else _name(move.ending, width)
        lines += wrap(f"{name}: {words.odds(move.before)} before, {words.odds(move.now)} now", width, "  ", "    ")
    if len(answer.moved) > SHOWN and not details:
        lines += wrap(f"and {len(answer.moved) - SHOWN} more, by less", width, "  ", "  ")
    return lines


def _summary(answer: Against, width: int, paint: Paint) -> list[str]:
    same = f"{words.plural(answer.kept, 'ending')} in both versions" if answer.kept else "No ending is in both versions"
    about_endings = (answer.lost, answer.gained, answer.faults, answer.mended, answer.renamed, answer.unsure, answer.moved)
    content = (answer.unreachable, answer.reachable, answer.unseen, answer.broke, answer.held, answer.dropped)
    if not any((*about_endings, *content)):
        lines = mark("✔", "green", f"{same}, and nothing has changed: endings, odds, what readers can reach.", width, paint)
        return lines if answer.complete else wrap(f"{same}; no difference was found so far.", width)
    lines = ["", *wrap(f"{same}." if answer.lost or answer.unsure else f"{same}, none lost.", width)]
    if answer.failed:
        lines += mark("✘", "red", f"Fails on: {', '.join(answer.failed)}.", width, paint)
    return lines


# -- words


def _name(ending: Ending, width: int) -> str:
    return label(ending, max(min(width, 100) - 30, 24))


def _ending_line(answer: Against, ending: Ending) -> str:
    return _line(answer, ending.file, ending.line)


def _other_line(answer: Against, ending: Ending) -> str:
    """Place of an ending of the other version."""
    label_ = answer.before.label
    where = f"{_line(answer, ending.file.removeprefix(f'{label_}:'), ending.line)} " if ending.line else ""
    return f"{where}in {words.clean(label_)}"


def _line(answer: Against, file: str, line: int) -> str:
    return location(file, line, answer.file, "the beginning")


def _next(answer: Against, width: int, paint: Paint, details: bool) -> list[str]:
    file, before = file_argument(answer.file), valued("--against", answer.before.label)
    commands = []
    if not details and (answer.lost or len(answer.moved) > SHOWN or len(answer.unreachable) > SHOWN):
        what = "the lost playthroughs to read, and everything else" if answer.lost else "everything that changed"
        commands.append((f"epilogue check {file} {before} --details", what))
    if not answer.complete:
        commands.append((f"epilogue check {file} {before} --time 10m", "search further"))
    commands.append((f"epilogue check {file}", "what is wrong with it now"))
    commands.append((f"epilogue endings {file}", "every way it can end"))
    return next_lines(commands, width, paint)

"""The screen of ``epilogue whatif``: two playthroughs side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import groupby

from epilogue import answers
from epilogue.answers import NarratedMoment
from epilogue.questions.whatif.answer import Beat, LostForGood, Luck, ReachedEnding, Row, WhatIf
from epilogue.views.text import words
from epilogue.views.text.endings import prose
from epilogue.views.text.layout import Paint, cells, left, next_lines, wrap
from epilogue.views.text.places import location
from epilogue.views.text.shell import file_argument, valued

TWO_COLUMNS = 76
WIDEST = 120
"""Width beyond which two columns are harder to read."""
GAP = 3
SHOWN = 3
"""Choices shown one by one in a long run of uninformative ones."""
SHARED = 4
TITLES = "WHAT WAS", "WHAT COULD HAVE BEEN"


def render(answer: WhatIf, play: str | None, width: int = 80, colour: bool = False) -> str:
    """The whole screen, ending with a newline. ``play``: how the user named the playthrough, for what may be done next;
    None: in the player, where that is asked anyway."""
    paint = Paint(colour)
    blocks = [_headline(answer, width, paint)]
    if answer.could is not None and not answer.already:
        blocks += [_beside(answer, min(width, WIDEST), paint), _outcomes(answer, width, paint)]
    blocks += [_lost(answer, width), [] if play is None else _next(answer, play, width, paint)]
    return "\n".join("\n".join(block) + "\n" for block in blocks if block)


def render_read(answer: WhatIf, width: int = 80, colour: bool = False) -> str:
    """The other playthrough as prose, from where they part to its end."""
    paint = Paint(colour)
    lines = _headline(answer, width, paint)
    if answer.could is None or answer.already:
        return "\n".join(lines) + "\n"
    for scene, moments in groupby(answer.could.moments[answer.parts[1] :], key=lambda moment: moment.scene):
        heading = wrap(words.clean(scene).upper(), min(width, 80)) if scene else []
        lines += ["", *(paint(line, "bold") for line in heading)] if heading else []
        lines += prose((answers.Moment(moment.kind, _moment_text(moment)) for moment in moments), width, paint)[0]
    if answer.could.ending is not None:
        lines += ["", paint(_called(answer.could.ending), "bold")]
    return "\n".join(lines) + "\n"


def _called(ending: ReachedEnding) -> str:
    """Name in capitals, as a title; last words as they are."""
    label = words.clean(ending.label)
    return label.upper() if ending.named else label


# -- headline


def _headline(answer: WhatIf, width: int, paint: Paint) -> list[str]:
    ending = answer.was.ending
    was = (
        f"You reached {words.full_stop(_called(ending))}"
        if ending is not None
        else f"You have made {words.choices(answer.was.choices)}."
    )
    notes: list[str] = []
    if answer.could is None:
        title = f"{was} {_not_found(answer)}"
    elif answer.already:
        title = f"{was} {_already(answer)}"
    else:
        title = f"{was} What could have been: {words.full_stop(_other(answer))}"
        notes = about_luck(answer)
    notes += [*_fixed_choices(answer.from_choice), *answer.notes]
    lines = [paint(line, "bold") for line in wrap(title, width)]
    for note in notes:
        lines += wrap(note, width)
    return lines


def _fixed_choices(first: int) -> list[str]:
    """States what is kept before the ``first`` choice that may differ."""
    if first == 1:
        return []
    if first == 2:
        return ["Choice 1 stays as it was, and so does all luck before choice 2."]
    which = "1 and 2" if first == 3 else f"1 to {first - 1}"
    return [f"Choices {which} stay as they were, and so does all luck before choice {first}."]


def _not_found(answer: WhatIf) -> str:
    what = {
        "until": f"It could not have got to “{words.clean(answer.wanted)}”",
        "ending": f"It could not have ended as “{words.clean(answer.wanted)}”",
        "nearest": "It could not have ended otherwise",
        "dream": "There is no ending with anything at stake",
    }[answer.asked]
    after = f", from choice {answer.from_choice} on" if answer.from_choice > 1 else ""
    if answer.complete:
        return f"{what}{after}, whatever had been chosen or drawn (proved)."
    return f"No other way was found{after}. The search stopped early: more may exist."


def _already(answer: WhatIf) -> str:
    if answer.asked == "dream":
        if answer.complete:
            return "With this luck it could not have been better: that is the best there was, for everyone together (proved)."
        return "Nothing better was found with this luck; the search stopped early, so there may be more."
    assert answer.could is not None
    if answer.asked == "until":
        return f"“{words.clean(answer.wanted)}” came true in it, after {words.choices(answer.could.choices)}."
    return "That is the ending asked for."


def _other(answer: WhatIf) -> str:
    assert answer.could is not None
    ending = answer.could.ending
    if answer.asked == "until":
        suffix = f", and then {_called(ending)}" if ending is not None else ""
        return f"“{words.clean(answer.wanted)}”, after {words.choices(answer.could.choices)}{suffix}"
    assert ending is not None
    if answer.was.ending is not None and ending.id == answer.was.ending.id:
        return f"{_called(ending)} too, but a better one"
    return _called(ending)


def about_luck(answer: WhatIf) -> list[str]:
    """States which luck is kept, which is new and how likely it is, and how many decisions differ."""
    return [_luck(answer), *_new(answer)]


def _luck(answer: WhatIf) -> str:
    """Luck kept, and number of decisions that differ."""
    decisions = words.plural(len(answer.decisions), "decision")
    verb = "differs" if len(answer.decisions) == 1 else "differ"
    count = f"{decisions} {verb}." if answer.decisions else "No decision contradicts what was chosen."
    if answer.free:
        count += f" {words.choices(answer.free).capitalize()} {'is' if answer.free == 1 else 'are'} new."
    if not answer.same_luck:
        changed = sum(1 for draw in answer.luck if draw.changed)
        no_other = (
            "no choice would have led there (proved)" if answer.complete else "no choice was found that would have led there"
        )
        how = "" if answer.chance is None else f" (a chance of {_chance(answer.chance)})"
        place = f"With other luck in {words.plural(changed, 'place')}{how}"
        return f"With the same luck {no_other}. {place}: {count[:1].lower()}{count[1:]}"
    if not answer.shared:
        return count
    return f"Same luck: {_some(answer.shared)}, in both. {count}"


def _some(names: Sequence[str]) -> str:
    named = list(dict.fromkeys(names))
    return words.clean("; ".join(named[:SHARED]) + ("; …" if len(named) > SHARED else ""))


def _new(answer: WhatIf) -> list[str]:
    """States the new draws required, and the chance of them all."""
    together = answer.chance is not None and any(draw.odds is None and not draw.outside for draw in answer.luck)
    sentences = [_needed(draw, answer) for draw in answer.luck if not (together and _is_new(draw))]
    if together:
        new = [_drawn(draw, answer) for draw in answer.luck if _is_new(draw)]
        if new:
            sentences.append(f"New luck: for example {words.joined(new)}.")
    if answer.same_luck and answer.chance is not None and (together or len(answer.luck) > 1):
        sentences.append(f"Together, such luck has a chance of {_chance(answer.chance)}.")
    if answer.gone:
        sentences.append(f"Luck that cannot be the same there is drawn anew: {_some(answer.gone)}.")
    return sentences


def _is_new(draw: Luck) -> bool:
    return not draw.changed and not draw.outside


def _needed(draw: Luck, answer: WhatIf) -> str:
    if draw.outside:
        need = f"It takes {words.clean(draw.outcomes)} from {words.clean(draw.outside)}{_where(draw, answer)}"
        return f"{need}: that is for the world outside to decide."
    likely = "" if draw.odds is None else f" ({_chance(draw.odds)})"
    if draw.changed:
        drawn = words.clean(draw.outcomes)
        return f"Other luck: {drawn}{_where(draw, answer)}{likely}, where it was {words.clean(draw.was)}."
    return f"New luck: {_drawn(draw, answer)}{likely}."


def _drawn(draw: Luck, answer: WhatIf) -> str:
    return f"{words.clean(draw.outcomes)} drawn{_where(draw, answer)}"


def _where(draw: Luck, answer: WhatIf) -> str:
    line = _location(answer, draw.file, draw.line)
    where = f" at {line}" if line else ""
    return f" in “{words.clean(draw.source)}”{where}" if draw.source and not draw.outside else where


def _chance(odds: Fraction) -> str:
    """Chance of luck that is not certain."""
    return words.chance(float(odds)) if odds else "never"


def _location(answer: WhatIf, file: str, line: int) -> str:
    return location(file, line, answer.file) if line else ""


# -- side by side


def _beside(answer: WhatIf, width: int, paint: Paint) -> list[str]:
    full_rows = answer.rows
    if answer.asked == "until":  # the real playthrough goes on after the other has reached its goal
        met = max((number + 1 for number, row in enumerate(full_rows) if row.could is not None), default=0)
        remaining = [row.was for row in full_rows[met:] if row.was is not None]
        full_rows = (*full_rows[:met], Row(_dots(remaining, _more_choices), None, met=False, same=False))
    rows = _elided(full_rows)
    rows += [Row(_end(answer.was.ending), _end(answer.could.ending if answer.could else None), met=False, same=False)]
    if width >= TWO_COLUMNS:
        column = (width - 2 - GAP) // 2
        lines = ["  " + paint(left(TITLES[0], column + GAP) + TITLES[1], "bold")]
        for row in rows:
            own, other = _cell(row.was, column), _cell(row.could, column)
            for number in range(max(len(own), len(other))):
                first, style = own[number] if number < len(own) else ("", "")
                second, painted = other[number] if number < len(other) else ("", "")
                here = _painted(first, style, paint) + " " * (column + GAP - cells(first))
                lines.append(("  " + here + _painted(second, painted, paint)).rstrip())
        return lines
    lines = []
    for title, side in zip(TITLES, ("was", "could"), strict=True):
        lines += [*([""] if lines else []), paint(title, "bold")]
        for row in rows:
            cell = _cell(row.was if side == "was" else row.could, width - 2)
            lines += ["  " + _painted(text, style, paint) for text, style in cell]
    return lines


def _painted(text: str, style: str, paint: Paint) -> str:
    return paint(text, style) if style else text


def _cell(beat: Beat | None, width: int) -> list[tuple[str, str]]:
    """A beat in lines of a column, each with its style; words that are wider than it are broken."""
    return [(part, style) for line, style in _written(beat, width) for part in _broken(line, width)]


def _broken(line: str, width: int) -> list[str]:
    parts = [""]
    for letter in line:
        if cells(parts[-1] + letter) > width:
            parts.append("")
        parts[-1] += letter
    return parts if cells(line) > width else [line]


def _written(beat: Beat | None, width: int) -> list[tuple[str, str]]:
    if beat is None:
        return []
    text = words.clean(beat.text)
    if beat.kind == "scene":
        return [(line, "bold") for line in wrap(text, width)]
    if beat.kind == "choice":
        sign = "> " if beat.differs else "  "
        lines = [(line, "bold" if beat.differs else "") for line in wrap(text, width, sign, "  ")]
        return lines + [(line, "dim") for line in wrap(words.clean(beat.after), width, "    ", "    ") if beat.after]
    return [(line, "dim") for line in wrap(f"({'luck: ' if beat.kind == 'chance' else ''}{text})", width, "  ", "  ")]


def _end(ending: ReachedEnding | None) -> Beat | None:
    return None if ending is None else Beat("scene", f"— {_called(ending)}")


def _elided(rows: Sequence[Row]) -> list[Row]:
    """Rows, with long runs that agree or do not contradict shortened to "…"."""
    shortened: list[Row] = []
    runs = _runs(rows)
    for number, (same, run) in enumerate(runs):
        if same and len(run) > SHOWN:
            heads = run[:1] if _is_scene(run[0]) else []
            beat = _dots([row.could for row in run if row.could is not None], _same)
            shortened += [*heads, Row(beat, beat, met=True, same=True)]
            if not (number + 1 < len(runs) and _is_scene(runs[number + 1][1][0])):
                shortened += [row for row in run[len(heads) :] if _is_scene(row)][-1:]
        elif same or len(run) <= SHOWN:
            shortened += run
        else:
            hidden = run[SHOWN - 1 :]
            was = [row.was for row in hidden if row.was is not None]
            could = [row.could for row in hidden if row.could is not None]
            shortened += [*run[: SHOWN - 1], Row(_dots(was, _more_choices), _dots(could, _more_choices), met=False, same=False)]
    return shortened


def _runs(rows: Sequence[Row]) -> list[tuple[bool, list[Row]]]:
    """Runs of rows that are the same in both, and of rows in one scene in which nothing contradicts; others alone. A scene in
    which something differs stands before that."""
    runs: list[tuple[bool, list[Row]]] = []
    for row in rows:
        alone = not row.same and _tells(row)
        if alone and runs and runs[-1][0] and len(runs[-1][1]) > 1 and _is_scene(runs[-1][1][-1]):
            runs.append((True, [runs[-1][1].pop()]))
        if alone or not runs or runs[-1][0] != row.same or (not row.same and _tells(runs[-1][1][-1])):
            runs.append((row.same, [row]))
        else:
            runs[-1][1].append(row)
    return runs


def _is_scene(row: Row) -> bool:
    return any(beat is not None and beat.kind == "scene" for beat in (row.was, row.could))


def _tells(row: Row) -> bool:
    return any(beat is not None and (beat.differs or beat.kind == "scene") for beat in (row.was, row.could))


def _same(choices: int) -> str:
    return f"the same {words.plural(choices, 'choice')}"


def _more_choices(choices: int) -> str:
    return words.plural(choices, "more choice")


def _dots(hidden: Sequence[Beat], what: Callable[[int], str]) -> Beat | None:
    choices = sum(beat.kind == "choice" for beat in hidden)
    return Beat("choice", f"… {what(choices)}" if choices else "…") if hidden else None


def _moment_text(moment: NarratedMoment) -> str:
    return f"{moment.text}, line {moment.line}" if moment.kind == "chance" and moment.line else moment.text


# -- gains and losses


def _outcomes(answer: WhatIf, width: int, paint: Paint) -> list[str]:
    if not answer.outcomes:
        return []
    rows = [
        (_stake(outcome.who, outcome.name), _amount(outcome.was, outcome.greatest), _amount(outcome.could, outcome.greatest))
        for outcome in answer.outcomes
    ]
    first = max(cells(row[0]) for row in rows)
    second = max(len(TITLES[0]), *(cells(row[1]) for row in rows))
    lines = [paint("  " + left("", first) + "  " + left(TITLES[0], second) + "  " + TITLES[1], "bold")]
    for name, was, could in rows:
        changed = "" if was == could else "bold"
        lines.append("  " + left(name, first) + "  " + left(was, second) + "  " + _painted(could, changed, paint))
    return lines


def _stake(who: str, name: str) -> str:
    """Owner's name and the stake; the reader's own by its name."""
    name = words.clean(name).replace("_", " ")
    return name.capitalize() if who == "Reader" else f"{words.clean(who)}'s {name}"


def _amount(value: float, greatest: float) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    shown = f"{value:g}"
    return f"{shown} of {greatest:g}" if 0 <= value <= greatest and greatest > 0 else shown


def _lost(answer: WhatIf, width: int) -> list[str]:
    lost = answer.lost
    if lost is None or answer.already:
        return []
    lines = wrap(where_lost(lost, answer), width)
    if lost.after:
        were = "was" if lost.after == 1 else "were"
        lines += wrap(f"After that, {words.choices(lost.after)} {were} still made.", width)
    return lines


def where_lost(lost: LostForGood, answer: WhatIf) -> str:
    """States the choice, or the luck, at which the other life was lost."""
    ending = answer.could.ending if answer.could is not None else None
    life = _called(ending) if ending is not None else f"“{words.clean(answer.wanted)}”"
    if ending is not None and answer.was.ending is not None and ending.id == answer.was.ending.id:
        life = "That better one"
    where = _location(answer, lost.file, lost.line)
    scene = f", in “{words.clean(lost.scene)}”" if lost.scene else ""
    line = f", {where}" if where else ""
    if lost.kind == "choice":
        cause = f" by {words.clean(lost.who)}'s choice" if lost.who else ""
        return f"{life} was lost for good{cause} at choice {lost.number}{scene}{line}: {words.clean(lost.text)}"
    what = "luck" if lost.kind == "chance" else "the world outside"
    when = f"after {words.choices(lost.number)}" if lost.number else "before the first choice"
    return f"{life} was lost for good to {what} {when}{scene}{line}: {words.clean(lost.text)}"


def _next(answer: WhatIf, play: str, width: int, paint: Paint) -> list[str]:
    base = f"epilogue whatif {file_argument(answer.file)} {play}".rstrip()
    same = " " + (valued(f"--{answer.asked}", answer.wanted) if answer.wanted else f"--{answer.asked}")
    commands: list[tuple[str, str]] = []
    if answer.could is not None and not answer.already:
        commands.append((f"{base}{same} --read", "the other one, as prose"))
        commands.append((f"{base}{same} -o other.play", "save it, to play it"))
    if answer.asked == "dream" or answer.was.ending is None or not answer.outcomes:
        commands.append((f"{base} --ending NAME", "the way to that ending"))
    else:
        commands.append((f"{base} --dream", "the best there could have been"))
    if answer.was.ending is not None and answer.could is None:
        commands.append((f"epilogue endings {file_argument(answer.file)}", "every way it can end"))
    return next_lines(commands, width, paint)

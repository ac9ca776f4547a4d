"""The screen of ``epilogue verdict``: who gets what at each ending, and which outcomes are better for whom."""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.answers import Moment
from epilogue.questions.verdict import wording
from epilogue.questions.verdict.answer import Outcome, Verdict
from epilogue.questions.verdict.play_screen import draw_play
from epilogue.questions.verdict.wording import StakeRow
from epilogue.story.naming import answering
from epilogue.views.text import reader_names, words
from epilogue.views.text.endings import begun, label, prose
from epilogue.views.text.layout import Paint, next_lines, wrap
from epilogue.views.text.places import mark
from epilogue.views.text.shell import file_argument

SHOWN = 8
HEADS = {
    "golden": "Golden, at its best",
    "trade-off": "A trade-off, at its best",
    "worse": "Another ending is at least as good for everyone",
}
FOUND = {
    "golden": "The best that was found",
    "trade-off": "A trade-off, of what was found",
    "worse": "Another is at least as good for everyone, as found",
}
NAMED = 40


def render(verdict: Verdict, width: int = 80, colour: bool = False, details: bool = False) -> str:
    """The whole screen, in lines of at most ``width`` columns where words allow, ending with a newline. ``details``: every
    outcome, not only the first of those that no other betters."""
    paint = Paint(colour)
    if verdict.play is not None:
        blocks = draw_play(verdict, verdict.play, width, paint, details)
    else:
        blocks = [_headline(verdict, width, paint), _endings(verdict, width, paint), _stakes(verdict, width, paint)]
        blocks.append(_outcomes(verdict, width, paint, details))
    blocks.append(_next(verdict, width, paint, details))
    return "\n".join("\n".join(block) + "\n" for block in blocks if block)


def _headline(verdict: Verdict, width: int, paint: Paint) -> list[str]:
    lines = [paint(line, "bold") for line in wrap(f"{words.clean(verdict.story)}: who gets what", width)]
    if verdict.entry is not None:
        lines += wrap(f"From {words.clean(verdict.entry)} on, as if it began there.", width)
    for note in (*verdict.notes, *reader_names.introduced(verdict.readers, verdict.complete)):
        lines += wrap(words.clean(note), width)
    lines += _everything(verdict, width, paint)
    worse = [row for row in verdict.endings if row.judgement == "worse"]
    if worse:
        share = f"{len(worse)} of {words.plural(len(verdict.endings), 'ending')}"
        qualifier = "" if verdict.complete else ", as far as was found"
        text = f"For {share}, {_another(verdict)} is at least as good for everyone, and better for somebody{qualifier}."
        lines += mark("!", "yellow", text, width, paint)
    if verdict.unjudged is not None:
        fault = f"Not judged: playthroughs that break off, or only restart ({words.odds(verdict.unjudged)})."
        lines += mark("!", "yellow", fault, width, paint)
    if verdict.endless.low > 0:
        lines += mark("!", "yellow", f"Not judged: play that never ends ({words.odds(verdict.endless)}).", width, paint)
    if not verdict.complete:
        stopped = f"The search stopped early: {verdict.reason}. There may be more outcomes, and better ones."
        lines += mark("!", "yellow", stopped, width, paint)
    return lines


def _another(verdict: Verdict) -> str:
    """Outcome that dominates them all, if there is one."""
    better = {row.better for row in verdict.endings if row.judgement == "worse"}
    best = [*verdict.everything.outcomes[:1], *(better if len(better) == 1 else ())]
    return f"outcome {best[0]}" if best else "another outcome"


def _everything(verdict: Verdict, width: int, paint: Paint) -> list[str]:
    """Lines on whether everybody can have everything at once."""
    golden = [verdict.outcomes[number - 1] for number in verdict.everything.outcomes]
    if verdict.complete and all(stake.settled for stake in verdict.stakes):
        return mark("✔", "green", "However it ends, everybody gets the same (proved, not sampled).", width, paint)
    if not golden:
        if not verdict.complete:
            return mark("!", "yellow", "No outcome was found that is best for everybody in everything.", width, paint)
        lines = mark("✘", "red", "No outcome is best for everybody in everything (proved, not sampled).", width, paint)
        best = sum(outcome.judgement == "trade-off" for outcome in verdict.outcomes)
        sentence = f"{words.count(best)} outcomes are trade-offs: more for one is less for another."
        return lines + wrap(sentence, width, "  ", "  ")
    places = {words.clean(label(verdict.endings[_ending_index(verdict, outcome)].ending, NAMED)) for outcome in golden}
    first = golden[0]
    where = " or ".join(sorted(places))
    many = len(golden) > 1
    odds = f": {words.odds(first.odds)}, {reader_names.how(verdict.readers)}"
    which = f", one of {len(golden)} such outcomes" if many else odds
    basis = "proved, not sampled" if verdict.complete else "of what was found"
    text = f"Everybody can have everything at once: {where}, outcome {first.number} below{which} ({basis})."
    lines = mark("✔", "green", text, width, paint)
    if verdict.everything.sure:
        against = f", {wording.whatever(verdict.against)}" if verdict.against else ""
        lines += wrap(f"A reader who knows the story can guarantee it{against}.", width, "  ", "  ")
    elif verdict.everything.chance is not None:
        chance = words.chance(float(verdict.everything.chance))
        others = words.joined([{"luck": "luck", "outside": "the world outside"}[adversary] for adversary in verdict.against])
        has = "have" if len(verdict.against) > 1 else "has"
        sentence = f"Nobody can guarantee it: {others} {has} a say. A reader who knows the story has a chance of {chance}."
        if not verdict.everything.chance:
            sentence = f"Nobody can guarantee it: {others} can keep it from every reader."
        lines += wrap(sentence, width, "  ", "  ")
    return lines


def _ending_index(verdict: Verdict, outcome: Outcome) -> int:
    """The place among the endings of the one an outcome belongs to."""
    return next(index for index, row in enumerate(verdict.endings) if outcome.number in row.outcomes)


def _endings(verdict: Verdict, width: int, paint: Paint) -> list[str]:
    """Endings with what each can give everybody, the best first."""
    rows: list[StakeRow] = []
    last = ""
    for row in verdict.endings:
        if row.judgement != last:
            last = row.judgement
            rows.append(StakeRow(HEADS[last] if verdict.complete else FOUND[last], "", None))
        spans = tuple(wording.span(low, high) for low, high in zip(row.least, row.greatest, strict=True))
        rows.append(StakeRow(label(row.ending, 28), words.odds(row.ending.odds), spans))
    chance = reader_names.heading(verdict.readers)
    return wording.table(verdict.stakes, ("Ending", chance), rows, width, paint)


def _stakes(verdict: Verdict, width: int, paint: Paint) -> list[str]:
    """The range of each stake, its guaranteed value and its best on average."""
    if not verdict.complete:
        sure = [f"{wording.name(s)} {wording.number(s.sure)}" for s in verdict.stakes if s.sure is not None]
        against = f", {wording.whatever(verdict.against)}" if verdict.against else ""
        return wrap(f"Guaranteed{against}: at least {', '.join(sure)}.", width) if sure else []
    rows = [
        StakeRow("Worst possible", "", tuple(wording.number(s.least) for s in verdict.stakes)),
        StakeRow("Best possible", "", tuple(wording.number(s.greatest) for s in verdict.stakes)),
    ]
    if not verdict.against:  # the best possible can be guaranteed
        return wording.table(verdict.stakes, ("Each stake on its own", ""), rows, width, paint)
    rows += [
        StakeRow("Guaranteed", "", tuple(wording.number(s.sure) for s in verdict.stakes)),
        StakeRow("Best on average", "", tuple(wording.worth(s, s.expected) for s in verdict.stakes)),
    ]
    lines = wording.table(verdict.stakes, ("Each stake on its own", ""), rows, width, paint)
    what = f"Guaranteed: {wording.whatever(verdict.against)}. {wording.hoped(verdict.against)}"
    return lines + wrap(what, width, "  ", "  ")


def _outcomes(verdict: Verdict, width: int, paint: Paint, details: bool) -> list[str]:
    """The best trade-offs, and when each is the best; or every outcome."""
    best = [outcome for outcome in verdict.outcomes if outcome.judgement != "worse"]
    if details:
        shown, title = list(verdict.outcomes), "Every outcome" if verdict.complete else "Every outcome found"
    else:
        shown = best[:SHOWN]
        title = "The best trade-offs" if verdict.complete else "The best trade-offs that were found"
    lines = [paint(line, "bold") for line in wrap(title, width)]
    for outcome in shown:
        lines += _outcome(verdict, outcome, width)
    if not details and len(best) > SHOWN:
        lines += wrap(f"and {words.count(len(best) - SHOWN)} more: --details shows them", width, "  ", "  ")
    if any(outcome.weighing is not None and outcome.weighing.weights is not None for outcome in shown):
        lines += wrap("Stakes are compared on one scale: from the least possible (0) to the most (1).", width)
    return lines


def _outcome(verdict: Verdict, outcome: Outcome, width: int) -> list[str]:
    ending = verdict.endings[_ending_index(verdict, outcome)].ending
    first = f"  {outcome.number:>{len(str(len(verdict.outcomes)))}}  "
    indent = " " * len(first)
    lines = wrap(
        f"{label(ending, NAMED)}, {words.odds(outcome.odds)}, soonest {words.choices(outcome.shortest)}", width, first, indent
    )
    lines += wrap(f"{wording.listed(verdict.stakes, outcome.values)}.", width, indent, indent)
    return lines + wrap(_judgement(verdict, outcome), width, indent, indent)


def _judgement(verdict: Verdict, outcome: Outcome) -> str:
    if outcome.judgement == "golden":
        return "Golden: best for everybody in everything." if verdict.complete else "Best in everything, of what was found."
    if outcome.better is not None:
        other = verdict.outcomes[outcome.better - 1]
        gives = wording.more(verdict.stakes, outcome.values, other.values)
        return f"Outcome {outcome.better} is at least as good for everyone: {gives}."
    if outcome.weighing is None:
        return "A trade-off."
    sentence = wording.weighing(verdict.stakes, outcome.weighing)
    return f"{sentence[:1].upper()}{sentence[1:]}{'' if verdict.complete else ', of what was found'}."


def _next(verdict: Verdict, width: int, paint: Paint, details: bool) -> list[str]:
    file = _story(verdict) + reader_names.flag(verdict.readers)
    first = verdict.outcomes[0]
    offered = [(f"epilogue verdict {file} --path {first.number}", f"read a playthrough to outcome {first.number}")]
    if verdict.stopped_by is not None:
        offered.insert(0, (f"epilogue verdict {file} --time 10m", "search further"))
    if verdict.play is None:
        purpose = "what was decided in a saved playthrough, and what it cost whom"
        offered.append((f"epilogue verdict {file_argument(verdict.file)} PLAY{begun(verdict.entry)}", purpose))
        if not details:
            offered.append((f"epilogue verdict {file} --details", "every outcome"))
    else:
        offered.insert(0, (f"epilogue verdict {file}", "every ending, and who gets what there"))
    return next_lines(offered, width, paint)


def _story(verdict: Verdict) -> str:
    """The story as one types it."""
    return file_argument(verdict.file) + begun(verdict.entry)


def render_path(verdict: Verdict, outcome: Outcome, moments: Iterable[Moment], width: int = 80, colour: bool = False) -> str:
    """A shortest way to an outcome, written out."""
    paint = Paint(colour)
    ending = verdict.endings[_ending_index(verdict, outcome)].ending
    soonest = "the soonest way" if verdict.complete else "the soonest way found"
    title = f"{words.clean(verdict.story)}: {soonest} to outcome {outcome.number}, {label(ending, 60)}"
    lines = [paint(line, "bold") for line in wrap(f"{title}, {words.choices(outcome.shortest)}", width)]
    lines += wrap(f"{wording.listed(verdict.stakes, outcome.values)}. {_judgement(verdict, outcome)}", width)
    written, lucky = prose(moments, width, paint)
    lines += [*written, ""]
    file = _story(verdict)
    again = file + reader_names.flag(verdict.readers)
    if lucky:
        return "\n".join([*lines, *next_lines([(f"epilogue verdict {again}", "all outcomes")], width, paint)]) + "\n"
    picks = ",".join(str(action + 1) for action in outcome.path)
    offered = [
        (f"epilogue play {file} --choices {picks}", "play on from any point of it"),
        (f"epilogue verdict {file} --choices {picks}", "what is decided in it, and for whom"),
    ]
    return "\n".join([*lines, *next_lines(offered, width, paint)]) + "\n"


def outcome_of(verdict: Verdict, name: str) -> Outcome | None:
    """Outcome with a number, or the first of an ending by its name, id or last words."""
    wanted = name.casefold().strip()
    if wanted.isascii() and wanted.isdigit():
        return verdict.outcomes[int(wanted) - 1] if 0 < int(wanted[:9]) <= len(verdict.outcomes) and len(wanted) < 9 else None
    matches = answering([row.ending for row in verdict.endings], name)
    first = next((row for row in verdict.endings if matches and row.ending is matches[0]), None)
    named = first is not None and name.casefold().strip() in (first.ending.id.casefold(), (first.ending.name or "").casefold())
    return verdict.outcomes[first.outcomes[0] - 1] if first is not None and (named or len(matches) == 1) else None

"""The screen of ``epilogue verdict STORY PLAY``: what was decided, by whom, and what it cost whom."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.questions.verdict import wording
from epilogue.questions.verdict.answer import JudgedStep, Mean, Played, Share, Verdict
from epilogue.questions.verdict.wording import StakeRow
from epilogue.views.text import words
from epilogue.views.text.endings import label
from epilogue.views.text.layout import Paint, wrap
from epilogue.views.text.places import location, mark

COSTLIEST = 10
BESIDE = 3


def draw_play(verdict: Verdict, play: Played, width: int, paint: Paint, details: bool) -> list[list[str]]:
    """The blocks of the screen, without what one may do next. ``details``: every decision that cost anything."""
    return [
        _headline(verdict, play, width, paint),
        _ledger(verdict, play, width, paint),
        _paid(verdict, play, width),
        _decisions(verdict, play, width, paint, details),
    ]


def _headline(verdict: Verdict, play: Played, width: int, paint: Paint) -> list[str]:
    story, made = words.clean(verdict.story), words.choices(play.choices)
    if play.outcome is None:
        title = f"{story}: an unfinished playthrough of {made}"
        lines = [paint(line, "bold") for line in wrap(title, width)]
    else:
        outcome = verdict.outcomes[play.outcome - 1]
        ending = next(row.ending for row in verdict.endings if play.outcome in row.outcomes)
        lines = [paint(line, "bold") for line in wrap(f"{story}: {label(ending, 60)}, after {made}", width)]
        lines += wrap(f"{wording.listed(verdict.stakes, outcome.values)}.", width)
        lines += _hindsight(verdict, play, width, paint)
    lines += _moment(verdict, play, width, paint)
    if not verdict.complete:
        stopped = f"The search stopped early: {verdict.reason}. More may have been possible than was found."
        lines += mark("!", "yellow", stopped, width, paint)
    return lines


def _hindsight(verdict: Verdict, play: Played, width: int, paint: Paint) -> list[str]:
    """Comparison with all that was reachable from the beginning."""
    assert play.outcome is not None
    outcome = verdict.outcomes[play.outcome - 1]
    if outcome.judgement == "golden":
        best = "nobody could have had more of anything" if verdict.complete else "nothing better was found"
        return mark("✔", "green", f"In hindsight: golden, {best}.", width, paint)
    if outcome.better is None:
        description = "a trade-off" if outcome.weighing is None else wording.weighing(verdict.stakes, outcome.weighing)
        return mark(
            "✔", "green", f"In hindsight: {description}{'' if verdict.complete else ', of what was found'}.", width, paint
        )
    other = verdict.outcomes[outcome.better - 1]
    ending = next(row.ending for row in verdict.endings if outcome.better in row.outcomes)
    gives = wording.more(verdict.stakes, outcome.values, other.values)
    text = f"In hindsight: outcome {outcome.better}, {label(ending, 40)}, is at least as good for everyone: {gives}."
    return mark("!", "yellow", text, width, paint)


def _moment(verdict: Verdict, play: Played, width: int, paint: Paint) -> list[str]:
    """Steps until which better, or everything for everybody, was possible."""
    lines: list[str] = []
    if play.everything is not None:
        text = f"Everybody could still have had everything until {_where(verdict, play.steps[play.everything])}."
        lines += wrap(text, width, "  ", "  ")
    if play.sure is not None and verdict.against:
        text = f"Everything for everybody could be guaranteed until {_where(verdict, play.steps[play.sure])}."
        lines += wrap(text, width, "  ", "  ")
    if play.outcome is not None and play.last is not None:
        if play.last != play.everything:
            better = f"Something better than what came was possible until {_where(verdict, play.steps[play.last])}."
            lines += wrap(better, width, "  ", "  ")
        if verdict.complete:
            lines += wrap(_left(verdict, play.outcome, play.beside), width, "  ", "  ")
    if not lines:
        return []
    return [paint("At the moment of choosing:", "bold"), *lines]


def _left(verdict: Verdict, came: int, beside: tuple[int, ...]) -> str:
    """Compares the outcome with all that was left once the last better one was lost."""
    if not beside:
        return "After that, nobody could have got more of anything."
    values = verdict.outcomes[came - 1].values
    others = [
        f"outcome {number}, {label(next(row.ending for row in verdict.endings if number in row.outcomes), 40)} "
        f"({wording.differing(verdict.stakes, values, verdict.outcomes[number - 1].values)})"
        for number in beside[:BESIDE]
    ]
    if len(beside) > BESIDE:
        others.append(f"{len(beside) - BESIDE} more")
    return f"After that nothing better was possible; what came was a trade-off with {words.joined(others)}."


def _where(verdict: Verdict, step: JudgedStep) -> str:
    """``choice 9 (line 160, Seb: "Brush past her.")``."""
    line = location(step.file, step.line, verdict.file)
    if step.kind == "choice":
        who = f"{words.clean(step.who)}: " if step.who else ""
        return f"choice {step.number} ({line}, {who}{_quoted(step.text)})"
    decided = "luck" if step.kind == "chance" else "the world outside"
    after = f"after choice {step.number}" if step.number else "before the first choice"
    outcome = f": {words.clean(step.text)}" if step.text else ""
    return f"{decided} had its say, {after} ({line}{outcome})"


def _quoted(text: str) -> str:
    """An option in quotation marks, once."""
    return words.quote(words.clean(text).strip('"“” '), 40)


def _cause(share: Share, known: bool) -> str:
    if share.kind == "chance":
        return "Luck"
    if share.kind == "outside":
        return "The world outside"
    if share.who:
        whose = wording.whose(share.who)
        return f"{whose[:1].upper()}{whose[1:]} choices"
    return "Other choices" if known else "Choices"


def _ledger(verdict: Verdict, play: Played, width: int, paint: Paint) -> list[str]:
    """The best on average at the start, the effects of everyone's choices and luck, the outcome."""
    if not play.expected:
        return []
    known = any(share.who for share in play.shares)
    shown = [share for share in play.shares if share.who or any(share.gained)]
    end = "Best on average now" if play.outcome is None else "What came"
    rows = [
        StakeRow("Best on average at the start", "", tuple(wording.worth(stake, stake.expected) for stake in verdict.stakes)),
        *(StakeRow(_cause(share, known), "", tuple(map(wording.signed, share.gained))) for share in shown),
        StakeRow(end, "", tuple(map(wording.worth, verdict.stakes, play.expected))),
    ]
    lines = wording.table(verdict.stakes, ("Each stake on its own", ""), rows, width, paint)
    what = f"{wording.hoped(verdict.against)} At best, a choice costs nothing."
    if any(isinstance(stake.least, bool) for stake in verdict.stakes):
        what += " Yes is 1."
    return lines + wrap(what, width, "  ", "  ")


def _paid(verdict: Verdict, play: Played, width: int) -> list[str]:
    """Costs of another's choices."""
    lines: list[str] = []
    characters = {stake.who for stake in verdict.stakes}
    for share in play.shares:
        if share.kind != "choice" or not share.who:
            continue
        for who, places in wording.people(verdict.stakes):
            lost = [
                f"{wording.plain(verdict.stakes[n].name)} {wording.signed(share.gained[n])}"
                for n in places
                if share.gained[n] < 0
            ]
            if lost and who != share.who and (who.casefold() != "reader" or share.who in characters):
                payer = "The reader" if who.casefold() == "reader" else words.clean(who)
                lines += wrap(f"{payer} paid for {wording.whose(share.who)} choices: {words.joined(lost)}.", width)
    return lines


def _decisions(verdict: Verdict, play: Played, width: int, paint: Paint, details: bool) -> list[str]:
    """Decisions that cost something, and draws of luck that changed something, in order."""
    changes = [(step, cost) for step in play.steps if (cost := "; ".join(_costs(verdict, step)))]
    if not changes:
        if not verdict.complete:
            return []
        return wrap("No decision cost anybody anything, whatever the aim.", width)
    sizes = sorted((_size(verdict, step) for step, _ in changes), reverse=True)
    least = 0.0 if details or len(changes) <= COSTLIEST else sizes[COSTLIEST - 1]
    lines = [paint("What changed, and for whom", "bold")]
    left_out = 0
    for step, cost in changes:
        if _size(verdict, step) < least:
            left_out += 1
            continue
        where = _where(verdict, step)
        lines += wrap(f"{where[:1].upper()}{where[1:]}", width, "  ", "    ")
        lines += wrap(f"{cost}.", width, "      ", "      ")
    if left_out:
        lines += wrap(f"and {words.plural(left_out, 'that changed less', 'that changed less')}: --details", width, "  ", "  ")
    return lines


def _size(verdict: Verdict, step: JudgedStep) -> float:
    """Size of a step's change, all stakes alike."""
    total = 0.0
    for stake, gained in zip(verdict.stakes, step.gained, strict=False):
        if not stake.settled:
            total += abs(float(gained)) / float(stake.greatest - stake.least)
    return total + (1 if step.everything == (True, False) else 0)


def _costs(verdict: Verdict, step: JudgedStep) -> Iterator[str]:
    """The changes made by a step: to the best on average, to what is guaranteed, to what is possible at all."""
    if step.everything == (True, False):
        options = f" ({words.joined([_quoted(text) for text in step.kept])} would have kept it)" if step.kept else ""
        yield f"everything for everybody is out of reach from here{options}"
    known = step.kind == "choice" and step.known
    for number, stake in enumerate(verdict.stakes):
        gained: Mean = step.gained[number] if step.gained else 0
        before, after = step.sure[number]
        most, still = step.still[number]
        parts = []
        if gained != 0:
            parts.append(wording.signed(gained))
        if known and most is not None and (still is None or still < most):
            parts.append(f"at most {wording.number(still)} from here")
        if known and before is not None and (after is None or after < before):
            parts.append(f"no longer sure of {wording.number(before)}")
        if parts:
            yield f"{wording.name(stake)} {', '.join(parts)}"

"""The screen of ``epilogue why STORY PLAY``: where an ending was decided, the turning points, what did not matter."""

from __future__ import annotations

from collections.abc import Sequence

from epilogue.questions.why.answer import Named, Step, WhyPlay
from epilogue.views.text import reader_names, words
from epilogue.views.text.endings import begun
from epilogue.views.text.layout import Paint, cells, left, next_lines, wrap
from epilogue.views.text.places import location
from epilogue.views.text.shell import file_argument, valued
from epilogue.views.text.tables import named, opening, sentence, table

TOLD = 4
"""Endings whose odds a turning point shows."""
WEIGHED = 8
"""Number of decisions in the table, unless all are asked for."""


def render(answer: WhyPlay, play: str | None, width: int = 80, colour: bool = False, details: bool = False) -> str:
    """The whole screen. ``play``: how the playthrough is named on a command line; None: in the player, where one goes on."""
    return "\n".join("\n".join(block) + "\n" for block in _Screen(answer, play, width, Paint(colour)).blocks(details) if block)


class _Screen:
    def __init__(self, answer: WhyPlay, play: str | None, width: int, paint: Paint) -> None:
        self.answer = answer
        self.play = play
        self.width = width
        self.paint = paint
        self.own = next((n for n, ending in enumerate(answer.endings) if ending.id == answer.ending), None)

    def blocks(self, details: bool) -> list[list[str]]:
        shown = [step for step in self.answer.steps if step.kind == "choice"] if details else self.weightiest()
        return [self.headline(), self.turning(), self.lost(), self.idle(), self.decisions(shown, details), self.next(details)]

    def label(self, ending: Named) -> str:
        return words.clean(ending.label)

    def own_label(self) -> str:
        if self.own is None:
            return "it"
        label = self.label(self.answer.endings[self.own])
        return label if label.startswith("“") else f"“{label}”"

    # -- turning point of the playthrough

    def headline(self) -> list[str]:
        answer = self.answer
        over = f"why it ended {self.own_label()}" if self.own is not None else "a playthrough that is not over"
        lines = [self.paint(line, "bold") for line in wrap(f"{words.clean(answer.story)}: {over}", self.width)]
        for text in (self.decided(), *reader_names.introduced(answer.readers, answer.complete), *answer.notes):
            lines += sentence(text, self.width)
        return lines

    def decided(self) -> str:
        answer = self.answer
        if self.own is None:
            possible = len(answer.endings) - len({ending for step in answer.steps for ending in step.lost})
            qualifier = "" if answer.complete else ", of those that were found"
            made = words.choices(answer.decisions)
            still = f"{words.plural(possible, 'ending')} {'is' if possible == 1 else 'are'} still possible{qualifier}"
            return f"After {made}, {still}."
        if answer.settled is None:
            return "The search stopped early, so when it was decided is not known: there may be more endings than were found."
        endless = " (but a reader could still have gone on for ever)" if answer.endless else ""
        if answer.settled == 0:
            return f"From the beginning, no other ending was possible{endless}."
        step = answer.steps[answer.settled - 1]
        begun = answer.odds[0][self.own or 0]
        rare = f" At the beginning it was {words.odds(begun)}, {reader_names.how(answer.readers)}." if begun.exact != 1 else ""
        if answer.settled == len(answer.steps):
            return f"It could still have ended differently until {self.what(step)}.{rare}"
        made = f"{words.choices(answer.later).capitalize()} {'was' if answer.later == 1 else 'were'} still made after that"
        after = f"{made}, and could not change it." if answer.later else "Nothing was left to choose after that."
        return f"It was decided by {self.what(step)}: no other ending was possible any more{endless}. {after}{rare}"

    def what(self, step: Step) -> str:
        """A step in the middle of a sentence."""
        where = location(step.file, step.line, self.answer.file)
        if step.kind != "choice":
            drawn = f"the draw at {where}" if step.line else "a draw"
            return drawn if step.kind == "chance" else f"the answer from outside ({words.clean(step.text)})"
        who = f", {named(step.who)}’s" if step.who else ""
        return f"choice {step.number} of {self.answer.decisions}{who} ({opening(step.text, 44)}, {where})"

    # -- turning points

    def turning(self) -> list[str]:
        steps = [self.answer.steps[index] for index in self.answer.turning]
        if not steps:
            return []
        title = "The turning point" if len(steps) == 1 else "The turning points"
        lines = [self.paint(title, "bold")]
        for step in steps:
            lines += self.point(step)
        return lines

    def point(self, step: Step) -> list[str]:
        where = location(step.file, step.line, self.answer.file)
        which = self.cause(step)
        parts = [which, where, *filter(None, (named(step.who), words.clean(step.scene or "")))]
        lines = wrap(", ".join(parts), self.width, "  ", "    ")
        lines[0] = lines[0][:2] + lines[0][2:3].upper() + lines[0][3:]
        text = words.clean(step.text) if step.kind != "chance" else f"drawn: {words.clean(step.text)}"
        first = "  > " if step.kind == "choice" else "  "
        lines += [self.paint(line, "bold") for line in wrap(text, self.width, first, "    ")]
        lines += self.moved(step)
        for reason in step.because:
            lines += wrap(f"The author: “{words.clean(reason)}”", min(self.width, 80), "    ", "      ")
        return lines

    def moved(self, step: Step) -> list[str]:
        """Odds before and after, its own ending first, then those that changed most."""
        before, after = self.answer.odds[step.at], self.answer.odds[step.at + 1]
        ranked = sorted(range(len(before)), key=lambda n: (n != self.own, -abs(after[n].value - before[n].value), n))
        shown = [n for n in ranked if words.odds(before[n]) != words.odds(after[n])][:TOLD]
        labels = [self.label(self.answer.endings[n]) for n in shown]
        column = min(max(map(cells, labels), default=0), max(self.width - 40, 16))
        lines = []
        for n, label in zip(shown, labels, strict=True):
            moved = f"{words.odds(before[n])} → {words.odds(after[n])}"
            if 4 + column + 2 + cells(moved) <= self.width and cells(label) <= column:
                lines.append(f"    {left(label, column)}  {moved}")
            else:
                lines += [*wrap(label, self.width, "    ", "    "), f"      {moved}"]
        others = [n for n in ranked if self.answer.endings[n].id in step.lost and n not in shown]
        if others:
            lost = words.plural(len(others), "other ending")
            lines += wrap(
                f"{lost} {'is' if len(others) == 1 else 'are'} out of reach from there on, too", self.width, "    ", "    "
            )
        return lines

    def cause(self, step: Step) -> str:
        """Cause of a step."""
        return f"choice {step.number}" if step.kind == "choice" else "luck" if step.kind == "chance" else "the world outside"

    # -- endings lost for good

    def lost(self) -> list[str]:
        rows = []
        by_id = {ending.id: n for n, ending in enumerate(self.answer.endings)}
        for step in self.answer.steps:
            for ending in step.lost:
                n = by_id[ending]
                where = location(step.file, step.line, self.answer.file).removeprefix("line ")
                which = self.cause(step)
                rows.append((self.label(self.answer.endings[n]), which, where, words.odds(self.answer.odds[step.at][n])))
        if not rows:
            return []
        head = ("Lost for good", "With", "Line", "Just before")
        return table(head, rows, "lrrl", self.width, self.paint)

    # -- decisions that mattered

    def idle(self) -> list[str]:
        answer = self.answer
        if self.own is None or not answer.decisions:
            return []
        choices = [step for step in answer.steps if step.kind == "choice"]
        sentences = []
        if answer.complete:
            why = "no other option there would have changed the ending"
            if answer.decisions == 1:
                sentences.append(f"The only decision did not matter: {why}." if answer.idle else "The only decision mattered.")
            elif answer.idle == answer.decisions:
                sentences.append(f"None of the {words.plural(answer.decisions, 'decision')} mattered: {why}.")
            elif answer.idle:
                sentences.append(f"{answer.idle} of {words.plural(answer.decisions, 'decision')} did not matter: {why}.")
            else:
                sentences.append(f"Every one of the {words.plural(answer.decisions, 'decision')} mattered.")
        alone = [step for step in choices if step.share == 1]
        if alone:
            numbers = words.joined([str(step.number) for step in alone])
            which = f"choice {numbers}" if len(alone) == 1 else f"any one of choices {numbers}"
            sentences.append(f"With {which} changed and everything else as it was, it could have ended differently.")
        elif answer.shares:
            sentences.append("No single decision could have changed the ending with everything else as it was.")
        return [line for text in sentences for line in sentence(text, self.width)]

    def weightiest(self) -> list[Step]:
        choices = [step for step in self.answer.steps if step.kind == "choice"]
        if self.own is None:
            return []
        own = self.own
        rows = self.answer.odds
        ranked = sorted(choices, key=lambda s: (-abs(rows[s.at + 1][own].value - rows[s.at][own].value), s.at))
        moving = [step for step in ranked if words.odds(rows[step.at + 1][own]) != words.odds(rows[step.at][own])]
        return sorted(moving[:WEIGHED], key=lambda step: step.at)

    def decisions(self, steps: Sequence[Step], details: bool) -> list[str]:
        if not steps or self.own is None:
            return []
        rows = []
        for step in steps:
            before, after = (self.answer.odds[index][self.own] for index in (step.at, step.at + 1))
            where = location(step.file, step.line, self.answer.file).removeprefix("line ")
            who = f"{named(step.who)} " if step.who else ""
            was, became = words.odds(before), words.odds(after)
            moved = was if was == became else f"{was} → {became}"
            label = f"{step.number}. {who}{opening(step.text, 40)}"
            rows.append([label, where, moved, self.changed(step), self.share(step)])
        title = "Every decision" if details else "The decisions that moved it most"
        lines = [self.paint(line, "bold") for line in wrap(f"{title}, and the odds of {self.own_label()}", self.width)]
        lines += table(("Decision", "Line", "Before → after", "If changed", "Share"), rows, "lrlll", self.width, self.paint)
        legend = (
            f"If changed: the chance of a different ending with another option there, {reader_names.how(self.answer.readers)}."
        )
        if self.answer.shares:
            legend += " Share: 1 if changing this decision alone was enough, all else as it was; 1/2 if one more had to change."
        return [*lines, *(self.paint(line, "dim") for line in sentence(legend, self.width, "  "))]

    def changed(self, step: Step) -> str:
        if not step.others:
            return "only option"
        if step.same:
            return "no difference"
        if step.must:
            return "certain"
        if not step.could:
            return "never" if self.answer.complete else "not found"
        return "could differ" if step.differs is None else words.odds(step.differs)

    def share(self, step: Step) -> str:
        if step.share is not None:
            return str(step.share)
        return "–" if not self.answer.shares or step.same or not step.could else "< 1/4"

    def next(self, details: bool) -> list[str]:
        if self.play is None:
            return []
        story, play = file_argument(self.answer.file), self.play
        about = f"{story} {play}".rstrip()
        readers = reader_names.flag(self.answer.readers)
        commands = []
        if self.own is None:
            if play:
                commands.append((f"epilogue play {about}", "play on from there"))
        else:
            commands.append((f"epilogue whatif {about}", "what could have been"))
            if not details:
                commands.append((f"epilogue why {about} --details{readers}", "every decision"))
            commands.append((f"epilogue why {about} --chart{readers}", "how the odds went"))
        if self.answer.turning:
            choices = [self.answer.steps[index] for index in self.answer.turning if self.answer.steps[index].kind == "choice"]
            if choices:
                line = location(choices[-1].file, choices[-1].line, self.answer.file).removeprefix("line ")
                purpose = "what that choice risks, for them" if readers else "what that choice risks, for every reader"
                commands.append((f"epilogue why {story} {valued('--choice', line)}{begun(self.answer.entry)}{readers}", purpose))
        return next_lines(commands, self.width, self.paint)

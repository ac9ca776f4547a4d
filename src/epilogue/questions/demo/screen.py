"""Screens of ``epilogue demo``: the story as one reads it, the way back, the other life as prose, and both outcomes.

The other life tells only what is new: a reader need not reread the rest. The words for outcomes are specific to this story.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from epilogue.answers import NarratedMoment
from epilogue.questions.whatif.answer import ComparedPlay, StakeOutcome, WhatIf
from epilogue.views.text import words
from epilogue.views.text.layout import Paint, cells, wrap

COLUMNS = 66
MARGIN = "  "
ALIKE = 0.8
"""Similarity from which two paragraphs of a scene count as one."""

SHARED = frozenset(("together", "he-follows", "she-stays", "little-stage", "still-trying", "smaller-map"))
HAPPY = ("unhappy", "getting by", "happy enough", "happy")
DREAMS = {
    "Mia": ("her dream let go", "on a small stage", "in pictures"),
    "Seb": ("his music put away", "his own music, in other people's rooms", "a club of his own", "a club of his own"),
}

TextBlock = list[str]


class DemoPage:
    """Sets lines for a terminal of this width."""

    def __init__(self, width: int, paint: Paint) -> None:
        self.width = max(min(width - 2 * len(MARGIN), COLUMNS), 20)
        self.paint = paint

    def paragraph(self, text: str, style: str = "") -> TextBlock:
        """A paragraph, and a blank line."""
        return [*self.set(text, MARGIN, MARGIN, style), ""]

    def set(self, text: str, first: str, following: str, style: str = "") -> TextBlock:
        lines = wrap(words.clean(text), self.width + len(MARGIN), first, following)
        return [self.paint(line, style) for line in lines] if style else lines

    def centred(self, text: str, style: str = "") -> str:
        """A line in the middle."""
        line = MARGIN + " " * max((self.width - cells(text)) // 2, 0) + text
        return self.paint(line, style) if style else line

    # -- the story

    def title(self) -> TextBlock:
        """The title page."""
        return [
            "",
            self.centred("LA LA LAND", "bold"),
            self.centred("and every way it could have gone"),
            "",
            *self.paragraph("A story to be read, and decided. Some choices are hers, some are his."),
            *self.paragraph("It takes about twenty minutes. A number chooses, Enter goes on, q leaves.", "dim"),
        ]

    def scene(self, name: str) -> TextBlock:
        """The head of a scene."""
        return ["", self.centred(f"— {words.clean(name)} —", "dim"), ""]

    def options(self, texts: Sequence[str]) -> TextBlock:
        """The options on offer."""
        return [
            line for number, text in enumerate(texts, 1) for line in self.set(text, f"{MARGIN}{number}  ", f"{MARGIN}   ", "bold")
        ]

    def ending(self, side: ComparedPlay, outcomes: Sequence[StakeOutcome]) -> TextBlock:
        """The ending's name, and who got what."""
        assert side.ending is not None
        rows = payoffs_in_words(side.ending.id, {(outcome.who, outcome.name): outcome.was for outcome in outcomes})
        column = max(cells(name) for name, _ in rows) + 3
        lines = ["", self.centred(side.ending.label.upper(), "bold"), ""]
        for name, text in rows:
            lines += self.set(text, f"{MARGIN}{name:<{column}}", MARGIN + " " * column)
        return [*lines, ""]

    # -- undoing a choice

    def back(self, answer: WhatIf) -> Iterator[str]:
        """The choices of the playthrough, from the last to where the two lives part: a line each."""
        for moment in reversed(answer.was.moments[answer.parts[1] :]):
            if moment.kind == "choice":
                yield self.set(_cut(moment, self.width - 4), f"{MARGIN}‹ ", f"{MARGIN}  ", "dim")[0]

    def parting(self, answer: WhatIf) -> TextBlock:
        """Parting point: the last words, and the two options."""
        assert answer.could is not None
        before = answer.was.moments[: answer.parts[1]]
        lines: TextBlock = self.scene(before[-1].scene) if before else []
        spoken = [moment for moment in before if moment.kind == "text"]
        lines += self.paragraph(spoken[-1].text) if spoken else []
        for name, side, style in (("What was", answer.was, ""), ("What could have been", answer.could, "bold")):
            choice = next((moment for moment in side.moments[answer.parts[1] :] if moment.kind == "choice"), None)
            if choice is not None:
                lines += [
                    self.paint(f"{MARGIN}{name}", "dim"),
                    *self.set(_moment_text(choice), MARGIN * 2, MARGIN * 2, style),
                    "",
                ]
        return lines

    # -- what could have been

    def other_life(self, answer: WhatIf) -> Iterator[TextBlock]:
        """The other life from where the two part, scene by scene: what is new in it, and the whole last scene."""
        assert answer.could is not None
        begin = answer.parts[1]
        scenes = [(name, list(moments)) for name, moments in groupby(answer.could.moments[begin:], key=lambda m: m.scene)]
        here = answer.could.moments[begin - 1].scene if begin else ""
        differ = {(decision.number, decision.text) for decision in answer.decisions}
        number = sum(moment.kind == "choice" for moment in answer.could.moments[:begin])
        first, spoken = number + 1, ""
        passed: list[str] = []
        for index, (name, moments) in enumerate(scenes):
            known = [moment.text for moment in answer.was.moments if moment.scene == name and moment.kind == "text"]
            last = index == len(scenes) - 1
            lines: TextBlock = []
            choice: TextBlock = []
            skipped = False
            for moment in moments:
                if moment.kind == "choice":
                    number += 1
                    against = (number, moment.text) in differ
                    choice = self.paragraph(_moment_text(moment), "bold" if against else "dim") if number > first else []
                    spoken = _core(moment.text)
                elif moment.kind == "text":
                    if not last and any(_alike(moment.text, text) for text in known):
                        skipped, choice = True, []
                        continue
                    if skipped and lines:
                        lines += [MARGIN + "…", ""]
                    if choice and not _core(moment.text).startswith(spoken):
                        lines += choice
                    lines += self.paragraph(moment.text)
                    skipped, choice = False, []
            if lines:
                head = self.as_it_was(passed)
                passed = []
                yield [*head, *(self.scene(name) if name != here or head else []), *lines]
            else:
                passed.append(name)

    def as_it_was(self, scenes: Sequence[str]) -> TextBlock:
        """One line for scenes of the other life that are the reader's own."""
        names = [words.clean(name) for name in scenes if name]
        if not names:
            return []
        return self.paragraph(f"{'. '.join(names)}. As {'it was' if len(names) == 1 else 'they were'}.", "dim")

    def last_words(self, side: ComparedPlay) -> TextBlock:
        """The last scene of the reader's own life, from its last choice on."""
        last = max((n for n, moment in enumerate(side.moments) if moment.kind == "choice"), default=-1)
        lines = self.scene(side.moments[-1].scene)
        for moment in side.moments[max(last, 0) :]:
            if moment.kind in ("text", "choice"):
                lines += self.paragraph(_moment_text(moment), "dim" if moment.kind == "choice" else "")
        return lines

    # -- the verdict

    def verdict(self, answer: WhatIf, better: bool) -> TextBlock:
        """Outcomes of both lives, and where the other was lost."""
        assert answer.could is not None and answer.could.ending is not None and answer.was.ending is not None
        was = payoffs_in_words(answer.was.ending.id, {(outcome.who, outcome.name): outcome.was for outcome in answer.outcomes})
        could = payoffs_in_words(
            answer.could.ending.id, {(outcome.who, outcome.name): outcome.could for outcome in answer.outcomes}
        )
        pairs = [("", answer.was.ending.label, answer.could.ending.label)]
        pairs += [(name, own, other) for (name, own), (_, other) in zip(was, could, strict=True)]
        lines = ["", *self._beside(pairs), ""]
        for sentence in self._sentences(answer, better):
            lines += self.paragraph(sentence)
        return lines

    def _beside(self, rows: Sequence[tuple[str, str, str]]) -> TextBlock:
        """Two columns, or one below the other where there is no room."""
        name = max(cells(label) for label, _, _ in rows) + 2
        column = (self.width - name - 2) // 2
        lines: TextBlock = []
        if column < 20:
            for index, side in enumerate(("What was", "What could have been"), 1):
                lines.append(self.paint(f"{MARGIN}{side}: {rows[0][index]}", "bold"))
                for row in rows[1:]:
                    lines += self.set(row[index], f"{MARGIN}{row[0]:<{name}}", MARGIN + " " * name)
                lines.append("")
            return lines[:-1]
        head = f"{MARGIN}{'':<{name}}{'What was':<{column}}  What could have been"
        lines.append(self.paint(head, "dim"))
        for number, (who, own, other) in enumerate(rows):
            own_lines, other_lines = wrap(own, column), wrap(other, column)
            for index in range(max(len(own_lines), len(other_lines))):
                halves = [part[index] if index < len(part) else "" for part in (own_lines, other_lines)]
                line = f"{MARGIN}{who if index == 0 else '':<{name}}{halves[0]:<{column}}  {halves[1]}".rstrip()
                lines.append(self.paint(line, "bold") if number == 0 else line)
        return lines

    def _sentences(self, answer: WhatIf, better: bool) -> Iterator[str]:
        if not better:
            yield "With your luck there was nothing better for the two of them together than what you found."
        gains, losses = _more(answer.outcomes, 1), _more(answer.outcomes, -1)
        if not gains and not losses:
            yield "Nobody would have had more, and nobody less."
        else:
            yield " ".join([*gains, *(losses or ["Nobody would have had less."])])
        if answer.luck:
            chance = "" if answer.chance is None else f": {words.chance(float(answer.chance))}"
            yield f"It would have taken {'some' if answer.same_luck else 'other'} luck, too{chance}."
        lost = answer.lost
        if better and lost is not None and lost.kind == "choice":
            after = f"{words.choices(lost.after)} came after it, and none of them could bring it back."
            if not lost.after:
                after = "It was the last choice there was."
            yield f"That life was lost in one place. {_scene_name(lost.scene)}, {lost.who}: “{words.clean(lost.text)}” {after}"

    def changed(self, before: bool | None, after: bool | None) -> TextBlock:
        """Compares the answers given before and after."""
        if before is None or after is None:
            return []
        if before == after:
            sentence = "You thought so before. You think so still." if after else "You thought not. You think so still."
        else:
            sentence = "You have changed your mind. So, some nights, have they."
        return ["", *self.paragraph(sentence)]


def payoffs_in_words(ending: str, worth: dict[tuple[str, str], float]) -> list[tuple[str, str]]:
    """Payoffs at an ending, in words."""
    rows = []
    for who, dreams in DREAMS.items():
        dream, happy = int(worth[who, "dream"]), int(worth[who, "happy"])
        rows.append((who, f"{dreams[dream]}; {HAPPY[happy]}"))
    love, shared = int(worth["Reader", "love"]), ending in SHARED
    love_text = "shared" if shared else "kept, apart"
    rows.append(("Love", love_text if love >= 3 else "worn thin" if shared else "a little left" if love == 2 else "gone"))
    return rows


def _more(outcomes: Sequence[StakeOutcome], sign: int) -> list[str]:
    """Sentences on who would have had more (or less, for -1)."""
    word, happy = ("more", "been happier") if sign > 0 else ("less", "been less happy")
    by_person: dict[str, list[str]] = {}
    for outcome in outcomes:
        if (outcome.could - outcome.was) * sign > 0:
            dream = f"had {word} of {'her' if outcome.who == 'Mia' else 'his'} dream"
            by_person.setdefault(outcome.who, []).append(happy if outcome.name == "happy" else dream)
    love = f"There would have been {word} love."
    return [love if who == "Reader" else f"{who} would have {' and '.join(parts)}." for who, parts in by_person.items()]


def _alike(text: str, other: str) -> bool:
    return text == other or SequenceMatcher(None, text.split(), other.split(), autojunk=False).ratio() >= ALIKE


def _core(text: str) -> str:
    """Text without surrounding punctuation: an option that is said begins the text after it."""
    return words.clean(text).strip('"“”.,!? ').casefold()


def _moment_text(moment: NarratedMoment) -> str:
    return f"{moment.who}: {words.clean(moment.text)}" if moment.who else words.clean(moment.text)


def _cut(moment: NarratedMoment, room: int) -> str:
    text = _moment_text(moment)
    return text if cells(text) <= room else text[: max(room - 1, 1)].rstrip(" ,.") + "…"


def _scene_name(scene: str) -> str:
    return words.clean(scene) or "Here"

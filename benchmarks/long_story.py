"""A story of any length, made of chapters.

Knots, gathers, hubs of once-only options, conditions, variables that reach from chapter to chapter, and prose nobody wrote. The
same size gives the same story. Its exact answers come from the plan of a chapter, not from the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import NamedTuple

TRUST = 4
"""Trust goes from 0 to this."""
REACH = 1
"""What is found in a chapter matters so many chapters later."""
CHAPTER = 2_000
"""Words of a chapter."""

NOUNS = [
    "lantern",
    "harbour",
    "letter",
    "orchard",
    "winter",
    "staircase",
    "ferry",
    "kettle",
    "map",
    "garden",
    "clock",
    "bridge",
    "violin",
    "sparrow",
    "ledger",
    "window",
    "coat",
]
ADJECTIVES = [
    "grey",
    "patient",
    "crooked",
    "early",
    "hollow",
    "borrowed",
    "quiet",
    "salted",
    "narrow",
    "bright",
    "unfinished",
    "second",
    "careful",
    "late",
    "wooden",
    "mild",
]
VERBS = [
    "keeps",
    "finds",
    "forgets",
    "follows",
    "mends",
    "carries",
    "watches",
    "answers",
    "hides",
    "counts",
    "leaves",
    "paints",
    "remembers",
    "lends",
    "turns",
    "opens",
]
PLACES = [
    "by the river",
    "under the roof",
    "before the rain",
    "on the hill",
    "at the end of the street",
    "behind the mill",
    "in the long room",
]
PEOPLE = ["Ada", "Brannoch", "Celeste", "Dorn", "Effie", "the pilot", "the widow", "the boy", "her brother", "the stranger"]


class _Prose:
    """Sentences by chance, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.words = 0

    def one(self, choices: list[str]) -> str:
        return choices[int(self._random.random() * len(choices))]

    def sentence(self) -> str:
        who, place = self.one(PEOPLE), self.one(PLACES)
        first = f"{who[0].upper()}{who[1:]} {self.one(VERBS)} the {self.one(ADJECTIVES)} {self.one(NOUNS)} {place}"
        text = f"{first}, and the {self.one(NOUNS)} {self.one(VERBS)} a {self.one(ADJECTIVES)} {self.one(NOUNS)}."
        self.words += len(text.split())
        return text

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))

    def option(self) -> str:
        self.words += 4
        return f"{self.one(VERBS).capitalize()} the {self.one(ADJECTIVES)} {self.one(NOUNS)}"


def chapters_of(words: int) -> int:
    """How many chapters a story of so many words has."""
    return max(1, round(words / CHAPTER))


def source(words: int) -> str:
    """The story of about so many words."""
    count = chapters_of(words)
    keys = "".join(f"VAR key{c} = false\n" for c in range(count))
    head = f"VAR trust = 2\nVAR mood = 0\n{keys}-> chapter0\n\n=== function nudge(ref what, by)\n"
    head += f"    ~ what = MAX(0, MIN({TRUST}, what + by))\n\n"
    tail = "=== given_up ===\nThat was that. # ending: given-up\n-> END\n\n=== last ===\n"
    tail += "{ trust >= 3:\n    They stay. # ending: together\n- else:\n    They part. # ending: apart\n}\n-> END\n"
    return head + "".join("\n".join(_chapter(c, count)) + "\n" for c in range(count)) + tail


def _chapter(number: int, count: int) -> Iterator[str]:
    prose = _Prose(number)
    yield f"=== chapter{number} ==="
    yield f"Chapter {number + 1}. {prose.paragraph(2)}"
    for effect in ("~ nudge(trust, 1)", "~ nudge(trust, -1)", ""):
        yield f"* [{prose.option()}.]"
        yield f"    {prose.paragraph(2)}"
        yield f"    ~ mood = {('1', '-1').index(effect[15:-1]) if effect else 2}"
        if effect:
            yield f"    {effect}"
    yield f"- {prose.paragraph(2)}"
    yield f"-> house{number}"
    yield f"\n=== house{number} ==="
    yield f"{{{prose.sentence()}|{prose.sentence()}|Nothing has changed here.}} {{trust > 2: {prose.sentence()}}}"
    for _ in range(2):
        yield f"* [{prose.option()}.]"
        yield f"    {prose.paragraph(3)}"
        yield f"    -> house{number}"
    yield f"* [{prose.option()}.]"
    yield f"    {prose.paragraph(2)}"
    yield f"    * * [{prose.option()}.]"
    yield f"        {prose.sentence()}"
    yield f"        ~ key{number} = true"
    yield f"    * * [{prose.option()}.]"
    yield f"        {prose.sentence()}"
    yield f"    - - -> house{number}"
    yield "+ [Go on.]"
    yield f"    -> talk{number}"
    yield f"\n=== talk{number} ==="
    yield prose.paragraph(2)
    for last in (False, False, False, True):
        for place in range(3):
            yield f'* "{prose.option()}{"?" if place else "."}"'
            yield f"    {prose.paragraph(3)}"
            if last and place == 2:
                yield "    ~ nudge(trust, -1)"
        yield f"- {prose.paragraph(3)}"
    yield "{ mood:"
    yield f"- 0: {prose.sentence()}"
    yield f"- 1: {prose.sentence()}"
    yield "}"
    yield f"-> road{number}"
    yield f"\n=== road{number} ==="
    while prose.words < CHAPTER - 120:
        yield prose.paragraph(4)
    if number >= REACH:
        yield f"* {{ key{number - REACH} }} [{prose.option()}.]"
        yield f"    {prose.paragraph(2)}"
        yield "    ~ nudge(trust, 1)"
    yield f"* {{ mood == 2 }} [{prose.option()}.]"
    yield f"    {prose.paragraph(2)}"
    yield f"* {{ trust == 0 }} [{prose.option()}.]"
    yield f"    {prose.sentence()}"
    yield "    -> given_up"
    yield f"* [{prose.option()}.]"
    yield f"- {prose.paragraph(2)}"
    yield f"-> {f'chapter{number + 1}' if number + 1 < count else 'last'}\n"


class _Mass(NamedTuple):
    """Of the playthroughs that come to a place: their odds and number."""

    odds: Fraction
    ways: int

    def over(self, options: int) -> _Mass:
        return _Mass(self.odds / options, self.ways)

    def plus(self, other: _Mass) -> _Mass:
        return _Mass(self.odds + other.odds, self.ways + other.ways)


_NONE = _Mass(Fraction(0), 0)
_Where = tuple[int, tuple[bool, ...]]
"""Trust, and whether the keys of the last chapters were taken, oldest first."""


def exact(words: int) -> tuple[dict[str, Fraction], int, Fraction]:
    """(odds by ending, playthroughs, mean number of choices), chapter by chapter."""
    here: dict[_Where, _Mass] = {(2, (False,) * REACH): _Mass(Fraction(1), 1)}
    given_up, choices = _NONE, Fraction(0)
    house, in_house = _house()
    for _ in range(chapters_of(words)):
        after: dict[_Where, _Mass] = {}
        for (trust, keys), mass in here.items():
            choices += mass.odds * (1 + in_house + 4)
            for mood, by in enumerate((1, -1, 0)):
                warm = max(0, min(TRUST, trust + by))
                for found, (odds, ways) in house.items():
                    for last in range(3):
                        then = max(0, warm - 1) if last == 2 else warm
                        came = _Mass(mass.odds / 9 * odds, mass.ways * ways * 27)
                        options = 1 + keys[0] + (mood == 2) + (then == 0)
                        choices += came.odds
                        each = came.over(options)
                        given_up = given_up.plus(each) if then == 0 else given_up
                        for goes in [then] * (1 + (mood == 2)) + [min(TRUST, then + 1)] * keys[0]:
                            where = goes, (*keys[1:], found)
                            after[where] = after.get(where, _NONE).plus(each)
        here = after
    together = apart = _NONE
    for (trust, _), mass in here.items():
        if trust >= 3:
            together = together.plus(mass)
        else:
            apart = apart.plus(mass)
    ends = {"together": together, "apart": apart, "given-up": given_up}
    return {name: mass.odds for name, mass in ends.items()}, sum(mass.ways for mass in ends.values()), choices


def _house() -> tuple[dict[bool, _Mass], Fraction]:
    """How a chapter's hub is left (with the key or without), and the mean number of choices made in it. Its options: two
    once-only ones that do nothing, one once-only one in which a second choice takes the key or not, and the way out."""
    there: dict[tuple[int, bool, bool], _Mass] = {(2, True, False): _Mass(Fraction(1), 1)}
    left = {False: _NONE, True: _NONE}
    choices = Fraction(0)
    while there:
        following: dict[tuple[int, bool, bool], _Mass] = {}
        for (dull, closed, taken), mass in there.items():
            each = mass.over(1 + dull + closed)
            choices += mass.odds
            left[taken] = left[taken].plus(each)
            steps = [((dull - 1, closed, taken), each)] * dull
            if closed:
                choices += each.odds
                steps += [((dull, False, found), each.over(2)) for found in (False, True)]
            for where, share in steps:
                following[where] = following.get(where, _NONE).plus(share)
        there = following
    return left, choices

"""Random small ink stories around lists of items of which some count the same: ``decks(seed)`` gives decks that cards are drawn
from, one by one, into hands; numbers computed from a card; and questions about sizes, single cards, suits, order and names."""

from __future__ import annotations

from random import Random


def decks(seed: int) -> str:
    """An ink source."""
    return _Decks(Random(f"decks {seed}")).story()


class _Decks:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.suits = random.randint(1, 3)
        self.ranks = random.randint(1, 3 if self.suits == 1 else 2)
        self.cards = [f"c{suit}{rank}" for suit in range(self.suits) for rank in range(self.ranks)]
        self.many = len(self.cards) < 4 and random.random() < 0.5
        self.tied = random.random() < 0.2

    def story(self) -> str:
        random = self.random
        inside = "()" if random.random() < 0.15 else ""
        items = []
        for suit in range(self.suits):
            for rank in range(self.ranks):
                number = rank + 1 if self.tied else 10 * suit + rank + 1
                name = f"c{suit}{rank}"
                items.append(f"{name if inside or random.random() < 0.05 else f'({name})'} = {number}")
        parts = [f"LIST Deck = {', '.join(items)}", "LIST Moods = (calm), cross", "VAR hand = ()", "VAR other = ()", "VAR v = 0"]
        if inside:
            parts.append("~ Deck = LIST_ALL(Deck)")
        parts += ["-> table", "=== table ==="]
        for number in range(random.randint(1, 3)):
            parts.append(f"{random.choice('+*')} {self.guard()}[Option {number}]")
            parts += [f"    {line}" for line in self.deeds(f"card{number}")]
            parts.append(f"    {random.choice(('-> table', '-> table', '-> out'))}")
        parts += ["+ [Leave] -> out", "=== out ==="]
        for name in ("x", "y"):
            parts += [f"{{ {self.asked()}:", f"    # ending: {name}", "    -> END", "}"]
        return "\n".join([*parts, "# ending: z", "-> END"]) + "\n"

    def guard(self) -> str:
        few = f"{{LIST_COUNT(hand) < {self.random.randint(1, 3)}}} "
        return self.random.choice((few, few, few + f"{{{self.asked()}}} "))

    def deeds(self, card: str) -> list[str]:
        random = self.random
        into = random.choice(("hand", "hand", "other"))
        lines = [f"~ temp {card} = LIST_RANDOM(Deck)", *random.choice(([], [f"~ Deck -= {card}"], [f"~ Deck -= {card}"]))]
        lines.append(f"~ {into} += {card}")
        if random.random() < 0.6:
            lines.append(f"~ v = (v + {self.number(card)}) mod {random.randint(2, 5)}")
        if random.random() < 0.2:
            lines.append(
                random.choice(("~ other = hand", "~ hand -= LIST_RANDOM(hand)", "~ other = LIST_INVERT(hand)", "~ Moods++"))
            )
        if random.random() < 0.2:
            lines += [f"{{ {self.asked()}:", f"    ~ v = {random.randint(0, 2)}", "}"]
        if random.random() < 0.2:
            lines += ["+ + [Keep]", f"+ + {{{self.about(card)}}} [Throw away]", f"    ~ hand -= {card}", "- -"]
        return lines

    def number(self, card: str) -> str:
        value = f"LIST_VALUE({card})"
        return self.random.choice(
            (f"{value} mod 10", f"{value} mod 10", f"INT(FLOOR({value} / 10))", value, f"({value} - 1) mod 2", "1")
        )

    def about(self, card: str) -> str:
        return self.random.choice((f"{self.number(card)} > 1", f"{card} == {self.random.choice(self.cards)}", f"other ? {card}"))

    def asked(self) -> str:
        random = self.random
        some = f"({', '.join(random.sample(self.cards, min(2, len(self.cards))))})"
        return random.choice(
            (
                f"v > {random.randint(0, 3)}",
                f"LIST_COUNT(hand) > {random.randint(0, 2)}",
                "LIST_COUNT(hand) == LIST_COUNT(other)",
                f"LIST_COUNT(hand ^ {some}) > {random.randint(0, 1)}",
                f"hand ? {random.choice(self.cards)}",
                "LIST_COUNT(hand ^ other) > 0",
                "other ? hand",
                "hand == other",
                "hand > other",
                f"LIST_VALUE(hand) > {random.randint(1, 12)}",
                f"LIST_MIN(hand) == {random.choice(self.cards)}",
                "other ? LIST_MAX(hand)",
                f"LIST_COUNT(LIST_RANGE(hand, 2, {random.randint(2, 12)})) > 0",
                f'"{{hand}}" == "{random.choice(self.cards)}"',
                "not hand",
                f"Deck(v) == {random.choice(self.cards)}",
            )
        )

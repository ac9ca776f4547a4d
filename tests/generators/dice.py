"""Random small ink sources in which luck decides much: dice whose sum counts, dice rolled again and again at one place, decks
that are used up, draws behind draws, ways that are equally near. ``dice(seed)`` gives the same story for the same number."""

from __future__ import annotations

from random import Random

DRAWS = "RANDOM(0, 1)", "RANDOM(1, 3)", "die()", "die() + die()", "card()", "card()", "die() * card()"
DECKS = ("shuffle", "shuffle once", "shuffle stopping")


def dice(seed: int) -> str:
    """A story of two or three menus with draws before, behind and between them."""
    return _Dice(Random(seed)).story()


class _Dice:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.menus = random.randint(2, 3)
        self.faces = random.randint(1, 2)
        self.again = random.random() < 0.3

    def story(self) -> str:
        random = self.random
        parts = ["VAR a = 0", "VAR b = 0", *self.luck(0.5), "-> m0"]
        for number in range(self.menus):
            parts += [f"=== m{number} ===", *self.luck(0.4), "Well?"]
            for option in range(random.randint(1, 3)):
                mark = "+" if self.again and option else random.choice("*+")
                asked = random.choice(("", "", "", "{a > 0} ", "{b < 2} "))
                parts.append(f"{mark} {asked}[Option {option}]")
                parts += [f"    {line}" for line in self.luck(0.6)]
                parts.append(f"    {self.onward(number, again=mark == '*' or self.again)}")
            if random.random() < 0.7:
                parts.append(f"+ [Go on] {self.onward(number, again=False)}")
        parts += ["=== last ===", *self.luck(0.4)]
        for name in ("x", "y"):
            parts += [f"{{ {self.asked()}:", f"    # ending: {name}", "    -> END", "}"]
        parts += ["# ending: z", "-> END"]
        parts += ["=== function die ===", f"~ return RANDOM(0, {self.faces})"]
        values = [random.randint(0, 2) for _ in range(random.randint(2, 3))]
        parts += ["=== function card ===", f"{{ {random.choice(DECKS)}:", *(f"    - ~ return {value}" for value in values), "}"]
        parts += ["~ return 0"]
        return "\n".join(parts) + "\n"

    def luck(self, odds: float) -> list[str]:
        """Draws, as often as not none."""
        random, lines = self.random, []
        while random.random() < odds and len(lines) < 3:
            name = random.choice("ab")
            drawn = random.choice(
                ("RANDOM(0, 1)", "RANDOM(1, 3)", "die()", "die() + die()", "card()", "card()", "die() * card()")
            )
            kind = random.randrange(5)
            if kind == 0:
                lines.append(f"{{ {self.asked()}: {{{random.choice(('~', '~', '&'))}one|two}} }}")
            elif kind == 1:
                lines += [f"{{ {self.asked()}:", f"    ~ {name} = {drawn}", "}"]
            else:
                lines.append(f"~ {name} = {random.choice((drawn, f'{drawn} + {name} % 2'))}")
        return lines

    def asked(self) -> str:
        random = self.random
        return random.choice(
            (f"a + b > {random.randint(1, 4)}", f"a > {random.randint(0, 2)}", f"b == {random.randint(0, 2)}", "a == b")
        )

    def onward(self, number: int, again: bool) -> str:
        random = self.random
        if again and random.random() < 0.25:
            return f"-> m{random.randint(0, number)}"
        if number + 1 < self.menus and random.random() < 0.7:
            return f"-> m{number + 1}"
        return random.choice(("-> last", "-> last", "-> last", "-> END"))

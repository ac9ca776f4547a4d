"""Random small ink sources with functions that call themselves, over lists that get shorter and numbers that get less, or do not:
``recursion(seed)`` gives the same story for the same seed.

Functions take lists, numbers and references; they pop items, the least, the greatest or one at random, ask for sizes, items and
emptiness, mix kinds of values, forget to return something, and fail. Many calls return, some never do.
"""

from __future__ import annotations

from random import Random

LISTS = "LIST hues = red, blue, (green)", "LIST woods = elm = 2, oak = 2, ash = 5"
ITEMS = "red", "blue", "green", "elm", "oak", "ash"


def recursion(seed: int) -> str:
    """A story of a few turns, each of which calls the functions."""
    return _Recursion(Random(f"recursion {seed}")).story()


class _Recursion:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.functions = [f"f{number}" for number in range(random.randint(1, 3))]
        self.loose = random.random() < 0.4
        self.temps: list[str] = []

    def story(self) -> str:
        random = self.random
        parts = [*LISTS, "VAR some = ()", "VAR other = (red, elm)", "VAR n = 3", "VAR x = 0", "-> m0"]
        for number in range(2):
            parts += [f"=== m{number} ==="]
            self.temps = []
            parts += self.lines(0, inside=False)
            for option in range(random.randint(1, 2)):
                asked = random.choice(("", "", f"{{{self.asked(False)}}} "))
                parts.append(f"{random.choice('*+')} {asked}[Option {option}]")
                parts += [f"    {line}" for line in self.lines(0, inside=False)]
                parts.append(f"    -> m{1 - number if random.random() < 0.3 else number + 1}")
            parts.append(f"* -> m{number + 1}")
        parts += ["=== m2 ===", f"{{ {self.asked(False)}:", "    # ending: a", "    -> END", "}", "-> END"]
        for name in self.functions:
            parts += self.function(name)
        return "\n".join(parts) + "\n"

    def function(self, name: str) -> list[str]:
        random = self.random
        self.temps = []
        parts = [f"=== function {name}(l, k, ref r) ==="]
        if random.random() < 0.85:
            ends = random.choice(("LIST_COUNT(l) == 0", "not l", "k <= 0", "l == ()", "LIST_COUNT(l) < 1 or k > 4"))
            parts += [f"{{ {ends}:", f"    ~ return {self.value(True)}", "}"]
        if random.random() < 0.6:
            way = random.choice(("LIST_MIN", "LIST_MAX", "LIST_RANDOM"))
            parts += [f"~ temp item = {way}(l)", "~ l -= item"]
            self.temps = ["item"]
        parts += self.lines(1, inside=True)
        called = random.choice(self.functions) if random.random() < 0.4 else name
        shorter = random.choice(("l", "l", "l - LIST_MIN(l)", "l - LIST_MAX(l)", "l - red", "l ^ r"))
        less = random.choice(("k - 1", "k - 1", "k / 2", "k"))
        call = f"{called}({shorter}, {less}, {random.choice(('r', 'other', 'r'))})"
        parts.append(
            random.choice((f"~ return {call}", f"~ return {call}", f"~ {call}", f"~ return {call} + {self.value(True)}"))
        )
        return parts

    def lines(self, depth: int, inside: bool) -> list[str]:
        random, lines = self.random, []
        for _ in range(random.choice((0, 1, 1, 2, 3))):
            kind = random.randrange(8)
            if kind == 0 and depth < 2:
                lines += [
                    f"{{ {self.asked(inside)}:",
                    *(f"    {line}" for line in self.lines(depth + 1, inside)),
                    "    x",
                    "- else:",
                ]
                lines += [*(f"    {line}" for line in self.lines(depth + 1, inside)), "    y", "}"]
            elif kind <= 2 and not inside:
                whole = random.choice(("some", "other", "LIST_ALL(other)", "(red, blue, elm)", "LIST_ALL(hues)"))
                target = random.choice(("x", "some", "n"))
                call = f"{random.choice(self.functions)}({whole}, {random.randint(0, 4)}, {random.choice(('some', 'other'))})"
                lines.append(random.choice((f"~ {target} = {call}", f"~ {call}", f"{{{call}}} said")))
            elif kind == 3 and inside:
                lines.append(f"~ r {random.choice(('+=', '-='))} {random.choice(('l', *ITEMS, *self.temps))}")
            elif kind == 4:
                lines.append(f"~ some {random.choice(('+=', '-=', '='))} {self.some(inside)}")
            elif kind == 5:
                lines.append(f"~ n = {self.number(inside)}")
            elif kind == 6 and inside and random.random() < 0.4:
                lines += [f"{{ {self.asked(inside)}:", f"    ~ return {self.value(inside)}", "}"]
            elif kind == 7:
                lines.append(f"~ x = {self.value(inside)}")
        return lines

    def some(self, inside: bool) -> str:
        random = self.random
        plain = ["some", "other", "()", *ITEMS[:4], *(["l", "r", *self.temps] if inside else [])]
        kind = random.randrange(9)
        if kind < 4:
            return random.choice(plain)
        if kind == 4:
            return f"{random.choice(('LIST_MIN', 'LIST_MAX', 'LIST_ALL', 'LIST_INVERT', 'LIST_RANDOM'))}({random.choice(plain)})"
        if kind == 5:
            return f"{random.choice(plain)} {random.choice(('+', '-', '^'))} {random.choice(plain)}"
        if kind == 6:
            return f"{random.choice(('hues', 'woods'))}({self.number(inside)})"
        if kind == 7:
            return f"LIST_RANGE({random.choice(plain)}, 1, {random.randint(1, 4)})"
        return f"{random.choice(plain)} + {random.randint(-1, 2)}"

    def number(self, inside: bool) -> str:
        random = self.random
        plain = ["n", "1", "2", "7", *(["k", "k"] if inside else [])]
        kind = random.randrange(6)
        if kind < 2:
            return random.choice(plain)
        if kind == 2:
            return f"LIST_COUNT({random.choice(('some', 'other'))})"
        if kind == 3:
            return f"LIST_VALUE({random.choice(('some', 'other', 'red', *(['l'] if inside else [])))})"
        sign = random.choice(("+", "-", "mod", "/", "*"))
        right = random.choice(("2", "3", *plain)) if self.loose or sign not in ("mod", "/") else random.choice("23")
        return f"MIN(9, ({random.choice(plain)} {sign} {right}))"

    def value(self, inside: bool) -> str:
        kind = self.random.randrange(6 if self.loose else 4)
        if kind < 2:
            return self.some(inside)
        return self.number(inside) if kind < 4 else self.random.choice(("x", '"word"', "x", "true"))

    def asked(self, inside: bool) -> str:
        random = self.random
        one, two = self.some(inside), self.some(inside)
        return random.choice(
            (
                f"LIST_COUNT({one}) {random.choice(('>', '<', '==', '>=', '!='))} {random.randint(0, 3)}",
                f"{random.choice(('some', one))} {random.choice(('?', '!?', '==', '!='))} {random.choice((*ITEMS, two))}",
                random.choice(("some", "not other", one)),
                f"{self.number(inside)} {random.choice(('>', '<=', '==', '!='))} {self.number(inside)}",
                f"some {random.choice(('?', '!?'))} {random.choice(ITEMS)} {random.choice(('&&', '||'))} not other",
                "x" if self.loose else "n",
            )
        )

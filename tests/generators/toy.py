"""Random small stories of the toy language of the tests: structures, nothing, pages whose options stay, luck, foreign code.

``generate(seed)`` gives the same story for the same seed. Jumps lead forward, or back behind an option, so that a turn ends.
"""

from __future__ import annotations

from random import Random

COUNTERS = "coins", "steps"
LISTS = "bag", "seen"


def generate(seed: int) -> str:
    """The source of a story of one file."""
    return _Maker(Random(f"{seed}/toy")).story()


class _Maker:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.passages = [f"p{number}" for number in range(rng.randint(4, 6))]
        self.here = 0
        self.grows = self.chance(0.15)
        self.foreign = self.chance(0.4)
        self.sets = rng.sample(range(6), 3)
        self.words = 0

    def story(self) -> str:
        rng = self.rng
        lines = [f"{name} = {rng.randint(0, 2)}" for name in COUNTERS]
        lines += [f"{name} = {rng.choice(('[]', '[]', '[1]', '[[], none]'))}" for name in LISTS]
        lines += [f'box = map(a: {rng.choice(("0", "none", "[0]"))}, "b": true)'.replace('"b"', "b"), "held = none", "fate = 1"]
        for number, name in enumerate(self.passages):
            self.here = number
            lines += [f"{rng.choice(('@', '@', '@@') if number else ('@@',))} {name}", *self.body()]
        self.here = len(self.passages)
        lines += ["@@ last", *self.some(0.5), "-> ."]
        return "\n".join(lines) + "\n"

    def chance(self, odds: float) -> bool:
        return self.rng.random() < odds

    def body(self) -> list[str]:
        lines = [self.line(), *(self.some(0.6) if self.here else [self.setting()])]
        if self.here and self.chance(0.25):
            lines.append(f"? {self.rng.randint(1, 2)} in 3 -> {self.forward()}")
        menu = self.menu(0, 3) if self.here else self.menu(2, 3)
        lines += menu
        lines += self.some(0.3)
        if self.chance(0.3):
            lines.append(f"# ending: {self.rng.choice(('good', 'bad'))}")
        if self.chance(0.05 if menu else 0.5):
            lines.append(f"-> {self.forward()}")
        return lines

    def some(self, odds: float) -> list[str]:
        lines = []
        while self.chance(odds):
            kind = self.rng.choice(("set", "set", "set", "set", "branch", "line"))
            lines.append(self.setting() if kind == "set" else self.line() if kind == "line" else self.branch())
        return lines

    def menu(self, least: int, most: int) -> list[str]:
        if self.chance(0.6):
            most += 1
        return [self.option() for _ in range(self.rng.randint(least, most))]

    def option(self) -> str:
        self.words += 1
        sign = self.rng.choice(("*", "*", "+", "+", "+", "+", "+", "++" if self.grows else "+"))
        condition = f"{self.test()} : " if self.chance(0.25) else ""
        shown = f" {{{self.value()}}}" if self.chance(0.1) else ""
        to = self.rng.choice(self.passages) if self.grows or self.chance(0.1) else self.forward()
        return f"{sign} {condition}Option {self.words}{shown} -> {to}"

    def branch(self) -> str:
        return f"? {self.test()} -> {self.forward()}"

    def forward(self) -> str:
        return self.rng.choice((*self.passages[self.here + 1 :], *self.passages[self.here + 1 :], "last", "last", "."))

    def line(self) -> str:
        self.words += 1
        return f"Line {self.words}." if self.chance(0.7) else f"Line {self.words}: {{{self.value()}}}."

    def setting(self) -> str:
        rng = self.rng
        name = rng.choice(LISTS)
        if self.foreign and self.chance(0.3):
            return rng.choice(
                ("! fall writes fate", "! storm", "! shake shows only", "~ fate = ask()", f"~ fate = {rng.randint(0, 3)}")
            )
        kinds = [
            f"{rng.choice(COUNTERS)} = {self.number()}",
            f"{name} = {rng.choice(('[]', '[1]', 'keys(box)', f'[{self.value()}]', f'append([], {self.value()})'))}",
            f"{name} = insert([{self.value()}], {rng.randint(0, 1)}, {self.value()})",
            f"box.{rng.choice('abc')} = {self.value()}",
            f"held = {self.value()}",
            f"held = {rng.choice(('none', 'box.a', 'coins'))}",
        ]
        kinds = [kinds[number] for number in self.sets]
        if self.grows:
            kinds += [
                f"coins = coins {rng.choice('+-')} 1",
                f"{name} = append({name}, {self.value()})",
                f"held = {rng.choice(LISTS)}",
            ]
        if self.chance(0.04):
            kinds = [
                f"{name} = remove({name}, 0)",
                f"{name}[0] = {self.value()}",
                f"box.a[0] = {self.value()}",
                "coins = coins + held",
            ]
        return f"~ {rng.choice(kinds)}"

    def number(self) -> str:
        lengths = [f"length({self.rng.choice(LISTS)})"] if self.grows else []
        return self.rng.choice((str(self.rng.randint(0, 2)), *COUNTERS, *lengths))

    def value(self) -> str:
        rng = self.rng
        kinds = [str(rng.randint(0, 1)), "none", "true", '"x"', "[]", "[1]", "[true]", "coins", self.number()]
        if self.grows:
            kinds += ["held", rng.choice(LISTS), "box", "box.a"]
        return f"{rng.choice(LISTS)}[0]" if self.chance(0.03) else rng.choice(kinds)

    def test(self) -> str:
        rng = self.rng
        if self.foreign and self.chance(0.5):
            return rng.choice((f"fate {rng.choice('<>')} {rng.randint(0, 2)}", "ask() > 1", "ask()"))
        name = rng.choice(LISTS)
        return rng.choice(
            (
                f"{rng.choice(COUNTERS)} {rng.choice(('==', '<', '>'))} {rng.randint(0, 2)}",
                f"length({name}) {rng.choice(('==', '<', '>'))} {rng.randint(0, 2)}",
                f"contains({name}, {self.value()})",
                f'contains(box, "{rng.choice("abc")}")',
                f"{name} == {rng.choice(('[]', '[1]', '[true]', '[[]]', *LISTS))}",
                f"held == {self.value()}",
                f"box.{rng.choice('ab')} == {self.value()}",
                f"{self.value()} == {self.value()}",
            )
        )

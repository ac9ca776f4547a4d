"""Random small ink stories about how menus come about and get lost: ``generate(seed)`` gives the same story for the same seed.

Options are gathered by threads and conditional blocks and then offered (``-> DONE``) or thrown away (``-> END``); options of a
menu fail while it is made; jumps, with a condition or without, stand before options, in them and between them, behind gathers
too; tunnels come back or do not. Diverts lead forward, or back behind an option, so that a turn always ends.
"""

from __future__ import annotations

from random import Random

NAMES = "x", "y", "z"


def generate(seed: int) -> str:
    """An ink source of one file."""
    return _Maker(Random(f"{seed}/menus")).story()


class _Maker:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.knots = [f"k{i}" for i in range(rng.randint(2, 4))]
        self.words = 0
        self.here = 0
        self.labels: list[str] = []

    def chance(self, odds: float) -> bool:
        return self.rng.random() < odds

    def story(self) -> str:
        rng = self.rng
        lines = [f"VAR {name} = {rng.randint(0, 2)}" for name in NAMES]
        lines += ["VAR way = -> k1", "-> k0"]
        for here, name in enumerate(self.knots):
            self.here = here
            lines += [f"=== {name} ===", *self.body(0)]
            if self.chance(0.2):
                lines += [f"= {name}s", *self.body(0)]
        self.here = len(self.knots)
        lines += ["=== thread ===", *self.some(0.4), *self.options(0, rng.randint(1, 3)), "-> DONE"]
        lines += ["=== other(p) ===", "{ p > 1:", *self.indented(self.options(1, 1)), "}", "-> DONE"]
        lines += [
            "=== tunnel ===",
            self.line(),
            *self.some(0.3),
            self.rng.choice(("->->", "->->", self.onward(), "{x > 1: ->->}")),
        ]
        if lines[-1] == "{x > 1: ->->}":
            lines += [self.line(), "-> END"]
        lines += ["=== kend ===", "The end.", "-> END"]
        return "\n".join(lines) + "\n"

    def line(self) -> str:
        self.words += 1
        return self.rng.choice(
            (f"Line {self.words}.", f"Line {self.words}.", f"Line {self.words} {{{self.test()}: and more|or not}}.")
        )

    def indented(self, lines: list[str]) -> list[str]:
        return [f"    {line}" for line in lines]

    def test(self) -> str:
        rng, name = self.rng, self.rng.choice(NAMES)
        kinds = [
            f"{name} {rng.choice(('==', '!=', '<', '>', '>=', '<='))} {rng.randint(0, 3)}",
            name, f"not {name}", rng.choice(self.knots), f"not {rng.choice(self.knots)}", "tunnel", "true", "1 > 2",
        ]  # fmt: skip
        test = rng.choice(kinds)
        return f"{test} && {rng.choice(kinds)}" if self.chance(0.15) else test

    def setting(self) -> str:
        name = self.rng.choice(NAMES)
        return f"~ {name} = {self.rng.choice((str(self.rng.randint(0, 3)), self.rng.choice(NAMES), f'({name} + 1) % 3'))}"

    def onward(self) -> str:
        later = self.knots[self.here + 1 :] or ["kend"]
        return self.rng.choice((f"-> {self.rng.choice([*later, 'kend'])}", f"-> {self.rng.choice([*later, 'kend'])}", "-> END"))

    def back(self) -> str:
        """A way on behind an option: it may lead back."""
        return f"-> {self.rng.choice(self.knots)}" if self.chance(0.5) else self.onward()

    def some(self, odds: float) -> list[str]:
        lines = []
        while self.chance(odds):
            lines.append(self.rng.choice((self.line(), self.setting())))
        return lines

    def step(self) -> list[str]:
        """Something that may gather options, or leave, before the rest of a passage."""
        rng = self.rng
        kind = rng.choice(("line", "set", "thread", "other", "block", "jump", "tunnel", "both", "leave", "alternatives", "way"))
        inside = self.here < len(self.knots)
        if kind == "thread" and inside:
            return ["<- thread"]
        if kind == "other" and inside:
            return [f"<- other({rng.choice(NAMES)})"]
        if kind == "block":
            return [f"{{ {self.test()}:", *self.indented(self.options(1, rng.randint(1, 2))), "}"]
        if kind == "jump":
            return [f"{{{self.test()}: {self.onward()}}}"]
        if kind == "tunnel" and inside:
            return ["-> tunnel ->"]
        if kind == "both":
            return [f"{{{self.test()}: {self.onward()} | {self.onward()}}}"]
        if kind == "leave" and self.chance(0.2):
            return [self.onward()]
        if kind == "alternatives":
            return [f"{{{self.line()}|{self.line()}}}"]
        if kind == "way" and inside and self.here == 0:
            return [f"{{{self.test()}: -> way}}"]
        return [self.setting() if kind == "set" else self.line()]

    def options(self, depth: int, number: int) -> list[str]:
        rng, lines = self.rng, []
        for _ in range(number):
            self.words += 1
            mark = " ".join([rng.choice("**+")] * (depth + 1 if depth < 2 else 1))
            condition = f"{{{self.test()}}} " if self.chance(0.3) else ""
            condition = f"{{4 / {rng.choice(NAMES)} > 1}} " if self.chance(0.06) else condition
            lines.append(f"{mark} {condition}[Option {self.words}]")
            content = self.some(0.4)
            if self.chance(0.25):
                content += [self.back(), *([self.line()] if self.chance(0.4) else [])]
            if depth == 0 and self.chance(0.2):
                content += self.options(1, rng.randint(1, 2))
                content += [f"- - {rng.choice((self.line(), self.back()))}"] if self.chance(0.4) else []
            if self.chance(0.5) or depth:
                content.append(self.back())
            lines += self.indented(content)
        if self.chance(0.1) and depth == 0:
            lines.append(f"* -> {rng.choice(self.knots[self.here + 1 :] or ['kend'])}")
        return lines

    def body(self, depth: int) -> list[str]:
        rng, lines = self.rng, [self.line()]
        for _ in range(rng.randint(0, 3)):
            lines += self.step()
        if self.chance(0.7):
            lines += self.options(depth, rng.randint(1, 3))
            if self.chance(0.4):
                lines.append(f"- {rng.choice((self.line(), self.onward()))}")
                if self.chance(0.4):
                    lines += self.options(depth, rng.randint(1, 2))
                    lines.append(f"- {self.line()}")
            else:
                lines.append(f"- {self.line()}")
        lines.append(rng.choice(("-> DONE", "-> END", self.onward(), self.onward())))
        return lines

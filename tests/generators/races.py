"""Random small ink sources in which counters are compared: which one is ahead decides."""

from __future__ import annotations

from random import Random


class Race:
    """A random story of counters that are counted on, copied and compared, now and then with a number."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.names = ["a", "b", "c", "d"][: self.rng.randint(2, 4)]
        self.spoilt = self.rng.random() < 0.3

    def source(self) -> str:
        declared = "".join(f"VAR {name} = {self.rng.randint(0, 2)}\n" for name in self.names)
        options = "".join(self.option(number) for number in range(self.rng.randint(2, 3)))
        return f"{declared}-> race\n== race\n{self.steps(2)}{options}+ [Leave]\n    {{{self.test()}: -> END}}\n    -> DONE\n"

    def option(self, number: int) -> str:
        kind = self.rng.choice("*++")
        guard = f" {{{self.test()}}}" if self.rng.random() < 0.5 else ""
        return f"{kind}{guard} [Go {number}]\n{self.steps(3)}    -> race\n"

    def steps(self, most: int) -> str:
        return "".join(self.step() for _ in range(self.rng.randint(0, most)))

    def step(self) -> str:
        one, other = self.rng.choice(self.names), self.rng.choice(self.names)
        if self.spoilt and self.rng.random() < 0.2:
            return f"    ~ {one} = {self.rng.randint(0, 2)}\n"
        kind = self.rng.randint(0, 4)
        if kind == 0:
            return f"    ~ {one} = {other} + {self.rng.randint(0, 2)}\n"
        if kind == 1:
            return f"    {{{self.test()}:\n    ~ {one} = {one} + 1\n    - else:\n    ~ {other} = {other} + 1\n    }}\n"
        if kind == 2:
            return f"    {{RANDOM(1, 2) == 1:\n    ~ {one} = {one} + 1\n    }}\n"
        return f"    {{{self.test()}:\n    ~ {one} = {one} + 1\n    }}\n"

    def test(self) -> str:
        one, other = self.rng.sample(self.names, 2)
        compared = self.rng.choice(("<", "<=", ">", "==", "!="))
        if self.spoilt and self.rng.random() < 0.3:
            return f"{one} {compared} {self.rng.randint(0, 3)}"
        return f"{one} {compared} {other}{self.rng.choice(('', '', ' + 1', ' - 1'))}"

"""The luck of engines that draw from .NET's generator, with a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import SystemRandom
from typing import Any

from epilogue.ir.program import Outside, Program
from epilogue.ir.values import Entry, Value
from epilogue.languages.dotnet.numbers import int32
from epilogue.languages.dotnet.random import DotNetRandom
from epilogue.machine.draws import GRAIN, NobodyToAnswer, fraction, weighted


class SeededDraws:
    """Draws each number from a new .NET generator seeded with the story's seed and the number before.

    A shuffle's order follows from its place in the story, the round and the seed alone. What is declared of the world outside by
    chance has a generator of its own; the rest is asked of ``ask``, if anybody is there to answer.
    """

    def __init__(self, program: Program, seed: int | None = None, ask: Callable[[Outside], Value] | None = None) -> None:
        self.program = program
        self.ask = ask
        self.asked = 0
        self.story_seed = SystemRandom().randrange(100) if seed is None else int32(seed)
        self.previous = 0

    def random(self, site: int, low: int, high: int) -> int:
        return int32(self._next() % (high - low + 1) + low)

    def shuffle(self, site: int, count: int, index: int) -> int:
        name = self.program.blocks[self.program.code[site].a].name
        generator = DotNetRandom(int32(sum(map(ord, name)) + index // count + self.story_seed))
        left = list(range(count))
        picked = 0
        for _ in range(index % count + 1):
            picked = left.pop(generator.next() % len(left))
        return picked

    def list_random(self, site: int, items: Sequence[Entry]) -> Entry:
        return items[self._next() % len(items)]

    def _next(self) -> int:
        self.previous = DotNetRandom(int32(self.story_seed + self.previous)).next()
        return self.previous

    def outside(self, site: int, what: Outside) -> Value:
        if what.weights is not None:
            self.asked += 1
            generator = DotNetRandom(int32(self.story_seed * 31 + self.asked))
            if not what.values:
                return fraction(generator.next() % GRAIN)
            return weighted(what, generator.next() % sum(what.weights))
        if self.ask is None:
            raise NobodyToAnswer(what.name)
        return self.ask(what)

    def seed(self, value: int) -> None:
        self.story_seed, self.previous = value, 0

    def save(self) -> Any:
        return self.story_seed, self.previous, self.asked

    def restore(self, saved: Any) -> None:
        self.story_seed, self.previous, self.asked = saved

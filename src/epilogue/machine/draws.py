"""Sources of a story's luck: an engine's generator, a script, or independent draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Protocol

from epilogue.ir.program import Outside, Program
from epilogue.ir.values import Entry, Value

GRAIN = 2**22
"""Number of equal parts of [0, 1) that real numbers are drawn from; single precision holds their midpoints."""


def fraction(index: int) -> float:
    """The midpoint of the part with this index."""
    return (2 * index + 1) / (2 * GRAIN)


class Draws(Protocol):
    """Decides every draw of a story. ``site``: position of the drawing instruction."""

    def random(self, site: int, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        ...

    def shuffle(self, site: int, count: int, index: int) -> int:
        """One of ``count`` elements not yet taken in this round; ``index``: number of earlier visits."""
        ...

    def list_random(self, site: int, items: Sequence[Entry]) -> Entry:
        """One of the items (at least one), which are in the order of their addition."""
        ...

    def outside(self, site: int, what: Outside) -> Value:
        """A value the world outside provides."""
        ...

    def seed(self, value: int) -> None:
        """The story seeds its generator."""
        ...

    def save(self) -> Any:
        """State that :meth:`restore` needs to return to this point."""
        ...

    def restore(self, saved: Any) -> None: ...


class NobodyToAnswer(Exception):
    """The story asks the world outside for something, and nobody is there to answer."""


def seeded(program: Program, seed: int | None = None, ask: Callable[[Outside], Value] | None = None) -> Draws:
    """The luck of the language's own engine with a seed, random if None. Results of the game come from ``ask``, if given; those
    declared as chance are drawn."""
    engine = program.semantics.seeded
    if engine is None:
        return IndependentDraws(Random(seed), ask)
    draws: Draws = engine(program, seed, ask)
    return draws


def weighted(what: Outside, number: int) -> Value:
    """The value that a number below the sum of the weights selects."""
    assert what.weights is not None
    for value, weight in zip(what.values, what.weights, strict=True):
        number -= weight
        if number < 0:
            return value
    raise ValueError(number)


class ShuffleRounds:
    """The elements each shuffle has already returned in its current round."""

    def __init__(self) -> None:
        self.taken: dict[int, tuple[int, frozenset[int]]] = {}

    def left(self, site: int, count: int, index: int) -> list[int]:
        turn, drawn = self.taken.get(site, (-1, frozenset()))
        if turn != index // count or len(drawn) >= count:
            drawn = frozenset()
        return [element for element in range(count) if element not in drawn]

    def take(self, site: int, count: int, index: int, element: int) -> None:
        turn, drawn = self.taken.get(site, (-1, frozenset()))
        now = index // count
        self.taken[site] = (now, (drawn if turn == now and len(drawn) < count else frozenset()) | {element})


class IndependentDraws:
    """Independent uniform draws from Python's generator, which the story cannot seed. Results of the game that are not declared
    as chance come from ``ask``."""

    def __init__(self, source: Random | None = None, ask: Callable[[Outside], Value] | None = None) -> None:
        self.source = Random() if source is None else source
        self.ask = ask
        self.rounds = ShuffleRounds()

    def random(self, site: int, low: int, high: int) -> int:
        return self.source.randint(low, high)

    def shuffle(self, site: int, count: int, index: int) -> int:
        element = self.source.choice(self.rounds.left(site, count, index))
        self.rounds.take(site, count, index, element)
        return element

    def list_random(self, site: int, items: Sequence[Entry]) -> Entry:
        return self.source.choice(items)

    def outside(self, site: int, what: Outside) -> Value:
        if what.weights is None:
            if self.ask is None:
                raise NobodyToAnswer(what.name)
            return self.ask(what)
        if not what.values:
            return fraction(self.source.randrange(GRAIN))
        return weighted(what, self.source.randrange(sum(what.weights)))

    def seed(self, value: int) -> None:
        pass

    def save(self) -> Any:
        return self.source.getstate(), self.rounds.taken.copy()

    def restore(self, saved: Any) -> None:
        state, drawn = saved
        self.source.setstate(state)
        self.rounds.taken = drawn.copy()


class OneWayDraws:
    """Base of draws that are known beforehand and followed forwards only: a seed changes nothing, and nothing is taken back."""

    def seed(self, value: int) -> None:
        """The story seeds its generator, which is not used."""

    def save(self) -> Any:
        """Saves nothing: there is nothing to return to."""

    def restore(self, saved: Any) -> None:
        """Restores nothing: nothing was saved."""


class ScriptError(Exception):
    """A scripted outcome does not fit its draw, or the script is used up."""


class ScriptedDraws:
    """Draws with scripted outcomes, in order. An outcome is a number for ``random``, an element not yet taken in this round for a
    shuffle, an item's name (``list.item``) for ``list_random``, a value for the world outside. When the script is used up,
    ``after`` decides, if given.

    Raises :class:`ScriptError` for an outcome that the draw cannot have.
    """

    def __init__(self, outcomes: Sequence[int | str], after: Draws | None = None) -> None:
        self.outcomes = list(outcomes)
        self.next = 0
        self.after = after
        self.rounds = ShuffleRounds()

    def _outcome(self) -> Any:
        if self.next >= len(self.outcomes):
            raise ScriptError(f"the story draws once more, but only {len(self.outcomes)} outcomes are given")
        self.next += 1
        return self.outcomes[self.next - 1]

    def _script(self) -> bool:
        return self.next < len(self.outcomes) or self.after is None

    def random(self, site: int, low: int, high: int) -> int:
        if not self._script():
            return self.after.random(site, low, high)  # type: ignore[union-attr]
        outcome = self._outcome()
        if type(outcome) is not int or not low <= outcome <= high:
            raise ScriptError(f"outcome {self.next} is {outcome}, but the draw gives {low} to {high}")
        return outcome

    def shuffle(self, site: int, count: int, index: int) -> int:
        left = self.rounds.left(site, count, index)
        if not self._script():
            element = self.after.shuffle(site, count, index)  # type: ignore[union-attr]
            if element not in left:
                element = left[element % len(left)]
        else:
            element = self._outcome()
        if element not in left:
            listed = ", ".join(map(str, left))
            raise ScriptError(f"outcome {self.next} is {element}, but the shuffle has only {listed} left")
        self.rounds.take(site, count, index, element)
        return int(element)

    def list_random(self, site: int, items: Sequence[Entry]) -> Entry:
        if not self._script():
            return self.after.list_random(site, items)  # type: ignore[union-attr]
        outcome = self._outcome()
        for entry in items:
            if f"{entry[0].origin}.{entry[0].name}" == outcome:
                return entry
        raise ScriptError(f"outcome {self.next} is {outcome}, which is not in the list drawn from")

    def outside(self, site: int, what: Outside) -> Value:
        if not self._script():
            return self.after.outside(site, what)  # type: ignore[union-attr]
        outcome: Value = self._outcome()
        known = (type(outcome), outcome) in ((type(value), value) for value in what.values)
        if not known and (what.values or (what.real and what.fitted(outcome) is None)):
            raise ScriptError(f"outcome {self.next} is {outcome}, which {what.name} does not give")
        return outcome

    def seed(self, value: int) -> None:
        if self.after is not None:
            self.after.seed(value)

    def save(self) -> Any:
        return self.next, self.rounds.taken.copy(), self.after.save() if self.after else None

    def restore(self, saved: Any) -> None:
        self.next, drawn, after = saved
        self.rounds.taken = drawn.copy()
        if self.after is not None:
            self.after.restore(after)

"""Semantics of a story's language, for all that works on its Program: operators, values, text and messages.

A Program carries the :class:`Semantics` of its language. Nothing below the languages names one of them: what differs between
languages is asked of this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from epilogue.ir.advice import Advice
from epilogue.ir.messages import Messages
from epilogue.ir.operators import Algebra, Operators
from epilogue.ir.values import Value

Lists = Mapping[str, Mapping[str, int]]
"""List name -> item -> number."""


class Numbers(NamedTuple):
    """The numbers of a language. ``held``: a real number as a variable keeps it; rounding is monotone. ``decimal``: the shortest
    decimal that reads back as the same number. ``least``, ``greatest``: whole numbers between these are exact, and neither wrap
    around nor overflow. ``exact``: below this a whole number and its real form are the same."""

    held: Callable[[float], float]
    decimal: Callable[[float], str]
    least: int
    greatest: int
    exact: int

    def whole(self, value: int) -> int:
        """A whole number as a variable keeps it, wrapped around on overflow."""
        if self.least <= value <= self.greatest:
            return value
        return (value - self.least) % (self.greatest - self.least + 1) + self.least


class Values(NamedTuple):
    """The values of a language. ``truthy``: whether a condition holds; raises OperatorError for what cannot be tested.
    ``text(value, place)``: what play prints for a value; ``place`` names the position of a target. ``shown(value, place)``: the
    same where a writer is told of a value. ``literal``: a value as an expression of the language writes it;
    ``writable``: whether one that compares with it holds of this value alone."""

    truthy: Callable[[Value], bool]
    text: Callable[..., str]
    shown: Callable[..., str]
    literal: Callable[[Value], str]
    writable: Callable[[Value], bool]
    numbers: Numbers


class Semantics:
    """One language. A subclass has a ``name`` and says the rest; it is made without arguments and pickled by its name.

    Parts that are large are imported when they are asked for: a story needs nothing of other languages.
    """

    name: str
    _plain: Operators | None = None
    messages: Messages = Messages()
    """Messages of run-time errors, in the words of the language's engine."""
    values: Values
    """Truth, printing and numbers."""
    output: type[Any]
    """The text policy: :class:`epilogue.machine.text.Output`, or a class derived from it."""

    def operators(self, lists: Lists) -> Operators:
        """Every operator that ``apply`` may name, over these list definitions."""
        raise NotImplementedError

    def algebra(self, name: str) -> Algebra | None:
        """Algebra of an operator, whatever the lists."""
        if self._plain is None:
            self._plain = self.operators({})
        operator = self._plain.get(name)
        return None if operator is None else operator.algebra

    @property
    def seeded(self) -> Callable[..., Any] | None:
        """Makes the luck of the engine's own generator, of a program, a seed and who is asked for what the game gives; None: the
        language has no generator that could be imitated."""
        return None

    @property
    def advice(self) -> Advice:
        """Terms and advice for writers of the language."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Semantics) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> tuple[type[Semantics], tuple[()]]:
        return type(self), ()

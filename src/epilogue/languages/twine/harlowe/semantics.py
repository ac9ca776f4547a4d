"""Semantics of a Program in Harlowe: see :class:`~epilogue.ir.semantics.Semantics`."""

from __future__ import annotations

from epilogue.ir.advice import Advice
from epilogue.ir.operators import Operators
from epilogue.ir.semantics import Lists, Numbers, Semantics, Values
from epilogue.languages.javascript.numbers import LARGEST, number_text
from epilogue.languages.twine.harlowe.operators import harlowe_operators, harlowe_text, literal, truthy, writable
from epilogue.languages.twine.harlowe.text import PageText

NUMBERS = Numbers(float, number_text, -LARGEST, LARGEST, LARGEST)


class HarloweSemantics(Semantics):
    """Harlowe: numbers of double precision, errors that are values, a page of text as a browser lays it out."""

    name = "harlowe"
    values = Values(truthy, harlowe_text, harlowe_text, literal, writable, NUMBERS)
    output = PageText

    def operators(self, lists: Lists) -> Operators:
        return harlowe_operators()

    @property
    def advice(self) -> Advice:
        from epilogue.languages.twine.harlowe.advice import ADVICE  # lazy: only what speaks to a writer needs it

        return ADVICE


SEMANTICS = HarloweSemantics()

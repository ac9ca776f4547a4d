"""Semantics of a Program in ink: see :class:`~epilogue.ir.semantics.Semantics`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from epilogue.ir.advice import Advice
from epilogue.ir.operators import Operators
from epilogue.ir.semantics import Lists, Semantics, Values
from epilogue.languages.dotnet.numbers import SINGLE
from epilogue.languages.ink.messages import MESSAGES
from epilogue.languages.ink.operators import ink_operators
from epilogue.languages.ink.text import InkText
from epilogue.languages.ink.values import literal, to_text, truthy, writable


class InkSemantics(Semantics):
    """ink, as inkle's engine plays it."""

    name = "ink"
    messages = MESSAGES
    values = Values(truthy, to_text, to_text, literal, writable, SINGLE)
    output = InkText

    def operators(self, lists: Lists) -> Operators:
        return ink_operators(lists)

    @property
    def seeded(self) -> Callable[..., Any]:
        from epilogue.languages.dotnet.draws import SeededDraws  # lazy: only play draws

        return SeededDraws

    @property
    def advice(self) -> Advice:
        from epilogue.languages.ink.advice import ADVICE  # lazy: only what speaks to a writer needs it

        return ADVICE


SEMANTICS = InkSemantics()

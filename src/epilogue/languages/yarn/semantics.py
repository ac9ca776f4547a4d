"""Semantics of a Program in Yarn: see :class:`~epilogue.ir.semantics.Semantics`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from epilogue.ir.advice import Advice
from epilogue.ir.operators import Operators
from epilogue.ir.semantics import Lists, Semantics, Values
from epilogue.languages.dotnet.numbers import SINGLE
from epilogue.languages.yarn.operators import literal, shown, truthy, writable, yarn_operators, yarn_text
from epilogue.machine.text import Output


class YarnSemantics(Semantics):
    """Yarn, as Yarn Spinner plays it: a line stands as it is said."""

    name = "yarn"
    values = Values(truthy, yarn_text, shown, literal, writable, SINGLE)
    output = Output

    def operators(self, lists: Lists) -> Operators:
        return yarn_operators()

    @property
    def seeded(self) -> Callable[..., Any]:
        from epilogue.languages.dotnet.draws import SeededDraws  # lazy: only play draws

        return SeededDraws

    @property
    def advice(self) -> Advice:
        from epilogue.languages.yarn.advice import ADVICE  # lazy: only what speaks to a writer needs it

        return ADVICE


SEMANTICS = YarnSemantics()

"""Semantics of a Program in ChoiceScript: see :class:`~epilogue.ir.semantics.Semantics`."""

from __future__ import annotations

from epilogue.ir.advice import Advice
from epilogue.ir.messages import Messages
from epilogue.ir.operators import Operators
from epilogue.ir.semantics import Lists, Numbers, Semantics, Values
from epilogue.languages.choicescript.operators import (
    choice_operators,
    choice_text,
    literal,
    truthy,
    writable,
)
from epilogue.languages.choicescript.text import Paragraphs
from epilogue.languages.javascript.numbers import LARGEST, number_text

NUMBERS = Numbers(float, number_text, -LARGEST, LARGEST, LARGEST)
NO_RETURN = "invalid return; gosub has not yet been called"


class ChoiceScriptSemantics(Semantics):
    """ChoiceScript: lines flow together to paragraphs, numbers are of double precision."""

    name = "choicescript"
    messages = Messages(
        wrong_return=NO_RETURN,
        no_range="Invalid rand statement, min must be less than max: {} > {}",
    )
    values = Values(truthy, choice_text, choice_text, literal, writable, NUMBERS)
    output = Paragraphs

    def operators(self, lists: Lists) -> Operators:
        return choice_operators()

    @property
    def advice(self) -> Advice:
        from epilogue.languages.choicescript.advice import ADVICE  # lazy: only what speaks to a writer needs it

        return ADVICE


SEMANTICS = ChoiceScriptSemantics()

"""Luck and what a reader types in."""

from __future__ import annotations

from epilogue.ir.program import Outside
from epilogue.languages.choicescript.check.names import fixed
from epilogue.languages.choicescript.lower.code import SceneCode
from epilogue.languages.choicescript.lower.values import SceneValues
from epilogue.languages.choicescript.operators import written
from epilogue.languages.choicescript.parse import syntax

REAL = Outside("*rand", (), (), True)
MOST_LISTED = 1000
"""Limit on the whole numbers that a reader may type in, if they are told apart one by one."""


def draw(code: SceneCode, values: SceneValues, rand: syntax.Rand) -> None:
    """``*rand``: a whole number where both ends are whole, else any number between them."""
    ends = [fixed(end) for end in (rand.least, rand.greatest)]
    fractional = [end is not None and type(written(end)) is not int for end in ends]
    if any(fractional):
        values.numeric(rand.greatest)
        values.numeric(rand.least)
        code.apply("-")
        code.externals[REAL.name] = None
        code.given[code.emit("external", REAL.name, 0)] = REAL
        code.apply("*")
        values.numeric(rand.least)
        code.apply("+")
        return
    for end, text in zip((rand.least, rand.greatest), ends, strict=True):
        if text is None:
            values.value(end)
            code.apply("whole", 1)
        else:
            values.numeric(end)
    code.emit("random")


def ask_number(code: SceneCode, statement: syntax.InputNumber, name: str) -> None:
    """``*input_number``: any whole number between the two, if these are plain; else anything."""
    code.externals[name] = None
    texts = [fixed(end) for end in (statement.least, statement.greatest)]
    ends = [written(text) for text in texts if text is not None]
    position = code.emit("external", name, 0)
    least, greatest = (*ends, "", "")[:2]
    if isinstance(least, int) and isinstance(greatest, int) and 0 <= greatest - least < MOST_LISTED:
        code.given[position] = Outside(name, range(least, greatest + 1), None)

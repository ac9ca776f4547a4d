"""The pure operators of each dialect: one place for machine, flow and analyses alike.

An operator takes values and gives a value; where the language's engine reports a run-time error it raises
:class:`OperatorError` with the engine's own words. Operators change nothing and read nothing but their operands (and
the story's list definitions).
"""

from __future__ import annotations

from collections.abc import Callable

from epilogue.ir.operators.base import OperatorError
from epilogue.ir.operators.ink import ink_operators
from epilogue.ir.operators.texts import to_text, truthy
from epilogue.ir.program import Program
from epilogue.ir.values import Value

__all__ = ["OperatorError", "operators", "printed", "to_text", "truthy"]

Lists = dict[str, dict[str, int]]
Operators = dict[str, Callable[..., Value]]


def _of_yarn(lists: Lists) -> Operators:
    from epilogue.ir.operators.yarn import yarn_operators  # late, as below: an ink story needs none of it

    return yarn_operators(lists)


def _yarn_text() -> Callable[..., str]:
    from epilogue.ir.operators.yarn import yarn_text

    return yarn_text


_DIALECTS: dict[str, Callable[[Lists], Operators]] = {"ink": ink_operators, "yarn": _of_yarn}
_TEXTS: dict[str, Callable[[], Callable[..., str]]] = {"ink": lambda: to_text, "yarn": _yarn_text}


def operators(story: Program | Lists, dialect: str = "ink") -> Operators:
    """Operator name (as ``apply`` names it) -> function of one to three values.

    ``story``: the program, or its list definitions (list name -> item -> number).
    """
    lists = story.lists if isinstance(story, Program) else story
    return _DIALECTS[dialect](lists)


def printed(dialect: str) -> Callable[..., str]:
    """What turns a value into text, as :func:`to_text` does, in the dialect."""
    return _TEXTS[dialect]()

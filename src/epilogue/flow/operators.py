"""The dialect's operators, and those that only the FlowGraph needs: ages, kept list origins, strings made from output."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from epilogue.flow.context import CALLED, GLUE, RETURNED
from epilogue.ir.operators import operators, to_text
from epilogue.ir.operators.base import joined
from epilogue.ir.program import Program
from epilogue.ir.values import ListValue, Value


def flow_operators(program: Program) -> Mapping[str, Callable[..., Value]]:
    """Operator name -> function, for :class:`~epilogue.flow.expressions.Expressions` and the search."""

    def said(*parts: Value) -> Value:
        return _said([to_text(part) for part in parts])

    return {**operators(program, program.dialect), "older": _older, "retain": _retain, "said": said}


def _older(age: Value) -> Value:
    """Turns since a visit, one turn later; -1 (never) stays."""
    assert isinstance(age, int)
    return age if age < 0 else age + 1


def _retain(old: Value, new: Value) -> Value:
    """The value as a variable keeps it: an empty list takes over the origins of the list it replaces."""
    if isinstance(new, ListValue) and not new.items and isinstance(old, ListValue):
        return ListValue(new.items, old.origins)
    return new


def _said(parts: list[str]) -> str:
    """A string made from what is said: glue, repeated newlines and the white space around function calls taken out."""
    out: list[str] = []
    calls: list[int] = []
    for part in parts:
        if part == GLUE:
            while out and not out[-1].strip(" \t\n") and "\n" in out[-1]:
                out.pop()
            out.append(part)
        elif part == CALLED:
            calls.append(len(out))
        elif part == RETURNED:
            start = calls.pop() if calls else 0
            while len(out) > start and out[-1] != GLUE and not out[-1].strip(" \t\n"):
                out.pop()
        elif part == "\n":
            fresh = not out or out[-1].endswith("\n") or out[-1] == GLUE or (calls and calls[-1] == len(out))
            if not fresh:
                out.append(part)
        elif part:
            if out and out[-1] == GLUE and part.strip(" \t\n"):
                out.pop()
            out.append(part)
    return joined(part for part in out if part != GLUE)

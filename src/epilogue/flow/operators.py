"""The language's operators, and those that only the FlowGraph needs: ages, kept list origins, strings made from output."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

from epilogue.flow.context import CALLED, JOIN, RETURNED
from epilogue.ir.operators import (
    AS_OPERANDS,
    NUMBER,
    OTHER,
    STRING,
    Arithmetic,
    Compare,
    ItemOrder,
    OnNumbers,
    Operator,
    OperatorError,
    Operators,
)
from epilogue.ir.program import Program
from epilogue.ir.values import ListValue, Value
from epilogue.machine.frames import FUNCTION, SUBROUTINE, Frame
from epilogue.machine.text import Output


def flow_operators(program: Program) -> Operators:
    """All operators by name, for :class:`~epilogue.flow.expressions.Expressions` and the search."""
    semantics = program.semantics
    text, output = semantics.values.text, semantics.output

    def heard(*parts: Any) -> Any:
        return tuple(word for part in parts for word in (part if type(part) is tuple else (text(part),)))

    def said(*parts: Any) -> Value:
        return _said(output, heard(*parts))

    def pick(chosen: Any, slots: Any) -> Any:
        if chosen not in slots:
            raise OperatorError(semantics.messages.no_passage.format(repr(chosen)))
        return slots[chosen]

    flow_only: Operators = {
        **_OWN,
        "said": Operator(said, result=STRING, on_numbers=OnNumbers.NEVER),
        "heard": Operator(heard, result=OTHER, on_numbers=OnNumbers.NEVER),
        "pick": Operator(pick, result=NUMBER, order=ItemOrder.UNREAD),
    }
    language = semantics.operators(program.lists)
    reserved = sorted(language.keys() & {*flow_only, "const", "read"})
    if reserved:
        raise ValueError(f"operators of these names are the FlowGraph's own: {', '.join(reserved)}")
    return {**language, **flow_only}


def _older(age: Value) -> Value:
    """An age one turn later; -1 (never) stays."""
    assert isinstance(age, int)
    return age if age < 0 else age + 1


def _retain(old: Value, new: Value) -> Value:
    """The value as a variable stores it: an empty list keeps the origins of the list it replaces."""
    if isinstance(new, ListValue) and not new.entries and isinstance(old, ListValue):
        return ListValue((), old.origins)
    return new


def _unordered(value: Value) -> Value:
    """The value without the order of its items."""
    return value.unordered() if isinstance(value, ListValue) else value


def _by_number(value: Value) -> Value:
    """The value with the order of items only among those of the same number."""
    return value.by_number() if isinstance(value, ListValue) else value


COUNTED_ON, COUNTED_AS = "counted_on", "counted_as"
"""Operators on counts of the FlowGraph itself: increment, and comparison with a number."""
_NUMBERS = ((NUMBER, NUMBER),)
_OWN: Operators = {
    COUNTED_ON: Operator(operator.add, Arithmetic.ADD, NUMBER, _NUMBERS, order=ItemOrder.UNREAD, whole=True),
    COUNTED_AS: Operator(operator.eq, Compare.EQ, NUMBER, _NUMBERS, outcomes=(True, False), order=ItemOrder.UNREAD),
    "older": Operator(_older, result=NUMBER, order=ItemOrder.UNREAD, whole=True),
    "retain": Operator(_retain, result=AS_OPERANDS),
    "unordered": Operator(_unordered, result=AS_OPERANDS),
    "by_number": Operator(_by_number, result=AS_OPERANDS),
}
NEVER_FAIL = frozenset(("older", "retain", "said", "heard", "unordered", "by_number"))
"""The FlowGraph's own operators that never fail, whatever their operands."""


def _said(output: type[Output], parts: Iterable[str]) -> str:
    """A string made from what is said, by the engine's rules: joins, repeated line ends, white space around calls."""
    out = output()
    frames = [Frame(SUBROUTINE, -1)]
    out.open_string()
    for part in parts:
        if part == JOIN:
            out.say_join()
        elif part == CALLED:
            frames.append(Frame(FUNCTION, -1, out.enter_function()))
        elif part == RETURNED:
            out.leave_function(frames.pop().start if len(frames) > 1 else -1)  # damaged code: called before the string
        else:
            out.say_any(part, frames)
    return out.close_string()

"""Harlowe's operators and values.

What goes wrong in an expression ends nothing: the reader sees a message in its place, and play goes on. So an error is a value
here (:func:`error`), which every operator hands on. Where the kinds of operands are known, the operators named by signs alone
are used, which cannot fail on numbers or on truth values; the others end with ``?``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from epilogue.ir.operators import (
    ANY,
    NUMBER,
    STRING,
    Arithmetic,
    Compare,
    Logic,
    OnNumbers,
    Operator,
    OperatorError,
    Operators,
    joined,
)
from epilogue.ir.structures import StructureTooLarge, structure_operators
from epilogue.ir.values import MapValue, SequenceValue, Value
from epilogue.languages.javascript.numbers import number, number_text

_STRUCTURES = structure_operators(ordered=False)
_ERROR_KEY = True  # no datamap has a truth value for a name


def error(message: str) -> MapValue:
    """The value of an expression that went wrong."""
    return MapValue([(_ERROR_KEY, message)])


def is_error(value: Any) -> bool:
    return type(value) is MapValue and value.keys == (_ERROR_KEY,) and value.keys[0] is True


class _WrongOperand(Exception):
    """The engine shows an error."""


def kind_name(value: Value) -> str:
    """A value as messages call it."""
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return f"the number {number_text(value)}"
    if isinstance(value, str):
        return f'the string "{value}"'
    return "an array" if isinstance(value, SequenceValue) else "a datamap"


def harlowe_text(value: Value, name_position: Callable[[int], str] | None = None) -> str:
    """Printed form of a value."""
    if type(value) is bool:
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, str):
        return value
    if isinstance(value, SequenceValue):
        return joined([",".join(map(harlowe_text, value.items))])
    if isinstance(value, MapValue):
        return joined([f"{harlowe_text(key)}: {harlowe_text(inner)} " for key, inner in value.entries])
    return ""


def literal(value: Value) -> str:
    """A value as an expression writes it."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, SequenceValue):
        return f"(a: {', '.join(map(literal, value.items))})"
    if isinstance(value, MapValue):
        pairs = [f"{literal(key)}, {literal(inner)}" for key, inner in value.entries]
        return f"(dm: {', '.join(pairs)})"
    return harlowe_text(value)


def writable(value: Value) -> bool:
    """Whether a literal that compares with a value holds of it alone."""
    if isinstance(value, str):
        return not any(letter in '"\\\n' for letter in value)
    return isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value) and "e" not in repr(value))


def truthy(value: Value) -> bool:
    return value is True


def _same_kind(left: Value, right: Value) -> bool:
    return _kind(left) == _kind(right)


def _kind(value: Value) -> str:
    return "number" if type(value) in (int, float) else type(value).__name__


def equal(left: Value, right: Value) -> bool:
    """``is``: no two kinds of values are the same, and datamaps have no order."""
    if not _same_kind(left, right):
        return False
    if isinstance(left, SequenceValue) and isinstance(right, SequenceValue):
        return len(left.items) == len(right.items) and all(map(equal, left.items, right.items))
    if isinstance(left, MapValue) and isinstance(right, MapValue):
        if len(left.keys) != len(right.keys):
            return False
        return all(key in right.keys and equal(value, right.values[right.keys.index(key)]) for key, value in left.entries)
    return left == right


def _total(function: Callable[..., Value]) -> Callable[..., Value]:
    """Hands on errors, and makes an error of what goes wrong."""

    def operator(*operands: Value) -> Value:
        for operand in operands:
            if is_error(operand):
                return operand
        try:
            return function(*operands)
        except _WrongOperand as fault:
            return error(str(fault))

    return operator


def _unlike(left: Value, right: Value) -> _WrongOperand:
    return _WrongOperand(f"{kind_name(left)} isn't the same type of data as {kind_name(right)}")


def _add(left: Value, right: Value) -> Value:
    if not _same_kind(left, right):
        raise _unlike(left, right)
    if isinstance(left, str):
        assert isinstance(right, str)
        return joined((left, right))
    if isinstance(left, SequenceValue) and isinstance(right, SequenceValue):
        return bounded(SequenceValue((*left.items, *right.items)))
    if isinstance(left, MapValue) and isinstance(right, MapValue):
        whole: Value = left
        for key, value in right.entries:
            whole = _STRUCTURES["set_item"](whole, key, value)
        return whole
    return number(left + right)  # type: ignore[operator, arg-type]


def bounded(structure: SequenceValue) -> SequenceValue:
    from epilogue.ir.structures import MAX_DEPTH, MAX_SIZE

    if structure.size > MAX_SIZE or structure.depth > MAX_DEPTH:
        raise StructureTooLarge
    return structure


def _subtract(left: Value, right: Value) -> Value:
    if not _same_kind(left, right):
        raise _unlike(left, right)
    if isinstance(left, str):
        assert isinstance(right, str)
        return left.replace(right, "") if right else left
    if isinstance(left, SequenceValue) and isinstance(right, SequenceValue):
        return SequenceValue(item for item in left.items if not any(equal(item, other) for other in right.items))
    if type(left) in (int, float):
        return number(left - right)  # type: ignore[operator]
    raise _WrongOperand(f"I can't use - on {kind_name(left)}.")


def _numbers(verb: str, function: Callable[[float, float], Value]) -> Callable[[Value, Value], Value]:
    def operator(left: Value, right: Value) -> Value:
        for operand in (left, right):
            if type(operand) not in (int, float):
                raise _WrongOperand(f"I can only {verb} numbers, not {kind_name(operand)}.")
        return function(left, right)  # type: ignore[arg-type]

    return operator


def _booleans(word: str, function: Callable[[bool, bool], bool]) -> Callable[[Value, Value], Value]:
    def operator(left: Value, right: Value) -> Value:
        for operand in (left, right):
            if type(operand) is not bool:
                raise _WrongOperand(f"I can only use '{word}' to join booleans, not {kind_name(operand)}.")
        return function(left, right)  # type: ignore[arg-type]

    return operator


def _not(value: Value) -> Value:
    if type(value) is not bool:
        raise _WrongOperand(f"I can only use 'not' to invert booleans, not {kind_name(value)}.")
    return not value


def _divide(left: float, right: float) -> Value:
    if right == 0:
        raise _WrongOperand(f"I can't divide {kind_name(left)} by zero.")
    return number(left / right)


def _modulo(left: float, right: float) -> Value:
    if right == 0:
        raise _WrongOperand(f"I can't modulo {kind_name(left)} by zero.")
    if not (math.isfinite(left) and math.isfinite(right)):
        return math.nan if not math.isfinite(left) else number(left)
    return number(math.fmod(left, right))


def _contains(container: Value, value: Value) -> Value:
    if isinstance(container, str):
        if not isinstance(value, str):
            raise _WrongOperand(f"{kind_name(container)} can only contain strings, not {kind_name(value)}.")
        return value in container
    if isinstance(container, SequenceValue):
        return any(equal(item, value) for item in container.items)
    if isinstance(container, MapValue):
        return any(equal(key, value) for key in container.keys)
    raise _WrongOperand(f"{kind_name(container)} cannot contain any values, let alone {kind_name(value)}")


def _part(whole: Value, key: Value) -> Value:
    if isinstance(whole, MapValue):
        position = whole.index_of(_name(key))
        if position is None:
            raise _WrongOperand(f"I can't find a {harlowe_text(key)} data name in a datamap.")
        return whole.values[position]  # type: ignore[no-any-return]
    if isinstance(whole, str | SequenceValue):
        items = whole if isinstance(whole, str) else whole.items
        if key == "length" and isinstance(key, str):
            return len(items)
        return items[_position(key, len(items))]
    raise _WrongOperand(f"{kind_name(whole)} has no parts.")


def _name(key: Value) -> Value:
    if type(key) in (str, int, float):
        return key
    raise _WrongOperand(f"Only strings and numbers can be used as data names, not {kind_name(key)}.")


def _position(key: Value, length: int) -> int:
    if type(key) is not int:
        raise _WrongOperand(f"This has positions and a length, not {kind_name(key)}.")
    position = key - 1 if key > 0 else key + length
    if key == 0 or not 0 <= position < length:
        raise _WrongOperand("This has no such position.")
    return position


def _set_part(whole: Value, path: Value, value: Value) -> Value:
    """The structure with another value at the end of a path."""
    assert isinstance(path, SequenceValue)
    if not path.items:
        return value
    key, rest = path.items[0], SequenceValue(path.items[1:])
    if isinstance(whole, MapValue):
        _name(key)
        inner = _set_part(_part(whole, key), rest, value) if rest.items else value
        return _STRUCTURES["set_item"](whole, key, inner)
    if isinstance(whole, SequenceValue):
        position = _position(key, len(whole.items))
        return _STRUCTURES["set_item"](whole, position, _set_part(whole.items[position], rest, value))
    raise _WrongOperand(f"I can't set a part of {kind_name(whole)}.")


def _append(array: Value, value: Value) -> Value:
    return _STRUCTURES["append"](array, value)


def _spread(array: Value, value: Value) -> Value:
    """The array with the items of another one, or the letters of a text, at its end."""
    if isinstance(array, SequenceValue) and isinstance(value, SequenceValue | str):
        return bounded(SequenceValue((*array.items, *(value if isinstance(value, str) else value.items))))
    raise _WrongOperand(f"I can't spread out {kind_name(value)}, because it is not a string, dataset, or array.")


def _datamap(array: Value) -> Value:
    """A map of names and values in turn."""
    if not isinstance(array, SequenceValue):
        raise _WrongOperand("A datamap needs data names and values.")
    if len(array.items) % 2:
        raise _WrongOperand("This datamap has a data name without a value.")
    whole: Value = MapValue()
    for key, value in zip(array.items[::2], array.items[1::2], strict=True):
        assert isinstance(whole, MapValue)
        if whole.index_of(_name(key)) is not None:
            raise _WrongOperand(f"You used the same data name ({harlowe_text(key)}) twice in the same (datamap:) call.")
        whole = _STRUCTURES["set_item"](whole, key, value)
    return whole


def _rounding(name: str, function: Callable[[float], float]) -> Operator:
    def operator(value: Value) -> Value:
        if type(value) not in (int, float):
            raise _WrongOperand(f"({name}:)'s value is {kind_name(value)}, but should be a number.")
        return number(function(value)) if math.isfinite(value) else value  # type: ignore[arg-type]

    return Operator(_total(operator), total_on=((ANY,),))


def _to_string(value: Value) -> Value:
    if isinstance(value, MapValue):
        raise _WrongOperand("(str:) cannot take a datamap.")
    return harlowe_text(value)


def _to_number(value: Value) -> Value:
    if not isinstance(value, str):
        raise _WrongOperand(f"(num:)'s value is {kind_name(value)}, but should be a string.")
    try:
        return number(float(value)) if value.strip().replace(".", "", 1).lstrip("+-").isdecimal() else _no_number(value)
    except (ValueError, OverflowError):
        return _no_number(value)


def _no_number(value: str) -> Value:
    if value.strip():
        raise _WrongOperand(f'I couldn\'t convert the string "{value}" to a number.')
    return 0


def _whole_bound(value: Value) -> Value:
    """A bound of a draw."""
    if type(value) is int:
        return value
    raise OperatorError(f"a draw between numbers that are not whole is not followed: {harlowe_text(value)}")


def _condition(value: Value) -> Value:
    if type(value) is bool:
        return value
    raise _WrongOperand(f"This condition is {kind_name(value)}, but should be a boolean.")


def _message(value: Value) -> Value:
    """An error as the reader sees it."""
    if isinstance(value, MapValue) and is_error(value):
        return f"\u26a0 {value.values[0]}"
    raise OperatorError("this is no error")


_NUMBERS = NUMBER, NUMBER
_counts = partial(Operator, result=NUMBER, total_on=(_NUMBERS,), on_numbers=OnNumbers.NEVER)
_tells = partial(Operator, result=NUMBER, total_on=(_NUMBERS,), outcomes=(True, False))
_any = partial(Operator, total_on=((ANY, ANY),))


def _plain(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Value]:
    return lambda left, right: number(function(left, right))


_OPERATORS: Operators = {
    "+": _counts(_plain(lambda left, right: left + right), Arithmetic.ADD, whole=True),
    "-": _counts(_plain(lambda left, right: left - right), Arithmetic.SUBTRACT, whole=True),
    "*": _counts(_plain(lambda left, right: left * right), Arithmetic.MULTIPLY, whole=True),
    "is": _tells(equal, Compare.EQ, total_on=((ANY, ANY),)),
    "is not": _tells(lambda left, right: not equal(left, right), Compare.NE, total_on=((ANY, ANY),)),
    "<": _tells(lambda left, right: left < right, Compare.LT),
    ">": _tells(lambda left, right: left > right, Compare.GT),
    "<=": _tells(lambda left, right: left <= right, Compare.LE),
    ">=": _tells(lambda left, right: left >= right, Compare.GE),
    "and": _tells(lambda left, right: bool(left) and bool(right), Logic.AND),
    "or": _tells(lambda left, right: bool(left) or bool(right), Logic.OR),
    "not": Operator(lambda value: not value, Logic.NOT, NUMBER, ((NUMBER,),), outcomes=(True, False)),
    "least": _counts(min, Arithmetic.LEAST, whole=True),
    "greatest": _counts(max, Arithmetic.GREATEST, whole=True),
    "+?": _any(_total(_add)),
    "-?": _any(_total(_subtract)),
    "*?": _any(_total(_numbers("multiply", lambda left, right: number(left * right)))),
    "/?": _any(_total(_numbers("divide", _divide))),
    "%?": _any(_total(_numbers("modulus", _modulo))),
    "is?": _any(_total(equal)),
    "is not?": _any(_total(lambda left, right: not equal(left, right))),
    "<?": _any(_total(_numbers("do < to", lambda left, right: left < right))),
    ">?": _any(_total(_numbers("do > to", lambda left, right: left > right))),
    "<=?": _any(_total(_numbers("do <= to", lambda left, right: left <= right))),
    ">=?": _any(_total(_numbers("do >= to", lambda left, right: left >= right))),
    "and?": _any(_total(_booleans("and", lambda left, right: left and right))),
    "or?": _any(_total(_booleans("or", lambda left, right: left or right))),
    "not?": Operator(_total(_not), total_on=((ANY,),)),
    "contains?": _any(_total(_contains)),
    "is in?": _any(_total(lambda left, right: _contains(right, left))),
    "part": _any(_total(_part)),
    "set part": Operator(_total(_set_part)),
    "append": Operator(_total(_append)),
    "spread": Operator(_total(_spread)),
    "datamap": Operator(_total(_datamap)),
    "str": Operator(_total(_to_string)),
    "num": Operator(_total(_to_number), total_on=((ANY,),)),
    "round": _rounding("round", lambda value: math.floor(value + 0.5)),
    "floor": _rounding("floor", math.floor),
    "ceil": _rounding("ceil", math.ceil),
    "abs": _rounding("abs", abs),
    "whole": Operator(_whole_bound, result=NUMBER),
    "failed": Operator(is_error, result=NUMBER, total_on=((ANY,),), outcomes=(True, False)),
    "boolean": Operator(lambda value: type(value) is bool, result=NUMBER, total_on=((ANY,),), outcomes=(True, False)),
    "string": Operator(lambda value: type(value) is str, result=NUMBER, total_on=((ANY,),), outcomes=(True, False)),
    "condition": Operator(_total(_condition), total_on=((ANY,),)),
    "message": Operator(_message, result=STRING),
}


def harlowe_operators() -> Operators:
    """Operators that ``apply`` may name."""
    return _OPERATORS

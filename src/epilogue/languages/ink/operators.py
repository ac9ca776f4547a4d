"""ink's native operators and functions, after inkle's NativeFunctionCall and Value.

Operands are brought to one type first, the highest of them in the order bool (as int), int, float, string, divert
target; lists only mix with whole numbers in ``+`` and ``-`` and with anything in ``&&`` and ``||``. Integers are 32-bit
and wrap, floats are single precision, division truncates.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from epilogue.ir.operators import OperatorError, Operators, joined
from epilogue.ir.semantics import Lists
from epilogue.ir.values import ListValue, Reference, Target, Value, VoidType
from epilogue.languages.dotnet.numbers import INT_MIN, float32, float_text, float_to_int, int32
from epilogue.languages.ink.algebra import declared
from epilogue.languages.ink.lists import PAIRS, ListOperators, in_range
from epilogue.languages.ink.values import truthy

InkFunction = Callable[..., Value]

_NAMES: dict[type, str] = {
    bool: "Bool", int: "Int", float: "Float", str: "String", ListValue: "List", Target: "DivertTarget",
    Reference: "VariablePointer",
}  # fmt: skip


def _divide(x: int, y: int) -> int:
    if y == 0 or (y == -1 and x == INT_MIN):
        raise OperatorError("Attempted to divide by zero." if y == 0 else "Arithmetic operation resulted in an overflow.")
    return abs(x) // abs(y) if (x < 0) == (y < 0) else -(abs(x) // abs(y))


def _remainder(x: int, y: int) -> int:
    if y == 0:
        raise OperatorError("Attempted to divide by zero.")
    return abs(x) % abs(y) if x >= 0 else -(abs(x) % abs(y))


def _divide_float(x: float, y: float) -> float:
    if y == 0:
        return math.nan if x == 0 or x != x else math.copysign(math.inf, x) * math.copysign(1.0, y)
    return float32(x / y)


def _remainder_float(x: float, y: float) -> float:
    if y == 0 or x in (math.inf, -math.inf):
        return math.nan
    return float32(math.fmod(x, y))


def _power(x: float, y: float) -> float:
    try:
        result = float(x) ** float(y)
    except OverflowError:
        return -math.inf if x < 0 and y % 2 == 1 else math.inf
    except ZeroDivisionError:
        return math.inf
    return math.nan if isinstance(result, complex) else float32(result)


def _whole(x: float, rounded: Callable[[float], int]) -> float:
    return float32(float(rounded(x))) if math.isfinite(x) else x


def _greatest_float(x: float, y: float) -> float:
    return math.nan if x != x or y != y else max(x, y)


def _least_float(x: float, y: float) -> float:
    return math.nan if x != x or y != y else min(x, y)


_INTS: dict[str, Callable[[int, int], Value]] = {
    "+": lambda x, y: int32(x + y),
    "-": lambda x, y: int32(x - y),
    "*": lambda x, y: int32(x * y),
    "/": _divide,
    "%": _remainder,
    "==": lambda x, y: x == y,
    "!=": lambda x, y: x != y,
    ">": lambda x, y: x > y,
    "<": lambda x, y: x < y,
    ">=": lambda x, y: x >= y,
    "<=": lambda x, y: x <= y,
    "&&": lambda x, y: x != 0 and y != 0,
    "||": lambda x, y: x != 0 or y != 0,
    "MAX": lambda x, y: int(max(x, y)),
    "MIN": lambda x, y: int(min(x, y)),
    "POW": _power,
}
_FLOATS: dict[str, Callable[[Any, Any], Value]] = {
    **_INTS,
    "+": lambda x, y: float32(x + y),
    "-": lambda x, y: float32(x - y),
    "*": lambda x, y: float32(x * y),
    "/": _divide_float,
    "%": _remainder_float,
    "MAX": _greatest_float,
    "MIN": _least_float,
}
_STRINGS: dict[str, Callable[[str, str], Value]] = {
    "+": lambda x, y: joined((x, y)),
    "==": lambda x, y: x == y,
    "!=": lambda x, y: x != y,
    "?": lambda x, y: y in x,
    "!?": lambda x, y: y not in x,
}
_TARGETS: dict[str, Callable[[Target, Target], Value]] = {
    "==": lambda x, y: x == y,
    "!=": lambda x, y: x != y,
}

_ONE_INT: dict[str, Callable[[int], Value]] = {
    "_": lambda x: int32(-x),
    "!": lambda x: x == 0,
    "FLOOR": int,
    "CEILING": int,
    "INT": int,
    "FLOAT": lambda x: float32(float(x)),
}
_ONE_FLOAT: dict[str, Callable[[float], Value]] = {
    "_": lambda x: float32(-x),
    "!": lambda x: x == 0,
    "FLOOR": lambda x: _whole(x, math.floor),
    "CEILING": lambda x: _whole(x, math.ceil),
    "INT": float_to_int,
    "FLOAT": lambda x: x,
}


def _printed_name(name: str) -> str:
    return "^" if name == "L^" else name


def _no_void(name: str) -> OperatorError:
    return OperatorError(
        f"Attempting to perform {_printed_name(name)} on a void value. Did you forget to 'return' a value from a function "
        "you called here?"
    )


def _impossible(name: str, kind: type) -> OperatorError:
    return OperatorError(f"Cannot perform operation '{_printed_name(name)}' on {_NAMES.get(kind, kind.__name__)}")


def _name(value: Value) -> str:
    return _NAMES.get(type(value), type(value).__name__)


def _cast(value: Any, kind: type) -> Any:
    """The value as the higher type ``kind``."""
    source = type(value)
    if source is kind:
        return value
    if source not in _NAMES:
        raise OperatorError(f"Can't cast {value} to {_NAMES[kind]}")
    if kind is float:
        return float32(float(value))
    if kind is str:
        if source is bool:
            return "true" if value else "false"
        return float_text(value) if source is float else str(value)
    raise OperatorError(f"Can't cast {value} from {_NAMES[source]} to {_NAMES[kind]}")


_HIGHEST = (Reference, Target, str, float)
_TABLES: dict[type, dict[str, Any]] = {float: _FLOATS, str: _STRINGS, Target: _TARGETS, Reference: {}}


def _binary(name: str, definitions: ListOperators) -> InkFunction:
    on_ints = _INTS.get(name)
    on_lists = PAIRS.get(name)

    def with_list(x: Value, y: Value) -> Value:
        if isinstance(x, ListValue) and type(y) is int and name in ("+", "-"):
            return definitions.moved(x, y if name == "+" else -y)
        if isinstance(x, ListValue) and isinstance(y, ListValue):
            if on_lists is None:
                raise _impossible(name, ListValue)
            return on_lists(x, y)
        if name == "&&":
            left, right = truthy(x), truthy(y)
            return left and right
        if name == "||":
            left, right = truthy(x), truthy(y)
            return left or right
        raise OperatorError(f"Can not call use '{_printed_name(name)}' operation on {_name(x)} and {_name(y)}")

    def operator(x: Value, y: Value) -> Value:
        left, right = type(x), type(y)
        if (left is int or left is bool) and (right is int or right is bool):
            if on_ints is None:
                raise _impossible(name, int)
            return on_ints(x, y)  # type: ignore[arg-type]
        if left is VoidType or right is VoidType:
            raise _no_void(name)
        if left is ListValue or right is ListValue:
            return with_list(x, y)
        for kind in _HIGHEST:
            if left is kind or right is kind:
                function = _TABLES[kind].get(name)
                operands = _cast(x, kind), _cast(y, kind)
                if function is None:
                    raise _impossible(name, kind)
                return function(*operands)  # type: ignore[no-any-return]
        raise _impossible(name, left)

    return operator


def _unary(name: str, on_list: Callable[[ListValue], Value] | None) -> InkFunction:
    on_int, on_float = _ONE_INT.get(name), _ONE_FLOAT.get(name)

    def operator(x: Value) -> Value:
        kind = type(x)
        if kind is int or kind is bool:
            if on_int is None:
                raise _impossible(name, int)
            return on_int(x)  # type: ignore[arg-type]
        if kind is VoidType:
            raise _no_void(name)
        if isinstance(x, ListValue) and on_list is not None:
            return on_list(x)
        if isinstance(x, float) and on_float is not None:
            return on_float(x)
        raise _impossible(name, kind)

    return operator


def ink_operators(lists: Lists) -> Operators:
    """Operators that ``apply`` may name, over these list definitions."""
    definitions = ListOperators(lists)
    singles = definitions.singles()
    functions: dict[str, InkFunction] = {}
    for name in dict.fromkeys([*_INTS, *_STRINGS, *PAIRS]):
        functions[name] = _binary(name, definitions)
    for name in dict.fromkeys([*_ONE_INT, *singles]):
        functions[name] = _unary(name, singles.get(name))
    functions["listInt"] = definitions.from_number
    functions["range"] = in_range
    return declared(functions)

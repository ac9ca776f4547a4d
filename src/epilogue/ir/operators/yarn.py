"""Yarn's operators and built-in functions, after Yarn Spinner's Types and its standard library.

Yarn has one kind of number, single precision floats. A whole number is kept as ``int`` here (one that is not, as ``float``), so
that counting and comparing is the same for every dialect; ``divide`` and ``remainder`` have names of their own because they are
not those of whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from epilogue.ir.operators.base import OperatorError, float32, float_text, float_to_int, joined
from epilogue.ir.operators.texts import to_text
from epilogue.ir.values import Value

Operator = Callable[..., Value]
LONG = 10_000_000
"""From here on a number is printed with an exponent."""


def number(value: float) -> int | float:
    """A number as a variable keeps it."""
    found = float32(value)
    whole = math.isfinite(found) and found == int(found) and not (found == 0 and math.copysign(1.0, found) < 0)
    return int(found) if whole else found


def yarn_text(value: Value, place: Callable[[int], str] | None = None) -> str:
    """What the engine prints for a value."""
    if type(value) is bool:
        return "True" if value else "False"
    if type(value) is int:
        return str(value) if abs(value) < LONG else float_text(float(value))
    return to_text(value, place)


def _numeric(value: Value) -> float:
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        try:
            return float(value.strip().replace(",", ""))
        except ValueError:
            raise OperatorError(f"The input string '{value}' was not in a correct format.") from None
    raise OperatorError("a number is expected here")


def _whole(value: Value) -> int:
    """As the engine makes an integer of a number where one is expected: to the nearest, halves to even."""
    found = _numeric(value)
    if not math.isfinite(found) or not -(2**31) <= round(found) < 2**31:
        raise OperatorError("Value was either too large or too small for an Int32.")
    return round(found)


def _truth(value: Value) -> bool:
    if isinstance(value, str):
        if value.strip().lower() not in ("true", "false"):
            raise OperatorError(f"String '{value}' was not recognized as a valid Boolean.")
        return value.strip().lower() == "true"
    return _numeric(value) != 0


def _add(left: Value, right: Value) -> Value:
    if isinstance(left, str) or isinstance(right, str):
        return joined((yarn_text(left), yarn_text(right)))
    return number(_numeric(left) + _numeric(right))


def _multiply(left: Value, right: Value) -> Value:
    return number(_numeric(left) * _numeric(right))


def _divide(left: Value, right: Value) -> Value:
    above, below = _numeric(left), _numeric(right)
    if below == 0:
        return math.nan if above == 0 or above != above else math.copysign(math.inf, above) * math.copysign(1.0, below)
    return number(above / below)


def _remainder(left: Value, right: Value) -> Value:
    above, below = _whole(left), _whole(right)
    if below == 0:
        raise OperatorError("Attempted to divide by zero.")
    return int(math.fmod(above, below))


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, str) != isinstance(right, str):
        return yarn_text(left) == yarn_text(right)
    return left == right


def _toward(rounded: Callable[[float], int]) -> Operator:
    def operator(value: Value) -> Value:
        found = _numeric(value)
        return rounded(found) if math.isfinite(found) and abs(found) < 2**31 else float_to_int(found)

    return operator


def _places(value: Value, places: Value) -> Value:
    digits = _whole(places)
    if not 0 <= digits <= 15:
        raise OperatorError("Rounding digits must be between 0 and 15, inclusive.")
    return number(round(float(_numeric(value)), digits))


def _step(value: Value, by: int) -> Value:
    found = _numeric(value)
    if not math.isfinite(found):
        return float_to_int(found)
    if found == int(found):
        return number(found + by)
    return math.ceil(found) if by > 0 else math.floor(found)


def _format(pattern: Value, value: Value) -> Value:
    """Of the engine's format strings: ``{0}`` and literal text. Raises OperatorError for more."""
    plain = str(pattern).replace("{0}", "")
    if "{" in plain or "}" in plain:
        raise OperatorError(f"this form of number is not known here: {pattern}")
    return str(pattern).replace("{0}", yarn_text(value))


def _plural(value: Value) -> str:
    """The English plural case of a number."""
    return "one" if _numeric(value) == 1 else "other"


def _ordinal(value: Value) -> str:
    """The English ordinal case of a number: 1st, 2nd, 3rd, 4th, 11th."""
    found = abs(_numeric(value))
    if found != int(found) or 11 <= found % 100 <= 13:
        return "other"
    return {1: "one", 2: "two", 3: "few"}.get(int(found) % 10, "other")


_OPERATORS: dict[str, Operator] = {
    "+": _add,
    "-": lambda left, right: number(_numeric(left) - _numeric(right)),
    "*": _multiply,
    "divide": _divide,
    "remainder": _remainder,
    "==": _same,
    "!=": lambda left, right: not _same(left, right),
    "<": lambda left, right: _numeric(left) < _numeric(right),
    ">": lambda left, right: _numeric(left) > _numeric(right),
    "<=": lambda left, right: _numeric(left) <= _numeric(right),
    ">=": lambda left, right: _numeric(left) >= _numeric(right),
    "&&": lambda left, right: _truth(left) and _truth(right),
    "||": lambda left, right: _truth(left) or _truth(right),
    "!": lambda value: not _truth(value),
    "negate": lambda value: number(-float(_numeric(value))),
    "string": yarn_text,
    "number": lambda value: number(_numeric(value)),
    "bool": _truth,
    "format": _format,
    "format_invariant": yarn_text,
    "MIN": lambda left, right: number(min(_numeric(left), _numeric(right))),
    "MAX": lambda left, right: number(max(_numeric(left), _numeric(right))),
    "round": _toward(round),
    "round_places": _places,
    "floor": _toward(math.floor),
    "ceil": _toward(math.ceil),
    "int": _toward(math.trunc),
    "inc": lambda value: _step(value, 1),
    "dec": lambda value: _step(value, -1),
    "decimal": lambda value: number(_numeric(value) - math.trunc(_numeric(value))),
    "plural": _plural,
    "ordinal": _ordinal,
}


def yarn_operators(lists: dict[str, dict[str, int]]) -> dict[str, Operator]:
    """Every operator ``apply`` may name; Yarn has no lists."""
    return dict(_OPERATORS)

"""Yarn's operators and built-in functions, after Yarn Spinner's Types and its standard library.

Yarn has one kind of number, single precision floats. A whole number is kept as ``int`` here (one that is not, as ``float``), so
that counting and comparing is the same for every language; ``divide`` and ``remainder`` have names of their own because they are
not those of whole numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial

from epilogue.ir.operators import (
    AS_OPERANDS,
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
from epilogue.ir.values import Target, Value
from epilogue.languages.dotnet.numbers import INT_MAX, float32, float_text, float_to_int, int32
from epilogue.languages.yarn import markup
from epilogue.languages.yarn.formats import formatted

YarnFunction = Callable[..., Value]
LONG = 10_000_000
"""Below this every whole number is printed with its own digits."""
PLAIN = 9
"""Digits before the point up to which a number is printed without an exponent: .NET's from Core 3.0 on."""
_NUMBER = re.compile(r"[+-]?(?:[0-9][0-9,]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def number(value: float) -> int | float:
    """A number as a variable keeps it."""
    single = float32(value)
    whole = math.isfinite(single) and single == int(single) and not (single == 0 and math.copysign(1.0, single) < 0)
    return int(single) if whole else single


def yarn_text(value: Value, name_position: Callable[[int], str] | None = None) -> str:
    """Printed form of a value."""
    if type(value) is bool:
        return "True" if value else "False"
    if type(value) is int:
        return str(value) if abs(value) < LONG else float_text(float(value), PLAIN)
    return shown(value, name_position)


def shown(value: Value, name_position: Callable[[int], str] | None = None) -> str:
    """A value as shown to a writer. ``name_position`` names the position of a node."""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is float:
        return float_text(value)
    if isinstance(value, Target):
        return name_position(value.position) if name_position else str(value.position)
    return str(value) if isinstance(value, str | int) else ""


def literal(value: Value) -> str:
    """A value as an expression writes it."""
    return f'"{value}"' if isinstance(value, str) else shown(value)


UNWRITABLE = frozenset('"\\{}[]|<>\n#/')
"""Characters that a string in an expression cannot hold."""


def writable(value: Value) -> bool:
    """Whether an expression can hold the value: texts without special characters, whole numbers."""
    if isinstance(value, str):
        return UNWRITABLE.isdisjoint(value)
    return isinstance(value, bool | int) or (isinstance(value, float) and value.is_integer())


def truthy(value: Value) -> bool:
    """Whether a condition holds; one that the game gives may be no boolean."""
    return isinstance(value, int | float | str) and bool(value)


def _numeric(value: Value) -> float:
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        written = value.strip()
        if _NUMBER.fullmatch(written):
            return float32(float(written.replace(",", "")))
        if written.lstrip("+-").lower() in ("nan", "infinity"):
            return float(written)
        raise OperatorError(f"“{value}” is no number")
    raise OperatorError("a number is expected here")


def _whole(value: Value) -> int:
    """Integer that the engine makes of a number where one is expected: to the nearest, halves to even."""
    numeric = _numeric(value)
    if not math.isfinite(numeric) or not -(2**31) <= round(numeric) < 2**31:
        raise OperatorError(f"{yarn_text(number(numeric))} is no whole number that fits in 32 bits")
    return round(numeric)


def _truth(value: Value) -> bool:
    if isinstance(value, str):
        if value.strip().lower() not in ("true", "false"):
            raise OperatorError(f"“{value}” is neither true nor false")
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
        raise OperatorError("a remainder of dividing by zero")
    return abs(above) % abs(below) * (-1 if above < 0 else 1)


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, str) != isinstance(right, str):
        return yarn_text(left) == yarn_text(right)
    return left == right


def _toward(rounded: Callable[[float], int]) -> YarnFunction:
    def operator(value: Value) -> Value:
        numeric = _numeric(value)
        return rounded(numeric) if math.isfinite(numeric) and abs(numeric) < 2**31 else float_to_int(numeric)

    return operator


def _places(value: Value, places: Value) -> Value:
    numeric, digits = float(_numeric(value)), _whole(places)
    if not 0 <= digits <= 15:
        raise OperatorError(f"a number is rounded to 0 to 15 places, not to {digits}")
    power = 10.0**digits
    return number(round(numeric * power) / power if abs(numeric) < 1e16 else numeric)


def _extreme(left: Value, right: Value, pick: Callable[..., float]) -> Value:
    """The smaller or greater: NaN wins, and -0 is less than 0."""
    numbers = [float(_numeric(left)), float(_numeric(right))]
    if any(each != each for each in numbers):
        return math.nan
    return number(pick(numbers, key=lambda each: (each, math.copysign(1.0, each))))


def _after_the_point(value: Value) -> float:
    numeric = _numeric(value)
    return float32(numeric - float_to_int(numeric))


def _increased(value: Value) -> Value:
    numeric = _numeric(value)
    return float_to_int(float32(numeric + 1)) if _after_the_point(numeric) == 0 else _upwards(numeric)


def _decreased(value: Value) -> Value:
    numeric = _numeric(value)
    return int32(float_to_int(numeric) - 1) if _after_the_point(numeric) == 0 else _downwards(numeric)


_upwards, _downwards = _toward(math.ceil), _toward(math.floor)


def _sides(value: Value) -> Value:
    """The greatest number of a dice."""
    sides = _whole(value)
    if sides < 0:
        raise OperatorError(f"a dice cannot have {sides} sides")
    return max(sides, 1)


def _reaches(least: Value, greatest: Value) -> Value:
    """The greatest whole step of a range. One that ends a step before it begins gives its beginning, as in the engine."""
    low, high = float_to_int(_numeric(least)), float_to_int(_numeric(greatest))
    if high < low - 1:
        raise OperatorError(f"there is no number from {low} to {high}: the first must not be above the second")
    if high - low >= INT_MAX:
        raise OperatorError(f"from {low} to {high} there are more numbers than can be drawn from")
    return max(low, high)


def _digits(value: Value) -> str:
    """A whole number with all its digits."""
    numeric = _numeric(value)
    return str(int(numeric)) if math.isfinite(numeric) else float_text(numeric)


def _format(pattern: Value, value: Value) -> Value:
    return formatted(str(pattern), value, yarn_text)


def _format_whole(pattern: Value, value: Value) -> Value:
    """Formats a whole number as a function returns it: not yet a real number."""
    return formatted(str(pattern), value, str, whole=True)


_NUMBERS, _PLAIN = (NUMBER, NUMBER), NUMBER | STRING
_reckons = partial(Operator, result=NUMBER, on_numbers=OnNumbers.NEVER)
_counts = partial(_reckons, total_on=(_NUMBERS,))
_steps = partial(_counts, whole_within=True)
_tells = partial(Operator, result=NUMBER, total_on=(_NUMBERS,), outcomes=(True, False))
_equal = partial(_tells, total_on=((_PLAIN, _PLAIN),))
_writes = partial(Operator, result=STRING, on_numbers=OnNumbers.NEVER)
_formats = partial(Operator, result=STRING, on_numbers=OnNumbers.BY_CONSTANT)

_OPERATORS: Operators = {
    "+": partial(_steps, algebra=Arithmetic.ADD, result=AS_OPERANDS, total_on=(_NUMBERS, (STRING, _PLAIN), (_PLAIN, STRING)))(
        _add
    ),
    "-": _steps(lambda left, right: number(_numeric(left) - _numeric(right)), Arithmetic.SUBTRACT),
    "*": _steps(_multiply, Arithmetic.MULTIPLY),
    "divide": _reckons(_divide, Arithmetic.DIVIDE),
    "remainder": Operator(_remainder, result=NUMBER),
    "==": _equal(_same, Compare.EQ),
    "!=": _equal(lambda left, right: not _same(left, right), Compare.NE),
    "<": _tells(lambda left, right: _numeric(left) < _numeric(right), Compare.LT),
    ">": _tells(lambda left, right: _numeric(left) > _numeric(right), Compare.GT),
    "<=": _tells(lambda left, right: _numeric(left) <= _numeric(right), Compare.LE),
    ">=": _tells(lambda left, right: _numeric(left) >= _numeric(right), Compare.GE),
    "&&": _tells(lambda left, right: _truth(left) and _truth(right), Logic.AND),
    "||": _tells(lambda left, right: _truth(left) or _truth(right), Logic.OR),
    "!": partial(_tells, total_on=((NUMBER,),))(lambda value: not _truth(value), Logic.NOT),
    "negate": _reckons(lambda value: number(-float(_numeric(value))), Arithmetic.NEGATE),
    "string": _writes(yarn_text),
    "digits": _writes(_digits),
    "number": _reckons(lambda value: number(_numeric(value))),
    "bool": Operator(_truth, result=NUMBER),
    "format": _formats(_format),
    "format_whole": _formats(_format_whole),
    "format_invariant": _writes(yarn_text),
    "MIN": _steps(lambda left, right: _extreme(left, right, min), Arithmetic.LEAST),
    "MAX": _steps(lambda left, right: _extreme(left, right, max), Arithmetic.GREATEST),
    "round": _reckons(_toward(round)),
    "round_places": Operator(_places, result=NUMBER, on_numbers=OnNumbers.BY_CONSTANT),
    "floor": _reckons(_downwards),
    "ceil": _reckons(_upwards),
    "int": _reckons(_toward(math.trunc)),
    "inc": _reckons(_increased),
    "dec": _reckons(_decreased),
    "decimal": _reckons(lambda value: number(_after_the_point(value))),
    "sides": Operator(_sides, result=NUMBER),
    "reaches": Operator(_reaches, result=NUMBER),
    "select": Operator(markup.select_case, result=STRING),
    "plural": Operator(markup.plural_case, result=STRING),
    "ordinal": Operator(markup.ordinal_case, result=STRING),
    "rendered": Operator(lambda line: markup.rendered(str(line)), result=STRING),
}


def yarn_operators() -> Operators:
    """Operators that ``apply`` may name."""
    return _OPERATORS

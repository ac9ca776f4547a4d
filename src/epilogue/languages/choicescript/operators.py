"""ChoiceScript's operators and values.

Its engine keeps numbers, texts and truth values; a number that stands in a scene or was typed in is a text until something is
computed with it. Here what reads as a number is one wherever it is written as the engine would print it; any other writing
(``5.0``, ``007``) stays the text that it is. Code that is lowered converts what may be of another kind first (``number``,
``boolean``), so that arithmetic, comparisons and logic below see numbers and truth values alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial

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
    StringTooLarge,
    joined,
)
from epilogue.ir.values import NONE, SequenceValue, Value
from epilogue.languages.javascript import numbers as javascript
from epilogue.languages.javascript.numbers import number_text

UNSET = SequenceValue()
"""Value of a variable of a scene that exists and has none yet; NONE: it does not exist yet."""
_READS = re.compile(r"\s*([+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|Infinity))")


def number(value: float) -> int | float:
    """A number as a variable keeps it: whole ones as such, -0 too."""
    return javascript.number(value) or 0


def written(text: str) -> Value:
    """A value as it is written: a number, if the engine would print it so."""
    if text[:1].isdigit() or text[:1] == "-":
        try:
            value = number(float(text))
        except (ValueError, OverflowError):
            return text
        if number_text(value) == text:
            return value
    return text


def choice_text(value: Value, name_position: Callable[[int], str] | None = None) -> str:
    """Printed form of a value."""
    if type(value) is bool:
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    return value if isinstance(value, str) else ""


def literal(value: Value) -> str:
    """A value as an expression writes it."""
    return f'"{value}"' if isinstance(value, str) else choice_text(value)


UNWRITABLE = frozenset('"\\{}[]|<>\n$@')
"""Characters that a text in an expression cannot hold, or not plainly."""


def writable(value: Value) -> bool:
    """Whether an expression can hold the value."""
    if isinstance(value, str):
        return UNWRITABLE.isdisjoint(value)
    return isinstance(value, bool) or (isinstance(value, int | float) and value >= 0 and math.isfinite(value))


def truthy(value: Value) -> bool:
    """Whether a condition holds; what may be no truth value was converted before."""
    return isinstance(value, int | float | str) and bool(value)


def to_number(value: Value) -> Value:
    """A number, or a text that begins with one."""
    if type(value) is bool:
        raise OperatorError(f"Not a number: {choice_text(value)}")
    if isinstance(value, int | float):
        return value
    reads = _READS.match(value) if isinstance(value, str) else None
    if reads is None:
        raise OperatorError(f"Not a number: {choice_text(value)}")
    return number(float(reads[1].replace("Infinity", "inf")))


def to_boolean(value: Value) -> Value:
    """A truth value, or its text."""
    if value is True or value == "true":
        return True
    if value is False or value == "false":
        return False
    raise OperatorError(f"Neither true nor false: {choice_text(value)}")


def same(left: Value, right: Value) -> bool:
    """Equality: of truth values and numbers as numbers, else of texts."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        truth, other = (left, right) if isinstance(left, bool) else (right, left)
        return choice_text(truth) == other or (isinstance(other, str) and _converted(other) == truth)
    return choice_text(left) == choice_text(right)


def _converted(text: str) -> float:
    """The number that a whole text reads as; nothing is 0."""
    try:
        return float(text.strip() or "0")
    except ValueError:
        return math.nan


def _computed(function: Callable[[float, float], float]) -> Callable[[Value, Value], Value]:
    def operator(left: Value, right: Value) -> Value:
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise OperatorError("Not a number")
        try:
            return number(function(left, right))
        except OverflowError:
            return math.inf

    return operator


def _divide(left: float, right: float) -> float:
    if right == 0:
        raise OperatorError("can't divide by zero")
    return left / right


def _remainder(left: float, right: float) -> float:
    if right == 0 or math.isinf(left) or left != left or right != right:
        return math.nan
    return math.fmod(left, right)


def _power(left: float, right: float) -> float:
    if right != right or (abs(left) == 1 and math.isinf(right)):
        return math.nan
    if left == 0 and right < 0:
        return math.inf
    try:
        result = float(left) ** float(right)
    except OverflowError:
        return -math.inf if left < 0 and right % 2 == 1 else math.inf
    return math.nan if isinstance(result, complex) else result


def fair_add(value: float, percent: float) -> float:
    """Fair addition: a part of what is missing to 100, rounded down."""
    if percent > 0:
        return min(math.floor(value + (100 - value) / 100 * percent), 99)
    return fair_subtract(value, -percent) if percent < 0 else max(math.ceil(value), 1)


def fair_subtract(value: float, percent: float) -> float:
    """Fair subtraction: a part of the value, rounded up."""
    if percent >= 0:
        return max(math.ceil(value - value / 100 * percent), 1)
    return fair_add(value, -percent)


def _fair(function: Callable[[float, float], float]) -> Callable[[Value, Value], Value]:
    def operator(left: Value, right: Value) -> Value:
        values = _computed(lambda value, percent: value)(left, right), right
        if not all(math.isfinite(each) for each in values):  # type: ignore[arg-type]
            return math.nan
        return _computed(function)(left, right)

    return operator


def _rounded(value: Value) -> Value:
    numeric = _computed(lambda each, _: each)(value, 0)
    assert isinstance(numeric, int | float)
    return number(math.floor(numeric + 0.5)) if math.isfinite(numeric) else numeric


def _logarithm(value: Value) -> Value:
    numeric = _computed(lambda each, _: each)(value, 0)
    assert isinstance(numeric, int | float)
    if numeric == 0:
        return -math.inf
    return number(math.log(numeric) / math.log(10)) if numeric > 0 else math.nan


def _letter(text: Value, position: Value) -> Value:
    shown = choice_text(text)
    numeric = to_number(position)
    assert isinstance(numeric, int | float)
    if not numeric >= 1:
        message = "There is no character at position {}; the position must be greater than or equal to 1."
        raise OperatorError(message.format(number_text(numeric)))
    if numeric > len(shown):
        message = 'There is no character at position {}. "{}" is only {} characters long.'
        raise OperatorError(message.format(number_text(numeric), shown, len(shown)))
    return shown[int(numeric) - 1]


def _extreme(pick: Callable[..., float]) -> Callable[[Value, Value], Value]:
    return _computed(lambda left, right: math.nan if left != left or right != right else pick(left, right))


def _case(value: Value, count: Value) -> Value:
    """The number of one of ``count`` texts."""
    numeric = to_number(1 if value is True or value == "true" else 2 if value is False or value == "false" else value)
    assert isinstance(numeric, int | float)
    if not isinstance(count, int):
        raise OperatorError("Not a number")
    if numeric != int(numeric) if math.isfinite(numeric) else True:
        raise OperatorError(f"invalid @{{}}: the value is {number_text(numeric)}, which is not a whole number")
    if numeric < 1:
        raise OperatorError(f"invalid @{{}}: the value is {number_text(numeric)}, which is not a positive number")
    if numeric > count:
        raise OperatorError(f"invalid @{{}}: the value is {number_text(numeric)} but there are only {count} options")
    return int(numeric)


def _capitalised(value: Value) -> Value:
    text = choice_text(value)
    return text[:1].upper() + text[1:]


def _lowercased(value: Value) -> Value:
    """The name of a variable or label as it is kept."""
    return written(choice_text(value).lower())


class DrawNotFollowed(StringTooLarge):
    """A draw between numbers that are not whole, which only shows when it is made: what comes of it is not followed."""

    def __init__(self, value: Value) -> None:
        OperatorError.__init__(self, f"a draw between numbers that are not whole is not followed: {choice_text(value)}")


def _whole_bound(value: Value) -> Value:
    """A bound of a draw of whole numbers. A text counts as it is written: 2.0 is not whole."""
    bound = written(value) if isinstance(value, str) else to_number(value)
    if type(bound) is int:
        return bound
    to_number(value)
    raise DrawNotFollowed(value)


def _joined(left: Value, right: Value) -> Value:
    return joined((choice_text(left), choice_text(right)))


_NUMBERS = NUMBER, NUMBER
_counts = partial(Operator, result=NUMBER, total_on=(_NUMBERS,), on_numbers=OnNumbers.NEVER)
_tells = partial(Operator, result=NUMBER, total_on=(_NUMBERS,), outcomes=(True, False))
_present = partial(Operator, result=NUMBER, total_on=((ANY,),), outcomes=(True, False), presence=True)
_equal = partial(_tells, total_on=((ANY, ANY),))


def _compares(function: Callable[[float, float], bool]) -> Callable[[Value, Value], Value]:
    def operator(left: Value, right: Value) -> Value:
        if isinstance(left, int | float) and isinstance(right, int | float):
            return function(left, right)
        raise OperatorError("Not a number")

    return operator


_OPERATORS: Operators = {
    "+": _counts(_computed(lambda left, right: left + right), Arithmetic.ADD, whole=True),
    "-": _counts(_computed(lambda left, right: left - right), Arithmetic.SUBTRACT, whole=True),
    "*": _counts(_computed(lambda left, right: left * right), Arithmetic.MULTIPLY, whole=True),
    "/": Operator(_computed(_divide), Arithmetic.DIVIDE, NUMBER, (_NUMBERS,), (0,), on_numbers=OnNumbers.BY_CONSTANT),
    "modulo": _counts(_computed(_remainder), Arithmetic.REMAINDER),
    "^": _counts(_computed(_power)),
    "%+": _counts(_fair(fair_add), rising=(0, 100)),
    "%-": _counts(_fair(fair_subtract), rising=(0, 100)),
    "least": _counts(_extreme(min), Arithmetic.LEAST, whole=True),
    "greatest": _counts(_extreme(max), Arithmetic.GREATEST, whole=True),
    "round": Operator(_rounded, Arithmetic.ROUND, NUMBER, ((NUMBER,),), on_numbers=OnNumbers.NEVER, whole=True),
    "log": Operator(_logarithm, result=NUMBER, total_on=((NUMBER,),), on_numbers=OnNumbers.NEVER),
    "=": _equal(same, Compare.EQ),
    "!=": _equal(lambda left, right: not same(left, right), Compare.NE),
    "<": _tells(_compares(lambda left, right: left < right), Compare.LT),
    ">": _tells(_compares(lambda left, right: left > right), Compare.GT),
    "<=": _tells(_compares(lambda left, right: left <= right), Compare.LE),
    ">=": _tells(_compares(lambda left, right: left >= right), Compare.GE),
    "and": _tells(lambda left, right: truthy(left) and truthy(right), Logic.AND),
    "or": _tells(lambda left, right: truthy(left) or truthy(right), Logic.OR),
    "not": Operator(lambda value: not truthy(value), Logic.NOT, NUMBER, ((NUMBER,),), outcomes=(True, False)),
    "number": Operator(to_number, result=NUMBER),
    "boolean": Operator(to_boolean, result=NUMBER, outcomes=(True, False)),
    "&": Operator(_joined, result=STRING, total_on=((ANY, ANY),)),
    "#": Operator(_letter, result=STRING),
    "length": Operator(lambda value: len(choice_text(value)), result=NUMBER, total_on=((ANY,),)),
    "case": Operator(_case, result=NUMBER),
    "whole": Operator(_whole_bound, result=NUMBER),
    "undeclared": _present(lambda value: value is NONE),
    "unset": _present(lambda value: value is NONE or value == UNSET),
    "lowercased": Operator(_lowercased, result=STRING | NUMBER, total_on=((ANY,),)),
    "capitalised": Operator(_capitalised, result=STRING, total_on=((ANY,),)),
    "uppercased": Operator(lambda value: choice_text(value).upper(), result=STRING, total_on=((ANY,),)),
}


def choice_operators() -> Operators:
    """Operators that ``apply`` may name."""
    return _OPERATORS

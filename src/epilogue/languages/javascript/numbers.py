"""Numbers of JavaScript: of double precision, whole ones as whole numbers of the IR."""

from __future__ import annotations

import math

LARGEST = 2**53
"""Up to here whole numbers are exact."""
_DIGITS = 21
"""Digits before the point from which on a number is printed with an exponent."""


def number(value: float) -> int | float:
    """A number as a variable keeps it: whole ones as such, but for -0."""
    if isinstance(value, int):
        if -LARGEST <= value <= LARGEST:
            return value
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    if value != value:
        return math.nan
    if abs(value) <= LARGEST and value == int(value) and (value or math.copysign(1, value) > 0):
        return int(value)
    return value


def number_text(value: float) -> str:
    """A number as it is printed."""
    if isinstance(value, int):
        return str(value)
    if value != value:
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    digits, _, power = repr(value).partition("e")
    if not power and abs(value) >= 1e-6:
        return digits.removesuffix(".0")
    sign = "-" if value < 0 else ""
    mantissa, _, power = _shortest(abs(value)).partition("e")
    exponent, figures = int(power), mantissa.replace(".", "")
    if 0 <= exponent < _DIGITS:
        return sign + figures.ljust(exponent + 1, "0")
    if -7 < exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{figures}"
    return f"{sign}{mantissa}e{'+' if exponent > 0 else '-'}{abs(exponent)}"


def _shortest(value: float) -> str:
    """The fewest figures that read back as the same number, with an exponent."""
    for places in range(17):
        text = f"{value:.{places}e}"
        if float(text) == value:
            break
    mantissa, _, power = text.partition("e")
    return f"{mantissa}e{int(power)}"

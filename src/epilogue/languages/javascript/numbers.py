"""Numbers of JavaScript: of double precision, whole ones as whole numbers of the IR."""

from __future__ import annotations

import math
import re

LARGEST = 2**53
"""Up to here whole numbers are exact."""
_DIGITS = 21
"""Digits before the point from which on a number is printed with an exponent."""
_DECIMAL = re.compile(r"[+-]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
_WHOLE = {"0x": 16, "0o": 8, "0b": 2}


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


def decimal_number(digits: str) -> int | float:
    """The number that decimal digits write."""
    return number(float(digits.replace("Infinity", "inf")))


def number_in(text: str) -> int | float:
    """The number that a whole text reads as; NaN if it is none, 0 if it is blank."""
    stripped = text.strip(
        " \t\n\r\v\f\u00a0\ufeff\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
    )
    if not stripped:
        return 0
    base = _WHOLE.get(stripped[:2].lower())
    if base is not None:
        try:
            return number(int(stripped[2:], base)) if stripped[2:].isalnum() else math.nan
        except ValueError:
            return math.nan
    return decimal_number(stripped) if _DECIMAL.fullmatch(stripped) else math.nan


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

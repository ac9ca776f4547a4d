"""Numbers as a 32-bit engine keeps and prints them."""

from __future__ import annotations

import struct
from math import nan

from epilogue.ir.semantics import Numbers

_FLOAT = struct.Struct("f")
INT_MIN, INT_MAX = -(2**31), 2**31 - 1


def int32(value: int) -> int:
    """``value`` as a 32-bit integer that wraps around."""
    if INT_MIN <= value <= INT_MAX:
        return value
    return (value + 2**31) % 2**32 - 2**31


def float32(value: float) -> float:
    """``value`` rounded to single precision. NaN is always the same object, so that it is found equal to itself."""
    if value != value:
        return nan
    try:
        return float(_FLOAT.unpack(_FLOAT.pack(value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def float_to_int(value: float) -> int:
    """Truncates towards zero; what does not fit is the least integer, as on common hardware."""
    if -2147483649.0 < value < 2147483648.0:
        return int(value)
    return INT_MIN


def float_text(value: float, plain: int = 7) -> str:
    """The shortest decimal that reads back as the same single-precision number, as .NET prints it.

    ``plain``: digits that stand so before the point; from more on it is in scientific notation (``1E+07``).
    """
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0" if str(value).startswith("-") else "0"
    for precision in range(9):
        text = f"{value:.{precision}e}"
        if float32(float(text)) == value:
            break
    mantissa, _, power = text.partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    digits = mantissa.lstrip("-").replace(".", "").rstrip("0")
    scale = int(power) + 1
    if scale > max(len(digits), plain) or scale < -3:
        tail = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{tail}E{'-' if scale < 1 else '+'}{abs(scale - 1):02d}"
    if scale <= 0:
        return f"{sign}0.{'0' * -scale}{digits}"
    if len(digits) <= scale:
        return f"{sign}{digits.ljust(scale, '0')}"
    return f"{sign}{digits[:scale]}.{digits[scale:]}"


SINGLE = Numbers(float32, float_text, INT_MIN, INT_MAX, 2**24)
"""Whole numbers of 32 bits that wrap around, and real numbers of single precision."""

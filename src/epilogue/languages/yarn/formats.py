"""Numbers in the format strings of .NET, as far as stories use them: ``{0}``, with a width, and a format for numbers.

The words of a format are those of English: a point, commas between thousands, ``12.5%``. Halves of what is cut off go to the even
digit, as .NET has it since Core 2.1; in a custom format, of which a float keeps seven digits, away from zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from math import isfinite

from epilogue.ir.operators import OperatorError, joined
from epilogue.ir.values import Value

MAX_WIDTH = 1_000
_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|([{}])")
_ITEM = re.compile(r"\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?(?::(.*))?", re.DOTALL)
_STANDARD = re.compile(r"([A-Za-z])(\d{0,3})")
_CUSTOM = re.compile(r"""(?P<before>(?:\\.|'[^']*'|"[^"]*"|[^\\'"0#.,;])*)(?P<whole>[0#,]*)(?:\.(?P<parts>0*\#*))?"""
                     r"""(?P<after>(?:\\.|'[^']*'|"[^"]*"|[^\\'"0#.,;])*)""")  # fmt: skip
_LITERAL = re.compile(r"""\\(.)|'([^']*)'|"([^"]*)\"""")
_EXPONENT = re.compile(r"[eE][+-]?0")
FLOAT_DIGITS = 7


def formatted(pattern: str, value: Value, plain: Callable[[Value], str], whole: bool = False) -> str:
    """The pattern with the value in place of ``{0}``. ``plain``: the value without a format. ``whole``: it is an integer of the
    engine's, which ``D`` wants. Raises OperatorError for a pattern that is none, or is not known here."""
    pieces: list[str] = []
    position = 0
    for part in _PART.finditer(pattern):
        pieces.append(pattern[position : part.start()])
        position = part.end()
        if part.group(2):
            raise OperatorError(f"“{part.group(2)}” without the other; as itself it is written twice")
        if part.group(1) is None:
            pieces.append(part.group()[0])
            continue
        width, spec = _item(part.group(1))
        number = isinstance(value, int | float) and type(value) is not bool
        text = _number(value, spec, whole) if spec and number else plain(value)  # type: ignore[arg-type]
        pieces.append(text.rjust(width) if width >= 0 else text.ljust(-width))
    pieces.append(pattern[position:])
    return joined(pieces)


def _item(written: str) -> tuple[int, str]:
    """The width and the format in braces."""
    item = _ITEM.fullmatch(written)
    if item is None:
        raise OperatorError(f"“{{{written}}}” is no place for a value; that is {{0}}, or {{0:F2}} with two decimals")
    if int(item.group(1)) != 0:
        raise OperatorError(f"“{{{written}}}” asks for a second value; there is one, {{0}}")
    width = int(item.group(2) or 0)
    if abs(width) > MAX_WIDTH:
        raise OperatorError(f"a width of more than {MAX_WIDTH:,} letters")
    return width, item.group(3) or ""


def _number(value: float, spec: str, whole: bool) -> str:
    standard = _STANDARD.fullmatch(spec)
    if not isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if standard is None:
        return _custom(value, spec, whole)
    letter, digits = standard.group(1).upper(), int(standard.group(2) or (0 if standard.group(1) in "dD" else 2))
    if letter == "D":
        if not whole:
            raise OperatorError("D is for whole numbers as dice(), int() or round() give them: write F0, or 00 for two digits")
        return ("-" if value < 0 else "") + str(abs(int(value))).rjust(digits, "0")
    if letter not in "FNP":
        raise OperatorError(f"the format “{spec}” is not known here; D, F, N, P and patterns such as 0.00 and #,##0 are")
    exact = Fraction(value) * (100 if letter == "P" else 1)
    scaled = round(abs(exact) * 10**digits)
    before, after = divmod(scaled, 10**digits)
    text = str(before) if letter == "F" else f"{before:,}"
    if digits:
        text += "." + str(after).rjust(digits, "0")
    sign = "-" if value < 0 or str(value).startswith("-") else ""
    return f"{sign}{text}{'%' if letter == 'P' else ''}"


def _custom(value: float, spec: str, whole: bool) -> str:
    sections = _sections(spec)
    section, negative = sections[0], value < 0
    if negative and len(sections) > 1 and sections[1]:
        section, value, negative = sections[1], -value, False
    elif value == 0 and len(sections) > 2 and sections[2]:
        section = sections[2]
    shape = _CUSTOM.fullmatch(section)
    if shape is None or len(sections) > 3 or _EXPONENT.search(_LITERAL.sub("", section)):
        raise OperatorError(f"the format “{spec}” is not known here; D, F, N, P and patterns such as 0.00 and #,##0 are")
    around = [_LITERAL.sub(_unquoted, shape[side]) for side in ("before", "after")]
    places, parts = shape["whole"], shape["parts"] or ""
    exact = abs(Fraction(value)) * 100 ** sum(_LITERAL.sub("", shape[side]).count("%") for side in ("before", "after"))
    if not whole:
        exact = _shortened(exact)
    exact /= 1000 ** (len(places) - len(places.rstrip(",")))
    digits = places.replace(",", "")
    scaled = int(exact * 10 ** len(parts) + Fraction(1, 2))
    before, after = divmod(scaled, 10 ** len(parts))
    least = len(digits) - digits.index("0") if "0" in digits else 0
    text = (str(before) if before else "").rjust(least, "0") if digits else str(before or "")
    if "," in places.rstrip(",") and text:
        text = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", text)
    tail = str(after).rjust(len(parts), "0") if parts else ""
    tail = tail[: parts.count("0")] + tail[parts.count("0") :].rstrip("0")
    shown = f"{text}.{tail}" if tail else text
    return f"{'-' if negative and scaled else ''}{around[0]}{shown}{around[1]}"


def _unquoted(literal: re.Match[str]) -> str:
    return literal.group(1) or literal.group(2) or literal.group(3) or ""


def _sections(spec: str) -> list[str]:
    """Sections for positive, negative and zero, split at the semicolons outside of quotation marks."""
    sections = [""]
    for part in re.findall(r"""\\.|'[^']*'|"[^"]*"|.""", spec, re.DOTALL):
        if part == ";":
            sections.append("")
        else:
            sections[-1] += part
    return sections


def _shortened(exact: Fraction) -> Fraction:
    """The number with as many digits as a custom format sees of a float."""
    if not exact:
        return exact
    power = len(str(int(exact))) if exact >= 1 else 1 - len(str(int(1 / exact)))
    scale = Fraction(10) ** (FLOAT_DIGITS - power)
    return round(exact * scale) / scale

"""Measures text in DejaVu Sans, which is wider than what most systems would use, so that it fits with those too."""

from __future__ import annotations

import unicodedata

_NARROW, _SMALL, _WIDE, _WIDEST = 0.32, 0.42, 0.80, 0.99
_EMS = {
    **dict.fromkeys("ijl.,:;'|!’‘ ", _NARROW),
    **dict.fromkeys('ftr()[]{}/\\"“”-*°', _SMALL),
    **dict.fromkeys("wGHMNOQUDC+=<>~#&^_", _WIDE),
    **dict.fromkeys("mW@%…—→↩", _WIDEST),
}
"""Widths in ems, rounded up."""
_USUAL, _CAPITAL = 0.635, 0.70
BOLD = 1.12


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text, in pixels, for a font of ``size`` pixels."""
    ems = sum(_em(sign) for sign in text)
    return ems * size * (BOLD if bold else 1.0)


def _em(sign: str) -> float:
    if sign in _EMS:
        return _EMS[sign]
    if sign.isascii():
        return _CAPITAL if sign.isupper() else _USUAL
    if unicodedata.combining(sign):
        return 0.0
    return 1.05 if unicodedata.east_asian_width(sign) in "WF" or sign > "\uffff" else _WIDE


def fitted(text: str, room: float, size: float, bold: bool = False) -> str:
    """The text, cut at its end to fit."""
    if width(text, size, bold) <= room:
        return text
    while text and width(text + "…", size, bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"

"""Numbers and quotations as a person says them.

One form for odds on every screen: "31%", "0.5% (1 in 209)", "certain" and "never" (both only where proved), "at least 12%",
"12% to 40%". Rounding never turns "nearly" into "certain", or "hardly" into "never".
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

from epilogue.answers import Odds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LARGE = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_SMALLEST = 1.01e-15
_NEARLY = 0.995
_NARROW = 0.05
_ROUNDED = 1e-5
"""Relative width of odds that say no more than their middle: all that is said of them is rounded more."""
_PERCENT = 0.01
_READABLE = 1e-4
_CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F)))


def clean(text: str) -> str:
    """Story text in one line, without control characters: a story must not steer its reader's terminal."""
    return " ".join(text.split()).translate(_CONTROL)


def chance(p: float, whole: Callable[[float], int] = round) -> str:
    """A probability that nothing proves to be 0 or 1, in percent; under 1% beside one in how many, and under 0.01% that alone.

    ``whole`` rounds: a bound must not be rounded past itself.

    >>> chance(0.9318545), chance(0.0443369), chance(0.0047847), chance(0.9999)
    ('93%', '4%', '0.5% (1 in 209)', 'over 99%')
    """
    if p > _NEARLY:
        return "over 99%"
    if p >= _PERCENT:
        return f"{whole(p * 100)}%"
    if p < _SMALLEST:
        return "under 1 in a thousand trillion"
    n = 1 / p
    scale = 10 ** max(math.floor(math.log10(n)) - 2, 0)
    # A larger number means less likely: round the other way.
    one_in = f"1 in {_large(-whole(-n / scale) * scale)}"
    if p < _READABLE:
        return one_in
    digit = 10 ** -math.floor(math.log10(p * 100))
    return f"{whole(p * 100 * digit) / digit:g}% ({one_in})"


def _large(n: int) -> str:
    for size, name in _LARGE:
        if n >= size:
            return f"{n / size:.3g} {name}"
    return f"{n:,}"


def certainty(p: float) -> str:
    """A probability of which 0 and 1 are proved."""
    return "never" if p <= 0 else "certain" if p >= 1 else chance(p)


def share(part: float) -> str:
    """A share of what was counted."""
    return "0%" if part <= 0 else "100%" if part >= 1 else chance(part)


def share_of(part: float, things: str, whole: Callable[[float], int] = round) -> str:
    """Some part of things, neither none nor all: ``33% of readers``, ``1 in 65,500 readers``."""
    amount = chance(part, whole)
    return f"{amount} of {things}" if "%" in amount else f"{amount} {things}"


def spread(least: float, greatest: float) -> str:
    """Range of several known chances: ``0% to 33%``."""
    low, high = share(least), share(greatest)
    return low if low == high else f"{low} to {high}"


def interval(least: float, greatest: float) -> str:
    """The interval that a probability is known to lie in: ``12% to 40%``, ``0% to 8%``."""
    low = chance(least, math.floor) if least > 0 else "0%"
    high = chance(greatest, math.ceil) if greatest <= _NEARLY or low.startswith("over") else "100%"
    return low if low == high else f"{low} to {high}"


def estimate(share: float, low: float, high: float) -> str:
    """An estimated probability with its interval of confidence.

    >>> estimate(0.12, 0.1141, 0.1263), estimate(0.002, 0.0011, 0.0035), estimate(0.9998, 0.9990, 1.0), estimate(0.5, 0.4, 0.6)
    ('about 12% (11.4% to 12.7%)', 'about 0.2% (0.1% to 0.4%)', 'over 99% (99.9% to 100%)', 'about 50% (40% to 60%)')
    """
    said = chance(share).partition(" (")[0]
    digits = 1 if high - low < _NARROW else 0
    scale = 10**digits
    least, greatest = (bound(p * 100 * scale) / scale for bound, p in ((math.floor, low), (math.ceil, high)))
    return f"{said if said.startswith(('over', 'under')) else f'about {said}'} ({least:g}% to {greatest:g}%)"


def odds(odds: Odds) -> str:
    """Odds as a person says them; where only bounds are known, both bounds or the one that tells something.

    "Certain" and "never" are said of an exact 1 or 0 only: a float that rounds to it does not prove it.
    """
    if odds.exact is not None:
        return certainty(float(odds.exact)) if odds.exact in (0, 1) else chance(odds.value)
    if odds.high - odds.low <= _ROUNDED * odds.low:
        return chance((odds.low + odds.high) / 2)
    if chance(odds.low) == chance(odds.high):
        return chance(odds.low)
    if odds.depends:
        return interval(odds.low, odds.high)
    if odds.low <= 0:
        return "not known" if odds.high > _NEARLY else f"at most {chance(odds.high, math.ceil)}"
    if odds.high >= 1:
        return f"at least {chance(odds.low, math.floor)}"
    return interval(odds.low, odds.high)


def odds_depending(value: Odds) -> str:
    """Odds in a sentence, with what they depend on: ``6% to 25%, depending on get_gold``."""
    if not value.depends:
        return odds(value)
    return f"{interval(value.low, value.high)}, depending on {joined(value.depends)}"


def choices(n: int) -> str:
    """``20 choices``, ``1 choice``, ``no choice``."""
    return "no choice" if n == 0 else "1 choice" if n == 1 else f"{count(n)} choices"


def plural(n: int, noun: str, nouns: str | None = None) -> str:
    """A count with its noun: ``1 option``, ``24 options``."""
    return f"{count(n)} {noun if n == 1 else nouns or noun + 's'}"


def count(n: int) -> str:
    """An exact count with thousands marked; past 30 digits its size only."""
    if n < 10**30:
        return f"{n:,}"
    exponent = math.floor(math.log10(n))
    return f"about {n // 10 ** (exponent - 1) / 10:g} × 10^{exponent}"


def decimal(n: int) -> str:
    """Every digit of an integer of any length (Python stops at 4,300 by default, as a guard for servers)."""
    if n.bit_length() < 14_000:
        return str(n)
    guard = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return str(n)
    finally:
        sys.set_int_max_str_digits(guard)


def joined(parts: Sequence[str], last: str = "and") -> str:
    """``a, b and c``."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def last_sentence(text: str) -> str:
    """The last sentence of some length in a line, or the whole line where there is only one."""
    text = clean(text)
    start = max(text.rfind(stop, 0, len(text) - 12) for stop in (". ", "! ", "? ", "… "))
    return text[start + 2 :] if start >= 0 else text


def full_stop(text: str) -> str:
    """Adds a full stop, unless the text ends in a question or in a quotation that has its own."""
    return text if text.endswith(("”", "?")) else f"{text}."


def quote(text: str, limit: int) -> str:
    """The end of a line in quotation marks, in ``limit`` characters: whole, its last sentence or its last
    words.

    >>> quote("He smiles. But too late now, of course.", 34)
    '“…But too late now, of course.”'
    >>> quote('"Why?"', 34)
    '“"Why?"”'
    """
    text, sentence, room = clean(text), last_sentence(text), max(limit - 2, 4)
    if len(text) > room:
        end = text[-room + 1 :]
        space = end.find(" ")
        text = "…" + (sentence if len(sentence) < room else end[space + 1 :] if 0 <= space < len(end) - 4 else end)
    return f"“{text}”"

"""Claims of the settings about a story, as the rules find them."""

from __future__ import annotations

from typing import Literal, NamedTuple

from epilogue.source import Span


class Claim(NamedTuple):
    """A property of the settings, decided: the line that claims it, its ``name``, the ``formula`` as written, and in half a
    sentence ``why`` it holds or not. ``way``: as of a finding."""

    span: Span
    name: str
    formula: str
    verdict: Literal["holds", "broken", "open"]
    why: str
    way: tuple[int, ...] | None


class DominatedEndings(NamedTuple):
    """Endings dominated by the best outcome of another, ``better``. ``span``: where the stakes that say so begin; ``total``: how
    many endings are judged at all; ``way``: to the likeliest of them."""

    span: Span
    endings: tuple[str, ...]
    better: str
    total: int
    way: tuple[int, ...]

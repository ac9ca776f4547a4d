"""Matches options, and texts shown, with the texts of a test."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\xa0": " "})


@cache
def plain(text: str) -> str:
    """Text in normal form for comparison: typewriter signs, lower case, single spaces."""
    return " ".join(text.translate(_ALIKE).casefold().split())


def _unstopped(text: str) -> str:
    return plain(text).rstrip(".,:;!?")


def _pattern(text: str) -> str:
    """``*`` stands for anything; nothing else is special: texts are full of question marks."""
    return ".*".join(re.escape(part) for part in plain(text).split("*"))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def options(texts: tuple[str, ...], meant: str) -> tuple[int, ...]:
    """Options that a text can mean: those it gives in full, perhaps without the full stop; else those that match it with its
    ``*``, or begin with it. Of options with the same text, the first."""
    plain_texts = [plain(text) for text in texts]
    for whole in (plain, _unstopped):
        full = [n for n, text in enumerate(texts) if whole(text) == whole(meant)]
        if full and (whole is plain or len({plain_texts[n] for n in full}) == 1):
            return (full[0],)
    pattern = _compiled(_pattern(meant))
    fits = [n for n, text in enumerate(plain_texts) if pattern.match(text)]
    return tuple(n for n in fits if plain_texts.index(plain_texts[n]) == n)


def is_shown(texts: Sequence[str], looked_for: str) -> bool:
    """Whether one of the texts holds what is looked for, in which ``*`` stands for anything."""
    pattern = _compiled(_pattern(looked_for))
    return any(pattern.search(plain(text)) for text in texts)

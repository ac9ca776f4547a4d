"""The verdicts on the properties that a writer claims of a story."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Property(NamedTuple):
    """One claim of ``epilogue.toml``: its ``name``, the ``formula`` as written, and its place there.

    ``verdict``: ``holds`` (proved), ``broken`` or ``open``; ``why``: in a sentence. ``path``: the actions of a shortest
    playthrough that shows it (None where none is needed), ``way``: the options taken on it, as they read;
    ``again``: how many of them come before what can be repeated for ever, None if the playthrough is over there.
    """

    name: str
    formula: str
    file: str
    line: int
    verdict: Literal["holds", "broken", "open"]
    why: str
    path: tuple[int, ...] | None = None
    way: tuple[str, ...] = ()
    again: int | None = None

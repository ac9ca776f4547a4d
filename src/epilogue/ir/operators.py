"""What every operator of every language has to do with: the error it raises, and how long a string may become."""

from __future__ import annotations

from collections.abc import Iterable

MAX_STRING = 1_000_000
"""Letters in one string. The only limit that is not an engine's: a story that doubles a string must not take all memory."""


class OperatorError(Exception):
    """The engine reports a run-time error here; the message is what it says."""


class TooLarge(OperatorError):
    """A string passes :data:`MAX_STRING`: the story is at fault in play; what an engine would do then, nobody can say."""

    def __init__(self) -> None:
        super().__init__(f"a string of more than {MAX_STRING:,} letters: does it grow for ever?")


def joined(parts: Iterable[str]) -> str:
    """The parts as one string. Raises :class:`TooLarge`."""
    found = list(parts)
    if sum(map(len, found)) > MAX_STRING:
        raise TooLarge
    return "".join(found)

"""Call frames, copied on write: shared between threads and options until one of them writes."""

from __future__ import annotations

from epilogue.ir.values import Value

SUBROUTINE, FUNCTION, PROCEDURE, GAME = range(4)
"""Kinds: the story or a subroutine, a function whose value is wanted, one whose value is not, one the game evaluates."""


class Frame:
    """One call: its return position, its variables, and ``start``: how much had been said when a function was called.

    ``start`` is -1 where nothing is to be trimmed: in a subroutine, and once the function has said something. A ``shared`` frame
    belongs to more than one thread and must not be written to; see :func:`own`.
    """

    __slots__ = ("back", "is_function", "kind", "shared", "start", "temps")

    def __init__(self, kind: int, back: int, start: int = -1) -> None:
        self.kind = kind
        self.is_function = kind in (FUNCTION, PROCEDURE)
        self.back = back
        self.temps: dict[str, Value] = {}
        self.start = start
        self.shared = False


def own(frames: list[Frame], index: int) -> Frame:
    """The frame at the index, made this thread's own."""
    frame = frames[index]
    if frame.shared:
        mine = Frame(frame.kind, frame.back, frame.start)
        mine.temps = frame.temps.copy()
        frames[index] = mine
        return mine
    return frame


def fork(frames: list[Frame]) -> list[Frame]:
    """A second thread with the same calls."""
    for frame in frames:
        frame.shared = True
    return frames.copy()

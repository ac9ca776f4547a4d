"""Yarn's text policy: what is said between two line ends is a line, as it stands, with its tags.

A line of kind ``command`` is an event of the story's own that the game acts on; nobody says it.
"""

from __future__ import annotations

from epilogue.ir.operators.base import joined
from epilogue.machine.frames import Frame
from epilogue.machine.text.ink import (
    LINE,
    MAX_TEXT,
    STRING_OPEN,
    TAG_CLOSE,
    TAG_OPEN,
    InkText,
    Line,
    TooMuchText,
)


class YarnText(InkText):
    """The output of one turn, as :class:`InkText` keeps it: nothing is glued, trimmed or taken back."""

    __slots__ = ()

    def say(self, text: str, frames: list[Frame]) -> None:
        self.pieces.append(text)

    def say_any(self, text: str, frames: list[Frame]) -> None:
        self.pieces.append(text)

    def say_line_end(self, frames: list[Frame], kind: str = "") -> None:
        self._end(kind, "\n")

    def leave_function(self, start: int) -> None:
        pass

    def close_the_tag(self) -> str | None:
        if self.depth:
            return joined(self._take_from(TAG_OPEN))
        self.pieces.append(TAG_CLOSE)
        self.tagged = True
        return None

    def break_off(self, frames: list[Frame]) -> None:
        pass

    def end_turn(self) -> None:
        if any(piece != "" and piece != STRING_OPEN for piece in self.pieces):
            self._end("", "")
        self._new_line()
        self.depth = 0

    def _end(self, kind: str, end: str) -> None:
        said: list[str] = []
        tags: list[str] = []
        in_tag = False
        for piece in self.pieces:
            if piece in (TAG_OPEN, TAG_CLOSE):
                in_tag = piece == TAG_OPEN
                if in_tag:
                    tags.append("")
            elif type(piece) is str:
                if in_tag:
                    tags[-1] += piece
                else:
                    said.append(piece)
        text = joined(said) + end
        self.size += len(text) + LINE
        if self.size > MAX_TEXT:
            raise TooMuchText
        self.lines.append(Line(text, tuple(tags), kind))
        self._new_line()

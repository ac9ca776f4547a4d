"""Text policies: turn what is said into lines. The base of all of them, and the plain one, in which lines stay as they are said.

Output collects in a stream of pieces: texts, and marks where a tag or a string begins or ends.
"""

from __future__ import annotations

from typing import NamedTuple

from epilogue.ir.operators import joined
from epilogue.machine.frames import Frame

JOIN, TAG_OPEN, TAG_CLOSE, STRING_OPEN, ENTER, LEAVE = range(6)
OutputPiece = str | int
BLANK = " \t"
MAX_TEXT = 20_000_000
MAX_PIECES = 200_000
LINE = 40
"""Length that a line counts for, besides its text."""


class Line(NamedTuple):
    """One line, with its line end if it has one, and its tags. ``kind``: ``command`` for an event of the story's own, empty for
    text."""

    text: str
    tags: tuple[str, ...] = ()
    kind: str = ""


class TooMuchText(Exception):
    """A turn said more than any reader could read."""


class UnopenedTag(Exception):
    """A tag ends inside a string that it does not begin in."""


class Output:
    """The output of one turn: complete lines, and the pieces of the current one. Nothing is joined, trimmed or taken back.

    ``ahead``: a line end was said that may still be removed. ``depth``: number of open strings. ``joins``: number of joins
    in the stream. ``tagged``: it contains a tag.
    """

    __slots__ = ("ahead", "depth", "joins", "lines", "pieces", "size", "tagged")

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Starts a turn: nothing said yet."""
        self.lines: list[Line] = []
        self.size = 0
        self.depth = 0
        self._new_line()

    def _new_line(self) -> None:
        self.pieces: list[OutputPiece] = []
        self.joins = 0
        self.tagged = False
        self.ahead = False

    # -- output

    def say(self, text: str, frames: list[Frame]) -> None:
        """Text without line ends that is not just white space."""
        self.pieces.append(text)

    def say_line_end(self, frames: list[Frame], kind: str = "") -> None:
        """A lone line end."""
        self._end(kind, "\n")

    def say_any(self, text: str, frames: list[Frame]) -> None:
        """Any text, such as a printed value."""
        self.pieces.append(text)

    def say_join(self) -> None:
        """Joins lines, in a language that has it."""

    def open_the_tag(self) -> None:
        self.pieces.append(TAG_OPEN)
        self.tagged = True

    def close_the_tag(self) -> str | None:
        """Ends a tag; inside a string its text is taken out and returned.

        Raises UnopenedTag where it was not opened inside of that string.
        """
        if self.depth:
            opening = next((piece for piece in reversed(self.pieces) if piece in (TAG_OPEN, STRING_OPEN)), STRING_OPEN)
            if opening == STRING_OPEN:
                raise UnopenedTag
            return self.tidied(joined(self._take_from(TAG_OPEN)))
        self.pieces.append(TAG_CLOSE)
        self.tagged = True
        return None

    def open_string(self) -> None:
        self.pieces.append(STRING_OPEN)
        self.depth += 1

    def close_string(self) -> str:
        """Takes out what was said since the string was opened. Raises IndexError in damaged code, where none is open."""
        if not self.depth:
            raise IndexError("no string is open")
        pieces = self.pieces
        if len(pieces) > 1 and pieces[-2] == STRING_OPEN and type(pieces[-1]) is str:
            text = pieces.pop()
            pieces.pop()
        else:
            text = joined(self._take_from(STRING_OPEN))
        self.depth -= 1
        assert type(text) is str
        return text

    def _take_from(self, opening: int) -> list[str]:
        pieces = self.pieces
        first = len(pieces) - 1
        while first > 0 and pieces[first] != opening:
            first -= 1
        removed = pieces[first:]
        del pieces[first:]
        self.joins -= removed.count(JOIN)
        return [piece for piece in removed if type(piece) is str]

    # -- functions

    def enter_function(self) -> int:
        """Enters a function; returns where its text begins."""
        return len(self.pieces)

    def leave_function(self, start: int) -> None:
        """Leaves a function; ``start``: where its text began, -1 if it said something."""

    # -- lines

    def end_line(self, frames: list[Frame]) -> None:
        """The pending line end stays."""

    def break_off(self, frames: list[Frame]) -> None:
        """A run-time error: what was said so far stays."""

    def end_turn(self) -> None:
        """The turn stops: what is in the stream is its last line."""
        if any(piece != "" and piece != STRING_OPEN for piece in self.pieces):
            self._end("", "")
        self._new_line()
        self.depth = 0

    def watch(self) -> None:
        """Raises :class:`TooMuchText` for a line that has no end."""
        if len(self.pieces) > MAX_PIECES:
            raise TooMuchText

    def abandon(self) -> None:
        """Discards the current line."""
        self._new_line()
        self.depth = 0
        self.size = 0

    def _end(self, kind: str, end: str) -> None:
        text, tags = parted(self.pieces)
        text += end
        self.size += len(text) + LINE
        if self.size > MAX_TEXT:
            raise TooMuchText
        self.lines.append(Line(text, tuple(tags), kind))
        self._new_line()

    @staticmethod
    def tidied(text: str) -> str:
        """The text of a tag as it is shown."""
        return text

    @staticmethod
    def tags_in(pieces: list[OutputPiece]) -> tuple[str, ...]:
        """The tags of a stream."""
        return tuple(parted(pieces)[1])


def parted(pieces: list[OutputPiece]) -> tuple[str, list[str]]:
    """The text of a stream, and its tags."""
    texts: list[str] = []
    tags: list[str] = []
    in_tag = False
    for piece in pieces:
        if piece in (TAG_OPEN, TAG_CLOSE):
            in_tag = piece == TAG_OPEN
            if in_tag:
                tags.append("")
        elif type(piece) is str:
            if in_tag:
                tags[-1] += piece
            else:
                texts.append(piece)
    return joined(texts), tags

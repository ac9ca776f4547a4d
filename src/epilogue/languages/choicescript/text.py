"""Text policy: lines of a scene flow together until a paragraph or a line break ends them; a paragraph without words is none."""

from __future__ import annotations

from epilogue.machine.text import BLANK, Output, parted


class Paragraphs(Output):
    """The output of one turn: each line is a paragraph, or a part of one up to a line break."""

    __slots__ = ()

    def _end(self, kind: str, end: str) -> None:
        text, tags = parted(self.pieces)
        text = text.strip(BLANK)
        if not text and not tags and not kind:
            self._new_line()
            return
        self.pieces[:] = [piece for piece in self.pieces if type(piece) is not str or text]
        self._trim()
        super()._end(kind, "\n")

    def _trim(self) -> None:
        """Removes blanks at both ends of the line; what belongs to a tag stays."""
        pieces = self.pieces
        if pieces and type(pieces[0]) is str:
            pieces[0] = pieces[0].lstrip(BLANK)
        if pieces and type(pieces[-1]) is str:
            pieces[-1] = pieces[-1].rstrip(BLANK)

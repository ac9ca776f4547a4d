"""Text policy: blanks run together as a browser shows them, and a line without words is none."""

from __future__ import annotations

import re

from epilogue.machine.text import Output, parted

_BLANKS = re.compile(r"[ \t\r\n\f]+")


class PageText(Output):
    """The output of one turn: the lines that were added to the page."""

    __slots__ = ()

    def close_string(self) -> str:
        return _BLANKS.sub(" ", super().close_string()).strip()

    def _end(self, kind: str, end: str) -> None:
        text, tags = parted(self.pieces)
        shown = _BLANKS.sub(" ", text).strip()
        if not shown and not tags and not kind:
            self._new_line()
            return
        if text != shown:
            kept = [piece for piece in self.pieces if type(piece) is not str] if tags else []
            self.pieces[:] = [shown, *kept] if not tags else self.pieces
        super()._end(kind, "\n")

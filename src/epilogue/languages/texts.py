"""Texts of a story's files: UTF-8, with or without a byte order mark, and bounded in size."""

from __future__ import annotations

from pathlib import Path

from epilogue.diagnostics import unreadable
from epilogue.source import MAX_FILE_BYTES, Span, read_file


class StoryTexts:
    """Reads the files of one story, each of a ``kind``, and counts how much. ``texts``: all that was read, by absolute path."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._bytes = 0
        self.texts: dict[str, str] = {}

    def text(self, path: Path) -> str:
        """A file's text. Raises StoryError."""
        span = Span(str(path), 0)
        try:
            data = read_file(path)
        except (OSError, ValueError) as fault:
            raise unreadable(f"this file cannot be read: {getattr(fault, 'strerror', None) or fault}", span) from None
        self._bytes += len(data)
        if self._bytes > MAX_FILE_BYTES:  # the limit holds for all files together
            raise unreadable(f"this story is too large: over {MAX_FILE_BYTES >> 20} MB", span)
        text = self.texts[str(path.absolute())] = decoded(data, str(path), self._kind)
        return text


def decoded(data: bytes, shown: str, kind: str, named: bool = False, span: Span | None = None) -> str:
    """The text of a file's bytes. Raises StoryError. ``named``: messages name the file and the line, as their ``span`` may be
    where another file includes it."""
    subject, whole = (f"'{shown}'", span) if named else ("this file", Span(shown, 0))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise unreadable(f"{subject} is not encoded in UTF-8 but in UTF-16", whole, "save it as UTF-8")
    if b"\0" in data:
        raise unreadable(f"{subject} is a binary file, not {kind}", whole)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        column = fault.start - (data.rfind(b"\n", 0, fault.start) + 1) + 1
        raise unreadable(
            f"{subject} is not encoded in UTF-8: byte 0x{data[fault.start]:02x}{f' at line {line}' if named else ''}",
            Span(shown, line, column) if span is None else span,
            "it may be Latin-1 or Windows-1252; save it as UTF-8",
        ) from None

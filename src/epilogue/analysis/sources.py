"""Lines of the story's source, for quotations."""

from __future__ import annotations

from epilogue.ir.advice import Advice
from epilogue.source import Span, read_file

FURTHER = 20
"""Number of further lines on which an option's conditions may stand."""


class SourceLines:
    """Reads source files lazily, each once; an unreadable file has no lines."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def line(self, span: Span | None) -> str:
        """The whole line at the span, "" if there is none."""
        if span is None or span.line < 1:
            return ""
        lines = self._lines.get(span.file)
        if lines is None:
            try:
                lines = read_file(span.file).decode("utf-8-sig", "replace").splitlines()
            except OSError:
                lines = []
            self._lines[span.file] = lines
        return lines[span.line - 1] if span.line <= len(lines) else ""


class StorySource(SourceLines):
    """The source of a story, in whose language ``words`` find conditions and code."""

    def __init__(self, words: Advice) -> None:
        super().__init__()
        self._words = words

    def condition(self, span: Span | None) -> str:
        """The condition written at the span, "" if there is none."""
        return "" if span is None else self._words.condition(self.line(span), span.column)

    def conditions(self, span: Span | None) -> list[str]:
        """The conditions of an option at the span."""
        if span is None:
            return [""]
        line = self.line(span)
        return self._words.conditions(line, span.column, self._lines.get(span.file, [])[span.line : span.line + FURTHER])

    def code(self, span: Span | None) -> str:
        """The code written at the span, "" if there is none."""
        return "" if span is None else self._words.code(self.line(span), span.column)

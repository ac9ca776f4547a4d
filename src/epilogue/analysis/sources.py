"""Lines of the story's source, for quotations."""

from __future__ import annotations

import re

from epilogue.source import Span, read_file

OPENED = re.compile(r"(?:\s|/\*.*?\*/|//[^\n]*)*+\{", re.DOTALL)
"""The brace of a condition, or of the next one. Possessive: backtracking over a line of slashes would be exponential."""
FURTHER = 20
"""Number of further lines on which an option's conditions may stand."""


class SourceLines:
    """Reads source files lazily, each once; an unreadable file has no lines. ``conditions``: pattern that finds a condition on a
    line (see :class:`~epilogue.ir.advice.Advice`)."""

    def __init__(self, conditions: str | None = None) -> None:
        self._conditions = conditions
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

    def condition(self, span: Span | None) -> str:
        """The condition written at the span: between ``{`` or ``-`` and the next ``:`` or ``}``."""
        text = self.line(span)
        if self._conditions is not None:
            return self.code(span, self._conditions)
        if not text or span is None:
            return ""
        start = text.rfind("{", 0, max(span.column, 1) + 1)
        if start < 0:
            start = text.find("{")
        if start < 0 and text.lstrip().startswith("-") and not text.lstrip().startswith("->"):
            start = text.index("-")
        depth = 0
        for index in range(start + 1, len(text)):
            character = text[index]
            if character in ":}" and depth == 0:
                return text[start + 1 : index].strip()
            depth += (character in "({") - (character in ")}")
        return text[start + 1 :].strip().rstrip(":")

    def conditions(self, span: Span | None) -> list[str]:
        """The conditions of an option: consecutive ones in braces, if the span is at the first brace."""
        text = self.line(span)
        if self._conditions is not None or span is None or text[span.column - 1 : span.column] != "{":
            return [self.condition(span)]
        lines = self._lines[span.file][span.line : span.line + FURTHER]
        text = "\n".join([text[span.column - 1 :], *lines])
        conditions, opened = list[str](), OPENED.match(text)
        while opened:
            depth, index = 1, opened.end()
            while depth and index < len(text):
                depth += (text[index] == "{") - (text[index] == "}")
                index += 1
            conditions.append(" ".join(text[opened.end() : index - 1].split()))
            opened = OPENED.match(text, index)
        return conditions

    def code(self, span: Span | None, pattern: str) -> str:
        """The match of a pattern around the span, "" if there is none."""
        column = 0 if span is None else span.column - 1
        pieces = re.finditer(pattern, self.line(span))
        return next((match[match.lastindex or 0] for match in pieces if match.start() <= column < match.end()), "")

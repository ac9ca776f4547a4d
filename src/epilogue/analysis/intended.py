"""Findings that a writer declares as intended: by marks in the story, or by lines named in the settings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from epilogue.analysis.sources import SourceLines
from epilogue.ir.program import Program
from epilogue.settings import Settings
from epilogue.source import Span

CODE = re.compile(r"EP\d{3}")
EVERYTHING = ""
"""The code of ``# epilogue: intended``."""


class IntendedFindings:
    """A mark applies to its own line and the one below. It is a tag (``# epilogue: intended``), or where no tag can stand
    a comment that begins with it; ``ignore EP012`` in place of ``intended`` applies to that rule alone."""

    def __init__(self, program: Program, settings: Settings, sources: SourceLines) -> None:
        self.settings = settings
        self.sources = sources
        self.comment = re.compile(rf"{re.escape(program.semantics.advice.comment)}\s*epilogue:\s*(.*)")
        self.marks: dict[tuple[str, int], set[str]] = {}
        for mark in program.marks:
            if mark.key == "epilogue" and mark.span:
                self.marks.setdefault((mark.span.file, mark.span.line), set()).update(_codes(mark.value))

    def says(self, span: Span, code: str = EVERYTHING) -> bool:
        """Whether a rule's finding at a line is intended."""
        if any({EVERYTHING, code} & self.marked(span.file, line) for line in (span.line, span.line - 1)):
            return True
        return any(
            span.line == entry.line and span.file.replace("\\", "/").endswith(entry.file.replace("\\", "/"))
            for entry in self.settings.intended
        )

    def marked(self, file: str, line: int) -> set[str]:
        comment = self.comment.search(self.sources.line(Span(file, line))) if line > 0 else None
        return self.marks.get((file, line), set()) | (set(_codes(comment[1])) if comment else set())


def _codes(value: str) -> Iterable[str]:
    word, _, codes = value.strip().partition(" ")
    if word == "intended":
        return (EVERYTHING,)
    return CODE.findall(codes) if word == "ignore" else ()

"""Scanner of one line of Yarn source."""

from __future__ import annotations

import re

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.scanner import SingleLineScanner

_HEAD = (
    "A-Za-z_\u00a8\u00aa\u00ad\u00af\u00b2-\u00b5\u00b7-\u00ba\u00bc-\u00be\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u167f\u1681-\u1fff"
)
_HEAD += "\u200b-\u200d\u202a-\u202e\u203f\u2040\u2054\u2060-\u218f\u2460-\u24ff\u2776-\u2793\u2c00-\u2dff\u2e80-\u2fff"
_HEAD += "\u3004-\u3007\u3021-\u302f\u3031-\ud7ff\uf900-\ufd3d\ufd40-\ufdcf\ufdf0-\ufffd\U00010000-\U000efffd"
IDENTIFIER = f"[{_HEAD}][0-9\u0300-\u036f{_HEAD}]*"
"""A name: the letters that Yarn allows, digits not first."""

NAME = re.compile(IDENTIFIER)


class LineScanner(SingleLineScanner):
    """Scanner of a line of Yarn source, which also collects warnings."""

    def __init__(self, file: str, number: int, text: str, position: int = 0, base: int = 1) -> None:
        super().__init__(file, number, text, position, base)
        self.warnings: list[Diagnostic] = []

    def warn(self, message: str, hint: str) -> None:
        """Keeps a warning for the current position."""
        self.warnings.append(Diagnostic(Severity.WARNING, message, self.span(), hint))

    def name(self) -> str | None:
        """Reads a name if one is next."""
        return self.matching(NAME)

    @property
    def at_end(self) -> bool:
        """Whether all has been read."""
        return self.position >= len(self.text)

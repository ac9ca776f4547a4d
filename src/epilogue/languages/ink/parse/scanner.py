"""Base of all parts of the parser: the text with a position in it, spans, messages, and the few shared patterns.

The parser is made of one class for each construct, each built on the one before (scanner, expressions,
diverts, content, braces, logic lines, choices, statements); methods that a lower part needs from a higher one
are declared here."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.ink.parse import syntax
from epilogue.source import Span

MAX_NESTING = 40
"""Nesting limit of braces, parentheses and prefix operators."""

# The ranges of letters beyond ASCII that ink allows in identifiers: Latin (supplement and extensions), Greek,
# Cyrillic, Armenian, Hebrew, Arabic, Hiragana, Katakana, CJK ideographs, Hangul.
_WIDE_LETTERS = (
    "\u0080-\u024f\u0370-\u0373\u0376-\u0377\u0386-\u0386\u0388-\u038a\u038c-\u038c\u038e-\u03a1\u03a3-\u03ff"
    "\u0400-\u0481\u048a-\u04ff\u0531-\u0556\u0561-\u0587\u058f-\u06ff\u3041-\u3096\u30a0-\u30fc\u4e00-\u9fff\uac00-\ud7af"
)
_WIDE_RANGES = [part.split("-") for part in re.findall("...", _WIDE_LETTERS)]
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
SPACES = re.compile(r"[ \t]*")
BLANK = re.compile(r"[ \t\n]*")
LINE_END = re.compile(r"[ \t]*(?:\n|(?=\0))")
NEWLINE = re.compile(r"[ \t]*\n")

MAX_ERRORS = 500
"""Limit on errors of one file, after which the rest of it is left unread."""

END = "\0"
"""Stands behind the text, so that looking at the next character needs no bounds check."""


def _letters_in(text: str) -> re.Pattern[str]:
    """Matches the letters and digits of a name in this text. The full set is slow to compile, and few texts
    need it."""
    seen = set(_NOT_ASCII.findall(text))
    wide = any(first <= char <= last for char in seen for first, last in _WIDE_RANGES)
    return re.compile(f"[A-Za-z0-9_{_WIDE_LETTERS if wide else ''}]+")


class TooManyErrors(Exception):
    """Ends the reading of a file that is no ink at all."""


class Scanner:
    """A position in a text, and the messages collected so far."""

    def __init__(self, text: str, file: str, diagnostics: list[Diagnostic]) -> None:
        self.text = text + END if text.endswith("\n") else text + "\n" + END
        self.pos = 0
        self.file = file
        self.diagnostics = diagnostics
        self._letters = _letters_in(self.text)
        self.starts = [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]
        self.in_string = False
        self.in_choice = False
        self.tag_open = False
        self.depth = 0
        self._errors = 0
        self._reported: set[int | tuple[int, str]] = set()
        self._line = 1

    # --- what higher parts provide
    # ---------------------------------------------------------------------------

    def mixed(self) -> list[syntax.Statement] | None:
        """Text, glue, tags, braces and closing diverts, up to something that is none of these; None if there
        is nothing."""
        raise NotImplementedError

    def block(self) -> list[syntax.Statement]:
        """The statements of a multi-line branch or sequence element."""
        raise NotImplementedError

    # --- position
    # --------------------------------------------------------------------------------------------

    def span(self, pos: int) -> Span:
        """Span of a position in the text."""
        starts = self.starts
        line = self._line
        if not starts[line - 1] <= pos < starts[line]:
            line = self._line = bisect_right(starts, pos)
        return Span(self.file, line, pos - starts[line - 1] + 1)

    def spaces(self) -> None:
        """Skip blanks and tabs."""
        if self.text[self.pos] in " \t":
            self.pos = SPACES.match(self.text, self.pos).end()  # type: ignore[union-attr]

    def take(self, token: str) -> bool:
        """Skip the token if it is next."""
        if self.text.startswith(token, self.pos):
            self.pos += len(token)
            return True
        return False

    def newline(self) -> bool:
        """Skip the rest of a line if it is blank."""
        match = NEWLINE.match(self.text, self.pos)
        if match:
            self.pos = match.end()
        return match is not None

    def name(self) -> str | None:
        """An identifier, or None. It may begin with digits, but not consist of them."""
        match = self._letters.match(self.text, self.pos)
        if match is None:
            return None
        name = match.group()
        if name[0] in "0123456789" and name.isascii() and name.isdigit():
            return None
        self.pos = match.end()
        return name

    def path(self) -> tuple[str, ...] | None:
        """A name, or names joined by dots, or None. A dot left over at the end is swallowed, as ink does."""
        first = self.name()
        if first is None or self.text[self.pos] not in ". \t":
            return (first,) if first is not None else None
        parts = [first]
        while True:
            dot = _DOT.match(self.text, self.pos)
            if dot is None:
                break
            self.pos = dot.end()
            part = self.name()
            if part is None:
                break
            parts.append(part)
        return tuple(parts)

    def is_name(self, text: str) -> bool:
        """Whether the text is an identifier and nothing else."""
        return self._letters.fullmatch(text) is not None and not (text.isascii() and text.isdigit())

    def end_of_line(self, lenient: bool = False) -> None:
        """Expect the end of the line, and go to the next one in any case. ``lenient``: what is left over is
        only warned of."""
        match = LINE_END.match(self.text, self.pos)
        if match:
            self.pos = match.end()
        else:
            severity = Severity.WARNING if lenient else Severity.ERROR
            self.expected("end of line", self._line_end_hint(), severity)
            self.skip_line()

    def _line_end_hint(self) -> str | None:
        hints = {
            "}": "a closing brace that ends several lines stands on a line of its own",
            "{": "the braces before this could not be read as logic",
            "|": "'|' separates alternatives inside { } only; write \\| for the character",
            "]": "']' has no '[' before it on this choice",
            "#": "a tag comes before the divert on its line",
        }
        return hints.get(self.text[self.pos])

    def skip_line(self) -> None:
        """Go to the start of the next line."""
        end = self.text.find("\n", self.pos)
        self.pos = len(self.text) - 1 if end < 0 else end + 1

    # --- messages
    # --------------------------------------------------------------------------------------------

    def report(self, severity: Severity, message: str, pos: int, hint: str | None = None) -> None:
        """Report something once; of errors only the first on a line, since what follows on the line is its
        consequence."""
        span = self.span(pos)
        key = span.line if severity is Severity.ERROR else (span.line, message)
        if key not in self._reported:
            self._reported.add(key)
            self.diagnostics.append(Diagnostic(severity, message, span, hint))
            self._errors += severity is Severity.ERROR
            if self._errors > MAX_ERRORS:
                raise TooManyErrors

    def error(self, message: str, pos: int | None = None, hint: str | None = None) -> None:
        """Report an error, here or at another place."""
        self.report(Severity.ERROR, message, self.pos if pos is None else pos, hint)

    def warning(self, message: str, pos: int, hint: str | None = None) -> None:
        """Report a likely mistake."""
        self.report(Severity.WARNING, message, pos, hint)

    def expected(self, what: str, hint: str | None = None, severity: Severity = Severity.ERROR) -> None:
        """Report that something else was expected here."""
        end = self.text.find("\n", self.pos)
        remaining = self.text[self.pos : end if end >= 0 else self.pos].strip()
        if len(remaining) > 60:
            remaining = remaining[:57] + "..."
        saw = f"'{remaining}'" if remaining else "end of line"
        self.report(severity, f"Expected {what} but saw {saw}", self.pos, hint)

    def expect(self, token: str, what: str) -> bool:
        """Skip the token, or report that it is missing."""
        if self.take(token):
            return True
        self.expected(what)
        return False

    def deeper(self) -> bool:
        """Enter one more level of nesting; False (and an error) if there are too many. Each success is undone
        by the caller."""
        if self.depth >= MAX_NESTING:
            self.error(f"Nested too deep: more than {MAX_NESTING} braces, parentheses or prefixes inside each other")
            return False
        self.depth += 1
        return True

"""Source text to syntax tree: the entry to the parser, and INCLUDE."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from epilogue.diagnostics import Diagnostic, Severity, StoryError
from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.comments import without_comments
from epilogue.languages.ink.parse.scanner import TooManyErrors
from epilogue.languages.ink.parse.statements import StatementLevel, StatementParser
from epilogue.source import Span

LoadInclude: TypeAlias = Callable[[str, Span], tuple[str, str]]
"""Gets a file named by INCLUDE (at the span): returns its display name, one for each file, and its text.
Raises StoryError."""

MAX_INCLUDE_DEPTH = 30
MAX_INCLUDES = 2000


def parse_story(source: str, file: str, load: LoadInclude | None = None) -> tuple[syntax.Story, list[Diagnostic]]:
    """Parse a story and all it includes.

    ``file`` is the name shown in spans. All faults are in the diagnostics, in order of discovery; the story
    is only fit for use if none of them is an error. Never raises for bad input."""
    includes = _Includes(load, [file])
    parser = _SourceParser(source, file, includes, [])
    body, flows = parser.file_content()
    return syntax.Story(body, flows, Span(file, 1, 1)), parser.diagnostics


class _Includes:
    """State shared by the files of a story: their loader, which are open, how many there were."""

    def __init__(self, load: LoadInclude | None, open_files: list[str]) -> None:
        self.load = load
        self.open_files = open_files
        self.count = 0


class _SourceParser(StatementParser):
    """The parser of one file."""

    def __init__(self, source: str, file: str, includes: _Includes, diagnostics: list[Diagnostic]) -> None:
        zero = source.find("\0")
        if zero >= 0:
            line = source.count("\n", 0, zero) + 1
            message = "This is not a text: there is a zero byte in it"
            diagnostics.append(Diagnostic(Severity.ERROR, message, Span(file, line)))
            source = ""
        super().__init__(without_comments(source.removeprefix("\ufeff")), file, diagnostics)
        self._includes = includes
        self._included_flows: list[syntax.Knot | syntax.Stitch] = []

    def file_content(self) -> tuple[list[syntax.Statement], list[syntax.Knot | syntax.Stitch]]:
        """The file's top-level content, and its flows followed by those of the files it includes."""
        body: list[syntax.Statement] = []
        flows: list[syntax.Knot | syntax.Stitch] = []
        try:
            self.statements(StatementLevel.TOP, body, flows)
        except TooManyErrors:
            message = "Too many faults: the rest of the file was left unread"
            self.diagnostics.append(Diagnostic(Severity.ERROR, message, self.span(self.pos)))
        return body, flows + self._included_flows

    def include(self, name: str, begin: int, body: list[syntax.Statement], flows: list[syntax.Knot | syntax.Stitch]) -> None:
        includes = self._includes
        span = self.span(begin)
        includes.count += 1
        if includes.load is None:
            self.error(f"Failed to load: '{name}'", begin, "files cannot be included here")
            return
        if len(includes.open_files) > MAX_INCLUDE_DEPTH or includes.count > MAX_INCLUDES:
            self.error(f"Too many files are included, or too deep: '{name}' was left out", begin)
            return
        try:
            file, source = includes.load(name, span)
        except StoryError as fault:
            self.diagnostics += fault.diagnostics
            return
        if file in includes.open_files:
            chain = " -> ".join([*includes.open_files[includes.open_files.index(file) :], file])
            self.error(f"Recursive INCLUDE detected: '{file}' is already open", begin, chain)
            return
        includes.open_files.append(file)
        inner_body, inner_flows = _SourceParser(source, file, includes, self.diagnostics).file_content()
        includes.open_files.pop()
        self._included_flows += inner_flows
        if inner_body:
            body.append(syntax.Included(file, inner_body, span))
        if inner_body or inner_flows:
            body.append(syntax.Text("\n", span))

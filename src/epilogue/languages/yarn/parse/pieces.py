"""The body of a node, line by line, as flat pieces: statements that stand alone, and marks of those that hold others.

Indentation counts below options and items alone, as in Yarn Spinner: what follows one and is indented deeper is inside, until
a line, an empty one included, is indented less. An empty line right behind an option and what is in it ends the menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.scanner import LineFault
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.content import LineReader, end_command, read_condition, read_hashtags, read_inline
from epilogue.languages.yarn.parse.expressions import read_expression
from epilogue.languages.yarn.parse.scanner import NAME, LineScanner
from epilogue.source import Span

TAB = 8
"""Columns of a tab in Yarn Spinner."""

INDENT, DEDENT, BLANK, OPTION, ITEM = "indent", "dedent", "blank", "->", "=>"

_KEYWORDS = frozenset((
    "if", "elseif", "else", "endif", "set", "call", "declare", "jump", "detour", "return", "enum", "case", "endenum", "once",
    "endonce", "local",
))  # fmt: skip
_HOLDING = frozenset(("if", "elseif", "else", "once", "enum", "case", "endif", "endonce", "endenum"))
"""Keywords that shape a body: a faulty one still does."""
_BECAUSE = re.compile(r"//\s*because:\s*(\S.*)")
_ASSIGN = ("+=", "-=", "*=", "/=", "%=")


class LayoutToken(NamedTuple):
    """A piece that is no statement by itself: INDENT, DEDENT, BLANK, OPTION, ITEM or the keyword of a command."""

    kind: str
    span: Span
    line: syntax.Line | None = None
    condition: syntax.Condition | None = None
    name: str = ""
    raw: syntax.Expression | None = None


Piece: TypeAlias = syntax.Statement | LayoutToken


class Indentation:
    """Tracks nesting of lines in options."""

    def __init__(self) -> None:
        self._levels: list[int] = []
        self._last = 0
        self._behind_option = False
        self._watched = -1
        self._blank = False
        self._cut: int | None = None
        self.warnings: list[Diagnostic] = []

    def line(self, number: int, text: str, span: Span) -> Iterator[LayoutToken]:
        """Layout marks of the next line's indentation."""
        width = 0
        for letter in text:
            if letter not in " \t":
                break
            width += TAB if letter == "\t" else 1
        if self._watched != -1 and self._blank:
            if number - self._watched == 1:
                yield LayoutToken(BLANK, span)
            self._watched = -1
        if self._behind_option:
            if width > self._last:
                self._levels.append(width)
                yield LayoutToken(INDENT, span)
            self._behind_option = False
            self._watched = number
        blank = not text.strip(" \t")
        while self._levels and width < self._levels[-1]:
            yield LayoutToken(DEDENT, span)
            level = self._levels.pop()
            if blank:
                self._cut = level
            if not self._levels:
                self._watched = number
        if not blank:
            self._warn(width, span._replace(column=len(text) - len(text.lstrip(" \t")) + 1))
        self._last = width
        self._blank = blank

    def _warn(self, width: int, span: Span) -> None:
        """Warns of a line that looks as if inside an option that an empty line ended."""
        if self._cut is not None and width >= self._cut:
            message = "this is not in the option above: the empty line has ended it"
            hint = "take the empty line out if it belongs there, or the blanks before this line if not"
            self.warnings.append(
                Diagnostic(Severity.WARNING, message, span._replace(column=width + 1 if width < TAB else 1), hint)
            )
        self._cut = None

    def option(self) -> None:
        """Reads a line that is an option or an item."""
        self._behind_option = True

    def end(self, span: Span) -> Iterator[LayoutToken]:
        """The end of the node."""
        while self._levels:
            self._levels.pop()
            yield LayoutToken(DEDENT, span)


class PieceReader:
    """Reads the pieces of one line."""

    def __init__(self, scanner: LineScanner, indentation: Indentation) -> None:
        self._scanner = scanner
        self._indentation = indentation
        self._word = ""

    def read(self) -> Iterator[Piece]:
        """The pieces of the line, one by one. Raises LineFault."""
        scanner = self._scanner
        scanner.blanks()
        if because := _BECAUSE.match(scanner.rest):
            yield syntax.Because(because.group(1).strip(), scanner.span())
        behind_command = False
        while True:
            scanner.blanks()
            if scanner.at_end or scanner.ahead("//"):
                return
            if behind_command and scanner.ahead(">"):
                scanner.warn("'>' behind a command is shown as text", "a command ends with two: '>>'")
            span = scanner.span()
            if scanner.take("<<"):
                try:
                    yield self._command(span)
                except LineFault:
                    if self._word in _HOLDING:
                        yield LayoutToken(self._word, span, None, syntax.Condition(False, syntax.Truth(True, span), span))
                    raise
                behind_command = True
                continue
            for arrow in (OPTION, ITEM):
                if scanner.take(arrow):
                    self._indentation.option()
                    scanner.blanks()
                    try:
                        yield LayoutToken(arrow, span, LineReader(scanner).read())
                    except LineFault:
                        yield LayoutToken(arrow, span, syntax.Line((), None, None, (), span))
                        raise
                    return
            if scanner.ahead("#"):
                raise scanner.fault(
                    "a line that begins with a hashtag", None, "a hashtag stands behind text; to show '#', write \\#"
                )
            yield LineReader(scanner).read()
            return

    def _command(self, span: Span) -> Piece:
        scanner = self._scanner
        scanner.blanks()
        start = scanner.position
        match = NAME.match(scanner.text, start)
        word = match.group() if match else ""
        self._word = word
        behind = scanner.text[start + len(word) : start + len(word) + 1]
        if word not in _KEYWORDS or behind not in ("", " ", "\t", ">"):
            if word in _KEYWORDS and behind in ("(", "$", "!", '"', "{"):
                raise scanner.fault(f"a blank is missing behind '{word}'", start + len(word))
            return self._own(span)
        scanner.position += len(word)
        piece = self._keyword(word, span)
        scanner.blanks()
        if word == "else" and scanner.text.startswith("if", scanner.position):
            raise scanner.fault("'>>' expected, not 'if'", None, "otherwise-if is one word: <<elseif …>>")
        end_command(scanner)
        return piece

    def _keyword(self, word: str, span: Span) -> Piece:
        scanner = self._scanner
        if word in ("if", "elseif", "once"):
            return LayoutToken(word, span, None, read_condition(scanner, "once" if word == "once" else "if", span))
        if word == "set":
            return self._set(span)
        if word == "declare":
            return self._declare(span)
        if word == "call":
            call = read_expression(scanner)
            if not isinstance(call, syntax.Call):
                raise scanner.fault(
                    "a function call expected behind 'call'", span.column - scanner.base, "for example <<call f(1)>>"
                )
            return syntax.CallStatement(call, span)
        if word in ("jump", "detour"):
            target = self._target(word)
            return syntax.Jump(target, span) if word == "jump" else syntax.Detour(target, span)
        if word == "return":
            return syntax.Return(span)
        if word == "enum":
            return LayoutToken(word, span, name=self._named("an enum"))
        if word == "case":
            name = self._named("a case")
            scanner.blanks()
            return LayoutToken(word, span, name=name, raw=read_expression(scanner) if self._assignment() else None)
        if word == "local":
            raise scanner.fault(
                "<<local>> is reserved: Yarn has no such command yet", span.column - scanner.base, "use <<declare>>"
            )
        return LayoutToken(word, span)

    def _named(self, what: str) -> str:
        self._scanner.blanks()
        name = self._scanner.name()
        if name is None:
            raise self._scanner.fault(f"the name of {what} is missing here")
        return name

    def _assignment(self) -> bool:
        """Reads ``=`` or ``to``."""
        scanner = self._scanner
        scanner.blanks()
        start = scanner.position
        if scanner.ahead("=="):
            raise scanner.fault("'=' expected, not '=='", None, "'=' gives a value, '==' compares two")
        if scanner.take("=") or scanner.name() == "to":
            return True
        scanner.position = start
        return False

    def _variable(self, word: str) -> str:
        scanner = self._scanner
        scanner.blanks()
        start = scanner.position
        dollar = scanner.take("$")
        name = scanner.name()
        if name is None:
            raise scanner.fault(f"the name of a variable is missing behind '{word}'", start, f"for example <<{word} $gold = 5>>")
        if not dollar:
            raise scanner.fault(
                f"'{name}' is not the name of a variable", start, f"a variable begins with a dollar sign: ${name}"
            )
        return f"${name}"

    def _set(self, span: Span) -> syntax.Set:
        scanner = self._scanner
        name = self._variable("set")
        scanner.blanks()
        operator = next((sign for sign in _ASSIGN if scanner.take(sign)), None)
        if operator is None:
            if not self._assignment():
                raise scanner.fault(f"'=' or 'to' expected behind {name}", None, f"for example <<set {name} = 5>>")
            operator = "="
        return syntax.Set(name, operator, read_expression(scanner), span)

    def _declare(self, span: Span) -> syntax.Declare:
        scanner = self._scanner
        name = self._variable("declare")
        if not self._assignment():
            raise scanner.fault(f"a value is missing: what is {name} to begin with?", None, f"for example <<declare {name} = 5>>")
        value = read_expression(scanner)
        scanner.blanks()
        start = scanner.position
        if scanner.name() == "as":
            return syntax.Declare(name, value, self._named("a type"), span)
        scanner.position = start
        return syntax.Declare(name, value, None, span)

    def _target(self, word: str) -> str | syntax.Expression:
        scanner = self._scanner
        scanner.blanks()
        if scanner.ahead("{"):
            return read_inline(scanner).expression
        text, _, _ = scanner.rest.partition(">>")
        title = text.strip()
        if not title:
            raise scanner.fault(f"the title of a node is missing behind '{word}'")
        if any(letter in " \t\"'$(" for letter in title):
            hint = f"the title of a node stands there as it is; a title that is worked out, in braces: <<{word} {{$where}}>>"
            raise scanner.fault(f"'{title}' is not the title of a node", None, hint)
        if "." in title:
            hint = f'one node of a group is named by title and subtitle in braces: <<{word} {{"{title}"}}>>'
            raise scanner.fault(f"'{title}' is not the title of a node", None, hint)
        scanner.position += len(text)
        return title

    def _own(self, span: Span) -> Piece:
        """A command of the game's own, or ``stop``."""
        scanner = self._scanner
        pieces: list[syntax.Text | syntax.Inline] = []
        start, text = scanner.span(), ""
        while not scanner.ahead(">>"):
            if scanner.at_end:
                raise LineFault("this command does not end: '>>' is missing", span, "a command stands on one line")
            if scanner.ahead("{"):
                if text:
                    pieces.append(syntax.Text(text, start))
                pieces.append(read_inline(scanner))
                start, text = scanner.span(), ""
                continue
            if scanner.ahead(">"):
                raise scanner.fault(
                    "'>' in a command", None, "the engine takes it for the end of one; what is in {…} may hold it"
                )
            text += scanner.text[scanner.position]
            scanner.position += 1
        if text.rstrip():
            pieces.append(syntax.Text(text.rstrip(), start))
        scanner.take(">>")
        if not pieces:
            raise LineFault("an empty command", span)
        hashtags = read_hashtags(scanner)
        if len(pieces) == 1 and isinstance(pieces[0], syntax.Text) and pieces[0].value == "stop":
            return syntax.Stop(span)
        return syntax.Command(tuple(pieces), hashtags, span)

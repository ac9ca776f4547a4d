"""The parser of Yarn: the text of a file to its syntax tree. Several errors of a file are reported, in order."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from epilogue.budget import tick
from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.scanner import LineFault
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.content import read_condition, read_hashtags
from epilogue.languages.yarn.parse.expressions import read_expression
from epilogue.languages.yarn.parse.pieces import BLANK, DEDENT, INDENT, ITEM, OPTION, Indentation, LayoutToken, Piece, PieceReader
from epilogue.languages.yarn.parse.scanner import IDENTIFIER, LineScanner
from epilogue.source import Span

T = TypeVar("T")

MAX_NESTING = 100
"""Nesting limit of options, conditions and the like."""
MAX_ERRORS = 50
"""Limit on errors reported of one file."""
MAX_LINE = 100_000
"""Length limit of a line."""

_LINES = re.compile(r"\r\n|\n|\r")
_HEADER = re.compile(rf"[ \t]*({IDENTIFIER})[ \t]*:[ \t]*")
_BEGINS = re.compile(r"title:\s*\w")
_TITLE = re.compile(r"(?:[A-Za-z_]|[^\x00-\x7f])(?:[A-Za-z0-9_]|[^\x00-\x7f])*")
_NAMING = "one word: letters, digits and '_', no digit first"
_LINK = re.compile(r"[ \t]*//")


def parse_file(text: str, name: str) -> tuple[syntax.File, list[Diagnostic]]:
    """Syntax tree of a file's text, and its diagnostics: if one is an error, the tree is not to be used. ``name``: how the
    file is shown."""
    lines = _LINES.split(text)
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            too_long = Diagnostic(Severity.ERROR, f"a line of more than {MAX_LINE:,} letters", Span(name, number, 1))
            return syntax.File(name, (), ()), [too_long]
    parser = _FileParser(lines, name)
    return parser.parse(), parser.diagnostics[:MAX_ERRORS]


def parse_expression(text: str, span: Span) -> syntax.Expression:
    """An expression that stands alone, on one line, its text beginning at ``span``. Raises LineFault."""
    scanner = LineScanner(span.file, span.line, text, 0, span.column or 1)
    expression = read_expression(scanner)
    scanner.blanks()
    if not scanner.at_end:
        raise scanner.fault(f"'{scanner.rest.split()[0]}' does not belong here")
    return expression


class _FileParser:
    def __init__(self, lines: list[str], name: str) -> None:
        self._lines = lines
        self._name = name
        self._next = 0
        self.diagnostics: list[Diagnostic] = []

    def parse(self) -> syntax.File:
        hashtags: list[syntax.Hashtag] = []
        nodes: list[syntax.Node] = []
        headers: list[tuple[syntax.Header, LineScanner]] = []
        while self._next < len(self._lines):
            tick()
            scanner = self._line()
            scanner.blanks()
            if scanner.at_end or scanner.ahead("//"):
                continue
            try:
                if scanner.ahead("---") and not scanner.rest[3:].split("//")[0].strip():
                    nodes.append(self._node(headers, scanner.span()))
                    headers = []
                elif scanner.ahead("#") and not headers and not nodes:
                    hashtags.extend(read_hashtags(scanner))
                else:
                    headers.append(self._header(scanner))
            except LineFault as fault:
                self.diagnostics.append(fault.diagnostic)
        if headers:
            self._error(
                "a node without a body", headers[0][0].span, "a line '---' ends its headers, then come its lines, then '==='"
            )
        elif not nodes and not self.diagnostics:
            self._error("a file without a node", Span(self._name, 1, 1), "a node: a line 'title: Name', '---', its lines, '==='")
        return syntax.File(self._name, tuple(hashtags), tuple(nodes))

    def _line(self) -> LineScanner:
        self._next += 1
        return LineScanner(self._name, self._next, self._lines[self._next - 1])

    def _error(self, message: str, span: Span, hint: str | None = None) -> None:
        self.diagnostics.append(Diagnostic(Severity.ERROR, message, span, hint))

    def _header(self, scanner: LineScanner) -> tuple[syntax.Header, LineScanner]:
        start = scanner.position
        match = _HEADER.match(scanner.text, start)
        if match is None:
            hint = "above a node's body, each line is 'name: value'; '---' begins the body"
            raise scanner.fault(f"a header expected, not '{scanner.rest[:30].strip()}'", None, hint)
        value, _, _ = scanner.text[match.end() :].partition("//")
        scanner.position = match.end()
        return syntax.Header(match.group(1), value.strip(), scanner.span(start)), scanner

    def _node(self, headers: list[tuple[syntax.Header, LineScanner]], span: Span) -> syntax.Node:
        start = headers[0][0].span if headers else span
        body, end = self._body(start)
        titles = [(header, scanner) for header, scanner in headers if header.key == "title"]
        if not titles:
            self._error("a node without a title", start, "its first line is 'title: Name'")
        elif len(titles) > 1:
            self._error("a second title", titles[1][0].span, "a node has one; is '===' missing before?")
        title = titles[0][0].value if titles else ""
        if titles and not title:
            self._error("the title is missing", titles[0][1].span(), "for example 'title: Start'")
        elif titles and not _TITLE.fullmatch(title):
            self._error(f"'{title}' cannot be the title of a node", titles[0][1].span(), _NAMING)
        when: list[syntax.Condition] = []
        for header, scanner in headers:
            if header.key == "when":
                try:
                    when.append(self._when(scanner))
                except LineFault as fault:
                    self.diagnostics.append(fault.diagnostic)
            elif header.key == "subtitle" and header.value and not _TITLE.fullmatch(header.value):
                self._error(f"'{header.value}' cannot be a subtitle", scanner.span(), _NAMING)
            elif header.key == "tracking" and header.value not in ("always", "never"):
                self._error(f"tracking is 'always' or 'never', not '{header.value}'", header.span)
        where = titles[0][0].span if titles else start
        return syntax.Node(title, tuple(header for header, _ in headers), tuple(when), body, where, end)

    def _when(self, scanner: LineScanner) -> syntax.Condition:
        scanner.text, _, _ = scanner.text.partition("//") if '"' not in scanner.text else (scanner.text, "", "")
        span = scanner.span()
        if not scanner.rest.strip():
            raise scanner.fault(
                "the condition is missing behind 'when:'", None, "always, once, or an expression: 'when: $gold > 5'"
            )
        if scanner.rest.strip() == "always":
            return syntax.Condition(False, None, span)
        start = scanner.position
        if scanner.name() == "once":
            condition = read_condition(scanner, "once", span)
        else:
            scanner.position = start
            condition = read_condition(scanner, "if", span)
        scanner.blanks()
        if not scanner.at_end and not _LINK.match(scanner.rest):
            raise scanner.fault(f"'{scanner.rest.split()[0]}' does not belong here")
        return condition

    def _begins_node(self) -> bool:
        """Whether the next lines are the headers of a node, its title first."""
        number = self._next
        if not _BEGINS.match(self._lines[number]):
            return False
        while number < len(self._lines) and _HEADER.match(self._lines[number]):
            number += 1
        return number < len(self._lines) and self._lines[number].rstrip() == "---"

    def _body(self, start: Span) -> tuple[syntax.Body, Span]:
        indentation = Indentation()
        pieces: list[Piece] = []
        end: Span | None = None
        while self._next < len(self._lines):
            tick()
            if self._begins_node():
                end = Span(self._name, self._next + 1, 1)
                self._error("a node begins here, and the one above has not ended", end, "a line '===' ends a node")
                break
            scanner = self._line()
            pieces.extend(indentation.line(self._next, scanner.text, scanner.span()))
            scanner.blanks()
            if scanner.ahead("==="):
                end = scanner.span()
                scanner.position += 3
                if scanner.rest.split("//")[0].strip():
                    self._error("nothing may stand behind '==='", scanner.span())
                break
            self._read(PieceReader(scanner, indentation), pieces)
            self.diagnostics.extend(scanner.warnings)
        self.diagnostics.extend(indentation.warnings)
        if end is None:
            end = Span(self._name, max(len(self._lines), 1), 1)
            self._error("this node does not end: a line '===' is missing", start)
        pieces.extend(indentation.end(end))
        body = _BodyParser(pieces, end)
        statements = body.whole()
        self.diagnostics.extend(body.diagnostics)
        self.diagnostics.sort(key=lambda d: (d.span.line, d.span.column) if d.span else (0, 0))
        return statements, end

    def _read(self, reader: PieceReader, pieces: list[Piece]) -> None:
        try:
            pieces.extend(reader.read())
        except LineFault as fault:
            self.diagnostics.append(fault.diagnostic)


class _BodyParser:
    """Pieces to statements. What misses its end is reported where it began."""

    def __init__(self, pieces: list[Piece], end: Span) -> None:
        self._pieces = pieces
        self._next = 0
        self._end = end
        self._depth = 0
        self._too_deep = False
        self.diagnostics: list[Diagnostic] = []

    def whole(self) -> syntax.Body:
        statements: list[syntax.Statement] = []
        while True:
            statements.extend(self._body())
            mark = self._mark()
            if mark is None:
                return tuple(statements)
            self._next += 1
            if mark.kind != DEDENT:
                opening = {"endif": "if", "elseif": "if", "else": "if", "endonce": "once", "endenum": "enum", "case": "enum"}
                self._error(f"<<{mark.kind}>> without <<{opening[mark.kind]}>>", mark.span)

    def _error(self, message: str, span: Span, hint: str | None = None) -> None:
        self.diagnostics.append(Diagnostic(Severity.ERROR, message, span, hint))

    def _mark(self) -> LayoutToken | None:
        piece = self._pieces[self._next] if self._next < len(self._pieces) else None
        return piece if isinstance(piece, LayoutToken) else None

    def _take(self, kind: str) -> LayoutToken | None:
        """The next piece if it is this mark, read."""
        mark = self._mark()
        if mark is None or mark.kind != kind:
            return None
        self._next += 1
        return mark

    def _body(self) -> syntax.Body:
        """Statements up to a mark that ends something, which is left."""
        self._depth += 1
        statements: list[syntax.Statement] = []
        kinds: dict[str, Callable[[], syntax.Statement | None]] = {
            OPTION: self._options, ITEM: self._group, "if": self._if, "once": self._once, "enum": self._enum
        }  # fmt: skip
        while self._next < len(self._pieces):
            tick()
            piece = self._pieces[self._next]
            if not isinstance(piece, LayoutToken):
                statements.append(piece)
                self._next += 1
                continue
            if piece.kind == INDENT or piece.kind == BLANK:
                self._next += 1  # left over from an unreadable line
                continue
            if piece.kind not in kinds:
                break
            if self._depth > MAX_NESTING:
                if not self._too_deep:
                    self._error(f"more than {MAX_NESTING} options and conditions inside each other", piece.span)
                self._too_deep = True
                self._next = len(self._pieces)
                break
            statement = kinds[piece.kind]()
            if statement is not None:
                statements.append(statement)
        self._depth -= 1
        return tuple(statements)

    def _indented(self) -> syntax.Body:
        """Body indented below an option or an item."""
        if self._take(INDENT) is None:
            return ()
        blank = self._take(BLANK)
        if blank is not None:
            hint = "take the blanks out of the empty line below the option, or the line itself"
            self._error(
                "an indented line below an option, with nothing in it", blank.span._replace(line=blank.span.line - 1), hint
            )
        body = self._body()
        while self._take(DEDENT) is None:
            mark = self._mark()
            if mark is None:
                break
            hint = "what begins below an option ends below it, indented as deep"
            self._error(f"<<{mark.kind}>> without its beginning in the text of this option", mark.span, hint)
            self._next += 1
            body += self._body()
        return body

    def _options(self) -> syntax.Statement | None:
        options = self._lines(OPTION, syntax.Option)
        return syntax.Options(options, options[0].span)

    def _group(self) -> syntax.Statement | None:
        items = self._lines(ITEM, syntax.Item)
        return syntax.LineGroup(items, items[0].span)

    def _lines(self, kind: str, made: Callable[[syntax.Line, syntax.Body, Span], T]) -> tuple[T, ...]:
        """Lines of one kind in a row, each with what is indented below it, up to an empty one."""
        groups: list[T] = []
        while (mark := self._take(kind)) is not None:
            assert mark.line is not None
            groups.append(made(mark.line, self._indented(), mark.span))
            if self._take(BLANK) is not None:
                break
            self._pass_reasons(kind)
        return tuple(groups)

    def _pass_reasons(self, kind: str) -> None:
        """Reasons before a mark of this kind: a comment there ends nothing, and nothing is said that they could belong to."""
        onward = self._next
        while onward < len(self._pieces) and isinstance(self._pieces[onward], syntax.Because):
            onward += 1
        following = self._pieces[onward] if onward < len(self._pieces) else None
        if isinstance(following, LayoutToken) and following.kind == kind:
            self._next = onward

    def _close(self, kind: str, opening: LayoutToken) -> None:
        if self._take(kind) is None and not self._too_deep:
            mark = self._mark()
            where = "the option's text ends" if mark is not None and mark.kind == DEDENT else "the node ends"
            hint = f"found <<{mark.kind}>> in line {mark.span.line} instead" if mark and mark.kind != DEDENT else None
            if hint is None and mark is not None:
                hint = f"line {mark.span.line} is indented less than the text of the option"
            where = where if hint is None or mark is None or mark.kind == DEDENT else "that"
            self._error(f"<<{opening.kind}>> is not closed: <<{kind}>> expected before {where}", opening.span, hint)

    def _if(self) -> syntax.Statement | None:
        opening = self._take("if")
        assert opening is not None and opening.condition is not None
        branches = [syntax.Branch(opening.condition.expression, self._body(), opening.span)]
        while (mark := self._take("elseif")) is not None:
            assert mark.condition is not None
            branches.append(syntax.Branch(mark.condition.expression, self._body(), mark.span))
        if (mark := self._take("else")) is not None:
            branches.append(syntax.Branch(None, self._body(), mark.span))
            while (late := self._take("elseif") or self._take("else")) is not None:
                self._error(f"<<{late.kind}>> behind <<else>>", late.span, "<<else>> is the last of the branches")
                self._body()
        self._close("endif", opening)
        return syntax.If(tuple(branches), opening.span)

    def _once(self) -> syntax.Statement | None:
        opening = self._take("once")
        assert opening is not None and opening.condition is not None
        body = self._body()
        otherwise: syntax.Body = ()
        if self._take("else") is not None:
            otherwise = self._body()
        self._close("endonce", opening)
        return syntax.Once(opening.condition, body, otherwise, opening.span)

    def _enum(self) -> syntax.Statement | None:
        opening = self._take("enum")
        assert opening is not None
        cases: list[syntax.Case] = []
        self._pass_reasons("case")
        while (mark := self._take("case")) is not None:
            cases.append(syntax.Case(mark.name, mark.raw, mark.span))
            self._pass_reasons("case")
        self._pass_reasons("endenum")
        if not cases:
            self._error(f"the enum {opening.name} has no case", opening.span, "for example <<case Apple>>")
        inside = self._pieces[self._next] if self._next < len(self._pieces) else None
        if inside is not None and not (isinstance(inside, LayoutToken) and inside.kind == "endenum"):
            self._error(f"only <<case …>> may stand in the enum {opening.name}", inside.span, "<<endenum>> ends it")
            self._body()
            while self._take("case") is not None:
                self._body()
        self._close("endenum", opening)
        return syntax.Enum(opening.name, tuple(cases), opening.span)

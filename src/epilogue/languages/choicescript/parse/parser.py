"""Scenes: lines with their indentation to statements. A scene is read to its end, and every mistake in it is reported."""

from __future__ import annotations

from epilogue.budget import tick
from epilogue.diagnostics import Diagnostic, did_you_mean
from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.choicescript.parse.commands import COMMANDS, CommandReader
from epilogue.languages.choicescript.parse.expressions import ValueReader
from epilogue.languages.choicescript.parse.options import OptionReader
from epilogue.languages.choicescript.parse.scanner import SceneScanner
from epilogue.languages.choicescript.parse.text import content, raw
from epilogue.languages.scanner import LineFault
from epilogue.source import Span

MAX_NESTING = 200
"""Nesting limit of blocks."""
ELSE = ("else", "elseif", "elsif")


class SceneLine:
    """A line that is not blank: its number, text and indentation; ``command``: of a line ``*command``, in small letters, and
    ``at``, where its operands begin."""

    __slots__ = ("at", "command", "indent", "number", "text")

    def __init__(self, number: int, text: str) -> None:
        self.number, self.text = number, text
        self.indent = len(text) - len(text.lstrip(" \t"))
        self.command, self.at = "", self.indent
        if text[self.indent : self.indent + 1] == "*":
            end = self.indent + 1
            while end < len(text) and (text[end].isalnum() or text[end] == "_"):
                end += 1
            self.command, self.at = text[self.indent + 1 : end].lower(), end


class SceneParser:
    """Reads one scene. ``diagnostics``: the mistakes found."""

    def __init__(self, text: str, name: str, file: str) -> None:
        self.name = name
        self.file = file
        raw_lines = text.split("\n")
        self.blank_before: set[int] = set()
        self.lines: list[SceneLine] = []
        blank = False
        for number, written in enumerate(raw_lines, 1):
            line = written.rstrip("\r")
            if not line.strip():
                blank = True
                continue
            if blank:
                self.blank_before.add(len(self.lines))
                blank = False
            self.lines.append(SceneLine(number, line))
        self.at = 0
        self.depth = 0
        self.diagnostics: list[Diagnostic] = []
        self.labels: dict[str, Span] = {}
        self.listed: tuple[syntax.ListedScene, ...] | None = None
        self.title = ""
        self.commands = CommandReader(self)
        self.options = OptionReader(self)

    def scene(self) -> syntax.Scene:
        body = self.block(-1)
        first = Span(self.file, 1, 1)
        last = self.span_of(self.lines[-1]) if self.lines else first
        return syntax.Scene(self.name, self.file, body, self.labels, self.listed, self.title, first, last)

    # -- lines

    @property
    def line(self) -> SceneLine | None:
        """The next line."""
        return self.lines[self.at] if self.at < len(self.lines) else None

    def scanner(self, line: SceneLine) -> SceneScanner:
        """A scanner at the operands of the line's command."""
        return SceneScanner(self.file, line.number, line.text, line.at)

    def span_of(self, line: SceneLine) -> Span:
        return Span(self.file, line.number, line.indent + 1)

    def last_span(self) -> Span:
        """The place of the line read last."""
        return self.span_of(self.lines[self.at - 1])

    def expressions(self, scanner: SceneScanner) -> ValueReader:
        return ValueReader(scanner, raw)

    def report(self, fault: LineFault) -> None:
        self.diagnostics.append(fault.diagnostic)

    def skip_block(self, indent: int) -> list[SceneLine]:
        """Passes the lines that stand deeper than ``indent``; returns them."""
        first = self.at
        while self.line is not None and self.line.indent > indent:
            self.at += 1
        return self.lines[first : self.at]

    # -- blocks

    def block(self, outer: int) -> syntax.Body:
        """The statements of the lines that stand deeper than ``outer``."""
        self.depth += 1
        statements: list[syntax.Statement] = []
        indent: int | None = None
        while (line := self.line) is not None and line.indent > outer:
            tick()
            span = self.span_of(line)
            try:
                if self.depth > MAX_NESTING:
                    self.skip_block(outer)
                    raise LineFault(f"blocks nested more than {MAX_NESTING} deep", span)
                if indent is not None and line.indent > indent:
                    hint = "only *if, *else, *choice and options are followed by lines that stand deeper"
                    self.skip_block(indent)
                    raise LineFault(
                        f"this line stands deeper than the one before it: {indent} blanks expected, not {line.indent}", span, hint
                    )
                indent = line.indent
                if self.at in self.blank_before and statements:
                    statements.append(syntax.Blank(span))
                statements += self.statement(line)
            except LineFault as fault:
                self.report(fault)
                if self.line is line:
                    self.at += 1
                self.skip_block(line.indent)
        self.depth -= 1
        return tuple(statements)

    def statement(self, line: SceneLine) -> list[syntax.Statement]:
        """The statement that begins with the line."""
        span = self.span_of(line)
        if not line.command:
            self.at += 1
            return [syntax.Line(content(SceneScanner(self.file, line.number, line.text, line.indent)), span)]
        if line.command == "if":
            return [self.conditional(line)]
        if line.command in ELSE:
            hint = "it has to follow the lines of its *if at once, and stand as deep as that"
            raise LineFault(f"*{line.command} without an *if before it", span, hint)
        if line.command in ("choice", "fake_choice"):
            return [self.options.choice(line)]
        if line.command not in COMMANDS:
            known = (*COMMANDS, "if", "choice", "fake_choice", *ELSE)
            message = f"there is no command *{line.command}" if line.command else "a command expected behind *"
            raise LineFault(message, span, did_you_mean(line.command, known, otherwise="a line of text cannot begin with *"))
        self.at += 1
        return self.commands.read(line)

    def conditional(self, line: SceneLine) -> syntax.If:
        """``*if`` with all that belongs to it."""
        branches = []
        span = self.span_of(line)
        current: SceneLine | None = line
        while current is not None:
            condition = self.condition(current)
            at = self.span_of(current)
            self.at += 1
            body = self.block(current.indent)
            branches.append(syntax.Branch(condition, body, at, self.last_span()))
            following = self.line
            goes_on = following is not None and following.indent == line.indent and following.command in ELSE
            current = following if goes_on and condition is not None else None
        return syntax.If(tuple(branches), span)

    def condition(self, line: SceneLine) -> syntax.Expression | None:
        """The condition of ``*if`` or ``*elseif``; None for ``*else``."""
        scanner = self.scanner(line)
        if line.command == "else":
            if scanner.rest.strip():
                scanner.blanks()
                raise scanner.fault("nothing can stand behind *else", None, "a condition is given with *elseif")
            return None
        return self.expressions(scanner).whole("the condition")


def parse_scene(text: str, name: str, file: str) -> tuple[syntax.Scene, list[Diagnostic]]:
    """A scene, and the mistakes in it."""
    parser = SceneParser(text, name, file)
    return parser.scene(), parser.diagnostics

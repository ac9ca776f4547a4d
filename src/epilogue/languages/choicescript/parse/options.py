"""Choices: options with what is said before them, in groups, inside of ``*if``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.choicescript.parse.scanner import SceneScanner
from epilogue.languages.choicescript.parse.text import content
from epilogue.languages.scanner import LineFault

if TYPE_CHECKING:
    from epilogue.languages.choicescript.parse.parser import SceneLine, SceneParser

REUSE = {"hide_reuse": "hide", "disable_reuse": "disable", "allow_reuse": "allow"}
WHO = "who"
"""Key of a comment above an option: who decides."""
EXPECTED = "an option expected: its text begins with #"


class OptionReader:
    """Reads the choices of one scene."""

    def __init__(self, parser: SceneParser) -> None:
        self.parser = parser
        self.who = ""

    def choice(self, line: SceneLine) -> syntax.Choice:
        parser = self.parser
        groups = len(parser.scanner(line).rest.split()) or 1
        parser.at += 1
        items = self.items(line.indent, groups)
        if not items:
            message = f"*{line.command} without an option"
            hint = "its options stand below it, and deeper than it; each begins with #"
            raise LineFault(message, parser.span_of(line), hint)
        return syntax.Choice(line.command == "fake_choice", items, parser.span_of(line))

    def items(self, outer: int, groups: int) -> tuple[syntax.OptionItem, ...]:
        """The options deeper than ``outer``."""
        parser = self.parser
        parser.depth += 1
        items: list[syntax.OptionItem] = []
        while (line := parser.line) is not None and line.indent > outer:
            try:
                item = self.item(line, groups)
                if item is not None:
                    items.append(item)
            except LineFault as fault:
                parser.report(fault)
                if parser.line is line:
                    parser.at += 1
                parser.skip_block(line.indent)
        parser.depth -= 1
        return tuple(items)

    def item(self, line: SceneLine, groups: int) -> syntax.OptionItem | None:
        parser = self.parser
        scanner = SceneScanner(parser.file, line.number, line.text, line.indent)
        reuse, shown, selectable = "", None, None
        while not scanner.ahead("#"):
            start = scanner.position
            if not scanner.take("*"):
                raise LineFault(EXPECTED, parser.span_of(line), "text that is to be read first stands above the *choice")
            command = scanner.name() or ""
            if command == "comment" and start == line.indent:
                key, _, value = scanner.rest.partition(":")
                self.who = value.strip() if key.strip() == WHO else self.who
                parser.at += 1
                return None
            if command in REUSE and shown is None and selectable is None:
                reuse = REUSE[command]
            elif command in ("if", "selectable_if"):
                condition, last = self.condition(scanner)
                if last:
                    return self.branches(line, condition, groups, start)
                if command == "if":
                    shown = condition
                else:
                    selectable = condition
            elif command in REUSE:
                hint = f"write *{command} first: *{command} *if (this) #Option"
                raise scanner.fault(f"*{command} cannot stand behind a condition", start, hint)
            else:
                raise scanner.fault(
                    f"an option expected, not *{command}", start, "only options, *if and *comment stand in a choice"
                )
            scanner.blanks()
        span = scanner.span()
        scanner.position += 1
        scanner.blanks()
        text = scanner.rest.strip()
        words = content(scanner)
        who, self.who = self.who, ""
        parser.at += 1
        if groups > 1:
            inner = self.items(line.indent, groups - 1)
            if not inner:
                raise LineFault("options of the next group expected below this one", span, "*choice names more than one group")
            return syntax.Option(words, text, reuse, shown, selectable, (), inner, span, parser.last_span(), who)
        body = parser.block(line.indent)
        return syntax.Option(words, text, reuse, shown, selectable, body, (), span, parser.last_span(), who)

    def condition(self, scanner: SceneScanner) -> tuple[syntax.Expression, bool]:
        """A condition, and whether it is the rest of the line. An option begins with the first # behind a whole value."""
        reader = self.parser.expressions(scanner)
        start = scanner.position
        value = reader.value()
        scanner.blanks()
        if scanner.ahead("#") or (scanner.ahead("*") and scanner.rest[1:2].isalpha()):
            return value, False
        scanner.position = start
        value = reader.read()
        scanner.blanks()
        if scanner.at_end:
            return value, True
        if scanner.ahead("#"):
            raise scanner.fault("parentheses expected around the condition of an option", start, "as in *if (gold > 3) #Pay")
        hint = "only two values can stand beside one operator: put parentheses around each pair"
        raise scanner.fault(f"the end of the condition or an option expected, not {scanner.rest.strip()[:30]!r}", None, hint)

    def branches(self, line: SceneLine, condition: syntax.Expression, groups: int, start: int) -> syntax.OptionIf:
        """``*if`` on a line of its own, with options below it."""
        parser = self.parser
        if line.command != "if":
            raise LineFault(EXPECTED, parser.span_of(line), f"*{line.command} stands on the line of its option")
        span = parser.span_of(line)
        parser.at += 1
        branches = [syntax.OptionBranch(condition, self.items(line.indent, groups), span)]
        while (other := parser.line) is not None and other.indent == line.indent and other.command in ("else", "elseif", "elsif"):
            otherwise = parser.condition(other)
            parser.at += 1
            branches.append(syntax.OptionBranch(otherwise, self.items(other.indent, groups), parser.span_of(other)))
            if otherwise is None:
                break
        return syntax.OptionIf(tuple(branches), span)

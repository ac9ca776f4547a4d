"""Commands of one line (some with lines below them that are theirs) to statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.choicescript.parse.options import REUSE
from epilogue.languages.choicescript.parse.scanner import SceneScanner
from epilogue.languages.choicescript.parse.text import content
from epilogue.languages.choicescript.parse.walk import inserted
from epilogue.languages.scanner import LineFault
from epilogue.source import Span

if TYPE_CHECKING:
    from epilogue.languages.choicescript.parse.parser import SceneLine, SceneParser

MARKS = ("ending", "scene", "because")
"""Keys of comments that are marks."""
CHARTS = ("text", "percent", "opposed_pair")
"""Words that begin a line of a stat chart."""
PLAIN = {
    "return": "return",
    "finish": "finish",
    "ending": "ending",
    "abort": "abort",
    "restart": "restart",
    "page_break": "page_break",
    "line_break": "line_break",
    "check_achievements": "check_achievements",
}
SHOWS = (
    *("image", "kindle_image", "text_image", "sound", "youtube", "link_button", "share_this_game", "more_games", "advertisement"),
    *("subscribe", "kindle_search", "feedback", "delay_break", "delay_ending", "show_password", "restore_purchases", "ifid"),
    *("purchase_discount", "print_discount", "product", "login", "looplimit", "end_trial", "save_game", "restore_game"),
    *("check_registration", "timer", "description", "config", "bookmark"),
)
"""Commands that only show something, or set up the shop or the page, with the lines below them: nothing that follows can depend
on them."""
MOST = 10_000
"""Limit on elements of an array."""


class CommandReader:
    """Reads the commands of one scene."""

    def __init__(self, parser: SceneParser) -> None:
        self.parser = parser

    def read(self, line: SceneLine) -> list[syntax.Statement]:
        scanner = self.parser.scanner(line)
        span = self.parser.span_of(line)
        if line.command in PLAIN:
            return [syntax.Plain(PLAIN[line.command], span)]
        if line.command in SHOWS:
            self.parser.skip_block(line.indent)
            return [syntax.Plain("shows", span)]
        if line.command in REUSE:
            return [syntax.Reuse(REUSE[line.command], span)]
        statements = READERS[line.command](self, scanner, span, line)
        if not scanner.at_end:
            scanner.blanks()
            raise scanner.fault(f"the end of *{line.command} expected, not {scanner.rest.strip()[:30]!r}")
        return statements

    # -- parts

    def all(self, scanner: SceneScanner) -> str:
        """The rest of the line."""
        text = scanner.rest.strip()
        scanner.position = len(scanner.text)
        return text

    def value(self, scanner: SceneScanner) -> syntax.Expression:
        return self.parser.expressions(scanner).value()

    def place(self, scanner: SceneScanner) -> syntax.Place:
        return self.parser.expressions(scanner).place()

    def values(self, scanner: SceneScanner) -> tuple[syntax.Expression, ...]:
        """Values with blanks between them."""
        values = []
        while not scanner.at_end:
            values.append(self.value(scanner))
        return tuple(values)

    def name(self, scanner: SceneScanner, what: str) -> str:
        scanner.blanks()
        name = scanner.name()
        if name is None:
            raise scanner.fault(f"the name of {what} expected", None, "a name begins with a letter")
        return name

    def target(self, scanner: SceneScanner, what: str) -> str | syntax.Expression:
        """A label or scene by its name, or a reference that gives it."""
        scanner.blanks()
        if scanner.ahead("{"):
            named = self.place(scanner)
            assert isinstance(named, syntax.Named)
            return named.name
        name = scanner.word()
        if not name:
            raise scanner.fault(f"{what} expected")
        return name

    def literal(self, scanner: SceneScanner) -> syntax.Expression:
        """A value as ``*create`` may have it."""
        scanner.blanks()
        start = scanner.position
        hint = 'write a number, true, false or "text" here, and *set it to anything else later'
        if scanner.take("-"):
            raise scanner.fault("a plain value expected, and a number below 0 is none", start, hint)
        value = self.value(scanner)
        plain = isinstance(value, syntax.Number | syntax.String)
        if not (plain or (isinstance(value, syntax.Variable) and value.name in ("true", "false"))):
            raise scanner.fault("a plain value expected", start, hint)
        return value

    # -- control

    def label(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        name = self.all(scanner).lower()
        if not name or " " in name:
            raise LineFault("a label of one word expected", span)
        if name in self.parser.labels:
            first = self.parser.labels[name].line
            raise LineFault(f"the label {name} stands on line {first} already", span, "give one of them another name")
        self.parser.labels[name] = span
        return [syntax.Label(name, span)]

    def goto(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        target = self.target(scanner, "a label")
        target = target.lower() if isinstance(target, str) else target
        return [syntax.Goto(target, span)]

    def gotoref(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        return [syntax.Goto(self.parser.expressions(scanner).whole("*gotoref"), span)]

    def gosub(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        target = self.target(scanner, "a label")
        target = target.lower() if isinstance(target, str) else target
        return [syntax.Gosub(target, self.values(scanner), span)]

    def scene(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        scene = self.target(scanner, "a scene")
        label = None if scanner.at_end else self.target(scanner, "a label")
        label = label.lower() if isinstance(label, str) else label
        comes_back = line.command == "gosub_scene"
        return [syntax.GotoScene(scene, label, self.values(scanner), comes_back, span)]

    def params(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        names = []
        while not scanner.at_end:
            names.append(self.name(scanner, "a parameter"))
        return [syntax.Params(tuple(names), span)]

    # -- variables

    def create(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        return [syntax.Create(self.name(scanner, "a variable"), self.literal(scanner), span)]

    def temp(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        name = self.name(scanner, "a variable")
        value = None if scanner.at_end else self.parser.expressions(scanner).whole("*temp")
        return [syntax.Temp(name, value, span)]

    def set(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        place = self.place(scanner)
        return [syntax.Set(place, self.parser.expressions(scanner).short(place, "*set"), span)]

    def array(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        name = self.name(scanner, "an array")
        scanner.blanks()
        start = scanner.position
        length = self.value(scanner)
        if not isinstance(length, syntax.Number) or not length.text.isdigit() or not 1 <= int(length.text) <= MOST:
            raise scanner.fault(f"the length of the array expected: a whole number from 1 to {MOST:,}", start)
        count = int(length.text)
        temporary = line.command == "temp_array"
        values: list[syntax.Expression | None] = []
        while not scanner.at_end:
            values.append(self.value(scanner) if temporary else self.literal(scanner))
        if len(values) not in (0, 1, count) or (not values and not temporary):
            raise scanner.fault(f"one value for all, or {count} values expected, not {len(values)}", start)
        values = values * count if len(values) == 1 else values or [None] * count
        return [syntax.CreateArray(name, tuple(values), temporary, span)]

    def delete(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        return [syntax.Delete(self.name(scanner, "a variable"), line.command == "delete_array", span)]

    def rand(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        return [syntax.Rand(self.place(scanner), self.value(scanner), self.value(scanner), span)]

    def input_text(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        place = self.place(scanner)
        scanner.blanks()
        start = scanner.position
        for word in self.all(scanner).split():
            if word not in ("long", "allow_blank"):
                raise scanner.fault(f"long or allow_blank expected, not {word!r}", start)
        return [syntax.InputText(place, span)]

    def input_number(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        return [syntax.InputNumber(self.place(scanner), self.value(scanner), self.value(scanner), span)]

    def print(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        return [syntax.Print(self.parser.expressions(scanner).whole("*print"), span)]

    # -- the rest

    def chart(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        values: list[syntax.Expression] = []
        for shown in self.parser.skip_block(line.indent):
            at = SceneScanner(self.parser.file, shown.number, shown.text, shown.indent)
            if at.word() in CHARTS and not at.at_end:
                values.append(self.place(at))
            values += inserted(content(at))
        return [syntax.Chart(tuple(values), span)]

    def comment(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        key, colon, value = self.all(scanner).partition(":")
        if colon and key.strip() in MARKS and value.strip():
            return [syntax.Mark(key.strip(), value.strip(), span)]
        return []

    def heading(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        words = self.all(scanner)
        if line.command == "title":
            self.parser.title = words
        return []

    def scene_list(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        lines = self.parser.skip_block(line.indent)
        self.parser.listed = tuple(
            syntax.ListedScene(each.text.strip().removeprefix("$").strip(), self.parser.span_of(each)) for each in lines
        )
        return []

    def achievement(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        name = scanner.word().lower()
        scanner.word(), scanner.word()
        self.parser.skip_block(line.indent)
        return [syntax.Achievement(name, self.all(scanner), span)]

    def achieve(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        name = self.all(scanner).lower()
        if not name:
            raise LineFault("the name of an achievement expected", span)
        return [syntax.Achieve(name, span)]

    def bug(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        return [syntax.Bug(self.all(scanner), span)]

    def script(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        return [syntax.Script(self.all(scanner), span)]

    def link(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        address = scanner.word()
        scanner.blanks()
        return [syntax.Line(content(scanner) if not scanner.at_end else (syntax.Text(address, span),), span)]

    def purchase(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        product, words = scanner.word().lower(), self.all(scanner).split()
        if not words:
            raise LineFault("a product, its price and a label expected", span, "as in *purchase adfree $1.99 bought")
        return [syntax.Purchase(product, words[-1].lower(), span)]

    def check_purchase(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        return [syntax.CheckPurchase(tuple(self.all(scanner).lower().split()), span)]

    def checkpoint(self, scanner: SceneScanner, span: Span, line: SceneLine) -> list[syntax.Statement]:
        return [syntax.Checkpoint(self.all(scanner).lower(), line.command == "restore_checkpoint", span)]


Read = Callable[[CommandReader, SceneScanner, Span, "SceneLine"], list[syntax.Statement]]
READERS: dict[str, Read] = {
    "label": CommandReader.label,
    "goto": CommandReader.goto,
    "gotoref": CommandReader.gotoref,
    "gosub": CommandReader.gosub,
    "goto_scene": CommandReader.scene,
    "gosub_scene": CommandReader.scene,
    "params": CommandReader.params,
    "create": CommandReader.create,
    "temp": CommandReader.temp,
    "set": CommandReader.set,
    "setref": CommandReader.set,
    "create_array": CommandReader.array,
    "temp_array": CommandReader.array,
    "delete": CommandReader.delete,
    "delete_array": CommandReader.delete,
    "rand": CommandReader.rand,
    "input_text": CommandReader.input_text,
    "input_number": CommandReader.input_number,
    "print": CommandReader.print,
    "stat_chart": CommandReader.chart,
    "comment": CommandReader.comment,
    "title": CommandReader.heading,
    "author": CommandReader.heading,
    "scene_list": CommandReader.scene_list,
    "achievement": CommandReader.achievement,
    "achieve": CommandReader.achieve,
    "bug": CommandReader.bug,
    "script": CommandReader.script,
    "link": CommandReader.link,
    "purchase": CommandReader.purchase,
    "check_purchase": CommandReader.check_purchase,
    "save_checkpoint": CommandReader.checkpoint,
    "restore_checkpoint": CommandReader.checkpoint,
}
COMMANDS = (*READERS, *PLAIN, *SHOWS, *REUSE)
"""All commands but those with blocks of statements."""

"""Lowers the text of lines, options and commands to code that says it.

Markup is removed when the story is read. Even so, the text shown can depend on a value: it may hold markup itself, and
``[select]`` and its like may have no text for it; the engine then shows the whole line as written. Every value of such a line is
computed once, in order, and kept.
"""

from __future__ import annotations

from epilogue.languages.code import CodeLabel
from epilogue.languages.yarn.check.project import ANY, STRING, CheckedProject
from epilogue.languages.yarn.lower.code import YarnCode
from epilogue.languages.yarn.lower.values import ValueLowering
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.content import REPLACING
from epilogue.languages.yarn.parse.walk import expressions, inlines, roots
from epilogue.source import Span

TextPieces = tuple[syntax.Text | syntax.Inline, ...]


class TextLowering:
    """Lowers texts."""

    def __init__(self, project: CheckedProject, code: YarnCode, values: ValueLowering) -> None:
        self.project = project
        self.code = code
        self.values = values
        parts = (part for node in project.nodes for root in roots(node) for part in expressions(root))
        raw = (value for enum in project.enums.values() for value in enum.cases.values() if isinstance(value, str))
        texts = (*raw, *(part.value for part in parts if isinstance(part, syntax.String)))
        self.marked = any("[" in text or "\\" in text for text in texts)

    def line(self, line: syntax.Line, option: bool = False) -> None:
        """Says a line, or the text of an option: that is one value, since each way to another text would be another menu."""
        replacing = [markup for markup in line.content if isinstance(markup, syntax.Markup) and markup.name in REPLACING]
        values = [inline.expression for inline in inlines(line.content)]
        marked = bool(values) and (line.unread or (self.marked and any(map(self.is_text, values))))
        if line.written is None or not (replacing or marked):
            self.say(line.content)
            return
        written, outer = line.written, self.values.worked_out
        self.values.worked_out = {**outer, **dict(map(self.work_out, inlines(written)))}
        if marked or option or not all(map(self.replaces, replacing)):
            self.as_rendered(written)
        else:
            code, whole, after = self.code, CodeLabel(), CodeLabel()
            for markup in replacing:
                self.unless_a_case(markup, written, whole)
            self.say(line.content)
            code.jump(after)
            code.place(whole)
            self.as_rendered(written)
            code.place(after)
        self.values.worked_out = outer

    def is_text(self, expression: syntax.Expression) -> bool:
        """Whether its value may be a text."""
        kind = self.project.types.get(expression.span, ANY)
        return kind in (STRING, ANY) or (kind in self.project.enums and self.project.enums[kind].raw == STRING)

    def work_out(self, piece: syntax.Inline) -> tuple[Span, str]:
        name = self.code.fresh("shown")
        self.values.shown(piece.expression)
        self.code.apply("string", 1)
        self.code.emit("declare_temp", name)
        return piece.expression.span, name

    def replaces(self, markup: syntax.Markup) -> bool:
        """Whether it can be replaced by a text at all: it has a value, and closes itself."""
        return markup.kind == syntax.SELF_CLOSING and any(prop.name == "value" for prop in markup.properties)

    def as_rendered(self, written: TextPieces) -> None:
        self.text_value(written)
        self.code.apply("rendered", 1)
        self.code.emit("print")

    def unless_a_case(self, markup: syntax.Markup, written: TextPieces, whole: CodeLabel) -> None:
        """Jumps to ``whole`` if there is no text for the value, or only the whole line decides it."""
        code, matched = self.code, CodeLabel()
        _, case = self.case_of(markup)
        names = dict.fromkeys(prop.name.lower() for prop in markup.properties if prop.name not in ("value", markup.name))
        for name in () if markup.name != "select" and _quoted(markup, written) else names:
            code.same(case, name)
            code.jump_if(matched)
        code.jump(whole)
        code.place(matched)

    def case_of(self, markup: syntax.Markup) -> tuple[str, str]:
        """Frame variables that hold the value, and its case."""
        code, shown, case = self.code, self.code.fresh("value"), self.code.fresh("case")
        self.text_value(next(prop.value for prop in markup.properties if prop.name == "value"))
        code.emit("declare_temp", shown)
        code.emit("load_temp", shown)
        code.apply(markup.name, 1)
        code.emit("declare_temp", case)
        return shown, case

    def say(self, content: syntax.Content) -> None:
        """Says text without its markup."""
        code, outer = self.code, self.code.span
        for piece in content:
            code.span = piece.span
            if isinstance(piece, syntax.Text):
                code.emit("text", piece.value)
            elif isinstance(piece, syntax.Inline):
                self.values.shown(piece.expression)
                code.emit("print")
            elif piece.name in REPLACING:
                self.replace(piece)
        code.span = outer

    def text_value(self, pieces: TextPieces) -> None:
        """Text as a value."""
        code = self.code
        code.push("")
        for piece in pieces:
            if isinstance(piece, syntax.Text):
                code.push(piece.value)
            else:
                self.values.shown(piece.expression)
                code.apply("string", 1)
            code.apply("+")

    def replace(self, markup: syntax.Markup) -> None:
        """``[select]``, ``[plural]``, ``[ordinal]``: says the property that matches the value, with ``%`` replaced by the
        value."""
        code, after = self.code, CodeLabel()
        shown, case = self.case_of(markup)
        for prop in markup.properties:
            if prop.name in ("value", markup.name):
                continue
            onward = CodeLabel()
            code.same(case, prop.name.lower())
            code.skip_unless(onward)
            for piece in prop.value:
                if isinstance(piece, syntax.Inline):
                    self.values.shown(piece.expression)
                    code.emit("print")
                    continue
                for number, part in enumerate(piece.value.split("%")):
                    if number:
                        code.emit("load_temp", shown)
                        code.emit("print")
                    if part:
                        code.emit("text", part)
            code.jump(after)
            code.place(onward)
        code.place(after)


def _quoted(markup: syntax.Markup, written: TextPieces) -> bool:
    """Whether its value stands in quotation marks: that is no number."""
    value = next(prop.value for prop in markup.properties if prop.name == "value")
    if not value or not isinstance(value[0], syntax.Inline) or len(value) > 1:
        return True
    index = written.index(value[0])
    before = written[index - 1] if index else None
    return isinstance(before, syntax.Text) and before.value.endswith('"')

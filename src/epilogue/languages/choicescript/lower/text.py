"""Texts to code that says them."""

from __future__ import annotations

from epilogue.languages.choicescript.check.kinds import BOOLEAN
from epilogue.languages.choicescript.lower.code import SceneCode
from epilogue.languages.choicescript.lower.values import SceneValues
from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.code import CodeLabel

DASHES = ("-", "–", "—")
"""Ends of a line that the next one is joined to without a blank."""
CAPITALS = {1: "capitalised", 2: "uppercased"}


class WordsLowering:
    """Lowers texts."""

    def __init__(self, code: SceneCode, values: SceneValues) -> None:
        self.code = code
        self.values = values
        values.content = self.say

    def line(self, line: syntax.Line) -> None:
        """A line flows together with the next one."""
        code = self.code
        code.span = line.span
        content = line.content
        if content and isinstance(content[-1], syntax.Text) and content[-1].text != "\n":
            last = content[-1]
            blank = "" if last.text.endswith(DASHES) else " "
            self.shown((*content[:-1], last._replace(text=f"{last.text.rstrip()}{blank}")))
        else:
            self.shown(content)
            code.emit("text", " ")

    def shown(self, content: syntax.Content) -> None:
        """Says what is only read: nothing depends on it."""
        outer, self.values.showing = self.values.showing, True
        self.say(content)
        self.values.showing = outer

    def say(self, content: syntax.Content) -> None:
        code, outer = self.code, self.code.span
        for piece in content:
            code.span = piece.span
            if isinstance(piece, syntax.Text):
                code.emit("text", piece.text)
            elif isinstance(piece, syntax.Inserted):
                self.values.value(piece.expression)
                if piece.capitals:
                    code.apply(CAPITALS[piece.capitals], 1)
                code.emit("print")
            elif piece.capitals:
                code.emit("string_open", False)
                self.alternatives(piece)
                code.emit("string_close", False)
                code.apply(CAPITALS[piece.capitals], 1)
                code.emit("print")
            else:
                self.alternatives(piece)
        code.span = outer

    def alternatives(self, piece: syntax.Multireplace) -> None:
        """Says the text that the value picks."""
        code, after = self.code, CodeLabel()
        if self.values.kind(piece.expression) == BOOLEAN:
            otherwise = CodeLabel()
            self.values.boolean(piece.expression)
            code.skip_unless(otherwise)
            self.say(piece.texts[0])
            code.jump(after)
            code.place(otherwise)
            self.say(piece.texts[1])
            code.place(after)
            return
        picked = code.fresh("picked")
        self.values.value(piece.expression)
        code.push(len(piece.texts))
        code.apply("case")
        code.emit("declare_temp", picked)
        for number, text in enumerate(piece.texts[:-1], 1):
            onward = CodeLabel()
            code.emit("load_temp", picked)
            code.push(number)
            code.apply("=")
            code.skip_unless(onward)
            self.say(text)
            code.jump(after)
            code.place(onward)
        self.say(piece.texts[-1])
        code.place(after)

"""Expressions and text to code that leaves a value, or says something."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from epilogue.diagnostics import unreadable
from epilogue.frontends.yarn import syntax
from epilogue.frontends.yarn.lower_code import Code, Label
from epilogue.frontends.yarn.project import Project

OPERATORS = {"/": "divide", "%": "remainder", "^": "!=", "min": "MIN", "max": "MAX"}
"""Where an operator or function has another name in the Program."""
FINEST = 10_000
"""A draw is compared with at most so many equal parts."""
PURE = frozenset(
    (
        *("string", "number", "bool", "format", "format_invariant", "min", "max", "round", "round_places", "floor", "ceil"),
        *("inc", "dec", "decimal", "int"),
    )
)
REPLACING = frozenset(("select", "plural", "ordinal"))
SIDES = {"<": "<=", "<=": "<=", ">": ">", ">=": ">"}
"""Of a number drawn evenly from 1 to n, how it is compared where one between 0 and 1 was."""


def tracked(project: Project, titles: Iterable[str]) -> frozenset[str]:
    """The titles whose visits something asks for."""
    found: set[str] = set()
    pending: list[Any] = [project.files, list(project.observed.values())]
    while pending:
        part = pending.pop()
        if isinstance(part, syntax.Call) and part.name in ("visited", "visited_count"):
            asked = part.arguments[0]
            found.update((asked.value,) if isinstance(asked, syntax.String) else titles)
        if isinstance(part, tuple | list):  # every node of the tree is a tuple
            pending.extend(part)
    return frozenset(found)


def visits_of(title: str) -> str:
    """The hidden global that counts a node's visits."""
    return f"visits of {title}"


class Values:
    """Lowers what has a value. ``counted``: titles whose visits are counted; ``groups``: by title, for each node of it,
    what emits code that leaves whether it can run."""

    def __init__(self, project: Project, code: Code, counted: frozenset[str]) -> None:
        self.project = project
        self.code = code
        self.counted = counted
        self.groups: dict[str, list[Callable[[], None]]] = {}
        self.temps = 0

    def fresh(self, what: str) -> str:
        """The name of a frame variable that nothing else uses."""
        self.temps += 1
        name = f"{what} {self.temps}"
        self.code.kept[name] = None
        return name

    def value(self, expression: syntax.Expression) -> None:
        code, outer = self.code, self.code.span
        code.span = expression.span
        if isinstance(expression, syntax.Number | syntax.Truth | syntax.String):
            code.push(expression.value)
        elif isinstance(expression, syntax.Variable):
            smart = self.project.variables[expression.name].smart
            if smart is not None:
                self.value(smart)
            else:
                code.load(expression.name)
        elif isinstance(expression, syntax.Member):
            code.push(self.project.members[expression.span][1])
        elif isinstance(expression, syntax.Unary):
            self.value(expression.operand)
            code.apply("negate" if expression.operator == "-" else expression.operator, 1)
        elif isinstance(expression, syntax.Binary):
            if not self.threshold(expression):
                self.value(expression.left)
                self.value(expression.right)
                code.apply(OPERATORS.get(expression.operator, expression.operator))
        else:
            self.call(expression)
        code.span = outer

    def threshold(self, binary: syntax.Binary) -> bool:
        """``random() < 0.25``: a draw of so many equal parts as tell; False if it is not of that form."""
        left, right = binary.left, binary.right
        if not (isinstance(left, syntax.Call) and left.name == "random" and binary.operator in SIDES):
            return False
        if not isinstance(right, syntax.Number):
            return False
        share = Fraction(str(right.value))
        if not 0 <= share <= 1 or share.denominator > FINEST:
            return False
        self.code.push(1)
        self.code.push(share.denominator)
        self.code.emit("random", None, True)
        self.code.push(share.numerator)
        self.code.apply(SIDES[binary.operator])
        return True

    def call(self, call: syntax.Call) -> None:
        code, name, arguments = self.code, call.name, call.arguments
        if not self.project.functions[name].built_in:
            for argument in arguments:
                self.value(argument)
            code.externals[name] = None
            code.emit("external", name, len(arguments))
        elif name in PURE:
            for argument in arguments:
                self.value(argument)
            code.apply(OPERATORS.get(name, name), len(arguments))
        elif name == "dice":
            code.push(1)
            self.whole(arguments[0])
            code.emit("random")
        elif name in ("random_range", "random_range_float"):
            self.whole(arguments[0])
            self.whole(arguments[1])
            code.emit("random")
        elif name in ("visited", "visited_count"):
            self.visited(arguments[0])
            if name == "visited":
                code.push(0)
                code.apply(">")
        elif name == "has_any_content" and isinstance(arguments[0], syntax.String):
            code.push(False)
            for holds in self.groups.get(arguments[0].value, ()):
                holds()
                code.apply("||")
        else:
            hint = "it can be compared with a plain number, as in random() < 0.25; dice() and random_range() give whole numbers"
            if name != "random":
                hint = "write the condition out instead"
            raise unreadable(f"{name}() cannot be followed here", call.span, hint)

    def whole(self, expression: syntax.Expression) -> None:
        """A whole number, as draws want it."""
        self.value(expression)
        if not isinstance(expression, syntax.Number):
            self.code.apply("int", 1)

    def visited(self, title: syntax.Expression) -> None:
        if isinstance(title, syntax.String):
            if title.value in self.counted:
                self.code.load(self.code.hidden(visits_of(title.value), 0, title.value))
            else:
                self.code.push(0)
            return
        code, asked, after = self.code, self.fresh("title"), Label()
        self.value(title)
        code.emit("declare_temp", asked)
        for known in sorted(self.counted):
            onward = Label()
            code.same(asked, known)
            code.skip_unless(onward)
            code.load(code.hidden(visits_of(known), 0, known))
            code.jump(after)
            code.place(onward)
        code.push(0)
        code.place(after)

    # -- text

    def say(self, content: syntax.Content) -> None:
        """Says text, its markup taken out."""
        code, outer = self.code, self.code.span
        blank, swallow = True, False
        for piece in content:
            code.span = piece.span
            if isinstance(piece, syntax.Text):
                text = piece.value
                if swallow and text[0] in " \t":
                    text = text[1:]
                if text:
                    code.emit("text", text)
                    blank = text[-1] in " \t"
                swallow = False
            elif isinstance(piece, syntax.Inline):
                self.value(piece.expression)
                code.emit("print")
                blank = swallow = False
            elif piece.name in REPLACING:
                self.replace(piece)
                blank = swallow = False
            else:
                swallow = piece.kind == syntax.SELF_CLOSING and blank
        code.span = outer

    def text_value(self, pieces: tuple[syntax.Text | syntax.Inline, ...]) -> None:
        """Text as a value."""
        code = self.code
        code.push("")
        for piece in pieces:
            if isinstance(piece, syntax.Text):
                code.push(piece.value)
            else:
                self.value(piece.expression)
                code.apply("string", 1)
            code.apply("+")

    def replace(self, markup: syntax.Markup) -> None:
        """``[select]``, ``[plural]``, ``[ordinal]``: one of its properties, ``%`` in it the value."""
        code = self.code
        value = next((one for one in markup.properties if one.name == "value"), None)
        if value is None:
            raise unreadable(f"[{markup.name}] needs a value", markup.span, f"for example [{markup.name} value={{$name}} …/]")
        shown, case, after = self.fresh("value"), self.fresh("case"), Label()
        self.text_value(value.value)
        code.emit("declare_temp", shown)
        code.emit("load_temp", shown)
        if markup.name != "select":
            code.apply("number", 1)
            code.apply(markup.name, 1)
        code.emit("declare_temp", case)
        for one in markup.properties:
            if one.name in ("value", markup.name):
                continue
            onward = Label()
            code.same(case, one.name)
            code.skip_unless(onward)
            for piece in one.value:
                if isinstance(piece, syntax.Inline):
                    self.value(piece.expression)
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
        code.emit("fail", f"[{markup.name}] has no text for this value")
        code.place(after)

"""Expressions and text to code that leaves a value, or says something."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from epilogue.diagnostics import unreadable
from epilogue.ir.operators import OperatorError
from epilogue.languages.code import CodeLabel
from epilogue.languages.yarn.check.project import ANY, NUMBER, CheckedProject
from epilogue.languages.yarn.check.visits import ASKING, Visits, visits_of
from epilogue.languages.yarn.lower.code import YarnCode
from epilogue.languages.yarn.lower.luck import draw, in_parts
from epilogue.languages.yarn.operators import yarn_operators
from epilogue.languages.yarn.parse import syntax
from epilogue.source import Span

OPERATORS = {"/": "divide", "%": "remainder", "^": "!=", "min": "MIN", "max": "MAX"}
"""Operators and functions renamed in the Program."""
PURE = frozenset(
    (
        *("string", "number", "bool", "format", "format_invariant", "min", "max", "round", "round_places", "floor", "ceil"),
        *("inc", "dec", "decimal", "int"),
    )
)
MOST_ASKED = 20_000
"""Conditions of groups written out for ``has_any_content``, those inside each other too."""
WHOLE = frozenset(("dice", "round", "floor", "ceil", "inc", "dec", "int"))
"""Functions that give integers, not numbers with a point."""
DRAWING = frozenset(("random", "dice", "random_range", "random_range_float"))


class ValueLowering:
    """Lowers expressions. ``known``: titles whose visits can be asked for here; ``groups``: by title, for each node of it,
    what emits code that leaves whether it can run; ``worked_out``: frame variables that hold what an expression comes to."""

    def __init__(self, project: CheckedProject, code: YarnCode, visits: Visits) -> None:
        self.project = project
        self.code = code
        self.visits = visits
        self.known = visits.story
        self.groups: dict[str, list[Callable[[], None]]] = {}
        self.asking: set[str] = set()
        self.asked = 0
        self.worked_out: dict[Span, str] = {}

    def value(self, expression: syntax.Expression) -> None:
        code, outer = self.code, self.code.span
        code.span = expression.span
        if isinstance(expression, syntax.Number | syntax.Truth | syntax.String):
            code.push(expression.value)
        elif isinstance(expression, syntax.Variable):
            smart = self.project.variables[expression.name].smart
            if smart is not None:
                self.value(smart)
                code.here()  # spans point to the use, not to the declaration
            else:
                code.load(expression.name)
        elif isinstance(expression, syntax.Member):
            code.push(self.project.members[expression.span][1])
        elif isinstance(expression, syntax.Unary):
            self.value(expression.operand)
            code.apply("negate" if expression.operator == "-" else expression.operator, 1)
        elif isinstance(expression, syntax.Binary):
            if not in_parts(code, self.project, expression):
                self.value(expression.left)
                self.value(expression.right)
                code.apply(OPERATORS.get(expression.operator, expression.operator))
        else:
            self.call(expression)
        code.span = outer

    def call(self, call: syntax.Call) -> None:
        code, name, arguments = self.code, call.name, call.arguments
        if not self.project.functions[name].built_in:
            for argument in arguments:
                self.value(argument)
            code.externals[name] = None
            code.emit("external", name, len(arguments))
        elif name in PURE:
            if in_parts(code, self.project, call):
                return
            for argument in arguments:
                (self.shown if name == "string" else self.value)(argument)
            code.apply(self.format_of(call) if name == "format" else OPERATORS.get(name, name), len(arguments))
        elif name in DRAWING:
            draw(code, self.project, call, self.value)
        elif name in ASKING:
            self.visited(arguments[0])
            if name == "visited":
                code.push(0)
                code.apply(">")
        else:
            self.has_any_content(arguments[0])

    def whole(self, expression: syntax.Expression) -> bool:
        """Whether it is an integer of the engine's: printed without exponent, however large, until stored or computed with."""
        if isinstance(expression, syntax.Call):
            return expression.name in WHOLE and self.project.functions[expression.name].built_in
        return isinstance(expression, syntax.Binary) and expression.operator == "%"

    def shown(self, expression: syntax.Expression) -> None:
        """A value that is said, or made part of a text."""
        if expression.span in self.worked_out:
            self.code.emit("load_temp", self.worked_out[expression.span])
            return
        self.value(expression)
        if self.whole(expression):
            self.code.apply("digits", 1)

    def format_of(self, call: syntax.Call) -> str:
        """The operator of a call of ``format``. Raises StoryError for a format that cannot be followed."""
        pattern, shown = call.arguments
        kind = self.project.types.get(shown.span, ANY)
        if kind in self.project.enums:
            kind = self.project.enums[kind].raw
        operator = "format_whole" if self.whole(shown) else "format"
        if isinstance(pattern, syntax.String) and kind != ANY:
            try:
                yarn_operators()[operator].function(pattern.value, 1 if kind == NUMBER else "")
            except OperatorError as error:
                raise unreadable(f"format(): {error}", pattern.span, 'for example "{0}", "{0:F2}" or "{0:00}"') from None
        return operator

    def has_any_content(self, title: syntax.Expression) -> None:
        if isinstance(title, syntax.String):
            self.can_run(title.value)
            return
        self.by_title(title, self.groups, self.can_run, lambda: self.code.push(False))

    def can_run(self, title: str) -> None:
        """Emits a test of whether any node of the title could run now. Raises StoryError where the answer asks for itself, or
        for too much."""
        self.asked += 1
        if self.asked > MOST_ASKED:
            hint = "keep the answer in a variable, or ask for what it depends on"
            raise unreadable("too much has to be asked to answer has_any_content() here", self.code.span or Span("", 0), hint)
        if title in self.asking:
            span = self.code.span or Span("", 0)
            hint = "a 'when:' that asks it cannot be one of those it asks about; ask for what they depend on"
            raise unreadable(f"has_any_content() asks about {title}, and to answer that it would ask again", span, hint)
        self.asking.add(title)
        self.code.push(False)
        for holds in self.groups.get(title, ()):
            holds()
            self.code.apply("||")
        self.asking.discard(title)

    def visited(self, title: syntax.Expression) -> None:
        if isinstance(title, syntax.String):
            if title.value in self.known:
                self.code.load(self.code.hidden(visits_of(title.value), 0, title.value))
            else:
                self.code.push(0)
            return
        code = self.code
        self.by_title(
            title, sorted(self.known), lambda known: code.load(code.hidden(visits_of(known), 0, known)), lambda: code.push(0)
        )

    def by_title(
        self, title: syntax.Expression, known: Iterable[str], emit_known: Callable[[str], None], otherwise: Callable[[], object]
    ) -> None:
        """Emits a switch on a computed title: ``emit_known`` for each known one, ``otherwise`` for any other."""
        code, computed, after = self.code, self.code.fresh("title"), CodeLabel()
        self.value(title)
        code.emit("declare_temp", computed)
        for name in known:
            onward = CodeLabel()
            code.same(computed, name)
            code.skip_unless(onward)
            emit_known(name)
            code.jump(after)
            code.place(onward)
        otherwise()
        code.place(after)

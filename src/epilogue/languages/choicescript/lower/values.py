"""Expressions to code that leaves a value, and places to code that takes one."""

from __future__ import annotations

from collections.abc import Callable

from epilogue.ir.program import Outside
from epilogue.ir.values import Value
from epilogue.languages.choicescript.check.kinds import BOOLEAN, NUMERIC, PERCENT, Kinds
from epilogue.languages.choicescript.check.names import (
    CONTROL,
    ENVIRONMENT,
    STATS,
    TESTERS,
    TRUTHS,
    CheckedScenes,
    NameMeaning,
    fixed,
    fixed_name,
)
from epilogue.languages.choicescript.lower.code import SceneCode
from epilogue.languages.choicescript.operators import written
from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.code import CodeLabel

COMPARISONS = ("<", ">", "<=", ">=")
ARITHMETIC = ("+", "-", "*", "/", "^", "modulo")
FAIR = {"%+": "fairAdd", "%-": "fairSubtract"}


class SceneValues:
    """Lowers expressions of one scene after the other: ``scene`` is the one that names are of.

    ``checks``: where it is tested whether a variable of a scene exists, or has a value, yet: position of the test's first
    instruction -> the test and the variable. ``stats``: variables that the stats screen may set, and the values they may have.
    ``showing``: a text that nothing depends on is being said.
    """

    def __init__(self, story: CheckedScenes, kinds: Kinds, code: SceneCode) -> None:
        self.story = story
        self.kinds = kinds
        self.code = code
        self.scene = ""
        self.checks: dict[int, tuple[str, str]] = {}
        self.content: Callable[[syntax.Content], None] = lambda content: None
        self.stats: dict[str, tuple[Value, ...]] = {}
        self.showing = False

    # -- values

    def value(self, expression: syntax.Expression) -> None:
        """Leaves the value of the expression."""
        code, outer = self.code, self.code.span
        code.span = expression.span
        text = fixed(expression)
        if text is not None:
            code.push(written(text))
        elif isinstance(expression, syntax.String):
            outer_text, self.showing = self.showing, False
            code.emit("string_open", False)
            self.content(expression.content)
            code.emit("string_close", False)
            self.showing = outer_text
        elif isinstance(expression, syntax.Call):
            self.call(expression)
        elif isinstance(expression, syntax.Binary):
            self.binary(expression)
        else:
            assert not isinstance(expression, syntax.Number)  # has a text that is plainly written
            self.load(expression)
        code.span = outer

    def kind(self, expression: syntax.Expression) -> int:
        return self.kinds.of(expression, self.scene)

    def numeric(self, expression: syntax.Expression) -> None:
        """Leaves the value as a number."""
        self.value(expression)
        if self.kind(expression) & ~NUMERIC:
            self.code.apply("number", 1)

    def boolean(self, expression: syntax.Expression) -> None:
        """Leaves the value as a truth value."""
        self.value(expression)
        if self.kind(expression) & ~BOOLEAN:
            self.code.apply("boolean", 1)

    def call(self, call: syntax.Call) -> None:
        code = self.code
        if call.function == "not":
            self.boolean(call.argument)
        elif call.function == "length":
            self.value(call.argument)
        elif call.function == "timestamp":
            code.externals["timestamp"] = None
            code.emit("external", "timestamp", 0)
            return
        else:
            self.numeric(call.argument)
        code.apply(call.function, 1)

    def binary(self, binary: syntax.Binary) -> None:
        operator = binary.operator
        if operator in ("and", "or"):
            self.logic(binary)
        elif operator in FAIR:
            self.fair(binary)
        elif operator in ARITHMETIC or operator in COMPARISONS:
            self.numeric(binary.left)
            self.numeric(binary.right)
            self.code.apply(operator)
        else:
            self.value(binary.left)
            self.value(binary.right)
            self.code.apply(operator)

    def logic(self, binary: syntax.Binary) -> None:
        """The right side is tested only where the left one does not decide; that matters only if it may be no truth value."""
        code = self.code
        self.boolean(binary.left)
        if not self.kind(binary.right) & ~BOOLEAN:
            self.boolean(binary.right)
            code.apply(binary.operator)
            return
        decided, after = CodeLabel(), CodeLabel()
        if binary.operator == "and":
            code.skip_unless(decided)
        else:
            code.jump_if(decided)
        self.boolean(binary.right)
        code.jump(after)
        code.place(decided)
        code.push(binary.operator == "or")
        code.place(after)

    def fair(self, binary: syntax.Binary) -> None:
        """Fair addition and subtraction: of a number from 0 to 100, and to one."""
        code = self.code
        simple = fixed(binary.left) is not None or isinstance(binary.left, syntax.Variable)
        name = ""
        if not simple:
            name = code.fresh("fair")
            self.numeric(binary.left)
            code.emit("declare_temp", name)

        def left() -> None:
            if name:
                code.emit("load_temp", name)
            else:
                self.numeric(binary.left)

        if self.kind(binary.left) & ~PERCENT:
            outside, inside = CodeLabel(), CodeLabel()
            for comparison, bound in (("<", 0), (">", 100)):
                left()
                code.push(bound)
                code.apply(comparison)
                code.jump_if(outside)
            code.jump(inside)
            code.place(outside)
            code.emit("fail", f"Can't {FAIR[binary.operator]} to non-percentile value")
            code.place(inside)
        left()
        self.numeric(binary.right)
        code.apply(binary.operator)
        text = fixed(binary.right)
        part = written(text) if text is not None else None
        known = isinstance(part, int | float) and part > 0
        code.push(1 if known and binary.operator == "%-" else 0)
        code.apply("greatest")
        code.push(99 if known and binary.operator == "%+" else 100)
        code.apply("least")

    # -- variables

    def load(self, place: syntax.Place) -> None:
        name = fixed_name(place)
        if name is not None:
            self.load_named(name)
        else:
            assert not isinstance(place, syntax.Variable)
            self.by_name(place, self.load_found, lambda: self.code.push(False))

    def load_named(self, name: str) -> None:
        code = self.code
        found = self.story.find(self.scene, name)
        if found:
            self.load_found(found)
        elif name in TRUTHS:
            code.push(name == "true")
        elif name in TESTERS:
            code.load(code.hidden(name, False))
        elif name == "choice_title":
            code.push(self.story.title)
        elif name == "choice_restored_checkpoint":
            code.load(code.hidden(name, False))
        elif ENVIRONMENT.fullmatch(name):
            code.externals[name] = None
            code.given[code.emit("external", name, 0)] = Outside(name, (False, True), None)
        elif name == "choice_time_stamp":
            code.externals[name] = None
            code.emit("external", name, 0)
        else:
            code.emit("fail", f"Non-existent variable '{name}'")
            code.push(False)

    def load_found(self, found: NameMeaning) -> None:
        code = self.code
        if found.shared in self.stats and self.scene != STATS and not self.showing:
            self.after_stats(found.shared)
        if found.temp is None:
            assert found.shared is not None
            code.load(found.shared)
        elif found.shared is not None:
            other, after = CodeLabel(), CodeLabel()
            code.load(found.temp)
            code.apply("undeclared", 1)
            code.jump_if(other)
            self.check(found.temp, "unset")
            code.load(found.temp)
            code.jump(after)
            code.place(other)
            code.load(found.shared)
            code.place(after)
        else:
            self.check(found.temp, "unset")
            code.load(found.temp)

    def check(self, temp: str, test: str) -> None:
        """Fails where a variable of a scene does not exist yet (``undeclared``), or has no value (``unset``)."""
        code, has, name = self.code, CodeLabel(), temp.partition(" ")[0]
        self.checks[len(code.instructions)] = test, temp
        code.load(temp)
        code.apply(test, 1)
        code.skip_unless(has)
        valueless = test == "unset" and temp in self.story.valueless
        code.emit("fail", f"Variable '{name}' exists but has no value" if valueless else f"Non-existent variable '{name}'")
        code.place(has)

    def after_stats(self, name: str) -> None:
        """Before a variable is read that the stats screen may set: a reader may have been there on any page since."""
        code = self.code
        code.externals[STATS] = None
        position = code.emit("external", STATS, 0)
        code.emit("pop")
        code.given[position] = Outside(STATS, (False,), None)
        code.written[position] = name, self.stats[name]

    def by_name(
        self, place: syntax.Item | syntax.Named, then: Callable[[NameMeaning], None], otherwise: Callable[[], None]
    ) -> None:
        """Runs the code for the variable that a reference names, among all that it may name."""
        code, named, after = self.code, self.code.fresh("name"), CodeLabel()
        candidates = self.story.candidates(self.scene, place)
        prefix = ""
        if isinstance(place, syntax.Named):
            self.value(place.name)
            code.apply("lowercased", 1)
        elif len(place.indices) == 1:
            prefix = f"{place.name}_"
            self.value(place.indices[0])
            if self.kind(place.indices[0]) & ~NUMERIC:
                code.apply("lowercased", 1)
        else:
            code.push(place.name)
            for index in place.indices:
                code.push("_")
                code.apply("&")
                self.value(index)
                code.apply("&")
            code.apply("lowercased", 1)
        code.emit("declare_temp", named)
        for name in candidates:
            onward = CodeLabel()
            code.emit("load_temp", named)
            code.push(written(name.removeprefix(prefix)))
            code.apply("=")
            code.skip_unless(onward)
            then(self.story.find(self.scene, name))
            code.jump(after)
            code.place(onward)
        code.emit("fail", "Non-existent variable: what is named here is none")
        otherwise()
        code.place(after)

    def store(self, place: syntax.Place) -> None:
        """Takes the value on the stack."""
        code, name = self.code, fixed_name(place)
        if name is not None:
            found = self.story.find(self.scene, name)
            if found:
                self.store_found(found)
            else:
                code.emit("fail", f"Non-existent variable '{name}'")
                code.emit("pop")
            return
        assert not isinstance(place, syntax.Variable)
        kept = code.fresh("value")
        code.emit("declare_temp", kept)

        def put(found: NameMeaning) -> None:
            code.emit("load_temp", kept)
            self.store_found(found)

        self.by_name(place, put, lambda: None)

    def store_found(self, found: NameMeaning) -> None:
        code = self.code
        if found.temp is None:
            code.store(found.variables[0])
            return
        if found.shared is None:
            self.check(found.temp, "undeclared")
            code.store(found.temp)
            return
        kept, other, after = code.fresh("value"), CodeLabel(), CodeLabel()
        code.emit("declare_temp", kept)
        code.load(found.temp)
        code.apply("undeclared", 1)
        code.jump_if(other)
        code.emit("load_temp", kept)
        code.store(found.temp)
        code.jump(after)
        code.place(other)
        code.emit("load_temp", kept)
        code.store(found.shared)
        code.place(after)

    def store_temp(self, name: str) -> None:
        """Takes the value on the stack into a variable of the scene."""
        temp = self.story.find(self.scene, name).temp
        assert temp is not None
        self.code.store(temp)

    # -- what falling through means

    def control(self) -> bool | None:
        """Whether ``implicit_control_flow`` holds here; None: that changes."""
        found = self.story.find(self.scene, CONTROL)
        if not found:
            return False
        held = None if self.story.held is None or found.temp is not None else self.story.held[CONTROL]
        return next(iter(held)) is True if held is not None and len(held) == 1 else None

"""Statements that set variables: to code that does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from epilogue.ir.values import NONE
from epilogue.languages.choicescript.check.names import STARTUP, CheckedScenes, array
from epilogue.languages.choicescript.check.values import initial
from epilogue.languages.choicescript.lower.code import SceneCode
from epilogue.languages.choicescript.lower.luck import ask_number, draw
from epilogue.languages.choicescript.lower.values import SceneValues
from epilogue.languages.choicescript.operators import UNSET
from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.code import CodeLabel

COUNT = "arguments"
"""The variable that holds how many values were passed to a subroutine."""


class VariableLowering:
    """Lowers what sets variables."""

    def __init__(self, code: SceneCode, story: CheckedScenes, values: SceneValues) -> None:
        self.code = code
        self.story = story
        self.values = values

    def statement(self, statement: syntax.Statement) -> None:
        """Lowers a statement that sets a variable, and leaves out any other."""
        lowering = _LOWERING.get(type(statement))
        if lowering is not None:
            lowering(self, statement)

    def set(self, statement: syntax.Set) -> None:
        self.values.value(statement.value)
        self.code.span = statement.span
        self.values.store(statement.place)

    def temp(self, temp: syntax.Temp) -> None:
        if temp.value is None:
            self.code.push(UNSET)
        else:
            self.values.value(temp.value)
        self.code.span = temp.span
        self.values.store_temp(temp.name)

    def create(self, create: syntax.Create) -> None:
        if self.values.scene == STARTUP and self.startup_again:
            self.code.push(initial(create.value))
            self.code.store(create.name)

    def create_array(self, statement: syntax.CreateArray) -> None:
        for name, value in array(statement).items():
            if statement.temporary:
                if value is None:
                    self.code.push(UNSET)
                else:
                    self.values.value(value)
                self.values.store_temp(name)
            elif self.values.scene == STARTUP and self.startup_again and value is not None:
                self.code.push(initial(value))
                self.code.store(name)

    @cached_property
    def startup_again(self) -> bool:
        """Whether the beginning may be come to again: it sets variables anew then."""
        return (
            any(
                isinstance(each, syntax.GotoScene) and (not isinstance(each.scene, str) or each.scene.lower() == STARTUP)
                for body in self.story.bodies.values()
                for each in body
            )
            or STARTUP in self.story.listed[1:]
        )

    def delete(self, delete: syntax.Delete) -> None:
        names = [delete.name]
        if delete.array:
            names = [name for name in self.story.temps[self.values.scene] if name.startswith(f"{delete.name}_")]
        for name in names:
            temp = self.story.find(self.values.scene, name).temp
            if temp is not None:
                self.code.push(NONE)
                self.code.store(temp)

    def params(self, params: syntax.Params) -> None:
        code = self.code
        code.load(code.hidden(COUNT, 0))
        self.values.store_temp("param_count")
        for number in range(1, self.story.arguments + 1):
            code.load(code.hidden(f"argument {number}", NONE))
            self.values.store_temp(f"param_{number}")
        for number, name in enumerate(params.names, 1):
            passed = CodeLabel()
            code.load(COUNT)
            code.push(number)
            code.apply(">=")
            code.jump_if(passed)
            code.emit("fail", f"No parameter passed for {name}")
            code.place(passed)
            if number <= self.story.arguments:
                code.load(f"argument {number}")
                self.values.store_temp(name)

    def rand(self, rand: syntax.Rand) -> None:
        draw(self.code, self.values, rand)
        self.values.store(rand.place)

    def input_text(self, statement: syntax.InputText) -> None:
        name = _asked(statement.place)
        self.code.externals[name] = None
        self.code.emit("external", name, 0)
        self.values.store(statement.place)

    def input_number(self, statement: syntax.InputNumber) -> None:
        ask_number(self.code, statement, _asked(statement.place))
        self.values.store(statement.place)

    def print(self, statement: syntax.Print) -> None:
        self.values.value(statement.value)
        self.code.emit("print")
        self.code.emit("text", " ")


def _asked(place: syntax.Place) -> str:
    """The name under which a reader is asked for a value."""
    return place.name if isinstance(place, syntax.Variable | syntax.Item) else "input"


_LOWERING: dict[type, Callable[..., None]] = {
    syntax.Set: VariableLowering.set,
    syntax.Temp: VariableLowering.temp,
    syntax.Create: VariableLowering.create,
    syntax.CreateArray: VariableLowering.create_array,
    syntax.Delete: VariableLowering.delete,
    syntax.Params: VariableLowering.params,
    syntax.Rand: VariableLowering.rand,
    syntax.InputText: VariableLowering.input_text,
    syntax.InputNumber: VariableLowering.input_number,
    syntax.Print: VariableLowering.print,
}

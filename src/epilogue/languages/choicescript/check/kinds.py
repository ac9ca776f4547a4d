"""Kinds of values that expressions can have, whatever the order of play: the least fixpoint over all that is set.

What is known to be a number, or a number from 0 to 100, or a truth value needs no conversion and no check.
"""

from __future__ import annotations

from epilogue.languages.choicescript.check.names import PURCHASED, CheckedScenes, NameMeaning, array, fixed, fixed_name
from epilogue.languages.choicescript.check.values import given
from epilogue.languages.choicescript.operators import written
from epilogue.languages.choicescript.parse import syntax

BOOLEAN, PERCENT, NUMBER, TEXT = 1, 2, 4, 8
"""Truth values; numbers from 0 to 100; others; texts."""
NUMERIC = PERCENT | NUMBER
ANY = BOOLEAN | NUMERIC | TEXT
RESULTS = {
    **dict.fromkeys(("=", "!=", "<", ">", "<=", ">=", "and", "or", "not"), BOOLEAN),
    **dict.fromkeys(("%+", "%-"), PERCENT),
    **dict.fromkeys(("+", "-", "*", "/", "^", "modulo", "round", "log", "length", "timestamp"), NUMBER),
    **dict.fromkeys(("&", "#"), TEXT),
}


class Kinds:
    """The kinds of a story's variables, by their names in the Program."""

    def __init__(self, story: CheckedScenes) -> None:
        self.story = story
        self.variables: dict[str, int] = {}
        self.arguments: dict[int, int] = {}
        for name, (value, _) in story.shared.items():
            self.variables[name] = self.of(value, "")
        self._changed = True
        while self._changed:
            self._changed = False
            for scene, body in story.bodies.items():
                for statement in body:
                    self._statement(statement, scene)

    def of(self, expression: syntax.Expression, scene: str) -> int:
        """The kinds of an expression's value in a scene."""
        text = fixed(expression)
        if text is not None:
            value = written(text)
            if isinstance(value, int | float):
                return PERCENT if 0 <= value <= 100 else NUMBER
            return TEXT
        if isinstance(expression, syntax.String):
            return TEXT
        if isinstance(expression, syntax.Call):
            return RESULTS[expression.function]
        if isinstance(expression, syntax.Binary):
            return RESULTS[expression.operator]
        assert isinstance(expression, syntax.Variable | syntax.Item | syntax.Named)
        if isinstance(expression, syntax.Variable) and not self.story.find(scene, expression.name):
            return BOOLEAN if expression.name in ("true", "false") or expression.name.startswith("choice_") else ANY
        kinds = 0
        for found in self.places(expression, scene):
            for name in found.variables:
                kinds |= self.variables.get(name, 0)
        return kinds

    def places(self, place: syntax.Place, scene: str) -> list[NameMeaning]:
        """All that a place may be."""
        name = fixed_name(place)
        if name is not None:
            found = self.story.find(scene, name)
            return [found] if found else []
        assert not isinstance(place, syntax.Variable)
        return [self.story.find(scene, name) for name in self.story.candidates(scene, place)]

    def _set(self, place: syntax.Place, kinds: int, scene: str) -> None:
        for found in self.places(place, scene):
            for name in found.variables:
                self._add(name, kinds)

    def _add(self, name: str, kinds: int) -> None:
        before = self.variables.get(name, 0)
        if before | kinds != before:
            self.variables[name] = before | kinds
            self._changed = True

    def _named(self, name: str, kinds: int, scene: str) -> None:
        temp = self.story.find(scene, name).temp
        if temp is not None:
            self._add(temp, kinds)

    def _statement(self, statement: syntax.Statement, scene: str) -> None:
        if isinstance(statement, syntax.Set):
            self._set(statement.place, self.of(statement.value, scene), scene)
        elif isinstance(statement, syntax.Temp) and statement.value is not None:
            self._named(statement.name, self.of(statement.value, scene), scene)
        elif isinstance(statement, syntax.CreateArray) and statement.temporary:
            for name, value in array(statement).items():
                self._named(name, self.of(value, scene) if value is not None else 0, scene)
        elif isinstance(statement, syntax.Rand):
            ends = self.of(statement.least, scene) | self.of(statement.greatest, scene)
            self._set(statement.place, PERCENT if ends == PERCENT else NUMBER, scene)
        elif isinstance(statement, syntax.InputNumber):
            self._set(statement.place, NUMBER, scene)
        elif isinstance(statement, syntax.InputText):
            self._set(statement.place, TEXT, scene)
        elif isinstance(statement, syntax.Gosub | syntax.GotoScene):
            for number, argument in enumerate(statement.arguments):
                kinds = self.of(argument, scene)
                before = self.arguments.get(number, 0)
                self._changed = self._changed or before | kinds != before
                self.arguments[number] = before | kinds
        elif isinstance(statement, syntax.Params):
            self._named("param_count", PERCENT, scene)
            for number in range(self.story.arguments):
                self._named(f"param_{number + 1}", self.arguments.get(number, 0), scene)
            for number, name in enumerate(statement.names):
                self._named(name, self.arguments.get(number, 0), scene)
        elif isinstance(statement, syntax.CheckPurchase):
            for product in statement.products:
                self._named(f"{PURCHASED}{product}", BOOLEAN, scene)
        elif isinstance(statement, syntax.Plain) and statement.kind == "check_achievements":
            for name in self.story.achievements:
                self._named(f"choice_achieved_{name}", BOOLEAN, scene)
        elif isinstance(statement, syntax.Script):
            for found, _ in given(self.story, scene, statement):
                for name in found.variables:
                    self._add(name, ANY)

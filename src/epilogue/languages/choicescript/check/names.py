"""Names of a story: its variables, those of single scenes, and what a reference may name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from epilogue.ir.values import Value
from epilogue.languages.choicescript.operators import choice_text
from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.choicescript.parse.walk import statements
from epilogue.source import Span

STARTUP, STATS = "startup", "choicescript_stats"
TRUTHS = ("true", "false")
ENVIRONMENT = re.compile(
    r"choice_(?:is_\w+|registered|kindle|save_allowed|prerelease|user_restored|subscribe\w*|purchase_supported)"
)
"""Variables that tell where the game runs: true or false, nobody knows."""
PURCHASED = "choice_purchased_"
TESTERS = ("choice_randomtest", "choice_quicktest")
CONTROL = "implicit_control_flow"
RESERVED = re.compile(rf"{CONTROL}|choice_\w+")
"""Variables that the engine itself reads or sets, whoever creates them."""


class NameMeaning(NamedTuple):
    """Meaning of a name in a scene: the variable of the scene, that of the story, or both (the first one hides the other once it
    is set)."""

    temp: str | None
    shared: str | None

    def __bool__(self) -> bool:
        return self.temp is not None or self.shared is not None

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(name for name in self if name is not None)


class CheckedScenes:
    """The scenes of a story, by name, in the order in which they were read. ``listed``: its ``*scene_list``. ``valueless``:
    variables of scenes that begin without a value. ``begun``: where variables of scenes are first named. ``held``: all values
    that each variable can hold, once that is known (None: anything).
    """

    def __init__(self, name: str, scenes: dict[str, syntax.Scene]) -> None:
        self.name = name
        self.scenes = scenes
        startup = scenes[STARTUP]
        self.listed = tuple(scene.name.lower() for scene in startup.listed or ())
        self.title = startup.title
        self.bodies = {name: tuple(statements(scene.body)) for name, scene in scenes.items()}
        self.shared: dict[str, tuple[syntax.Expression, Span]] = {}
        self.achievements: dict[str, Span] = {}
        for statement in self.bodies[STARTUP]:
            if isinstance(statement, syntax.Create):
                self.shared[statement.name] = statement.value, statement.span
            elif isinstance(statement, syntax.CreateArray) and not statement.temporary:
                for name, value in array(statement).items():
                    assert value is not None
                    self.shared[name] = value, statement.span
            elif isinstance(statement, syntax.Achievement):
                self.achievements.setdefault(statement.name, statement.span)
        self.arguments = max(
            (
                len(each.arguments)
                for body in self.bodies.values()
                for each in body
                if isinstance(each, syntax.Gosub | syntax.GotoScene)
            ),
            default=0,
        )
        self.begun: dict[str, Span] = {}
        self.temps = {name: self._temps(name) for name in scenes}
        self.valueless = frozenset(
            self.temps[scene][each.name]
            for scene, body in self.bodies.items()
            for each in body
            if isinstance(each, syntax.Temp) and each.value is None
        )
        self.held: Mapping[str, frozenset[Value] | None] | None = None
        self._resolved: dict[tuple[str, str], NameMeaning] = {}

    def _temps(self, scene: str) -> dict[str, str]:
        """The variables of a scene alone, by name, with their names in the Program."""
        names: dict[str, Span] = {}
        for statement in self.bodies[scene]:
            begun: Iterable[str] = ()
            if isinstance(statement, syntax.Temp):
                begun = (statement.name,)
            elif isinstance(statement, syntax.CreateArray) and statement.temporary:
                begun = array(statement)
            elif isinstance(statement, syntax.Params):
                begun = ("param_count", *map("param_{}".format, range(1, self.arguments + 1)), *statement.names)
            elif isinstance(statement, syntax.CheckPurchase):
                begun = (f"{PURCHASED}{product}" for product in statement.products)
            elif isinstance(statement, syntax.Plain) and statement.kind == "check_achievements":
                begun = (f"choice_achieved_{name}" for name in self.achievements)
            for name in begun:
                names.setdefault(name, statement.span)
        self.begun.update((f"{name} ({scene})", span) for name, span in names.items())
        return {name: f"{name} ({scene})" for name in names}

    def find(self, scene: str, name: str) -> NameMeaning:
        """The meaning of a name in a scene; "" for a place outside of all scenes."""
        key = scene, name
        if key not in self._resolved:
            temp = self.temps[scene].get(name) if scene else None
            self._resolved[key] = NameMeaning(temp, name if name in self.shared else None)
        return self._resolved[key]

    def all_names(self, scene: str) -> list[str]:
        """Every name that means something in a scene."""
        return list(dict.fromkeys((*(self.temps[scene] if scene else ()), *self.shared)))

    def candidates(self, scene: str, place: syntax.Item | syntax.Named) -> list[str]:
        """The names that a reference may mean: all that fit to what is known of it."""
        parts = (place.name,) if isinstance(place, syntax.Named) else (syntax.Number(place.name, place.span), *place.indices)
        fits = re.compile("_".join(self.pattern(scene, part) for part in parts))
        return [name for name in self.all_names(scene) if fits.fullmatch(name)]

    def pattern(self, scene: str, expression: syntax.Expression) -> str:
        """A regular expression for the names that an expression may give."""
        text = fixed(expression)
        if text is not None:
            return re.escape(text.lower())
        if isinstance(expression, syntax.String):
            pieces = expression.content
            return "".join(re.escape(piece.text.lower()) if isinstance(piece, syntax.Text) else r"\w*" for piece in pieces)
        if isinstance(expression, syntax.Variable) and self.held is not None:
            values: set[str] | None = set()
            for name in self.find(scene, expression.name).variables:
                known = self.held.get(name)
                values = None if known is None or values is None else values | {choice_text(value).lower() for value in known}
            if values:
                return f"(?:{'|'.join(map(re.escape, sorted(values)))})"
        if isinstance(expression, syntax.Binary) and expression.operator == "&":
            return self.pattern(scene, expression.left) + self.pattern(scene, expression.right)
        if isinstance(expression, syntax.Binary) and expression.operator in ("+", "-", "*", "%+", "%-", "modulo"):
            return r"\d+"
        return r"\w+"


def array(statement: syntax.CreateArray) -> dict[str, syntax.Expression | None]:
    """The variables of an array with what they are set to."""
    values = {f"{statement.name}_{number}": value for number, value in enumerate(statement.values, 1)}
    values[f"{statement.name}_count"] = syntax.Number(str(len(statement.values)), statement.span)
    return values


def fixed(expression: syntax.Expression) -> str | None:
    """The text of an expression that is plainly written; None if it has to be computed."""
    if isinstance(expression, syntax.Number):
        return expression.text
    if isinstance(expression, syntax.String) and all(isinstance(piece, syntax.Text) for piece in expression.content):
        return "".join(piece.text for piece in expression.content if isinstance(piece, syntax.Text))
    return None


def fixed_name(place: syntax.Place) -> str | None:
    """The name of what is set or read, if it is plainly written."""
    if isinstance(place, syntax.Variable):
        return place.name
    if isinstance(place, syntax.Named):
        name = fixed(place.name)
        return None if name is None else name.lower()
    indices = [fixed(index) for index in place.indices]
    known = [index for index in indices if index is not None]
    return "_".join((place.name, *known)).lower() if len(known) == len(indices) else None

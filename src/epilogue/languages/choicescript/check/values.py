"""Values that variables can hold, whatever the order of play, where all that they are ever given is plainly written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from epilogue.ir.values import Value
from epilogue.languages.choicescript.check.names import TRUTHS, CheckedScenes, NameMeaning, array, fixed, fixed_name
from epilogue.languages.choicescript.check.script import named_variables
from epilogue.languages.choicescript.operators import written
from epilogue.languages.choicescript.parse import syntax

MOST = 64
"""Limit on the values of one variable that are kept apart."""

Given = tuple[NameMeaning, syntax.Expression | None]
"""A variable that is set, and its value; None: any value."""


def initial(expression: syntax.Expression) -> Value:
    """The value that ``*create`` gives."""
    text = fixed(expression)
    if text is not None:
        return written(text)
    return isinstance(expression, syntax.Variable) and expression.name == "true"


def given(story: CheckedScenes, scene: str, statement: syntax.Statement) -> Iterator[Given]:
    """All that a statement may set, and to what."""
    if isinstance(statement, syntax.Script):
        named = named_variables(statement.code)
        names = story.all_names(scene) if named is None else sorted(named.intersection(story.shared))
        yield from ((story.find("" if named is not None else scene, name), None) for name in names)
    elif isinstance(statement, syntax.Set | syntax.Rand | syntax.InputText | syntax.InputNumber):
        name = fixed_name(statement.place)
        if name is None:
            assert not isinstance(statement.place, syntax.Variable)
            names = story.candidates(scene, statement.place)
        else:
            names = [name]
        value = statement.value if isinstance(statement, syntax.Set) else None
        yield from ((story.find(scene, each), value) for each in names)
    elif isinstance(statement, syntax.Temp) and statement.value is not None:
        yield NameMeaning(story.temps[scene][statement.name], None), statement.value
    elif isinstance(statement, syntax.CreateArray) and statement.temporary:
        for name, element in array(statement).items():
            if element is not None:
                yield NameMeaning(story.temps[scene][name], None), element
    elif isinstance(statement, syntax.Params):
        names = ["param_count", *map("param_{}".format, range(1, story.arguments + 1)), *statement.names]
        yield from ((NameMeaning(story.temps[scene][name], None), None) for name in names)
    elif isinstance(statement, syntax.CheckPurchase) or (
        isinstance(statement, syntax.Plain) and statement.kind == "check_achievements"
    ):
        temps = story.temps[scene].items()
        yield from ((NameMeaning(temp, None), None) for name, temp in temps if name.startswith("choice_"))


def held_values(story: CheckedScenes) -> Mapping[str, frozenset[Value] | None]:
    """By the names of variables in the Program, all values that each can hold; None: unknown."""
    held: dict[str, set[Value] | None] = {name: {initial(value)} for name, (value, _) in story.shared.items()}
    for temps in story.temps.values():
        held.update({temp: set() for temp in temps.values()})
    sets = [
        (scene, *each) for scene, body in story.bodies.items() for statement in body for each in given(story, scene, statement)
    ]
    changed = True
    while changed:
        changed = False
        for scene, found, expression in sets:
            values = _values(story, scene, expression, held)
            for name in found.variables:
                before = held[name]
                if before is None or (values is not None and values <= before):
                    continue
                after = None if values is None or len(before | values) > MOST else before | values
                held[name], changed = after, True
    return {name: None if values is None else frozenset(values) for name, values in held.items()}


def _values(
    story: CheckedScenes, scene: str, expression: syntax.Expression | None, held: Mapping[str, set[Value] | None]
) -> set[Value] | None:
    """The values that an expression can have."""
    if expression is None:
        return None
    if fixed(expression) is not None:
        return {initial(expression)}
    if not isinstance(expression, syntax.Variable):
        return None
    found = story.find(scene, expression.name)
    if not found:
        return {expression.name == "true"} if expression.name in TRUTHS else None
    joined: set[Value] = set()
    for name in found.variables:
        values = held[name]
        if values is None:
            return None
        joined |= values
    return joined

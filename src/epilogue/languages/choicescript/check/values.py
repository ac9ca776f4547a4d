"""Values that variables are plainly given."""

from __future__ import annotations

from epilogue.ir.values import Value
from epilogue.languages.choicescript.check.names import TRUTHS, CheckedScenes, fixed, fixed_name
from epilogue.languages.choicescript.operators import written
from epilogue.languages.choicescript.parse import syntax


def initial(expression: syntax.Expression) -> Value:
    """The value that ``*create`` gives."""
    text = fixed(expression)
    if text is not None:
        return written(text)
    return isinstance(expression, syntax.Variable) and expression.name == "true"


def sets(story: CheckedScenes, scene: str, statement: syntax.Statement) -> list[str]:
    """The story's variables that a statement may set."""
    if isinstance(statement, syntax.Script):
        return list(story.shared)
    if not isinstance(statement, syntax.Set | syntax.Rand | syntax.InputText | syntax.InputNumber):
        return []
    name = fixed_name(statement.place)
    if name is None:
        assert not isinstance(statement.place, syntax.Variable)
        names = story.candidates(scene, statement.place)
    else:
        names = [name]
    return [found for each in names if (found := story.find(scene, each).shared) is not None]


def values_of(story: CheckedScenes, name: str) -> tuple[Value, ...]:
    """All values that a variable is ever given, if they are plainly written."""
    values = {initial(story.shared[name][0]): None}
    for scene, body in story.bodies.items():
        for statement in body:
            if name in sets(story, scene, statement):
                value = _plain(statement.value) if isinstance(statement, syntax.Set) else None
                if value is None:
                    return ()
                values[value] = None
    return tuple(values)


def _plain(expression: syntax.Expression) -> Value | None:
    if fixed(expression) is None and not (isinstance(expression, syntax.Variable) and expression.name in TRUTHS):
        return None
    return initial(expression)

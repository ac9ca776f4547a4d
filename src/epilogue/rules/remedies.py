"""What a writer can do about a cause."""

from __future__ import annotations

from epilogue.rules.causes import Told
from epilogue.rules.examined import Examined

MARK = "If it is meant, say so: put  # epilogue: intended  on the line."
_MENDS = {
    "gather": (
        "A gather closes every choice above it at its depth, and what stands below it belongs to what comes next. Put the gather "
        "below the last option, or give it one dash more."
    ),
    "left": "Nothing below it in the same passage is ever read. Move the divert behind what should come first, or take that out.",
    "spent": "Make it sticky (+ in place of *), or do not send readers through it before it is offered.",
    "inside": "Look at the conditions in the function, and at what it is called with.",
    "elsewhere": "The variable it diverts to never holds that passage when a reader comes here: set it somewhere before.",
    "unreached": "Divert to it from somewhere, or take it out.",
}


def remedy(examined: Examined, told: Told, position: int | None = None) -> str:
    """What can be done about a cause; ``position``: of its condition, if that is known."""
    if told.kind in _MENDS:
        return _MENDS[told.kind]
    if told.kind == "misread":
        return misread(told.condition)
    if told.meant:
        return (
            "Nothing in the story sets it. A switch for testing? Then mark the line with  # epilogue: intended  or name it under "
            "[assume] in epilogue.toml. Else set it where it should change."
        )
    return f"{_reason(examined, told)} Ask for something that can differ here, or take the condition away. {MARK}"


def _reason(examined: Examined, told: Told) -> str:
    """Why a condition never changes, where it is as simple as a passage that has, or has not, been seen."""
    condition = told.condition.strip()
    if not condition:
        return "Whatever readers do before, it comes to the same."
    negated = condition.startswith(("not ", "!"))
    name = condition.removeprefix("not ").removeprefix("!").strip()
    if name.replace("_", "").replace(".", "").isalnum() and not name[0].isdigit() and name not in examined.program.globals:
        seen = (told.kind == "always") != negated
        return f"Every reader who comes here {'has been' if seen else 'has not yet been'} to {name}."
    return "Whatever readers do before, it comes to the same."


def misread(condition: str) -> str:
    """How to write what was surely meant."""
    from epilogue.rules.sources import NOT_COMPARED

    found = NOT_COMPARED.search(condition)
    if found is None:
        return '"not" binds tighter than a comparison: write brackets around the comparison.'
    name, operator, other = found.groups()
    opposite = {"==": "!=", "!=": "==", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}[operator]
    return (
        f'"not" binds tighter than "{operator}". For what was surely meant, write "{name} {opposite} {other}" '
        f'or "not ({name} {operator} {other})".'
    )

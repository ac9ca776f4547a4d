"""What a writer can do about a cause."""

from __future__ import annotations

import re

from epilogue.rules.causes import Told
from epilogue.rules.examined import Examined

MOST = 6
_MENDS = {
    "gather": (
        "A gather closes every choice above it at its depth, and what stands below it belongs to what comes next. Put the gather "
        "below the last option, or give it one dash more."
    ),
    "fallback": "If it is a safeguard, mark it as intended. If readers are to come here, an option above it has to run out.",
    "alternatives": "Each of them is shown at one more visit: give readers a reason to come back, or write fewer.",
    "inside": "Look at the conditions in the function, and at what it is called with.",
    "picked": "What it asks for never holds, or the others that it is picked among always come before it.",
    "unreached": "Lead to it from somewhere, or take it out.",
}


def remedy(examined: Examined, told: Told, position: int | None = None) -> str:
    """What can be done about a cause; ``position``: of its condition, if that is known."""
    words = examined.words
    of_language = {"left": words.left, "spent": words.spent, "elsewhere": words.elsewhere}
    if told.kind in of_language:
        return of_language[told.kind]
    if told.kind in _MENDS:
        return _MENDS[told.kind]
    if told.kind == "misread":
        return misread(told.condition)
    if told.meant:
        return (
            "Nothing in the story ever changes what it asks about. A switch for testing? Name it under [assume] in "
            "epilogue.toml, or "
            "mark the "
            "line as intended. Does a game set it? Name it under [outside]. Else set it where it should change."
        )
    return f"{_reason(examined, told)} Ask for something that can differ here, or take the condition away."


def _reason(examined: Examined, told: Told) -> str:
    """Why a condition never changes, where it is as simple as a passage that has, or has not, been seen."""
    condition = told.condition.strip()
    if not condition:
        return "Whatever readers do before, it comes to the same."
    negated = condition.startswith(("not ", "!"))
    name = condition.removeprefix("not ").removeprefix("!").strip()
    called = examined.words.visited and re.fullmatch(examined.words.visited, name)
    name = called[1] if called else name
    named = any(name in (block.name, block.name.rpartition(".")[2]) for block in examined.program.blocks if block.name)
    if named and name not in examined.program.globals:
        seen = (told.kind == "always") != negated
        return f"Every reader who comes here {'has been' if seen else 'has not yet been'} to {name}."
    return _where_set(examined, condition) or "Whatever readers do before, it comes to the same."


def _where_set(examined: Examined, condition: str) -> str:
    """Where what a condition asks about is set, and that it does not help."""
    names = set(re.findall(r"\$?\w+", condition)) & set(examined.program.globals)
    declaring = examined.variables.declaring
    places = [at for at, i in enumerate(examined.program.code) if i.op == "store_global" and i.a in names and at not in declaring]
    if not places:
        return ""
    met = sorted({examined.span(at).line for at in places if examined.met(at)})
    missed = sorted({examined.span(at).line for at in places if not examined.met(at)} - set(met))
    said = " and ".join(sorted(names))
    verb = "is" if len(names) == 1 else "are"
    if not met:
        return f"{said} {verb} set only where no reader comes ({_lines(missed)})."
    lost = f" ({_lines(missed)} no reader comes to)" if missed else ""
    return f"{said} {verb} set at {_lines(met)}{lost}, and still it comes to the same for everybody who comes here."


def _lines(lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:MOST])) + (", …" if len(lines) > MOST else "")
    return f"line{'s' if len(lines) > 1 else ''} {shown}"


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

"""Smart variables: cycles among them, and limits on their expanded size."""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.yarn.check.project import VariableType
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.walk import expressions, roots

MAX_DEPTH = 300
"""Nesting limit of operators and calls, smart variables expanded."""
MAX_PARTS = 5_000
"""Size limit of one smart variable, others in it expanded."""
MAX_ALL = 1_000_000
"""Size limit of all a project's expressions."""


def too_much(variables: dict[str, VariableType], nodes: Iterable[syntax.Node]) -> list[Diagnostic]:
    """Smart variables that are too large once expanded; there must be no cycles."""
    from graphlib import TopologicalSorter  # lazy: few projects have smart variables

    measured: dict[str, tuple[int, int]] = {}
    for name in TopologicalSorter(_uses(variables)).static_order():
        smart = variables[name].smart
        if smart is None:
            continue
        parts, depth = measured[name] = _measure(smart, measured)
        if parts > MAX_PARTS or depth > MAX_DEPTH:
            message = f"{name} is worked out in too many steps, the smart variables in it written out"
            hint = "keep parts of it in variables that are set"
            return [Diagnostic(Severity.ERROR, message, variables[name].span, hint)]
    total = 0
    for node in nodes:
        for root in roots(node):
            total += _measure(root, measured)[0]
            if total > MAX_ALL:
                message = f"more than {MAX_ALL:,} steps in this story's expressions, smart variables written out"
                return [Diagnostic(Severity.ERROR, message, root.span, "keep parts of them in variables that are set")]
    return []


def _measure(expression: syntax.Expression, measured: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Size and depth of an expression; a smart variable adds all its depth."""
    parts, depth = 0, 0
    for part in expressions(expression):
        inside = measured.get(part.name, (1, 0)) if isinstance(part, syntax.Variable) else (1, 0)
        parts += inside[0]
        depth = max(depth, inside[1])
    return parts, depth + _height(expression)


def _height(expression: syntax.Expression) -> int:
    if isinstance(expression, syntax.Unary):
        return 1 + _height(expression.operand)
    if isinstance(expression, syntax.Binary):
        return 1 + max(_height(expression.left), _height(expression.right))
    if isinstance(expression, syntax.Call):
        return 1 + max(map(_height, expression.arguments), default=0)
    return 1


def _uses(variables: dict[str, VariableType]) -> dict[str, list[str]]:
    """The variables in each smart one."""
    return {
        name: [e.name for e in expressions(variable.smart) if isinstance(e, syntax.Variable)]
        for name, variable in variables.items()
        if variable.smart is not None
    }


def loops(variables: dict[str, VariableType]) -> list[Diagnostic]:
    """Smart variables that depend on themselves: one error each cycle."""
    uses = _uses(variables)
    diagnostics: list[Diagnostic] = []
    done: set[str] = set()
    for start in uses:
        path: list[str] = []
        stack: list[tuple[str, int]] = [(start, 0)] if start not in done else []
        while stack:
            name, index = stack.pop()
            if index == 0:
                path.append(name)
            following = uses[name]
            if index == len(following):
                path.pop()
                done.add(name)
                continue
            stack.append((name, index + 1))
            other = following[index]
            if other in path:
                circle = " → ".join([*path[path.index(other) :], other])
                message = f"{other} is worked out from itself: {circle}"
                diagnostics.append(Diagnostic(Severity.ERROR, message, variables[other].span))
            elif other in uses and other not in done:
                stack.append((other, 0))
    return diagnostics

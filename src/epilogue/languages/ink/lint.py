"""Lint for ink: printed conditions, which are hardly what the writer meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.ink.parse import syntax

TRUTHS = frozenset(("==", "!=", "<", ">", "<=", ">=", "&&", "||", "?", "!?"))


def mistaken(story: syntax.Story) -> list[Diagnostic]:
    """Warnings of a story without errors."""
    every = list(_nodes(story))
    truths = _Truths(every)
    return [
        Diagnostic(
            Severity.WARNING,
            f'{truths.shown(node.expression)} prints "true" or "false" here',
            node.span,
            "to show a text where it is true, write the text after a colon: {condition: text}",
        )
        for node in every
        if isinstance(node, syntax.Output) and truths.holds(node.expression)
    ]


_SETTING = (syntax.VariableDeclaration, syntax.Assignment, syntax.ConstantDeclaration)
_CHANGED_OTHERWISE = (syntax.IncDec, syntax.Parameter, syntax.ListDeclaration, syntax.ListItem)


class _Truths:
    """Infers which variables are always true or false, and which functions return nothing else."""

    def __init__(self, nodes: list[syntax.Node]) -> None:
        self.values: dict[str, list[Any]] = {}
        others: set[str] = set()
        for node in nodes:
            if isinstance(node, _SETTING):
                self.values.setdefault(node.name, []).append(node.value)
            elif isinstance(node, _CHANGED_OTHERWISE):
                others.add(node.name)
            elif isinstance(node, syntax.Knot):
                others.add(node.name)
                if node.is_function:
                    returned = [inner.value for inner in _nodes(node.body) if isinstance(inner, syntax.Return)]
                    if returned:
                        self.values[f"{node.name}()"] = returned
            for passed in vars(node).get("arguments") or ():  # if passed by reference, the callee may set it to anything
                if isinstance(passed, syntax.Reference):
                    others.add(passed.name)
        self.names = self.values.keys() - others
        changed = True
        while changed:
            certain = {name for name in self.names if all(map(self.holds, self.values[name]))}
            changed = certain != self.names
            self.names = certain

    def holds(self, value: Any) -> bool:
        """Whether an expression is always true or false."""
        if isinstance(value, syntax.Number):
            return type(value.value) is bool
        if isinstance(value, syntax.Binary):
            return value.operator in TRUTHS
        if isinstance(value, syntax.Unary):
            return value.operator in ("not", "!")
        if isinstance(value, syntax.Call):
            return f"{value.name}()" in self.names
        return isinstance(value, syntax.Reference) and value.name in self.names

    def shown(self, value: Any) -> str:
        """An expression as the writer wrote it."""
        if isinstance(value, syntax.Reference):
            return f"'{value.name}'"
        return f"'{value.name}()'" if isinstance(value, syntax.Call) else "A condition"


def _nodes(root: Any) -> Iterator[syntax.Node]:
    """All nodes but texts, and those in strings and tags: what is printed there is for the story or the game."""
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            in_tag = False
            for part in node:
                if isinstance(part, syntax.TagStart):
                    in_tag = True
                elif isinstance(part, syntax.TagEnd):
                    in_tag = False
                elif not in_tag:
                    pending.append(part)
        elif isinstance(node, syntax.Node) and not isinstance(node, (syntax.Text, syntax.String)):
            yield node
            pending.extend(vars(node).values())

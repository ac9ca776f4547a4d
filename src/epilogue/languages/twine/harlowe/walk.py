"""Traversal of a passage's tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from epilogue.languages.twine.harlowe import syntax


def runs(nodes: Iterable[syntax.Node], hooks: bool = True) -> Iterator[syntax.Run]:
    """The macros and variables in a text, in order; without ``hooks``, those that are in none."""
    for node in nodes:
        if isinstance(node, syntax.Run):
            yield node
        elif isinstance(node, syntax.Collapsed) or (hooks and isinstance(node, syntax.Hook)):
            yield from runs(node.body, hooks)
        elif isinstance(node, syntax.Link):
            yield from runs((*node.words, *node.passage), hooks)


def assignments(nodes: Iterable[syntax.Node], hooks: bool = True) -> Iterator[syntax.Assignment]:
    """The assignments of ``(set:)`` and ``(put:)`` in a text, in order."""
    for run in runs(nodes, hooks):
        if isinstance(run.expression, syntax.Call):
            for argument in run.expression.arguments:
                if isinstance(argument, syntax.Assignment):
                    yield argument


def variables(nodes: Iterable[syntax.Node]) -> Iterator[str]:
    """The names of the variables in a text that are not temporary."""
    for run in runs(nodes):
        for variable in variables_in(run.expression):
            if not variable.temporary:
                yield variable.name


def variables_in(expression: syntax.HarloweExpression | syntax.Assignment) -> Iterator[syntax.VariableRead]:
    """The variables in an expression, in order."""
    if isinstance(expression, syntax.VariableRead):
        yield expression
        return
    for part in expression:
        if isinstance(part, syntax.EXPRESSIONS):
            yield from variables_in(part)
        elif isinstance(part, tuple):
            for inner in part:
                yield from variables_in(inner)


def plain(nodes: Iterable[syntax.Node]) -> str | None:
    """The text of nodes that are text alone."""
    parts: list[str] = []
    for node in nodes:
        if isinstance(node, syntax.Words):
            parts.append(node.text)
        elif not isinstance(node, syntax.Rule):
            return None
    return "".join(parts)

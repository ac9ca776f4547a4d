"""Nodes that detours are made to, and those of them that need not come back."""

from __future__ import annotations

from collections.abc import Sequence

from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.walk import statements


def detoured(nodes: Sequence[syntax.Node]) -> frozenset[str]:
    """Titles that a detour may lead to."""
    titles: set[str] = set()
    for node in nodes:
        for statement in statements(node.body):
            if isinstance(statement, syntax.Detour):
                title = _title(statement.target)
                titles.update((other.title for other in nodes) if title is None else (title,))
    return frozenset(titles)


def leaving(nodes: Sequence[syntax.Node]) -> frozenset[str]:
    """Titles of nodes that may jump or stop, or detour to such a node: a detour to one need not come back."""
    titles: set[str] = set()
    grown = True
    while grown:
        grown = False
        for node in nodes:
            if node.title not in titles and any(_leaves(statement, titles) for statement in statements(node.body)):
                titles.add(node.title)
                grown = True
    return frozenset(titles)


def _title(target: str | syntax.Expression) -> str | None:
    """The title that a jump or detour names (for a node of a group, the group's); None if computed."""
    if isinstance(target, syntax.String):
        target = target.value
    return target.partition(".")[0] if isinstance(target, str) else None


def _leaves(statement: syntax.Statement, titles: set[str]) -> bool:
    if isinstance(statement, syntax.Detour):
        title = _title(statement.target)
        return bool(titles) if title is None else title in titles
    return isinstance(statement, syntax.Jump | syntax.Stop)


def led_to(title: str, nodes: Sequence[syntax.Node]) -> bool:
    """Whether a jump or a detour may name this title."""
    going = (
        statement for node in nodes for statement in statements(node.body) if isinstance(statement, syntax.Jump | syntax.Detour)
    )
    return any(not isinstance(statement.target, str) or statement.target == title for statement in going)

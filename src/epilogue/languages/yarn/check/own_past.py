"""Tests whether a conversation asks about its own past: then its game begins it repeatedly, or it would ask in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from epilogue.languages.yarn.check.visits import ASKING, own_names
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.walk import expressions, roots, statements


class LeadingTitles(Protocol):
    """Titles that the nodes of each title lead to."""

    @property
    def jumps(self) -> Mapping[str, Sequence[str]]: ...

    @property
    def detours(self) -> Mapping[str, Sequence[str]]: ...

    def reached(self, begun: Iterable[str]) -> set[str]: ...


def asks_its_past(start: str, nodes: Sequence[syntax.Node], ways: LeadingTitles) -> bool:
    """Whether a node met once in a run has once-only content, or a node asks for a visit that the run cannot have made before."""
    inside = ways.reached([start])
    own = own_names(nodes)
    group = {name: node.title for node in nodes for name in (node.title, own[node.span])}
    again = _met_again(inside, ways)
    for node in nodes:
        if node.title not in inside:
            continue
        if node.title not in again and _once(node):
            return True
        for name in _queried(node):
            title = group.get(name)
            if title in inside and title is not None and not _before(title, node.title, inside, ways, again):
                return True
    return False


def _once(node: syntax.Node) -> bool:
    """Whether the node, or anything in it, comes only once."""
    if any(condition.once for condition in node.when):
        return True
    for statement in statements(node.body):
        if isinstance(statement, syntax.Once):
            return True
        if isinstance(statement, syntax.Line) and statement.condition is not None and statement.condition.once:
            return True
    return False


def _queried(node: syntax.Node) -> Iterator[str]:
    """Titles whose visits the node asks for."""
    for root in roots(node):
        for part in expressions(root):
            if isinstance(part, syntax.Call) and part.name in ASKING and part.arguments:
                title = part.arguments[0]
                if isinstance(title, syntax.String):
                    yield title.value


def _met_again(inside: set[str], ways: LeadingTitles) -> set[str]:
    """Titles that one run may reach more than once: in a cycle, or behind a detour in several ways."""
    coming: dict[str, list[str]] = {title: [] for title in inside}
    detoured = set[str]()
    for title in sorted(inside):
        for other in (*ways.jumps[title], *ways.detours[title]):
            coming[other].append(title)
        detoured.update(ways.detours[title])
    repeated = {title for title in inside if title in ways.reached(ways.jumps[title]) | ways.reached(ways.detours[title])}
    behind = ways.reached(detoured)
    repeated |= {title for title in behind if len(coming[title]) > 1}
    return ways.reached(repeated)


def _before(title: str, asking: str, inside: set[str], ways: LeadingTitles, again: set[str]) -> bool:
    """Whether one run may have visited ``title`` before ``asking`` asks for it."""
    if title == asking:
        return title in again
    if asking in ways.reached([title]):
        return True
    earlier = [other_title for other_title in inside if asking in ways.reached([other_title])]
    return title in ways.reached(other for other_title in earlier for other in ways.detours[other_title])

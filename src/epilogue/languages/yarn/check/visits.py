"""Nodes whose visits are counted: as the engine has it, not as a writer may think.

It counts those of a node that some node's body asks for by its title, not inside another function. Asking only in a ``when:``
or by a computed title does not count: such a node has to say ``tracking: always``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.walk import body_roots, expressions
from epilogue.source import Span

ASKING = ("visited", "visited_count")
"""Functions that query visits."""


class Visits(NamedTuple):
    """Titles of the nodes whose visits are known. ``story``: to the story. ``counted``: those, and what else is asked for from
    outside it."""

    story: frozenset[str]
    counted: frozenset[str]


def visits(nodes: Iterable[syntax.Node], observed: Iterable[syntax.Expression]) -> Visits:
    nodes = list(nodes)
    own = own_names(nodes)
    names = {name for node in nodes for name in (node.title, own[node.span])}
    never = {own[node.span] for node in nodes if node.header("tracking") == "never"}
    never |= {node.title for node in nodes} - {node.title for node in nodes if node.header("tracking") != "never"}
    queried = {title for node in nodes for root in body_roots(node) for title in _queried(root)}
    queried |= {name for node in nodes if node.header("tracking") == "always" for name in (node.title, own[node.span])}
    story = frozenset(queried & names - never)
    outside = {title for root in observed for part in expressions(root) for title in _titles(part, names)}
    return Visits(story, story | (outside & names - never))


def own_names(nodes: Iterable[syntax.Node]) -> dict[Span, str]:
    """Unique name of each node, by its span: its title, with its subtitle or number if it is in a group."""
    names: dict[Span, str] = {}
    numbers: dict[str, int] = {}
    for node in nodes:
        numbers[node.title] = numbers.get(node.title, 0) + 1
        subtitle = node.header("subtitle")
        last = subtitle or (str(numbers[node.title]) if node.when else "")
        names[node.span] = f"{node.title}.{last}" if last else node.title
    return names


def visits_of(title: str) -> str:
    """The hidden global that counts a node's visits."""
    return f"visits of {title}"


def _queried(expression: syntax.Expression) -> Iterator[str]:
    """Titles an expression queries, as far as the engine looks."""
    if isinstance(expression, syntax.Call):
        yield from _titles(expression, ())
    elif isinstance(expression, syntax.Unary):
        yield from _queried(expression.operand)
    elif isinstance(expression, syntax.Binary):
        yield from _queried(expression.left)
        yield from _queried(expression.right)


def _titles(part: syntax.Expression, others: Iterable[str]) -> Iterable[str]:
    """The title that a call queries, ``others`` if it is computed; none if it queries no visits."""
    if not isinstance(part, syntax.Call) or part.name not in ASKING:
        return ()
    argument = part.arguments[0] if part.arguments else None
    return (argument.value,) if isinstance(argument, syntax.String) else others

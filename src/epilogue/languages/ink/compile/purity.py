"""Functions return to where they were called: no choices, no diverts, no stitches."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.languages.ink.compile.context import Compilation
from epilogue.languages.ink.compile.names import STITCH, Flow
from epilogue.languages.ink.parse import syntax


def check_function(context: Compilation, flow: Flow) -> None:
    """Reports content that a function may not have."""
    problems = context.problems
    if flow.level == STITCH:
        problems.error(
            flow.node,
            "Functions cannot be stitches - i.e. they should be defined as '== function myFunc ==' rather than "
            "internal to another knot.",
        )
    for inner in flow.flows:
        problems.error(
            inner.node,
            f"Functions may not contain stitches, but saw '{inner.name}' within the function '{flow.name}'",
        )
    nodes = list(everything_in(flow.body))
    for node in nodes:
        inside = node.override if isinstance(node, syntax.TunnelOnwards) else node
        if isinstance(inside, syntax.Divert):
            arrow = "<-" if inside.is_thread else "->"
            problems.error(inside, f"Functions may not contain diverts, but saw '{arrow} {'.'.join(inside.path)}'")
    for node in nodes:
        if isinstance(node, syntax.Choice):
            problems.error(node, f"Functions may not contain choices, but saw '* {option_text(node)}'")


def everything_in(body: list[syntax.Statement]) -> Iterator[syntax.Statement]:
    """All statements of a body at any depth, in source order."""
    for node in body:
        yield node
        yield from everything_in(list(syntax.parts_of(node)))


def option_text(node: syntax.Choice) -> str:
    """The literal text of an option."""
    parts = [part.content for part in (node.start, node.choice_only) if part is not None]
    return "".join(each.value for part in parts for each in part if isinstance(each, syntax.Text)).strip()

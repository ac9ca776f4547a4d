"""Checks where the flow runs out: loose ends of knots, stitches and choices in braces."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from epilogue.languages.ink.compile.context import Compilation
from epilogue.languages.ink.compile.names import Flow
from epilogue.languages.ink.compile.weave import WEAVE_POINTS, LooseEnd
from epilogue.languages.ink.parse import syntax

DECLARATIONS = (syntax.VariableDeclaration, syntax.ListDeclaration, syntax.ConstantDeclaration)
"""Statements that are no part of the flow."""

Report = Callable[[syntax.Node], None]


def check_flow_ends(context: Compilation, flow: Flow, loose: list[LooseEnd]) -> None:
    """Warns of content in a knot or stitch behind which nothing comes."""

    def report(node: syntax.Node) -> None:
        hint = None
        if flow.flows and any(each is node for each in flow.body):
            hint = f"if you intend to enter '{flow.flows[0].name}' next, you need to divert to it explicitly"
        elif isinstance(node, syntax.Divert) and node.is_tunnel:
            hint = f"when the final tunnel to '{'.'.join(node.path)}' returns it won't have anywhere to go"
        context.problems.warning(
            node,
            "Apparent loose end exists where the flow runs out. Do you need a '-> DONE' statement, choice or divert?",
            hint,
            runs_out=True,
        )

    check_ends(flow.body, loose, flow.node, report)


def check_inner_ends(
    context: Compilation,
    body: list[syntax.Statement],
    loose: list[LooseEnd],
    conditional: syntax.Conditional | None = None,
) -> None:
    """Reports choices inside a sequence or conditional that do not divert: where they lead would be a guess."""

    def report(node: syntax.Node) -> None:
        message = "Choices nested in conditionals or sequences need to explicitly divert afterwards."
        if conditional is not None and count_choices([conditional]) == 1:
            message = (
                "Choices with conditions should be written: '* {condition} choice'. Otherwise, "
                + message[0].lower()
                + message[1:]
            )
        context.problems.bad_reference(node, message)

    check_ends(body, loose, loose[0].node, report)


def check_ends(body: list[syntax.Statement], loose: list[LooseEnd], whole: syntax.Node, report: Report) -> None:
    """Reports missing diverts: the content behind each loose end, or all of a body without choices."""
    if isinstance(last_significant(body), syntax.AuthorNote):
        return
    if loose:
        for end in loose:
            check_content(content_behind(end), end.node, report)
    elif not any(isinstance(node, WEAVE_POINTS) for node in body):
        check_content(iter(body), whole, report)


def last_significant(body: list[syntax.Statement]) -> syntax.Statement | None:
    """The last statement that is neither a line end nor a declaration."""
    for node in reversed(body):
        if isinstance(node, DECLARATIONS) or (isinstance(node, syntax.Text) and node.value == "\n"):
            continue
        return node
    return None


def content_behind(end: LooseEnd) -> Iterator[syntax.Node]:
    """The content of a choice or gather: its own line, and what comes before the next one."""
    node = end.node
    if isinstance(node, syntax.Choice):
        for part in (node.start, node.choice_only, node.inner):
            if part is not None:
                yield part
    for index in range(end.at + 1, len(end.body)):
        later = end.body[index]
        if isinstance(later, DECLARATIONS):
            continue
        if isinstance(later, (syntax.Choice, syntax.Gather, syntax.Included)):
            break
        yield later


def check_content(nodes: Iterator[syntax.Node], whole: syntax.Node, report: Report) -> None:
    last = whole
    for node in nodes:
        if leads_away(node):
            return
        if last is whole or not (isinstance(node, syntax.Text) and node.value == "\n"):
            last = node  # a line end may be far below the braces it closes
    if not isinstance(last, syntax.AuthorNote):
        report(last)


def leads_away(node: syntax.Node) -> bool:
    """Whether the node holds, at any depth, a divert that does not come back."""
    if isinstance(node, syntax.Divert):
        return not node.is_thread and not node.is_tunnel
    if isinstance(node, syntax.TunnelOnwards):
        return True
    return any(leads_away(part) for part in syntax.parts_of(node))


def count_choices(nodes: list[syntax.Statement]) -> int:
    """The number of choices, at any depth."""
    return sum(isinstance(node, syntax.Choice) + count_choices(list(syntax.parts_of(node))) for node in nodes)

"""Conditionals and switches: branches tested in turn, each leading back to the ``nop`` behind them all."""

from __future__ import annotations

from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.context import Compilation, statement
from epilogue.languages.ink.compile.diverts import no_divert_target
from epilogue.languages.ink.compile.expressions import check_visits_and_text
from epilogue.languages.ink.compile.termination import check_inner_ends
from epilogue.languages.ink.compile.weave import inner_body
from epilogue.languages.ink.parse import syntax


@statement(syntax.Conditional)
def conditional(context: Compilation, node: syntax.Conditional, into: containers.Container) -> None:
    span = node.span
    content = into.content
    if node.initial is not None:
        no_divert_target(context, node.initial)
        content.append(containers.Command("ev", span))
        context.expression(node.initial, into)
        content.append(containers.Command("/ev", span))
        for each in node.branches:
            check_visits_and_text(context, node.initial, each.condition if each.matching_equality else None)
    bodies = [branch(context, each, node, into) for each in node.branches]
    is_switch = node.initial is not None and node.branches[0].condition is not None
    if is_switch and not node.branches[-1].is_else:
        content.append(containers.Command("pop", span))  # no branch matched: discard the value
    back = containers.Address(into, len(content))
    content.append(containers.Command("nop", span))
    for position, body in bodies:
        body.content[position] = containers.Divert("->", back, span=span)


def branch(
    context: Compilation, node: syntax.Branch, whole: syntax.Conditional, into: containers.Container
) -> tuple[int, containers.Container]:
    """Generates a branch; returns the container of its body and the position in it for the way back."""
    span = node.span
    test = containers.Container(None, span)
    into.add(test)
    keeps_value = node.matching_equality and not node.is_else
    if keeps_value:
        test.content.append(containers.Command("du", span))
    if node.condition is not None and not node.is_true_branch and not node.is_else:
        no_divert_target(context, node.condition)
        test.content.append(containers.Command("ev", span))
        context.expression(node.condition, test)
        if node.matching_equality:
            test.content.append(containers.Native("==", span))
        test.content.append(containers.Command("/ev", span))
    body = containers.Container("b", span)
    test.content.append(containers.Divert("->", containers.Address(body), conditional=not node.is_else, span=span))
    test.add_named(body)
    if node.matching_equality:
        body.content.append(containers.Command("pop", span))
    if not node.is_inline:
        body.content.append(containers.Text("\n", span))
    loose = inner_body(context, node.body, body)
    if loose:
        check_inner_ends(context, node.body, loose, whole)
    body.content.append(containers.Command("nop", span))  # reserved for the jump back
    return len(body.content) - 1, body

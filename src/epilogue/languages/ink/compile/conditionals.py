"""Conditionals and switches: branches tested in turn, each leading back to the ``nop`` behind them all."""

from __future__ import annotations

from epilogue.languages.ink.compile import containers as ink
from epilogue.languages.ink.compile.context import Compilation, statement
from epilogue.languages.ink.compile.diverts import no_divert_target
from epilogue.languages.ink.compile.expressions import check_visits_and_text
from epilogue.languages.ink.compile.termination import check_inner_ends
from epilogue.languages.ink.compile.weave import inner_body
from epilogue.languages.ink.parse import syntax


@statement(syntax.Conditional)
def conditional(context: Compilation, node: syntax.Conditional, into: ink.Container) -> None:
    span = node.span
    content = into.content
    if node.initial is not None:
        no_divert_target(context, node.initial)
        content.append(ink.Command("ev", span))
        context.expression(node.initial, into)
        content.append(ink.Command("/ev", span))
        for each in node.branches:
            check_visits_and_text(context, node.initial, each.condition if each.matching_equality else None)
    bodies = [branch(context, each, node, into) for each in node.branches]
    is_switch = node.initial is not None and node.branches[0].condition is not None
    if is_switch and not node.branches[-1].is_else:
        content.append(ink.Command("pop", span))  # no branch matched: discard the value
    back = ink.Address(into, len(content))
    content.append(ink.Command("nop", span))
    for position, body in bodies:
        body.content[position] = ink.Divert("->", back, span=span)


def branch(
    context: Compilation, node: syntax.Branch, whole: syntax.Conditional, into: ink.Container
) -> tuple[int, ink.Container]:
    """Generates a branch; returns the container of its body and the position in it for the way back."""
    span = node.span
    test = ink.Container(None, span)
    into.add(test)
    keeps_value = node.matching_equality and not node.is_else
    if keeps_value:
        test.content.append(ink.Command("du", span))
    if node.condition is not None and not node.is_true_branch and not node.is_else:
        no_divert_target(context, node.condition)
        test.content.append(ink.Command("ev", span))
        context.expression(node.condition, test)
        if node.matching_equality:
            test.content.append(ink.Native("==", span))
        test.content.append(ink.Command("/ev", span))
    body = ink.Container("b", span)
    test.content.append(ink.Divert("->", ink.Address(body), conditional=not node.is_else, span=span))
    test.add_named(body)
    if node.matching_equality:
        body.content.append(ink.Command("pop", span))
    if not node.is_inline:
        body.content.append(ink.Text("\n", span))
    loose = inner_body(context, node.body, body)
    if loose:
        check_inner_ends(context, node.body, loose, whole)
    body.content.append(ink.Command("nop", span))  # reserved for the jump back
    return len(body.content) - 1, body

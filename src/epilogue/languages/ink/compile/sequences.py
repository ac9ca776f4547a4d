"""Sequences: the element is chosen by the number of visits to the sequence's own container.

The index is computed on the evaluation stack, compared with each element's number in turn, and dropped by the element entered;
each element leads back to the ``nop`` at the end.
"""

from __future__ import annotations

from epilogue.languages.ink.compile import containers as ink
from epilogue.languages.ink.compile.context import Compilation, statement
from epilogue.languages.ink.compile.termination import check_inner_ends
from epilogue.languages.ink.compile.weave import inner_body
from epilogue.languages.ink.parse import syntax


@statement(syntax.Sequence)
def sequence(context: Compilation, node: syntax.Sequence, into: ink.Container) -> None:
    span = node.span
    container = ink.Container(None, span)
    container.visits = True
    container.start_only = True
    into.add(container)
    content = container.content
    choose_element(node, container)

    elements = list(node.elements)
    if node.kind & syntax.ONCE:
        elements.append([])  # an empty element for when all are used up
    branches: list[ink.Container] = []
    for number, body in enumerate(elements):
        branch = ink.Container(f"s{number}", span)
        content += (
            ink.Command("ev", span),
            ink.Command("du", span),
            ink.Constant(number, span),
            ink.Native("==", span),
            ink.Command("/ev", span),
            ink.Divert("->", ink.Address(branch), conditional=True, span=span),
        )
        branch.content.append(ink.Command("pop", span))
        container.add_named(branch)
        loose = inner_body(context, body, branch)
        branches.append(branch)
        if loose:
            check_inner_ends(context, body, loose)
        # Reserved for the jump back: its target is not known yet.
        branch.content.append(ink.Command("nop", span))
    back = ink.Address(container, len(content))
    content.append(ink.Command("nop", span))
    for branch in branches:
        branch.content[-1] = ink.Divert("->", back, span=span)


def choose_element(node: syntax.Sequence, container: ink.Container) -> None:
    """The code that leaves the number of the element to show on the evaluation stack."""
    span, content, count = node.span, container.content, len(node.elements)
    content.append(ink.Command("ev", span))
    content.append(ink.Command("visit", span))
    ends = node.kind & (syntax.STOPPING | syntax.ONCE)
    last = count if node.kind & syntax.ONCE else count - 1
    if ends:
        content.append(ink.Constant(last, span))
        content.append(ink.Native("MIN", span))
    elif node.kind & syntax.CYCLE:
        content.append(ink.Constant(count, span))
        content.append(ink.Native("%", span))
    if node.kind & syntax.SHUFFLE:
        if ends:  # once all were shown the last element stays, or none: no shuffle then
            content.append(ink.Command("du", span))
            content.append(ink.Constant(last, span))
            content.append(ink.Native("==", span))
            behind = ink.Address(container, len(content) + 3)
            content.append(ink.Divert("->", behind, conditional=True, span=span))
        content.append(ink.Constant(count - 1 if node.kind & syntax.STOPPING else count, span))
        content.append(ink.Command("seq", span))
        if ends:
            content.append(ink.Command("nop", span))
    content.append(ink.Command("/ev", span))

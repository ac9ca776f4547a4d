"""Sequences: the element is chosen by the number of visits to the sequence's own container.

The index is computed on the evaluation stack, compared with each element's number in turn, and dropped by the element entered;
each element leads back to the ``nop`` at the end.
"""

from __future__ import annotations

from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.context import Compilation, statement
from epilogue.languages.ink.compile.termination import check_inner_ends
from epilogue.languages.ink.compile.weave import inner_body
from epilogue.languages.ink.parse import syntax


@statement(syntax.Sequence)
def sequence(context: Compilation, node: syntax.Sequence, into: containers.Container) -> None:
    span = node.span
    container = containers.Container(None, span)
    container.visits = True
    container.start_only = True
    into.add(container)
    content = container.content
    choose_element(node, container)

    elements = list(node.elements)
    if node.kind & syntax.ONCE:
        elements.append([])  # an empty element for when all are used up
    branches: list[containers.Container] = []
    for number, body in enumerate(elements):
        branch = containers.Container(f"s{number}", span)
        content += (
            containers.Command("ev", span),
            containers.Command("du", span),
            containers.Constant(number, span),
            containers.Native("==", span),
            containers.Command("/ev", span),
            containers.Divert("->", containers.Address(branch), conditional=True, span=span),
        )
        branch.content.append(containers.Command("pop", span))
        container.add_named(branch)
        loose = inner_body(context, body, branch)
        branches.append(branch)
        if loose:
            check_inner_ends(context, body, loose)
        # Reserved for the jump back: its target is not known yet.
        branch.content.append(containers.Command("nop", span))
    back = containers.Address(container, len(content))
    content.append(containers.Command("nop", span))
    for branch in branches:
        branch.content[-1] = containers.Divert("->", back, span=span)


def choose_element(node: syntax.Sequence, container: containers.Container) -> None:
    """The code that leaves the number of the element to show on the evaluation stack."""
    span, content, count = node.span, container.content, len(node.elements)
    content.append(containers.Command("ev", span))
    content.append(containers.Command("visit", span))
    ends = node.kind & (syntax.STOPPING | syntax.ONCE)
    last = count if node.kind & syntax.ONCE else count - 1
    if ends:
        content.append(containers.Constant(last, span))
        content.append(containers.Native("MIN", span))
    elif node.kind & syntax.CYCLE:
        content.append(containers.Constant(count, span))
        content.append(containers.Native("%", span))
    if node.kind & syntax.SHUFFLE:
        if ends:  # once all were shown the last element stays, or none: no shuffle then
            content.append(containers.Command("du", span))
            content.append(containers.Constant(last, span))
            content.append(containers.Native("==", span))
            behind = containers.Address(container, len(content) + 3)
            content.append(containers.Divert("->", behind, conditional=True, span=span))
        content.append(containers.Constant(count - 1 if node.kind & syntax.STOPPING else count, span))
        content.append(containers.Command("seq", span))
        if ends:
            content.append(containers.Command("nop", span))
    content.append(containers.Command("/ev", span))

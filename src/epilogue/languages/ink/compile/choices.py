"""Choices: the text before the bracket is shared by the option and the line printed once it is taken.

That shared text lies in a container ``s`` that both jump into; the variable ``$r`` holds the place to come back to:
``$r1`` while the option is offered, ``$r2`` once it is taken.
"""

from __future__ import annotations

from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.context import Compilation
from epilogue.languages.ink.compile.diverts import no_divert_target
from epilogue.languages.ink.parse import syntax


def choice(context: Compilation, node: syntax.Choice, current: containers.Container, name: str) -> containers.Container:
    """Generates the offering of a choice into ``current`` and what follows it into a container of that name, which it returns."""
    span = node.span
    label = context.names.labelled.get(node)
    chosen = containers.Container(None, span) if label is None else label.container
    chosen.name = name
    chosen.start_only = True
    if node.once_only:
        chosen.visits = True

    outer = current
    if node.start is not None:
        outer = containers.Container(None, span)
        current.add(outer)
    content = outer.content
    evaluates = node.start is not None or node.choice_only is not None or node.condition is not None
    if evaluates:
        content.append(containers.Command("ev", span))
    shared = None
    if node.start is not None:
        shared = shared_text(context, node.start, outer)
    if node.choice_only is not None:
        content.append(containers.Command("str", span))
        context.statements(node.choice_only.content, outer)
        content.append(containers.Command("/str", span))
    if node.condition is not None:
        no_divert_target(context, node.condition)
        context.expression(node.condition, outer)
    if evaluates:
        content.append(containers.Command("/ev", span))
    content.append(containers.ChoicePoint(containers.Address(chosen), flags(node), span))
    current.add_named(chosen)

    if shared is not None:
        back = containers.Container("$r2", span)
        chosen.content += (
            containers.Command("ev", span),
            containers.DivertValue(containers.Address(back), span),
            containers.Command("/ev", span),
            containers.Assignment("$r", False, True, span),
            containers.Divert("->", containers.Address(shared), span=span),
        )
        chosen.add(back)
    context.statements(node.inner.content, chosen)
    return chosen


def shared_text(context: Compilation, start: syntax.ContentList, outer: containers.Container) -> containers.Container:
    """The text before the bracket, in a container of its own, entered from ``outer``."""
    span = start.span
    shared = containers.Container("s", span)
    back = containers.Container("$r1", span)
    outer.content += (
        containers.DivertValue(containers.Address(back), span),
        containers.Assignment("$r", False, True, span),
        containers.Command("str", span),
        containers.Divert("->", containers.Address(shared), span=span),
    )
    outer.add_named(shared)
    context.statements(start.content, shared)
    shared.content.append(containers.Divert("->", variable="$r", span=span))
    outer.add(back)
    outer.content.append(containers.Command("/str", span))
    return shared


def flags(node: syntax.Choice) -> int:
    """The flags of the choice point."""
    return (
        (containers.CONDITION if node.condition is not None else 0)
        | (containers.START if node.start is not None else 0)
        | (containers.CHOICE_ONLY if node.choice_only is not None else 0)
        | (containers.FALLBACK if node.is_fallback else 0)
        | (containers.ONCE if node.once_only else 0)
    )

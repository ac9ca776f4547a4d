"""The weave: choices and gathers nested by their depth, content hung below them, loose ends led to the next gather.

A body is a flat list of statements. Choices and gathers deeper than the level being generated form a weave of their own,
up to the next one that is not deeper. Every choice and gather that has no deeper weave below it (for a gather: and no choice
directly behind it) is a *loose end*; the next gather on its level, or on a level further out, is where the flow goes on.
"""

from __future__ import annotations

from typing import NamedTuple

from epilogue.budget import tick
from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.choices import choice
from epilogue.languages.ink.compile.context import STATEMENTS, Compilation, statement
from epilogue.languages.ink.parse import syntax

WEAVE_POINTS = (syntax.Choice, syntax.Gather)


class LooseEnd(NamedTuple):
    """A choice or gather, at place ``at`` of ``body``, whose content (in ``container``) ends without a gather to go to."""

    node: syntax.Choice | syntax.Gather
    container: containers.Container
    body: list[syntax.Statement]
    at: int


def first_depth(body: list[syntax.Statement]) -> int:
    """The depth of the first choice or gather, 1 if there is none: the outermost level of an inner weave."""
    for node in body:
        if isinstance(node, WEAVE_POINTS):
            return node.depth
    return 1


def has_points(body: list[syntax.Statement]) -> bool:
    """Whether choices or gathers stand on the outermost level of the weave, so that it needs a container of its own."""
    return any(isinstance(node, WEAVE_POINTS) and node.depth <= 1 for node in body)


def weave(
    context: Compilation, body: list[syntax.Statement], start: int, end: int, depth: int, root: containers.Container
) -> list[LooseEnd]:
    """Generates ``body[start:end]``, whose own choices and gathers have at most ``depth``; returns the loose ends."""
    loose: list[LooseEnd] = []
    current = into = root
    previous: LooseEnd | None = None
    seen_choice = False
    choices = gathers = 0
    index = start
    while index < end:
        tick()
        node = body[index]
        kind = type(node)
        if kind is syntax.Choice or kind is syntax.Gather:
            assert isinstance(node, WEAVE_POINTS)
            if node.depth > depth:
                behind = end_of_deeper(body, index, end, depth)
                inner = containers.Container(None, node.span)
                into.add(inner)
                loose += weave(context, body, index, behind, node.depth, inner)
                index = behind
            elif isinstance(node, syntax.Choice):
                if previous is not None and isinstance(previous.node, syntax.Gather) and previous in loose:
                    loose.remove(previous)
                into = choice(context, node, current, f"c-{choices}")
                choices += 1
                seen_choice = True
                previous = LooseEnd(node, into, body, index)
                loose.append(previous)
                index += 1
                continue
            else:
                gather, unnamed = gather_container(context, node, gathers)
                gathers += unnamed
                if seen_choice:
                    root.add_named(gather)
                else:
                    current.add(gather)
                seen_choice = False
                lead_to(gather, loose, node.depth)
                current = into = gather
                previous = LooseEnd(node, gather, body, index)
                loose = [previous]
                index += 1
                continue
        elif kind is syntax.Included:
            assert isinstance(node, syntax.Included)
            included = into
            if has_points(node.body):
                included = containers.Container(None, node.span)
                into.add(included)
            loose += weave(context, node.body, 0, len(node.body), 1, included)
            index += 1
        else:
            STATEMENTS[kind](context, node, into)
            index += 1
            continue
        # An inner weave ties up the choice or gather before it: what follows is content of this level.
        if previous is not None and previous in loose:
            loose.remove(previous)
        into = current
    return loose


def end_of_deeper(body: list[syntax.Statement], start: int, end: int, depth: int) -> int:
    """End of the deeper weave that begins at ``start``."""
    index = start + 1
    while index < end:
        node = body[index]
        if isinstance(node, WEAVE_POINTS) and node.depth <= depth:
            break
        index += 1
    return index


def gather_container(context: Compilation, node: syntax.Gather, count: int) -> tuple[containers.Container, bool]:
    """The container of a gather, and whether it took the next free name ``g-n``."""
    label = context.names.labelled.get(node)
    container = containers.Container(f"g-{count}", node.span) if label is None else label.container
    container.start_only = True
    return container, label is None


def lead_to(gather: containers.Container, loose: list[LooseEnd], depth: int) -> None:
    """Diverts loose ends to a gather. A gather on the same level needs none: the next one follows it in its own container."""
    for end in loose:
        if not (isinstance(end.node, syntax.Gather) and end.node.depth == depth):
            end.container.content.append(containers.Divert("->", containers.Address(gather), span=end.node.span))


def inner_body(context: Compilation, body: list[syntax.Statement], root: containers.Container) -> list[LooseEnd]:
    """Generates the body of a branch or of an element of a sequence; returns the loose ends, which it leaves as they are:
    they have to divert by themselves."""
    return weave(context, body, 0, len(body), first_depth(body), root)


@statement(syntax.Choice)
def stray_choice(context: Compilation, node: syntax.Choice, into: containers.Container) -> None:
    context.problems.error(node, "A choice cannot stand here", "choices need lines of their own")


@statement(syntax.Gather)
def stray_gather(context: Compilation, node: syntax.Gather, into: containers.Container) -> None:
    context.problems.error(node, "A gather cannot stand here", "gathers need lines of their own")

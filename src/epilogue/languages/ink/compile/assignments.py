"""Assignments, increments, returns, and the set-up of the global variables."""

from __future__ import annotations

from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.context import Compilation, expression, statement
from epilogue.languages.ink.compile.diverts import no_divert_target
from epilogue.languages.ink.compile.expressions import is_list_item
from epilogue.languages.ink.compile.names import STORY
from epilogue.languages.ink.parse import syntax


@statement(syntax.Assignment)
def assignment(context: Compilation, node: syntax.Assignment, into: containers.Container) -> None:
    names, flow, span, name = context.names, context.flow, node.span, node.name
    if node.is_temporary:
        (names.story if flow.level == STORY else flow).declared.add(name)
    into.content.append(containers.Command("ev", span))
    context.expression(node.value, into)
    into.content.append(containers.Command("/ev", span))
    if node.is_temporary:
        into.content.append(containers.Assignment(name, False, True, span))
        return
    if not names.is_variable(flow, name):
        if name in names.constants:
            context.problems.bad_reference(
                node,
                f"Can't re-assign to a constant (do you need to use VAR when declaring '{name}'?)",
            )
        else:
            context.problems.bad_reference(
                node,
                f"Variable could not be found to assign to: '{name}'",
                context.problems.did_you_mean(name, lambda: known_variables(context)),
            )
    into.content.append(containers.Assignment(name, names.is_global(flow, name), False, span))


@statement(syntax.IncDec)
def increment_statement(context: Compilation, node: syntax.IncDec, into: containers.Container) -> None:
    names, flow, span, name = context.names, context.flow, node.span, node.name
    if not names.is_variable(flow, name):
        word = "increment" if node.is_increment else "decrement"
        context.problems.bad_reference(
            node,
            f"variable for {word} could not be found: '{name}'",
            context.problems.did_you_mean(name, lambda: known_variables(context)),
        )
    content = into.content
    content.append(containers.Command("ev", span))
    content.append(containers.VariableReference(name, span))
    if node.amount is None:
        content.append(containers.Constant(1, span))
    else:
        no_divert_target(context, node.amount)
        context.expression(node.amount, into)
    content.append(containers.Native("+" if node.is_increment else "-", span))
    content.append(containers.Assignment(name, names.is_global(flow, name), False, span))
    content.append(containers.Command("/ev", span))


@expression(syntax.IncDec)
def increment_expression(context: Compilation, node: syntax.IncDec, into: containers.Container) -> None:
    word = "increment" if node.is_increment else "decrement"
    context.problems.error(node, f"Can't use {word} as sub-expression")


@statement(syntax.Return)
def return_(context: Compilation, node: syntax.Return, into: containers.Container) -> None:
    span = node.span
    into.content.append(containers.Command("ev", span))
    if node.value is None:
        into.content.append(containers.Void(span))
    else:
        context.expression(node.value, into)
    into.content.append(containers.Command("/ev", span))
    into.content.append(containers.Command("~ret", span))


def known_variables(context: Compilation) -> list[str]:
    """The variables that code in this flow sees."""
    flow = context.flow
    return [
        *context.names.globals,
        *flow.temporaries,
        *(parameter.name for parameter in flow.parameters or ()),
    ]


def set_up_globals(context: Compilation, into: containers.Container) -> None:
    """The code that gives every global its first value, in the order of declaration."""
    span = into.span
    into.content.append(containers.Command("ev", span))
    for node, flow in context.declarations:
        context.flow = flow
        if isinstance(node, syntax.ListDeclaration):
            chosen = tuple((node.name, item.name, item.value) for item in node.items if item.initial)
            into.content.append(containers.Constant(containers.ListLiteral(chosen, (node.name,)), node.span))
        else:
            check_first_value(context, node)
            context.expression(node.value, into)
        into.content.append(containers.Assignment(node.name, True, True, node.span))
    into.content.append(containers.Command("/ev", span))
    into.content.append(containers.Command("end", span))


def check_first_value(context: Compilation, node: syntax.VariableDeclaration) -> None:
    """The first value of a global must not depend on another variable."""
    value = node.value
    if isinstance(value, syntax.Reference) and value.name not in context.names.constants and not is_list_item(context, value):
        context.problems.bad_reference(
            node,
            "global variable assignments cannot refer to other variables, only literal values, constants and list items",
        )

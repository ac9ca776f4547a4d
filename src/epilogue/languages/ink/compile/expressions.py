"""Expressions, in reverse Polish order inside an evaluation."""

from __future__ import annotations

from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.context import Compilation, expression
from epilogue.languages.ink.compile.diverts import no_divert_target, unresolved_variable
from epilogue.languages.ink.parse import syntax

UNARY = {"-": "_", "!": "!", "not": "!"}


@expression(syntax.Number)
def number(context: Compilation, node: syntax.Number, into: containers.Container) -> None:
    into.content.append(containers.Constant(node.value, node.span))


@expression(syntax.String)
def string(context: Compilation, node: syntax.String, into: containers.Container) -> None:
    into.content.append(containers.Command("str", node.span))
    context.statements(node.content, into)
    into.content.append(containers.Command("/str", node.span))


@expression(syntax.Unary)
def unary(context: Compilation, node: syntax.Unary, into: containers.Container) -> None:
    no_divert_target(context, node.operand)
    context.expression(node.operand, into)
    into.content.append(containers.Native(UNARY[node.operator], node.span))


@expression(syntax.Binary)
def binary(context: Compilation, node: syntax.Binary, into: containers.Container) -> None:
    left, right, operator = node.left, node.right, node.operator
    if isinstance(left, syntax.DivertTarget) or isinstance(right, syntax.DivertTarget):
        check_comparison(context, node)
    if operator == "?" and isinstance(left, syntax.Unary) and left.operator in ("not", "!"):
        context.problems.bad_reference(
            node,
            "Using 'not' or '!' here negates its operand rather than the result of the '?' or 'has' operator. You need to "
            "add parentheses around the (A ? B) expression.",
        )
    if operator in ("==", "!="):
        check_visits_and_text(context, left, right)
        check_visits_and_text(context, right, left)
    context.expression(left, into)
    context.expression(right, into)
    into.content.append(containers.Native("L^" if operator == "^" else operator, node.span))


def check_comparison(context: Compilation, node: syntax.Binary) -> None:
    """Divert targets can be compared with each other and with variables, nothing else."""
    comparable = (syntax.DivertTarget, syntax.Reference)
    if node.operator not in ("==", "!=") or not isinstance(node.left, comparable) or not isinstance(node.right, comparable):
        no_divert_target(context, node.left)
        no_divert_target(context, node.right)


def check_visits_and_text(context: Compilation, counted: syntax.Expression, text: syntax.Expression | None) -> None:
    """Warns where the number of visits to a place is compared with a text."""
    names = context.names
    if isinstance(text, syntax.Reference):
        constant = names.constants.get(text.name)
        text = constant.value if constant is not None else None
    if not isinstance(text, syntax.String) or not isinstance(counted, syntax.Reference):
        return
    if counted.name in names.constants or is_list_item(context, counted) or names.find(context.flow, counted.path) is None:
        return
    context.problems.warning(
        counted,
        f"'{counted.name}' is how often this place was visited, a number, and is compared with a text here",
        "to ask whether it was visited at all, write its name alone",
    )


@expression(syntax.AllOf)
def all_of(context: Compilation, node: syntax.AllOf, into: containers.Container) -> None:
    for index, condition in enumerate(node.conditions):
        no_divert_target(context, condition)
        context.expression(condition, into)
        if index:
            into.content.append(containers.Native("&&", node.span))


@expression(syntax.ListLiteral)
def list_literal(context: Compilation, node: syntax.ListLiteral, into: containers.Container) -> None:
    items: dict[tuple[str, str], int] = {}
    for owner, name in node.items:
        entry = context.names.list_item(owner, name)
        if entry is None:
            if owner is None:
                context.problems.error(node, f"Could not find list definition that contains item '{name}'")
            else:
                context.problems.error(node, f"Could not find list item {owner}.{name}")
            continue
        if owner is None:
            check_unambiguous(context, node, name)
        definition, item = entry
        key = (definition.name, item.name)
        if key in items:
            context.problems.warning(node, f"Duplicate of item '{name}' in list.")
        items[key] = item.value
    literal = containers.ListLiteral(tuple((*key, value) for key, value in items.items()))
    into.content.append(containers.Constant(literal, node.span))


def check_unambiguous(context: Compilation, node: syntax.Node, item: str) -> None:
    """An item written without its list must belong to one list only."""
    owners = context.names.item_owners[item]
    if len(owners) > 1:
        context.problems.error(
            node,
            f"Ambiguous item name '{item}' found in multiple sets, including {owners[0].name} and {owners[1].name}",
            f"write {owners[0].name}.{item} or {owners[1].name}.{item}",
        )


@expression(syntax.Reference)
def reference(context: Compilation, node: syntax.Reference, into: containers.Container) -> None:
    """A constant's value, a variable, a list item, or the number of visits to a place."""
    names, path = context.names, node.path
    constant = names.constants.get(node.name)
    if constant is not None:
        if isinstance(constant.value, (syntax.Number, syntax.String, syntax.DivertTarget)):
            context.expression(constant.value, into)
        return
    if is_list_item(context, node):
        into.content.append(containers.VariableReference(node.name, node.span))
        return
    target = names.find(context.flow, path)
    if target is not None:
        target.container.visits = True
        into.content.append(containers.ReadCount(containers.Address(target.container), node.span))
        return
    if len(path) > 1:
        message = f"Could not find target for read count: -> {node.name}"
        if len(path) == 2:
            message += f", or couldn't find list item with the name {','.join(path)}"
        context.problems.bad_reference(node, message)
    elif not names.is_variable(context.flow, node.name):
        unresolved_variable(context, node)
    into.content.append(containers.VariableReference(node.name, node.span))


def is_list_item(context: Compilation, node: syntax.Reference) -> bool:
    """Whether the reference names an item of a list, with or without the list's name."""
    path = node.path
    if len(path) == 1:
        if path[0] not in context.names.item_owners:
            return False
        check_unambiguous(context, node, path[0])
        return True
    return len(path) == 2 and context.names.list_item(path[0], path[1]) is not None

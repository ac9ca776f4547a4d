"""Diverts, tunnels, threads and divert targets as values; arguments and the checks of what they are given to."""

from __future__ import annotations

from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.builtins import is_builtin
from epilogue.languages.ink.compile.context import Compilation, expression, statement
from epilogue.languages.ink.compile.names import KNOT, STITCH, STORY, Flow, NamedPlace
from epilogue.languages.ink.parse import syntax

END_WORDS: dict[tuple[str, ...], str] = {("END",): "end", ("DONE",): "done"}


@statement(syntax.Divert)
def divert(context: Compilation, node: syntax.Divert, into: containers.Container) -> None:
    span = node.span
    word = END_WORDS.get(node.path)
    if word is not None:
        into.content.append(containers.Command(word, span))
        return
    if not node.path:
        return  # the parser has reported it
    variable = variable_target(context, node)
    target = None if variable else find_target(context, node)
    if isinstance(target, Flow) and target.is_function:
        name = target.name
        context.problems.bad_reference(
            node,
            f"{name} can't be diverted to. It can only be called as a function since it's been marked as such: '{name}(...)'",
        )
    check_arguments(context, node, node.arguments, target, "Divert")
    if node.arguments:
        into.content.append(containers.Command("ev", span))
        pass_arguments(context, node, node.arguments, target, "Divert", into)
        into.content.append(containers.Command("/ev", span))
    if node.is_thread:
        into.content.append(containers.Command("thread", span))
    kind = "->t->" if node.is_tunnel and not node.is_thread else "->"
    address = None if variable else address_of(context, target)
    into.content.append(containers.Divert(kind, address, variable, span=span))


@statement(syntax.TunnelOnwards)
def tunnel_onwards(context: Compilation, node: syntax.TunnelOnwards, into: containers.Container) -> None:
    span, after = node.span, node.override
    content = into.content
    content.append(containers.Command("ev", span))
    if after is None:
        content.append(containers.Void(span))
    elif after.path in END_WORDS:
        word = after.path[0]
        context.problems.error(after, f"'->->' cannot be followed by {word}", f"write -> {word} instead")
    elif after.path:
        variable = variable_target(context, after)
        target = None if variable else find_target(context, after)
        check_arguments(context, after, after.arguments, target, "Divert")
        if after.arguments:
            if variable:
                context.problems.error(after, "Divert to a variable after '->->' can't pass arguments")
            pass_arguments(context, after, after.arguments, target, "Divert", into)
        if variable:
            content.append(containers.VariableReference(variable, after.span))
        else:
            content.append(containers.DivertValue(address_of(context, target), after.span))
    content.append(containers.Command("/ev", span))
    content.append(containers.Command("->->", span))


@expression(syntax.DivertTarget)
def divert_target(context: Compilation, node: syntax.DivertTarget, into: containers.Container) -> None:
    target_value(context, node, into, counts_visits=True)


def target_value(context: Compilation, node: syntax.DivertTarget, into: containers.Container, counts_visits: bool) -> None:
    """A divert target as a value. What becomes of it is not known, so its visits and turns are counted (its turns alone where
    it stands in TURNS_SINCE)."""
    problems, inner = context.problems, node.divert
    if inner.path in END_WORDS:
        problems.bad_reference(node, "Can't use -> DONE or -> END as variable divert targets")
        return
    if not inner.path:
        return  # the parser has reported it
    if variable_target(context, inner):
        problems.bad_reference(node, f"Since '{'.'.join(inner.path)}' is a variable, it shouldn't be preceded by '->' here.")
        return
    target = find_target(context, inner)
    if inner.arguments:
        problems.error(inner, "Divert can't store arguments in a divert target variable")
    if target is not None:
        target.container.turns = True
        if counts_visits:
            target.container.visits = True
    if isinstance(target, Flow):
        for parameter in target.parameters or ():
            if parameter.is_ref:
                problems.bad_reference(
                    node,
                    "Can't store a divert target to a knot or function that has by-reference arguments "
                    f"('{target.name}' has 'ref {parameter.name}').",
                )
    into.content.append(containers.DivertValue(address_of(context, target), node.span))


def no_divert_target(context: Compilation, node: syntax.Expression) -> None:
    """Reports a divert target where a plain value is needed."""
    if isinstance(node, syntax.DivertTarget):
        name = ".".join(node.divert.path)
        context.problems.bad_reference(
            node,
            f"Can't use a divert target like that. Did you intend to call '{name}' as a function: likeThis(), "
            "or check the read count: likeThis, with no arrows?",
        )


# --- targets ---


def variable_target(context: Compilation, node: syntax.Divert) -> str | None:
    """The name of the variable a divert goes through, if its target is one (declared before this place)."""
    name, flow = node.path[0], context.flow
    parameter = flow.parameter(name)
    if parameter is not None:
        if not parameter.is_divert:
            context.problems.error(
                flow.node,
                f"Since '{name}' is used as a variable divert target (on {node.span}), it should be marked as: -> {name}",
            )
        return name
    if name in flow.declared or name in context.names.story.declared:
        return name
    return None


def find_target(context: Compilation, node: syntax.Divert) -> NamedPlace | None:
    """The place a divert names; reports if there is none."""
    target = context.names.find(context.flow, node.path)
    name = node.path[0]
    if len(node.path) == 1 and (is_builtin(name) or name in context.names.externals):
        context.problems.bad_reference(node, f"{name} must be called as a function: ~ {name}()")
    elif target is None:
        written = ".".join(node.path)
        context.problems.bad_reference(
            node,
            f"Divert target not found: '-> {written}'",
            context.problems.did_you_mean(written, lambda: target_names(context)),
        )
    return target


def address_of(context: Compilation, target: NamedPlace | None) -> containers.Address:
    """Address of a place. (One not found was reported; the start of the story stands in for it.)"""
    return containers.Address((target or context.names.story).container)


def target_names(context: Compilation) -> list[str]:
    """Divert targets in scope, written as in the current flow."""
    names: list[str] = ["END", "DONE"]
    for flow in context.names.flows:
        if flow.level == KNOT or (flow.level == STITCH and flow.parent is context.names.story):
            names.append(str(flow.name))
        elif flow.level == STITCH and flow.parent:
            names.append(f"{flow.parent.name}.{flow.name}")
            if flow.parent in (context.flow, context.flow.parent):
                names.append(str(flow.name))
        if flow.level == STORY or flow in (context.flow, context.flow.parent):
            names += flow.labels
    return names


# --- arguments ---


def pass_arguments(
    context: Compilation,
    node: syntax.Divert | syntax.Call,
    arguments: list[syntax.Expression],
    target: NamedPlace | None,
    word: str,
    into: containers.Container,
) -> None:
    """The code that evaluates arguments; a ``ref`` parameter gets a pointer to the variable named."""
    parameters = target.parameters if isinstance(target, Flow) else None
    for index, argument in enumerate(arguments):
        parameter = parameters[index] if parameters and index < len(parameters) else None
        if parameter is None or not parameter.is_ref:
            context.expression(argument, into)
        elif isinstance(argument, syntax.Reference):
            pass_reference(context, node, argument, word, into)
        else:
            context.problems.error(node, f"{word} Expected variable name to pass by reference to 'ref {parameter.name}'")


def pass_reference(
    context: Compilation,
    node: syntax.Divert | syntax.Call,
    argument: syntax.Reference,
    word: str,
    into: containers.Container,
) -> None:
    if context.names.find(context.flow, argument.path) is not None:
        context.problems.error(
            node,
            f"{word} can't pass a read count by reference. '{argument.name}' is a knot/stitch/label, but the name of a "
            "VAR must be passed.",
        )
    elif not context.names.is_variable(context.flow, argument.name):
        unresolved_variable(context, argument)
    into.content.append(containers.Pointer(argument.name, -1, argument.span))


def unresolved_variable(context: Compilation, node: syntax.Reference) -> None:
    """Reports an undefined name."""
    hint = context.problems.did_you_mean(node.name, lambda: [*variable_names(context), *target_names(context)])
    context.problems.bad_reference(node, f"Unresolved variable: {node.name}", hint)


def variable_names(context: Compilation) -> list[str]:
    """Names in scope that stand for a value."""
    names, flow = context.names, context.flow
    parameters = [parameter.name for parameter in flow.parameters or ()]
    return [*names.globals, *names.constants, *flow.temporaries, *names.item_owners, *parameters]


def check_arguments(
    context: Compilation,
    node: syntax.Divert | syntax.Call,
    arguments: list[syntax.Expression] | None,
    target: NamedPlace | None,
    word: str,
) -> None:
    """Reports arguments that do not fit the parameters of the target, if that is known."""
    if target is None:
        return
    problems, values = context.problems, arguments or []
    if not isinstance(target, Flow):
        if values:
            problems.error(node, f"{word} target needs to be a knot or stitch in order to pass arguments")
        return
    if target.parameters is None:
        if values:
            problems.error(node, f"{word} target ({target.name}) doesn't take parameters")
        return
    count = len(target.parameters)
    if count != len(values):
        if not values:
            but = "but there weren't any passed to it"
        else:
            but = f"but {'only ' if len(values) < count else ''}got {len(values)}"
        problems.error(node, f"{word} to '{target.name}' requires {count} arguments, {but}")
        return
    for parameter, argument in zip(target.parameters, values, strict=True):
        if parameter.is_divert:
            check_target_argument(context, node, target, parameter, argument, word)


def check_target_argument(
    context: Compilation,
    node: syntax.Divert | syntax.Call,
    target: Flow,
    parameter: syntax.Parameter,
    argument: syntax.Expression,
    word: str,
) -> None:
    """A parameter marked ``->`` takes a divert target, or a variable that holds one."""
    if isinstance(argument, syntax.Reference):
        if context.names.find(context.flow, argument.path) is not None:
            context.problems.error(
                node,
                f"{word} Passing read count of '{argument.name}' instead of a divert target. You probably meant "
                f"'-> {argument.name}'",
            )
    elif not isinstance(argument, syntax.DivertTarget):
        context.problems.error(
            argument,
            f"Target '{target.name}' expects a divert target for the parameter named -> {parameter.name} but saw "
            "another kind of value",
        )

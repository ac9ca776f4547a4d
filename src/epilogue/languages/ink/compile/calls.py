"""Function calls: the language's own functions, lists made from numbers, the story's functions, external functions."""

from __future__ import annotations

from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.builtins import COMMANDS, NATIVES
from epilogue.languages.ink.compile.context import Compilation, expression, statement
from epilogue.languages.ink.compile.diverts import address_of, check_arguments, pass_arguments, target_value
from epilogue.languages.ink.compile.names import Flow, Names
from epilogue.languages.ink.parse import syntax

ARITY = {
    "CHOICE_COUNT": (0, "The CHOICE_COUNT() function shouldn't take any arguments"),
    "TURNS": (0, "The TURNS() function shouldn't take any arguments"),
    "RANDOM": (2, "RANDOM should take 2 parameters: a minimum and a maximum integer"),
    "SEED_RANDOM": (1, "SEED_RANDOM should take 1 parameter - an integer seed"),
    "LIST_RANGE": (3, "LIST_RANGE should take 3 parameters - a list, a min and a max"),
    "LIST_RANDOM": (1, "LIST_RANDOM should take 1 parameter - a list"),
}
INTEGER_ARGUMENTS = {
    "RANDOM": ("RANDOM's minimum parameter should be an integer", "RANDOM's maximum parameter should be an integer"),
    "SEED_RANDOM": ("SEED_RANDOM's parameter should be an integer seed",),
}


@statement(syntax.Call)
def call_statement(context: Compilation, node: syntax.Call, into: containers.Container) -> None:
    into.content.append(containers.Command("ev", node.span))
    call(context, node, into)
    into.content.append(containers.Command("/ev", node.span))


@expression(syntax.Call)
def call(context: Compilation, node: syntax.Call, into: containers.Container) -> None:
    name, span = node.name, node.span
    if name == "TURNS_SINCE" or name == "READ_COUNT":
        count_since(context, node, into)
    elif name in COMMANDS:
        arity, message = ARITY[name]
        if len(node.arguments) != arity:
            context.problems.error(node, message)
        for message, argument in zip(INTEGER_ARGUMENTS.get(name, ()), node.arguments, strict=False):
            if isinstance(argument, syntax.Number) and type(argument.value) is not int:
                context.problems.error(node, message)
        evaluate(context, node.arguments, into)
        into.content.append(containers.Command(COMMANDS[name], span))
    elif name in NATIVES:
        arity = NATIVES[name]
        if len(node.arguments) != arity:
            context.problems.error(node, f"{name} should take {arity} parameter{'s' if arity > 1 else ''}")
        evaluate(context, node.arguments, into)
        into.content.append(containers.Native(name, span))
    elif name in context.names.lists:
        make_list(context, node, into)
    else:
        call_function(context, node, into)
    if node.discard:
        into.content.append(containers.Command("pop", span))


def evaluate(context: Compilation, arguments: list[syntax.Expression], into: containers.Container) -> None:
    for argument in arguments:
        context.expression(argument, into)


def count_since(context: Compilation, node: syntax.Call, into: containers.Container) -> None:
    """``TURNS_SINCE(-> place)`` and ``READ_COUNT(-> place)``, or of a variable that holds a place."""
    argument = node.arguments[0] if len(node.arguments) == 1 else None
    if isinstance(argument, syntax.DivertTarget):
        target_value(context, argument, into, counts_visits=node.name == "READ_COUNT")
    elif isinstance(argument, syntax.Reference):
        context.expression(argument, into)
        if isinstance(into.content[-1], containers.ReadCount):
            context.problems.bad_reference(
                node,
                f"Should be {node.name}(-> {argument.name}). Usage without the '->' only makes sense for variable targets.",
            )
    else:
        context.problems.error(
            node,
            f"The {node.name}() function should take one argument: a divert target to the target knot, stitch, gather or "
            f"choice you want to check. e.g. {node.name}(-> myKnot)",
        )
    into.content.append(containers.Command(COMMANDS[node.name], node.span))


def make_list(context: Compilation, node: syntax.Call, into: containers.Container) -> None:
    """``name(3)``: the item of a list with that value; ``name()``: an empty list that knows where it is from."""
    if len(node.arguments) > 1:
        context.problems.error(
            node,
            "Can currently only construct a list from one integer (or an empty list from a given list definition)",
        )
    elif node.arguments:
        into.content.append(containers.Text(node.name, node.span))
        context.expression(node.arguments[0], into)
        into.content.append(containers.Command("listInt", node.span))
    else:
        into.content.append(containers.Constant(containers.ListLiteral((), (node.name,)), node.span))


def call_function(context: Compilation, node: syntax.Call, into: containers.Container) -> None:
    """A call of a knot marked as a function, of a variable that holds one, or of an external function."""
    problems, names, name = context.problems, context.names, node.name
    variable = holds_function(context, name)
    target = None if variable else names.find(context.flow, (name,))
    check_arguments(context, node, node.arguments, target, "Function call")
    pass_arguments(context, node, node.arguments, target, "Function call", into)
    if isinstance(target, Flow) and not target.is_function:
        problems.bad_reference(
            node,
            f"{name} hasn't been marked as a function, but it's being called as one. Do you need to declare the knot "
            f"as '== function {name} =='?",
        )
    external = names.externals.get(name)
    if external is not None:
        expected, got = len(external.parameters), len(node.arguments)
        if expected != got:
            problems.bad_reference(
                node,
                f"Function call incorrect number of arguments sent to external function '{name}'. Expected {expected} "
                f"but got {got}",
            )
        into.content.append(containers.Divert("x()", external=name, args=got, span=node.span))
    elif variable:
        into.content.append(containers.Divert("f()", variable=name, span=node.span))
    else:
        if target is None:
            problems.bad_reference(
                node,
                f"Function call target not found: '-> {name}'",
                context.problems.did_you_mean(name, lambda: function_names(names)),
            )
        into.content.append(containers.Divert("f()", address_of(context, target), span=node.span))


def function_names(names: Names) -> list[str]:
    """Names of all functions that can be called."""
    functions = [str(flow.name) for flow in names.flows if flow.is_function]
    return [*functions, *names.externals, *NATIVES, *COMMANDS]


def holds_function(context: Compilation, name: str) -> bool:
    """Whether a variable of that name (declared before this place) is what is called."""
    parameter = context.flow.parameter(name)
    if parameter is not None:
        if not parameter.is_divert:
            context.problems.error(
                context.flow.node,
                f"Since '{name}' is used as a variable divert target, it should be marked as: -> {name}",
            )
        return True
    return name in context.flow.declared or name in context.names.story.declared

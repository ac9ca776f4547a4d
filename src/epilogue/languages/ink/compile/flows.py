"""The story, its knots and their stitches."""

from __future__ import annotations

from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.context import Compilation
from epilogue.languages.ink.compile.names import KNOT, STORY, Flow
from epilogue.languages.ink.compile.purity import check_function
from epilogue.languages.ink.compile.termination import check_flow_ends
from epilogue.languages.ink.compile.weave import has_points, weave
from epilogue.languages.ink.parse import syntax


def generate_flow(context: Compilation, flow: Flow) -> None:
    """Generates a flow and all flows inside it into their containers."""
    context.flow = flow
    found_return = None
    if flow.is_function:
        check_function(context, flow)
    elif flow.level != STORY:
        found_return = first_return(flow)
        if found_return is not None:
            context.problems.error(
                found_return,
                f"Return statements can only be used in knots that are declared as functions: == function {flow.name} ==",
            )
    container = flow.container
    for parameter in reversed(flow.parameters or ()):
        container.content.append(containers.Assignment(parameter.name, False, True, parameter.span))

    body = flow.body
    if flow.level == STORY:
        span = flow.node.span
        body = [*body, syntax.Gather(1, None, span), syntax.Divert(("DONE",), None, span)]
    root = container
    if has_points(body):
        root = containers.Container(None, flow.node.span)
        container.add(root)
    loose = weave(context, body, 0, len(body), 1, root)

    for index, inner in enumerate(flow.flows):
        if index == 0 and not body and not inner.parameters and flow.level == KNOT:
            container.content.append(containers.Divert("->", containers.Address(inner.container), span=flow.node.span))
        generate_flow(context, inner)
        name = str(inner.name)
        if name in container.named:
            kind = flow.kind.capitalize()
            context.problems.error(
                inner.node,
                f"{kind} already contains flow named '{name}' (at {container.named[name].span})",
            )
        container.add_named(inner.container)
    context.flow = flow

    if flow.level != STORY and not flow.is_function and body and found_return is None:
        check_flow_ends(context, flow, loose)


def first_return(flow: Flow) -> syntax.Return | None:
    """The first ``~ return`` in a flow or the flows inside it."""
    if flow.return_node is not None:
        return flow.return_node
    for inner in flow.flows:
        node = first_return(inner)
        if node is not None:
            return node
    return None

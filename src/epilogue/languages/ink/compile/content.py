"""Plain content: text, glue, tags, braces; and the declarations that leave no code where they stand."""

from __future__ import annotations

from epilogue.diagnostics import Severity
from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.context import Compilation, statement
from epilogue.languages.ink.compile.names import Flow
from epilogue.languages.ink.parse import syntax


@statement(syntax.Text)
def text(context: Compilation, node: syntax.Text, into: containers.Container) -> None:
    into.content.append(containers.Text(node.value, node.span))


@statement(syntax.Glue)
def glue(context: Compilation, node: syntax.Glue, into: containers.Container) -> None:
    into.content.append(containers.Glue(node.span))


@statement(syntax.TagStart)
def tag_start(context: Compilation, node: syntax.TagStart, into: containers.Container) -> None:
    into.content.append(containers.Command("#", node.span))


@statement(syntax.TagEnd)
def tag_end(context: Compilation, node: syntax.TagEnd, into: containers.Container) -> None:
    into.content.append(containers.Command("/#", node.span))


@statement(syntax.ContentList)
def content_list(context: Compilation, node: syntax.ContentList, into: containers.Container) -> None:
    context.statements(node.content, into)


@statement(syntax.Output)
def output(context: Compilation, node: syntax.Output, into: containers.Container) -> None:
    content = into.content
    content.append(containers.Command("ev", node.span))
    context.expression(node.expression, into)
    content.append(containers.Command("out", node.span))
    content.append(containers.Command("/ev", node.span))
    if isinstance(node.expression, syntax.Reference):
        warn_of_uncalled_function(context, node.expression)


def warn_of_uncalled_function(context: Compilation, node: syntax.Reference) -> None:
    """``{f}`` prints how often f was called; most likely ``{f()}`` was meant."""
    if node.name in context.names.constants:
        return
    target = context.names.find(context.flow, node.path)
    if isinstance(target, Flow) and target.is_function:
        context.problems.bad_reference(
            node,
            f"'{node.name}' being used as read count rather than being called as function",
            f"perhaps you intended to write {target.name}()",
            Severity.WARNING,
        )


@statement(syntax.AuthorNote)
@statement(syntax.ConstantDeclaration)
@statement(syntax.ExternalDeclaration)
def nothing(context: Compilation, node: syntax.Node, into: containers.Container) -> None:
    """Generates no code: for the compiler alone."""


@statement(syntax.VariableDeclaration)
@statement(syntax.ListDeclaration)
def global_declaration(
    context: Compilation, node: syntax.VariableDeclaration | syntax.ListDeclaration, into: containers.Container
) -> None:
    """Globals are set up before the story begins, wherever they are declared."""
    if context.names.globals.get(node.name) is node:
        context.names.story.declared.add(node.name)
        context.declarations.append((node, context.flow))

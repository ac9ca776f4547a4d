"""Every part of a tree in the order written, without recursion into statements by each reader of its own."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.languages.yarn.parse import syntax


def statements(body: syntax.Body) -> Iterator[syntax.Statement]:
    """Every statement, those inside others included, in the order written."""
    for statement in body:
        yield statement
        if isinstance(statement, syntax.Options):
            for option in statement.options:
                yield option.line
                yield from statements(option.body)
        elif isinstance(statement, syntax.LineGroup):
            for item in statement.items:
                yield item.line
                yield from statements(item.body)
        elif isinstance(statement, syntax.Once):
            yield from statements(statement.body)
            yield from statements(statement.otherwise)
        elif isinstance(statement, syntax.If):
            for branch in statement.branches:
                yield from statements(branch.body)


def expressions(expression: syntax.Expression) -> Iterator[syntax.Expression]:
    """An expression and all inside it."""
    yield expression
    if isinstance(expression, syntax.Unary):
        yield from expressions(expression.operand)
    elif isinstance(expression, syntax.Binary):
        yield from expressions(expression.left)
        yield from expressions(expression.right)
    elif isinstance(expression, syntax.Call):
        for argument in expression.arguments:
            yield from expressions(argument)


def roots(node: syntax.Node) -> Iterator[syntax.Expression]:
    """Every expression of a node that is inside no other."""
    for condition in node.when:
        if condition.expression is not None:
            yield condition.expression
    yield from body_roots(node)


def body_roots(node: syntax.Node) -> Iterator[syntax.Expression]:
    """Roots of the expressions in a node's body, without those of its ``when:``."""
    for statement in statements(node.body):
        if isinstance(statement, syntax.Line | syntax.Command):
            yield from (inline.expression for inline in inlines(statement.content))
        if isinstance(statement, syntax.Line | syntax.Once):
            if statement.condition is not None and statement.condition.expression is not None:
                yield statement.condition.expression
        elif isinstance(statement, syntax.If):
            yield from (branch.condition for branch in statement.branches if branch.condition is not None)
        elif isinstance(statement, syntax.Set | syntax.Declare):
            yield statement.value
        elif isinstance(statement, syntax.CallStatement):
            yield statement.call
        elif isinstance(statement, syntax.Jump | syntax.Detour) and not isinstance(statement.target, str):
            yield statement.target


def inlines(content: tuple[syntax.Text | syntax.Inline | syntax.Markup, ...]) -> Iterator[syntax.Inline]:
    """Every expression in text, those in markup included."""
    for piece in content:
        if isinstance(piece, syntax.Inline):
            yield piece
        elif isinstance(piece, syntax.Markup):
            for prop in piece.properties:
                for value in prop.value:
                    if isinstance(value, syntax.Inline):
                        yield value


def constant(expression: syntax.Expression) -> bool:
    """Whether it is a value as it stands: a variable declared with anything else is a smart one."""
    if isinstance(expression, syntax.Unary) and expression.operator == "-":
        return isinstance(expression.operand, syntax.Number)
    return isinstance(expression, syntax.Number | syntax.Truth | syntax.String | syntax.Member)

"""Traversal of syntax."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.languages.choicescript.parse import syntax


def statements(body: syntax.Body) -> Iterator[syntax.Statement]:
    """Every statement of a body, nested ones included, in the order of the source."""
    for statement in body:
        yield statement
        if isinstance(statement, syntax.If):
            for branch in statement.branches:
                yield from statements(branch.body)
        elif isinstance(statement, syntax.Choice):
            for option in options(statement.items):
                yield from statements(option.body)


def options(items: tuple[syntax.OptionItem, ...]) -> Iterator[syntax.Option]:
    """Every option, those of inner groups included."""
    for item in items:
        if isinstance(item, syntax.Option):
            yield item
            yield from options(item.inner)
        else:
            for branch in item.branches:
                yield from options(branch.items)


def conditions(items: tuple[syntax.OptionItem, ...]) -> Iterator[syntax.Expression]:
    """The conditions around and before options."""
    for item in items:
        if isinstance(item, syntax.Option):
            yield from (condition for condition in (item.shown, item.selectable) if condition is not None)
            yield from conditions(item.inner)
        else:
            for branch in item.branches:
                if branch.condition is not None:
                    yield branch.condition
                yield from conditions(branch.items)


def parts(expression: syntax.Expression) -> Iterator[syntax.Expression]:
    """The expression and all inside it."""
    yield expression
    if isinstance(expression, syntax.String):
        for inner in inserted(expression.content):
            yield from parts(inner)
    elif isinstance(expression, syntax.Item):
        for index in expression.indices:
            yield from parts(index)
    elif isinstance(expression, syntax.Named):
        yield from parts(expression.name)
    elif isinstance(expression, syntax.Call):
        yield from parts(expression.argument)
    elif isinstance(expression, syntax.Binary):
        yield from parts(expression.left)
        yield from parts(expression.right)


def inserted(content: syntax.Content) -> Iterator[syntax.Expression]:
    """The expressions that stand in a text."""
    for piece in content:
        if isinstance(piece, syntax.Inserted | syntax.Multireplace):
            yield piece.expression
        if isinstance(piece, syntax.Multireplace):
            for text in piece.texts:
                yield from inserted(text)


def expressions(statement: syntax.Statement) -> Iterator[syntax.Expression]:
    """The expressions of a statement itself, those of nested statements left out; what is set is among them."""
    if isinstance(statement, syntax.Line):
        yield from inserted(statement.content)
    elif isinstance(statement, syntax.If):
        yield from (branch.condition for branch in statement.branches if branch.condition is not None)
    elif isinstance(statement, syntax.Choice):
        yield from conditions(statement.items)
        for option in options(statement.items):
            yield from inserted(option.content)
    elif isinstance(statement, syntax.CreateArray):
        yield from (value for value in statement.values if value is not None)
    else:
        for field in statement:
            if isinstance(field, EXPRESSIONS):
                yield field
            elif isinstance(field, tuple):
                yield from (each for each in field if isinstance(each, EXPRESSIONS))


EXPRESSIONS = (syntax.Number, syntax.String, syntax.Variable, syntax.Item, syntax.Named, syntax.Call, syntax.Binary)

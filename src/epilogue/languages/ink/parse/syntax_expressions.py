"""The nodes of ink's expressions, with what all nodes stand on; see :mod:`epilogue.languages.ink.parse.syntax`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from epilogue.source import Span

if TYPE_CHECKING:
    from epilogue.languages.ink.parse.syntax import Divert, Statement


class Node:
    """A node of the tree: compares by identity, prints all its fields but the span."""

    __slots__ = ("span",)

    span: Span

    def __repr__(self) -> str:
        fields = [f"{name}={getattr(self, name)!r}" for name in type(self).__slots__]
        return f"{type(self).__name__}({', '.join(fields)})"


class Text(Node):
    """Literal text (escapes already taken out), or exactly ``"\\n"`` for a line end."""

    __slots__ = ("value",)

    def __init__(self, value: str, span: Span) -> None:
        self.value = value
        self.span = span


class Number(Node):
    """An int, float or truth value."""

    __slots__ = ("value",)

    def __init__(self, value: int | float | bool, span: Span) -> None:
        self.value = value
        self.span = span


class String(Node):
    """``"text {logic}"``: at least one content node (``Text("")`` for the empty string)."""

    __slots__ = ("content",)

    def __init__(self, content: list[Statement], span: Span) -> None:
        self.content = content
        self.span = span

    def constant(self) -> str | None:
        """The text if it is one text without logic, else None."""
        only = self.content[0] if len(self.content) == 1 else None
        return only.value if isinstance(only, Text) else None


class ListLiteral(Node):
    """``(a, list.b)``: items as written, (list or None, item); ``()`` is empty. Note that ``(x)`` is one, as
    ink has it."""

    __slots__ = ("items",)

    def __init__(self, items: list[tuple[str | None, str]], span: Span) -> None:
        self.items = items
        self.span = span


class Reference(Node):
    """A name or dotted path: a variable, constant, list item, or a knot, stitch or label whose visits are
    counted."""

    __slots__ = ("path",)

    def __init__(self, path: tuple[str, ...], span: Span) -> None:
        self.path = path
        self.span = span

    @property
    def name(self) -> str:
        """The path as written, joined by dots."""
        return ".".join(self.path)


class DivertTarget(Node):
    """``-> knot`` as a value."""

    __slots__ = ("divert",)

    def __init__(self, divert: Divert, span: Span) -> None:
        self.divert = divert
        self.span = span


class Call(Node):
    """``name(arguments)``. ``discard``: it is a statement, so its value is to be popped."""

    __slots__ = ("arguments", "discard", "name")

    def __init__(self, name: str, arguments: list[Expression], span: Span) -> None:
        self.name = name
        self.arguments = arguments
        self.discard = False
        self.span = span


class Unary(Node):
    """``-x``, ``!x``, ``not x``; ``operator`` as written (numbers are folded by the parser)."""

    __slots__ = ("operand", "operator")

    def __init__(self, operator: str, operand: Expression, span: Span) -> None:
        self.operator = operator
        self.operand = operand
        self.span = span


class Binary(Node):
    """``a + b``; ``operator`` in its symbol form: ``&& || == != < > <= >= ? !? ^ + - * / %`` (the words and,
    or, has, hasnt, mod are turned into symbols)."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, operator: str, left: Expression, right: Expression, span: Span) -> None:
        self.operator = operator
        self.left = left
        self.right = right
        self.span = span


class IncDec(Node):
    """``x++``, ``x--`` (``amount`` None), ``x += amount``, ``x -= amount``: a statement in all valid
    places."""

    __slots__ = ("amount", "is_increment", "name")

    def __init__(self, name: str, is_increment: bool, amount: Expression | None, span: Span) -> None:
        self.name = name
        self.is_increment = is_increment
        self.amount = amount
        self.span = span


class AllOf(Node):
    """Several conditions of one choice, ``* {a} {b}``: two or more, joined by and. Its place is the first brace."""

    __slots__ = ("conditions",)

    def __init__(self, conditions: list[Expression], span: Span) -> None:
        self.conditions = conditions
        self.span = span


Expression: TypeAlias = (
    Number | String | ListLiteral | Reference | DivertTarget | Call | Unary | Binary | IncDec | AllOf
)  # fmt: skip

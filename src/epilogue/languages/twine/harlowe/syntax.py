"""Syntax tree of a Harlowe passage: what stands in its text, and the expressions in its macros.

``at`` and ``end`` are offsets into the text of the passage.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from epilogue.ir.values import Value


class Literal(NamedTuple):
    """A number, a text, true or false."""

    value: Value
    at: int
    end: int


class VariableRead(NamedTuple):
    """``$name`` or ``_name``; ``temporary``: the second."""

    name: str
    temporary: bool
    at: int
    end: int


class Part(NamedTuple):
    """A part of a structure or text, by its name, its position or a computed key (``'s``, ``of``, ``its``)."""

    whole: HarloweExpression
    key: HarloweExpression
    at: int
    end: int


class Binary(NamedTuple):
    """An operator between two operands; ``at``: the operator's place."""

    operator: str
    left: HarloweExpression
    right: HarloweExpression
    at: int
    end: int


class Not(NamedTuple):
    operand: HarloweExpression
    at: int
    end: int


class Spread(NamedTuple):
    """``...`` before an argument."""

    operand: HarloweExpression
    at: int
    end: int


class Call(NamedTuple):
    """A macro, its ``name`` in the one form that is compared: without case, dashes and underscores."""

    name: str
    arguments: tuple[HarloweExpression | Assignment, ...]
    at: int
    end: int


class Asked(NamedTuple):
    """A word that asks the engine: ``visits``."""

    name: str
    at: int
    end: int


class Assignment(NamedTuple):
    """``target to value``; ``value into target`` too."""

    target: VariableRead | Part
    value: HarloweExpression
    at: int
    end: int


HarloweExpression: TypeAlias = Literal | VariableRead | Part | Binary | Not | Spread | Call | Asked


class Words(NamedTuple):
    """Plain text without line ends."""

    text: str
    at: int
    end: int


class Break(NamedTuple):
    """The end of a line, or something that stands on lines of its own."""

    at: int
    end: int


class Rule(NamedTuple):
    """An element that is drawn and says nothing, and may not stand between a macro and its hook: an HTML tag, a line."""

    at: int
    end: int


class Hook(NamedTuple):
    """``[text]``, perhaps named, perhaps ``hidden`` until it is shown."""

    name: str
    hidden: bool
    body: tuple[Node, ...]
    at: int
    end: int


class Link(NamedTuple):
    """``[[words->passage]]``: both are markup."""

    words: tuple[Node, ...]
    passage: tuple[Node, ...]
    at: int
    end: int


class Run(NamedTuple):
    """A macro or a variable that stands in the text."""

    expression: Call | VariableRead
    at: int
    end: int


class Noted(NamedTuple):
    """A comment that is a mark: ``<!-- ending: rich -->``."""

    key: str
    value: str
    at: int
    end: int


class Collapsed(NamedTuple):
    """``{text}``: line ends in it are blanks."""

    body: tuple[Node, ...]
    at: int
    end: int


Node: TypeAlias = Words | Break | Rule | Hook | Link | Run | Collapsed | Noted
EXPRESSIONS = (Literal, VariableRead, Part, Binary, Not, Spread, Call, Asked, Assignment)
"""The classes of expressions and of what sets them."""

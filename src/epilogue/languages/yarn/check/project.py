"""Checked Yarn project, the input of lowering: files and types, free of errors."""

from __future__ import annotations

from typing import NamedTuple

from epilogue.languages.yarn.parse import syntax
from epilogue.source import Span

NUMBER, STRING, BOOL, ANY = "number", "string", "bool", "any"
"""Types that every project has. A type is its name: one of these or that of an enum."""


class EnumType(NamedTuple):
    """An enum: the raw value of each case, all numbers or all strings, in the order written."""

    name: str
    raw: str
    cases: dict[str, float | str]
    span: Span


class VariableType(NamedTuple):
    """A variable: its type, and either its ``initial`` value (an enum's is its raw value) or, if it is smart, the expression
    ``smart`` it is worked out from."""

    name: str
    type: str
    initial: float | str | bool
    smart: syntax.Expression | None
    span: Span
    """Where it is declared or, if it is not, first used."""


class FunctionType(NamedTuple):
    """A function: ``built_in``, or the game's own, typed by its definition or by its use. ``repeated``: the type of further
    arguments, None if there can be none."""

    name: str
    parameters: tuple[str, ...]
    repeated: str | None
    returns: str
    built_in: bool
    span: Span


class CheckedProject(NamedTuple):
    """A project whose every part has been checked. ``types``: of every expression, by its span,
    ``members``: what each ``Food.Apple`` or ``.Apple`` is: its enum and its raw value. ``observed``: expressions that
    analyses ask for, by their key."""

    name: str
    files: tuple[syntax.File, ...]
    enums: dict[str, EnumType]
    variables: dict[str, VariableType]
    functions: dict[str, FunctionType]
    types: dict[Span, str]
    members: dict[Span, tuple[str, float | str]]
    observed: dict[str, syntax.Expression]

    @property
    def nodes(self) -> tuple[syntax.Node, ...]:
        """Every node, file by file."""
        return tuple(node for file in self.files for node in file.nodes)

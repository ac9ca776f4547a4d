"""Context shared by the generators: names, problems, the current flow, and the table of generators by node type."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.names import Flow, Names
from epilogue.languages.ink.compile.problems import Problems
from epilogue.languages.ink.parse import syntax

Generator = Callable[["Compilation", Any, containers.Container], None]
"""Writes the code of one node to the end of a container."""

STATEMENTS: dict[type, Generator] = {}
EXPRESSIONS: dict[type, Generator] = {}


def statement(kind: type) -> Callable[[Generator], Generator]:
    """Declares the generator of a kind of statement."""

    def declare(generator: Generator) -> Generator:
        STATEMENTS[kind] = generator
        return generator

    return declare


def expression(kind: type) -> Callable[[Generator], Generator]:
    """Declares the generator of a kind of expression (inside an evaluation)."""

    def declare(generator: Generator) -> Generator:
        EXPRESSIONS[kind] = generator
        return generator

    return declare


class Compilation:
    """One compilation. ``flow``: where the code that is generated belongs. ``declarations``: the globals to set up at the
    start, with the flow each was written in, in order."""

    __slots__ = ("declarations", "flow", "names", "problems")

    def __init__(self, names: Names, problems: Problems) -> None:
        self.names = names
        self.problems = problems
        self.flow: Flow = names.story
        self.declarations: list[tuple[syntax.VariableDeclaration | syntax.ListDeclaration, Flow]] = []

    def statements(self, nodes: Iterable[syntax.Statement], into: containers.Container) -> None:
        """The code of content that holds no choices or gathers of its own."""
        table = STATEMENTS
        for node in nodes:
            table[type(node)](self, node, into)

    def expression(self, node: syntax.Expression, into: containers.Container) -> None:
        """The code of an expression, inside an evaluation."""
        EXPRESSIONS[type(node)](self, node, into)

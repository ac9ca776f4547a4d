"""A reduced FlowGraph as bytes, so that another process can explore what this one does.

Operators are functions, which no codec knows: their names stand for them, and they are made again from the Program. Numbers stand
for nodes: a chain of ten thousand would nest as deep.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

from epilogue.flow.graph import Node
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import ReducedGraph
from epilogue.ir.operators import Operator, Operators
from epilogue.ir.program import Program
from epilogue.space.invocation import Invocations


def packed(reduced: ReducedGraph, operators: Operators) -> bytes:
    """The bytes that :func:`unpacked` makes a graph of."""
    file = io.BytesIO()
    pickle.dump(reduced.graph.program, file, pickle.HIGHEST_PROTOCOL)
    pickler = _Pickler(file, reduced, operators)
    pickler.dump([node.kind for node in reduced.nodes])
    pickler.dump([[getattr(node, name) for name in Node.__slots__] for node in reduced.nodes])
    pickler.dump(reduced)
    return file.getvalue()


def unpacked(content: bytes) -> tuple[ReducedGraph, Operators]:
    """The graph and its operators."""
    file = io.BytesIO(content)
    unpickler = _Unpickler(file, pickle.load(file))
    unpickler.nodes = [Node(kind, -1) for kind in unpickler.load()]
    for node, fields in zip(unpickler.nodes, unpickler.load(), strict=True):
        for name, value in zip(Node.__slots__, fields, strict=True):
            setattr(node, name, value)
    return unpickler.load(), unpickler.operators


class _Pickler(pickle.Pickler):
    """Pickler of a reduced graph."""

    def __init__(self, file: Any, reduced: ReducedGraph, operators: Operators) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._program = reduced.graph.program
        self._operators = operators
        self._names = {id(operator): name for name, operator in operators.items()}

    def persistent_id(self, item: Any) -> Any:
        """The stand-in for an item that is not pickled: a kind, and which one of it."""
        if isinstance(item, Node):
            return "node", item.id
        if isinstance(item, Operator):
            return "operator", self._names[id(item)]
        if item is self._operators:
            return "operators", None
        if item is self._program:
            return "program", None
        return ("invocations", None) if isinstance(item, Invocations) else None


class _Unpickler(pickle.Unpickler):
    """Unpickler of a reduced graph of the program."""

    def __init__(self, file: Any, program: Program) -> None:
        super().__init__(file)
        self.operators = flow_operators(program)
        self.nodes: list[Node] = []
        self._program = program

    def persistent_load(self, stands: Any) -> Any:
        """The item that this stands for."""
        kind, which = stands
        if kind == "node":
            return self.nodes[which]
        if kind == "operator":
            return self.operators[which]
        return {"operators": self.operators, "program": self._program}.get(kind)

"""The FlowGraph of a function by itself, whose calls are single operations: for what is told of it without running it.

Its arguments, the variables behind references, and what it reads are slots; calls in it of other such functions, and of itself,
are single operations.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from epilogue.budget import tick
from epilogue.flow.calls import Callee
from epilogue.flow.context import Context, ContextFrame, Observations
from epilogue.flow.expressions import Expr
from epilogue.flow.graph import FlowGraph, Node, NodeKind
from epilogue.flow.run import SpecialiserRun
from epilogue.flow.specialise import Specialiser
from epilogue.ir.operators import Operators
from epilogue.ir.program import Program
from epilogue.ir.values import Reference

MOST_NODES = 5_000
"""Nodes of one function; where it unfolds into more, nothing is told of it."""
RETURNED = "returned"
"""``what`` of END nodes where the function returns; ``cases``: the number of values it leaves on the stack."""
VALUE = ("returned",)
"""Key of the slot for the value that is returned."""
MOST_CELLS = 64


def argument(index: int) -> tuple[str, int]:
    """Key of the slot for an argument."""
    return "arg", index


def cell(index: int) -> tuple[str, int, int, str]:
    """Key of the slot for a variable that the function is given a reference to."""
    return "t", 0, 0, str(index)


class FunctionGraph(NamedTuple):
    """``nodes``: of the function, entered at the first. ``whole``: whether all it does was worked out."""

    graph: FlowGraph
    nodes: list[Node]
    whole: bool


class FunctionGraphs(Specialiser):
    """The graphs of one story's functions; they share slots and expressions. ``assumed``: globals that nothing sets."""

    def __init__(self, program: Program, operators: Operators, assumed: Iterable[str]) -> None:
        super().__init__(program, operators, Observations(assume=dict.fromkeys(assumed, 0)), 1)
        self._returned = len(program.code)
        self.leaders[self._returned] = 1
        self.live = [*self.live, frozenset(map(str, range(MOST_CELLS)))]
        self.operands.demand[self._returned] = 1
        self._graphs: dict[tuple[int, str, tuple[Reference | None, ...], int], FunctionGraph] = {}

    def of(self, callee: Callee, kind: str, passed: tuple[Reference | None, ...], cells: int) -> FunctionGraph:
        """The graph of a function. ``passed``: the arguments that are references, None for others; ``cells``: the number of
        variables that these lead to."""
        key = callee.entry, kind, passed, cells
        made = self._graphs.get(key)
        if made is None:
            made = self._graphs[key] = self._make(callee, kind, passed, cells)
        return made

    def _make(self, callee: Callee, kind: str, passed: tuple[Reference | None, ...], cells: int) -> FunctionGraph:
        self.memo, self.nested, self.created = {}, {}, 0
        self.todo.clear()
        root = ContextFrame("root", -1, tuple(sorted((str(index), None) for index in range(cells))))
        stack: list[Expr] = []
        for index, reference in enumerate(passed):
            read = self.expressions.read(self.slots[argument(index)])
            stack.append(read if reference is None else self.expressions.const(reference))
        frames = (root, ContextFrame(kind, self._returned, ()))
        came = self.program.block_of[callee.entry] if callee.entry in self.noted else None
        first = self.node_at(Context(callee.entry, (), frames, tuple(stack), (), came))
        whole = cells <= MOST_CELLS
        while whole and (self.todo or self.nested):
            self.next_level()
            while whole and self.todo:
                tick()
                head, context, entered, takes_turn = self.todo.popleft()
                whole = self.created <= MOST_NODES
                SpecialiserRun(self, head).run(context, entered, takes_turn)
        graph = FlowGraph(first, self.slots, self.expressions, {}, self.program)
        nodes = graph.nodes()
        odd = (NodeKind.OFFER, NodeKind.STOP, NodeKind.LIMIT, NodeKind.LEAVE)
        leaves = (int(kind == "function"),)
        whole = whole and not any(node.kind in odd or (node.what == RETURNED and node.cases != leaves) for node in nodes)
        return FunctionGraph(graph, nodes, whole)

    def node_at(self, context: Context) -> Node:
        if context.position != self._returned:
            return super().node_at(context)
        node = self.memo.get(context)
        if node is None:
            last = context.position - 1
            node = self.memo[context] = self.new(NodeKind.GOTO, last)
            end = self.new(NodeKind.END, last)
            end.what, end.cases = RETURNED, (len(context.stack),)
            if context.stack:
                node.kind, node.slot, node.expr = NodeKind.SET, self.slots[VALUE], context.stack[-1]
                if context.stack[-1].op == "const" and type(context.stack[-1].value) is Reference:
                    node.kind = NodeKind.LIMIT
            node.succ = [end]
        return node

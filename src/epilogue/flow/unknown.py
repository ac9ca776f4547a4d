"""Functions of the game of which nothing is known: what their readers can tell apart.

Where what a function gives is only copied, compared with constants and tested for truth, infinitely many values fall into few
classes, and one of each stands for all: exact, whatever the game gives. Flow-insensitive, over all stores. Numbers are told
apart by where they lie among the constants they are compared with (each of these, between two, below and above all); texts by
which of the constants they equal, if any. Where more is done with a value (it is reckoned with, made part of a text, handed to
the story's luck), nothing is assumed: the search stops there and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor
from typing import NamedTuple

from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import Call, Draw, FlowGraph, Kind, Node, Offer
from epilogue.ir.program import Outside
from epilogue.ir.values import Value

COMPARISONS = frozenset(("==", "!=", "<", ">", "<=", ">="))
EQUALITY = frozenset(("==", "!="))
LOGIC = frozenset(("&&", "||", "!"))


class Taken(NamedTuple):
    """What the calls at a ``position`` are taken to give: ``values`` that stand for all, ``what`` they are in words; no values:
    nothing can be said."""

    position: int
    name: str
    values: tuple[Value, ...]
    what: str


class _Reckoned(Exception):
    """The value is used for more than can be told apart."""


def settle_unknown(graph: FlowGraph) -> list[Taken]:
    """Give every draw of an unknown function its values, in place, or make it a limit of the search."""
    nodes = graph.nodes()
    draws: dict[int, list[Node]] = {}
    for node in nodes:
        if isinstance(node.offer, Draw) and node.offer.outside is not None and not node.offer.outside.values:
            draws.setdefault(node.position, []).append(node)
    found = []
    for position, there in draws.items():
        taken = _Readers(graph, nodes, there[0].slot).taken(position, there[0])
        found.append(taken)
        for node in there:
            if len(taken.values) > 1:
                node.offer = Draw("outside", (), None, Outside(taken.name, taken.values, None))
            elif taken.values:
                node.kind, node.offer, node.expr = Kind.SET, None, graph.expressions.const(taken.values[0])
            else:
                node.kind, node.offer, node.succ = Kind.LIMIT, None, []
                node.what = f"{taken.name} comes from the game, and more is done with it than to compare it"
    return found


class _Readers:
    """All that is done with the value of one slot and its copies."""

    def __init__(self, graph: FlowGraph, nodes: list[Node], slot: Slot) -> None:
        self.graph = graph
        self.nodes = nodes
        self.constants: set[tuple[type, Value]] = set()
        self.truth = False
        self.copies = {slot}
        changed = True
        while changed:
            before = len(self.copies)
            self.copies.update(target for target, expr in self.stores() if self.copied(expr))
            changed = len(self.copies) > before

    def stores(self) -> Iterator[tuple[Slot, Expr]]:
        for node in self.nodes:
            if node.kind is Kind.SET and node.expr is not None:
                yield node.slot, node.expr
            elif isinstance(node.offer, Offer):
                yield from node.offer.captures

    def copied(self, expr: Expr) -> bool:
        """Whether the expression is one of the copies, as it is."""
        if expr.op == "retain":
            return self.copied(expr.args[1])
        return expr.op == "read" and expr.value in self.copies

    def taken(self, position: int, node: Node) -> Taken:
        assert isinstance(node.offer, Draw) and node.offer.outside is not None
        name = node.offer.outside.name
        try:
            self.look()
            values, what = self.representatives(name)
        except _Reckoned:
            values, what = (), ""
        return Taken(position, name, values, what)

    def look(self) -> None:
        """Note what every reader asks; raises _Reckoned."""
        for observed in self.graph.at_end:
            self.value(observed)
        for observed in self.graph.never:
            self.condition(observed)
        for node in self.nodes:
            offer, expr = node.offer, node.expr
            if isinstance(offer, Offer):
                for guard in offer.guard:
                    self.condition(guard)
                for _, carried in offer.captures:
                    self.stored(carried)
            elif isinstance(offer, Draw):
                for arg in offer.args:
                    self.value(arg)
            elif isinstance(offer, Call):
                if not self.copies.isdisjoint((*offer.reads, *offer.cells)):
                    raise _Reckoned
                for arg in offer.args:
                    self.value(arg)
            elif expr is not None and node.kind is Kind.BRANCH:
                self.condition(expr)
            elif expr is not None and node.kind in (Kind.SET, Kind.TEXT, Kind.CHECK):
                self.stored(expr)
            elif expr is not None:
                self.value(expr)

    def stored(self, expr: Expr) -> None:
        """The value is copied or said as it is, or something is computed from it."""
        if not self.copied(expr):
            self.value(expr)
        elif expr.op == "retain":
            self.stored(expr.args[0])

    def condition(self, expr: Expr) -> None:
        if self.copied(expr):
            self.truth = True
        else:
            self.value(expr)

    def value(self, expr: Expr) -> None:
        """Something is computed from what the expression yields."""
        if self.copies.isdisjoint(expr.reads):
            return
        if expr.op in LOGIC:
            for arg in expr.args:
                self.condition(arg)
        elif expr.op in COMPARISONS and len(expr.args) == 2:
            left, right = expr.args
            if self.copied(right):
                left, right = right, left
            if not self.copied(left):
                self.value(left)
                self.value(right)
            elif right.op == "const" and (
                isinstance(right.value, int | float) or (type(right.value) is str and expr.op in EQUALITY)
            ):
                self.constants.add((type(right.value), right.value))
            else:
                raise _Reckoned
        elif expr.op == "retain" and self.copies.isdisjoint(expr.args[1].reads):
            return  # only the origins of lists are kept, and no game gives a list
        else:
            raise _Reckoned

    def representatives(self, name: str) -> tuple[tuple[Value, ...], str]:
        kinds = {kind for kind, _ in self.constants}
        texts = sorted(str(value) for kind, value in self.constants if kind is str)
        if kinds <= {bool}:
            return ((False, True), "true or false") if self.truth or kinds else ((f"({name})",), "")
        if kinds == {str}:
            other = f"({name})"
            return tuple(dict.fromkeys((*texts, *(("",) if self.truth else ()), other))), "any text"
        if str in kinds:
            raise _Reckoned  # a text where a number is expected fails, a number where a text is expected becomes one
        numbers = sorted({float(value) for _, value in self.constants} | ({0.0} if self.truth else set()))  # type: ignore[arg-type]
        values = [floor(numbers[0]) - 1.0]
        for number, following in zip(numbers, [*numbers[1:], numbers[-1] + 2], strict=True):
            between = float(floor(number) + 1)
            values += [number, between if between < following else (number + following) / 2]
        return tuple(int(value) if value.is_integer() else value for value in values), "any number"

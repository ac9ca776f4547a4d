"""The order of list items, reduced to what is read of it.

Few operations read it: the extremes of a value that may hold two items of the same number, printing one that may hold two of the
same list and number, and through these what depends on the lists of the items in their order. A slot whose value reaches none of
them is stored with its items sorted; one that reaches only the first two keeps the order among items of the same number. Sound
because every reader is a function of the value stored: by induction on the expression.

Flow-insensitive: a least fixpoint over all stores for the lists that a slot's items may belong to, and one for what is read of
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import Call, Draw, FlowGraph, Node, NodeKind, Offer
from epilogue.flow.passes.types import TypeInference
from epilogue.ir.operators import LIST, ItemOrder
from epilogue.ir.program import Program
from epilogue.ir.values import ListValue

NOTHING, TIES, ALL = range(3)
"""Demand for an order: nothing, that of items of the same number, all."""
OPERATORS = ("unordered", "by_number")
"""Operator that keeps just what is demanded, by demand."""
OWN = frozenset(("retain", "said", "heard", *OPERATORS))
"""The FlowGraph's own operators, which read an order in their own ways."""
ListNames = frozenset[str]


def keep_order(graph: FlowGraph, nodes: list[Node], kinds: TypeInference) -> None:
    """Makes stores keep only as much of an order as is read; sets ``graph.unordered``. Rewrites nodes in place."""
    graph.unordered = {}
    if not graph.program.lists or not any(kind & LIST for kind in kinds.of.values()):
        return
    orders = _OrderAnalysis(graph, nodes, kinds)
    orders.solve()
    graph.unordered = {
        slot: OPERATORS[orders.demand.get(slot, NOTHING)]
        for slot, kind in kinds.of.items()
        if kind & LIST and orders.demand.get(slot, NOTHING) < ALL
    }
    for node in nodes:
        if node.kind is NodeKind.SET and node.expr is not None:
            node.expr = orders.kept(node.slot, node.expr)
        elif isinstance(node.offer, Offer):
            node.offer.captures = tuple((slot, orders.kept(slot, expr)) for slot, expr in node.offer.captures)


def lists_held(graph: FlowGraph, nodes: list[Node], kinds: TypeInference) -> Callable[[Expr], ListNames]:
    """A function that gives the lists that the items of an expression's value may belong to."""
    orders = _OrderAnalysis(graph, nodes, kinds)
    orders.solve()
    return orders.lists_of


class _Ties:
    """Lists with items of the same number."""

    def __init__(self, program: Program) -> None:
        self.numbers = {name: frozenset(items.values()) for name, items in program.lists.items()}
        self.own = {name for name, items in program.lists.items() if len(self.numbers[name]) < len(items)}
        self._found: dict[ListNames, bool] = {}

    def between(self, lists: ListNames) -> bool:
        """Whether two of the lists have items of the same number."""
        tied = self._found.get(lists)
        if tied is None:
            numbers = [number for name in lists for number in self.numbers.get(name, ())]
            tied = self._found[lists] = len(set(numbers)) < len(numbers)
        return tied

    def any(self, lists: ListNames) -> bool:
        """Whether two items of the lists have the same number."""
        return self.within(lists) or self.between(lists)

    def within(self, lists: ListNames) -> bool:
        """Whether one of the lists has two items of the same number."""
        return not self.own.isdisjoint(lists)


class _OrderAnalysis:
    """``lists``: slot -> the lists its items may belong to; ``demand``: slot -> how much of its order is read."""

    def __init__(self, graph: FlowGraph, nodes: list[Node], kinds: TypeInference) -> None:
        self.graph = graph
        self.nodes = nodes
        self.kinds = kinds
        self.operators = graph.expressions.operators
        self.ties = _Ties(graph.program)
        self.every: ListNames = frozenset(graph.program.lists)
        self.none: ListNames = frozenset()
        self.lists: dict[Slot, ListNames] = {}
        self.demand: dict[Slot, int] = {}
        self.stores: list[tuple[Slot, Expr]] = []
        self.calls: list[tuple[Node, Call]] = []
        self._asks: dict[int, int] = {}

    def solve(self) -> None:
        for slot, value in self.graph.initial.items():
            if isinstance(value, ListValue):
                self.lists[slot] = frozenset(value.origins)
        drawn: list[tuple[Slot, Expr]] = []
        for node in self.nodes:
            offer = node.offer
            if node.kind is NodeKind.SET and node.expr is not None:
                self.stores.append((node.slot, node.expr))
            elif isinstance(offer, Offer):
                self.stores.extend(offer.captures)
            elif isinstance(offer, Call):
                self.calls.append((node, offer))
                self.lists.update((slot, self.every) for slot in (*offer.sets, node.slot))
            elif isinstance(offer, Draw) and offer.outside is not None:
                values = [value for value in offer.outside.values if isinstance(value, ListValue)]
                self.lists[node.slot] = self.lists.get(node.slot, self.none).union(*(value.origins for value in values))
            elif isinstance(offer, Draw) and offer.kind == "list":
                drawn.append((node.slot, offer.args[0]))
        self.stores = [(slot, expr) for slot, expr in self.stores if self.kinds.result(expr) & LIST]
        self.find_lists([*self.stores, *drawn])
        self.ask_roots()
        self.ask_stores()

    # -- possible origins of lists

    def find_lists(self, stores: list[tuple[Slot, Expr]]) -> None:
        changed = True
        while changed:
            changed = False
            for slot, expr in stores:
                before = self.lists.get(slot, self.none)
                after = before | self.lists_of(expr)
                if after != before:
                    self.lists[slot] = after
                    changed = True

    def lists_of(self, expr: Expr) -> ListNames:
        """The lists that the items of the expression's value may belong to, or its origins if it is empty."""
        if expr.op == "const":
            return frozenset(expr.value.origins) if isinstance(expr.value, ListValue) else self.none
        if expr.op == "read":
            return self.lists.get(expr.value, self.none)
        order = self.order_of(expr)
        if order is ItemOrder.NAMED:
            name = expr.args[0]
            return frozenset((name.value,)) if name.op == "const" and name.value in self.every else self.every
        if order is ItemOrder.PART:
            return self.lists_of(expr.args[0])
        if order is None and expr.op not in OWN:
            return self.every
        return self.none.union(*map(self.lists_of, expr.args))

    def order_of(self, expr: Expr) -> ItemOrder | None:
        """The declared effect of its operator on the order of items."""
        return self.operators[expr.op].order

    # -- reads of the order

    def ask_roots(self) -> None:
        """Marks the reads of everything but the stores."""
        for expr in (*self.graph.at_end, *self.graph.never):
            self.ask(expr, NOTHING)
        for node in self.nodes:
            offer = node.offer
            if node.expr is not None:
                shown = node.kind is NodeKind.TEXT and self.ties.within(self.lists_of(node.expr))
                self.ask(node.expr, ALL if shown else NOTHING)
            if isinstance(offer, Offer):
                for expr in (*offer.guard, *(expr for _, expr in offer.captures)):
                    self.ask(expr, NOTHING)
            elif isinstance(offer, Draw):
                for expr in offer.args:
                    self.ask(expr, NOTHING)

    def ask_stores(self) -> None:
        """Propagates reads to the slots that values come from."""
        changed = True
        while changed:
            before = dict(self.demand)
            for slot, expr in self.stores:
                if self.demand.get(slot):
                    self.ask(expr, self.demand[slot])
            for node, call in self.calls:
                demand = self.asked_by(node, call)
                self.ask_slots((*call.reads, *call.cells), demand)
                for arg in call.args:
                    self.ask(arg, demand)
            changed = before != self.demand

    def asked_by(self, node: Node, call: Call) -> int:
        """Demand of a call on the order of everything it is given."""
        code = [self.graph.program.code[at] for at in call.callee.region]
        applied = {i.a for i in code if i.op == "apply"}
        demand = max([NOTHING, *(self.demand.get(slot, NOTHING) for slot in (*call.sets, node.slot))])
        orders = {self.operators[name].order for name in applied}
        if ItemOrder.EXTREME in orders and self.ties.any(self.every):
            demand = max(demand, TIES)
        if None in orders:
            return ALL
        if self.ties.within(self.every) and any(i.op == "print" for i in code):
            demand = ALL
        return ALL if demand and ItemOrder.BY_LIST in orders else demand

    def ask_slots(self, slots: Iterable[Slot], demand: int) -> None:
        for slot in slots:
            if demand > self.demand.get(slot, NOTHING):
                self.demand[slot] = demand

    def ask(self, expr: Expr, demand: int) -> None:
        """Marks how much of the order of the expression's value is read."""
        if expr.op == "const" or self._asks.get(id(expr), -1) >= demand:
            return
        self._asks[id(expr)] = demand
        if expr.op == "read":
            self.ask_slots((expr.value,), demand)
            return
        for arg, part in zip(expr.args, self.parts(expr, demand), strict=True):
            self.ask(arg, part)

    def parts(self, expr: Expr, demand: int) -> Iterable[int]:
        """Demand on each operand's order."""
        op, args, order = expr.op, expr.args, self.order_of(expr)
        if order is ItemOrder.EXTREME:
            return (TIES if self.ties.any(self.lists_of(args[0])) else NOTHING,)
        if order is ItemOrder.BY_LIST:
            lists = self.lists_of(args[0])
            read = demand and (self.ties.between(lists) if demand == TIES else len(lists) > 1)
            return (ALL if read else NOTHING,)
        if order in (ItemOrder.UNREAD, ItemOrder.NAMED):
            return (NOTHING,) * len(args)
        if order is ItemOrder.PART:
            return (demand, *(NOTHING,) * (len(args) - 1))
        if order is ItemOrder.UNION:
            return (demand,) * len(args)
        if op == "retain":
            return (demand if demand == ALL else NOTHING, demand)
        if op in OPERATORS:
            return (NOTHING if op == "unordered" else min(demand, TIES),)
        if op in ("said", "heard"):
            return [ALL if self.ties.within(self.lists_of(arg)) else NOTHING for arg in args]
        return (ALL,) * len(args)

    # -- stores

    def kept(self, slot: Slot, expr: Expr) -> Expr:
        """The expression, stripped of order that is not read."""
        name = self.graph.unordered.get(slot)
        if name is None or not self.kinds.result(expr) & LIST:
            return expr
        if expr.op in OPERATORS:
            expr = expr.args[0]
        return expr if self.is_sorted(expr) else self.graph.expressions.apply(name, (expr,))

    def is_sorted(self, expr: Expr) -> bool:
        """Whether sorting the value's items certainly changes nothing."""
        if expr.op == "const":
            return not isinstance(expr.value, ListValue) or expr.value == expr.value.unordered()
        if expr.op == "read":
            return self.graph.unordered.get(expr.value) == "unordered"
        order = self.order_of(expr)
        if order is ItemOrder.PART:
            return self.is_sorted(expr.args[0])
        if expr.op == "retain":
            return all(map(self.is_sorted, expr.args))
        return order in (ItemOrder.EXTREME, ItemOrder.NAMED) or expr.op == "unordered"


def without_order(name: str | None, value: object) -> object:
    """A value as a slot keeps it; ``name``: the slot's operator in ``graph.unordered``."""
    if name is None or not isinstance(value, ListValue):
        return value
    return value.unordered() if name == "unordered" else value.by_number()

"""Symmetry of items: items of one list that nothing tells apart, such as the cards of a deck that count the same.

Two items are interchangeable if everything that is done to lists commutes with their exchange (data symmetry, after Ip and Dill,
1996): both or neither are in each list that the story writes out, numbers computed from one item (its value modulo 10) are the
same for both, and they meet nothing that goes by number, name or order. States that differ by such an exchange have the
same endings, odds and counts, edge by edge: one stands for all.

The classes are the coarsest partition that every expression respects: it begins with one class for each list and is split, once
for each expression. What an operator does to items is known from its declaration alone; where that says too little, the items of
all lists that may be among its operands are kept apart.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from epilogue.budget import tick
from epilogue.flow.expressions import Expr, Slot, evaluator
from epilogue.flow.graph import Call, Draw, Node, NodeKind, Offer, reads_of
from epilogue.flow.passes import ReducedGraph
from epilogue.flow.passes.order import lists_held
from epilogue.flow.passes.types import TypeInference
from epilogue.ir.operators import EQUALITY, LIST, ItemOrder, Logic, OnLists, OperatorError, Operators
from epilogue.ir.values import Entry, ListItem, ListValue, Value, by_name, kind_of
from epilogue.space.turn import OfferedOption

COMMUTING = frozenset(
    (OnLists.UNION, OnLists.WITHOUT, OnLists.COMMON, OnLists.ALL, OnLists.OTHERS, OnLists.COUNT, OnLists.HAS, OnLists.LACKS)
)
"""Results on lists that commute with every exchange of items of one list."""
KEEPING = frozenset(("retain", "unordered", "by_number"))
"""The FlowGraph's own operators that give back an operand."""
WHOLE = frozenset((OnLists.ALL, OnLists.OTHERS))


class ItemClasses:
    """The classes of interchangeable items, each in a fixed order."""

    def __init__(self, classes: Iterable[tuple[Entry, ...]] = ()) -> None:
        self.classes = tuple(classes)
        self._number = {entry: number for number, entries in enumerate(self.classes) for entry in entries}

    def __bool__(self) -> bool:
        return bool(self.classes)

    def normalised(
        self, outcomes: Any, offers: tuple[OfferedOption, ...], values: tuple[Any, ...]
    ) -> tuple[Any, tuple[OfferedOption, ...], tuple[Any, ...]]:
        """The parts of a state, with its items exchanged for the first of their classes: equal for states that are equal up to an
        exchange. ``outcomes``: those of its draw with the script that leads there, None if it waits for none."""
        drawn: tuple[ListValue, ...] = ()
        if outcomes is not None and type(outcomes[0]) is tuple and outcomes[0] and isinstance(outcomes[0][0], ListValue):
            drawn = outcomes[0]
        held: dict[Entry, int] = {}
        place = 1
        for value in (*values, *(value for offer in offers for value in offer.carried)):
            if isinstance(value, ListValue):
                self._hold(value, place, held)
                place <<= 1
        for value in drawn:
            self._hold(value, place, held)
        exchange: dict[Entry, Entry] = {}
        taken = [0] * len(self.classes)
        for entry in sorted(held, key=held.__getitem__):
            number = self._number[entry]
            exchange[entry] = self.classes[number][taken[number]]
            taken[number] += 1
        if all(mine == theirs for mine, theirs in exchange.items()):
            return outcomes, offers, values
        if drawn:
            outcomes = (
                tuple(ListValue((entry,)) for entry in by_name(_exchanged(v, exchange).entries[0] for v in drawn)),
                outcomes[1],
            )
        offers = tuple([o._replace(carried=tuple([_exchanged(value, exchange) for value in o.carried])) for o in offers])
        return outcomes, offers, tuple([_exchanged(value, exchange) for value in values])

    def _hold(self, value: ListValue, place: int, held: dict[Entry, int]) -> None:
        for entry in value.entries:
            if entry in self._number:
                held[entry] = held.get(entry, 0) | place


def _exchanged(value: Any, exchange: dict[Entry, Entry]) -> Any:
    if not isinstance(value, ListValue) or exchange.keys().isdisjoint(value.entries):
        return value
    return ListValue([exchange.get(entry, entry) for entry in value.entries]).unordered()


def interchangeable_items(reduced: ReducedGraph, operators: Operators) -> ItemClasses:
    """Finds the classes of interchangeable items."""
    if not reduced.graph.program.lists or not any(kind & LIST for kind in reduced.liveness.kinds.of.values()):
        return ItemClasses()
    return _ItemPartition(reduced, operators).classes()


class _ItemPartition:
    """``part``: item -> its class; ``occurs``: items that some value may hold; ``single``: slots whose lists have at most one
    item; ``initial``: the initial values that are read."""

    def __init__(self, reduced: ReducedGraph, operators: Operators) -> None:
        graph, nodes = reduced.graph, reduced.nodes
        begin = reduced.liveness.live[graph.entry.id]
        self.initial = {slot: value for slot, value in graph.initial.items() if begin >> slot & 1}
        self.kinds = kinds = TypeInference(graph, nodes, begin)
        self.graph = graph
        self.nodes = nodes
        self.operators = operators
        self.lists_of = lists_held(graph, nodes, kinds)
        self.of_list: dict[str, list[Entry]] = {
            origin: [(ListItem(origin, name), number) for name, number in items.items()]
            for origin, items in graph.program.lists.items()
        }
        self.part = {entry: number for number, entries in enumerate(self.of_list.values()) for entry in entries}
        self.occurs: set[Entry] = set()
        self.single = self._single_slots()
        self._seen: set[int] = set()
        self._concerns: dict[int, bool] = {}

    def classes(self) -> ItemClasses:
        used = set[Slot]().union(*map(reads_of, self.nodes), *(expr.reads for expr in (*self.graph.at_end, *self.graph.never)))
        for value in self.initial.values():
            self.constant(value)
        for slot in used:
            if self.kinds.of.get(slot, 0) & LIST and self.graph.unordered.get(slot) != "unordered":
                self.tell_apart(self.lists_of(self.graph.expressions.read(slot)))
        for expr in self.graph.at_end:
            self.fixed(expr)
        for expr in self.graph.never:
            self.respect(expr)
        for node in self.nodes:
            tick()
            self.node(node)
        classes: dict[int, list[Entry]] = {}
        for entry, part in self.part.items():
            if entry in self.occurs:
                classes.setdefault(part, []).append(entry)
        return ItemClasses(tuple(by_name(entries)) for entries in classes.values() if len(entries) > 1)

    # -- splitting

    def split(self, by: dict[Entry, Hashable]) -> None:
        """Tells items apart that are here, from those that are not and from each other where they are not equal here."""
        first = 1 + max(self.part.values())
        parts: dict[tuple[int, Hashable], int] = {}
        for entry, mark in by.items():
            if entry in self.part:
                self.part[entry] = parts.setdefault((self.part[entry], mark), first + len(parts))

    def tell_apart(self, lists: Iterable[str]) -> None:
        """Tells all items of these lists apart."""
        self.split({entry: entry for name in lists for entry in self.of_list.get(name, ())})

    def constant(self, value: Any) -> None:
        if isinstance(value, ListValue):
            self.occurs.update(value.entries)
            self.split(dict.fromkeys(value.entries, "in"))

    # -- nodes

    def node(self, node: Node) -> None:
        offer = node.offer
        if node.kind is NodeKind.TEXT:
            if node.expr is not None:
                self.fixed(node.expr)
        elif node.expr is not None:
            self.respect(node.expr)
        for case in node.cases:
            self.constant(case)
        if isinstance(offer, Offer):
            for expr in (*offer.guard, *(expr for _, expr in offer.captures)):
                self.respect(expr)
        elif isinstance(offer, Draw):
            for expr in offer.args:
                self.respect(expr)
            for value in offer.outside.values if offer.outside is not None else ():
                self.constant(value)
        elif isinstance(offer, Call):
            self.call(node, offer)

    def call(self, node: Node, call: Call) -> None:
        """Tells apart the items that a call may meet: nothing is known of what it does."""
        slots = (*call.reads, *call.cells, *call.sets, *((node.slot,) if node.slot >= 0 else ()))
        for slot in slots:
            if self.kinds.of.get(slot, 0) & LIST:
                self.tell_apart(self.lists_of(self.graph.expressions.read(slot)))
        for arg in call.args:
            if self.kinds.result(arg) & LIST:
                self.tell_apart(self.lists_of(arg))

    # -- expressions

    def fixed(self, expr: Expr) -> None:
        """No exchange may change the value."""
        if self.kinds.result(expr) & LIST:
            self.tell_apart(self.lists_of(expr))
        self.respect(expr)

    def respect(self, expr: Expr) -> None:
        """The value of the expression must commute with every exchange."""
        if id(expr) in self._seen:
            return
        self._seen.add(id(expr))
        if expr.op == "const":
            self.constant(expr.value)
            return
        if expr.op == "read" or not self.concerns_items(expr):
            return
        told = not self.kinds.result(expr) & LIST and self.by_item(expr)
        if not told and self.commutes(expr):
            if expr.op != "pick" and self.operators[expr.op].on_lists in WHOLE:
                self.occurs.update(entry for name in self.lists_of(expr) for entry in self.of_list.get(name, ()))
            for arg in expr.args:
                self.respect(arg)
        elif not told and not self.by_item(expr):
            self.tell_apart(self.lists_of(expr))
            for arg in expr.args:
                self.tell_apart(self.lists_of(arg))
                self.respect(arg)

    def concerns_items(self, expr: Expr) -> bool:
        """Whether a value on the way to the expression's own may be a list."""
        concerns = self._concerns.get(id(expr))
        if concerns is None:
            concerns = self._concerns[id(expr)] = bool(self.kinds.result(expr) & LIST) or any(map(self.concerns_items, expr.args))
        return concerns

    def commutes(self, expr: Expr) -> bool:
        """Whether its operator commutes with every exchange, on the operands it can have here."""
        if expr.op in KEEPING or isinstance(expr.algebra, Logic):
            return True
        on = [self.kinds.result(arg) for arg in expr.args]
        if not any(kind & LIST for kind in on):
            return not self.kinds.result(expr) & LIST
        if expr.op == "pick" or any(kind != LIST for kind in on):
            return False
        operator = self.operators[expr.op]
        if operator.on_lists is OnLists.ONE:
            return self.at_most_one(expr.args[0])
        return operator.on_lists in COMMUTING or (operator.algebra in EQUALITY and operator.order is ItemOrder.UNREAD)

    def by_item(self, expr: Expr) -> bool:
        """Tells items apart by what the expression makes of each, if it reads one item at most and nothing else."""
        slot = next(iter(expr.reads), -1)
        if len(expr.reads) != 1 or slot not in self.single or self.kinds.of[slot] != LIST or expr.op == "pick":
            return False
        compute = evaluator(expr, self.operators)
        made: dict[Entry, Hashable] = {}
        for name in self.lists_of(self.graph.expressions.read(slot)):
            for entry in self.of_list.get(name, ()):
                try:
                    result: Value = compute({slot: ListValue((entry,))})
                except OperatorError as problem:
                    made[entry] = OperatorError, str(problem)
                    continue
                made[entry] = kind_of(result), result
                if isinstance(result, ListValue):
                    self.occurs.update(result.entries)
                    self.split({item: item for item in result.entries})
        self.split(made)
        return True

    # -- sizes

    def _single_slots(self) -> set[Slot]:
        """The slots whose lists have at most one item: a greatest fixpoint over the stores."""
        stores: list[tuple[Slot, Expr]] = []
        self.single = {slot for slot, kind in self.kinds.of.items() if kind & LIST}
        self.single -= {slot for slot, value in self.initial.items() if isinstance(value, ListValue) and len(value.entries) > 1}
        for node in self.nodes:
            offer = node.offer
            if node.kind is NodeKind.SET and node.expr is not None:
                stores.append((node.slot, node.expr))
            elif isinstance(offer, Offer):
                stores.extend(offer.captures)
            elif isinstance(offer, Call):
                self.single.difference_update((*offer.sets, node.slot))
            elif isinstance(offer, Draw) and offer.outside is not None:
                stores += [(node.slot, self.graph.expressions.const(value)) for value in offer.outside.values]
        changed = True
        while changed:
            many = {slot for slot, expr in stores if slot in self.single and not self.at_most_one(expr)}
            self.single -= many
            changed = bool(many)
        return self.single

    def at_most_one(self, expr: Expr) -> bool:
        """Whether the value is no list of several items."""
        if not self.kinds.result(expr) & LIST:
            return True
        if expr.op == "const":
            return not isinstance(expr.value, ListValue) or len(expr.value.entries) <= 1
        if expr.op == "read":
            return expr.value in self.single
        if expr.op == "retain":
            return self.at_most_one(expr.args[1])
        if expr.op in KEEPING:
            return self.at_most_one(expr.args[0])
        if expr.op == "pick":
            return False
        if any(self.kinds.result(arg) != LIST for arg in expr.args):
            return self.operators[expr.op].on_lists is OnLists.NAMED
        match self.operators[expr.op].on_lists:
            case OnLists.ONE:
                return True
            case OnLists.WITHOUT | OnLists.SOME:
                return self.at_most_one(expr.args[0])
            case OnLists.COMMON:
                return any(map(self.at_most_one, expr.args))
            case _:
                return False

"""Predicate abstraction of unknown functions of the game: what their readers can distinguish.

If the result of a function is only copied, compared with constants and tested for truth, infinitely many values fall into few
classes, and one representative of each suffices: exact, whatever the game returns. Flow-insensitive, over all stores. Numbers are
distinguished by where they lie among the constants they are compared with (at, between, below or above them); texts by which of
the constants they equal, if any. Where more is done with a value (arithmetic, text, arguments of draws), nothing is assumed: the
search stops there and says so.

A real number drawn by the story itself is treated likewise, and its intervals have odds: their lengths. It may be scaled and
shifted by constants before it is compared. A single point has probability 0, so tests of equality are not supported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise, product
from math import floor, isfinite, lcm, prod
from typing import NamedTuple

from epilogue.budget import tick
from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import Call, Draw, FlowGraph, Node, NodeKind, Offer
from epilogue.flow.passes import unreduced
from epilogue.ir.operators import ANY, EQUALITY, Arithmetic, Compare, Logic, OnNumbers
from epilogue.ir.program import Outside
from epilogue.ir.values import Value

LIMIT = "{} comes from the game, and more is done with it than to compare it"
REAL_LIMIT = "what {} draws cannot be listed, and more is done with it than to compare it with numbers that can be listed"


class AssumedResult(NamedTuple):
    """The assumed result of the calls at a ``position``: the values of ``given`` represent all, ``what`` they are in words;
    without values, nothing is known."""

    position: int
    given: Outside
    what: str


Store = tuple[Slot, Expr]
"""A slot, and what is stored in it."""


class _Unsupported(Exception):
    """The value is used in a way that defines no classes."""


def abstract_externals(graph: FlowGraph) -> list[AssumedResult]:
    """Gives every draw of an unknown function its values, in place, or makes it a limit of the search."""
    nodes = graph.nodes()
    draws: dict[int, list[Node]] = {}
    for node in nodes:
        if isinstance(node.offer, Draw) and node.offer.outside is not None and not node.offer.outside.values:
            draws.setdefault(node.position, []).append(node)
    results = []
    unread = _unread(graph, draws)
    uses = Uses(nodes)
    for position, same_place in draws.items():
        outside = same_place[0].offer.outside  # type: ignore[union-attr]
        assert outside is not None
        if position in unread:
            assumed = AssumedResult(position, outside._replace(values=(f"({outside.name})",)), "")
        else:
            kind = _RealUses if outside.real else _ValueUses
            assumed = kind(graph, uses, same_place[0].slot).assumed_result(position, outside)
        results.append(assumed)
        provided = assumed.given
        for node in same_place:
            if len(provided.values) > 1:
                node.offer = Draw("outside", (), None, provided)
            elif provided.values:
                node.kind, node.offer, node.expr = NodeKind.SET, None, graph.expressions.const(provided.values[0])
            else:
                node.kind, node.offer, node.succ = NodeKind.LIMIT, None, []
                node.what = (REAL_LIMIT if provided.real else LIMIT).format(provided.name)
    return results


def _unread(graph: FlowGraph, draws: dict[int, list[Node]]) -> set[int]:
    """The positions of foreign code whose value, left in a global, is overwritten before anything reads it."""
    written = {at for at, nodes in draws.items() if graph.slots.keys[nodes[0].slot][0] == "g"}
    if not written:
        return written
    live = unreduced(graph).liveness.live
    return {at for at in written if not any(live[node.succ[0].id] >> node.slot & 1 for node in draws[at])}


class Uses:
    """Where the slots of a FlowGraph are used: every store once (``stored_from``: by the slots that it reads), and the nodes that
    read each slot."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.stores = tuple(dict.fromkeys(_stores(nodes)))
        self.stored_from: defaultdict[Slot, list[Store]] = defaultdict(list)
        for store in self.stores:
            for slot in store[1].reads:
                self.stored_from[slot].append(store)
        self.readers: defaultdict[Slot, list[Node]] = defaultdict(list)
        for node in nodes:
            for slot in _reads(node):
                self.readers[slot].append(node)

    def reading(self, slots: Iterable[Slot]) -> Iterator[Node]:
        """The nodes that read any of these slots, each once."""
        return iter({node.id: node for slot in slots for node in self.readers.get(slot, ())}.values())


def _stores(nodes: list[Node]) -> Iterator[Store]:
    for node in nodes:
        if node.kind is NodeKind.SET and node.expr is not None:
            yield node.slot, node.expr
        elif isinstance(node.offer, Offer):
            yield from node.offer.captures


def _reads(node: Node) -> set[Slot]:
    """The slots that a node reads."""
    offer = node.offer
    read = set(node.expr.reads) if node.expr is not None else set()
    if isinstance(offer, Offer):
        return read.union(*(guard.reads for guard in offer.guard), *(carried.reads for _, carried in offer.captures))
    if isinstance(offer, Draw):
        return read.union(*(arg.reads for arg in offer.args))
    if isinstance(offer, Call):
        return read.union(offer.reads, offer.cells, *(arg.reads for arg in offer.args))
    return read


class _ValueUses:
    """All uses of the value of one slot and its ``copies``. ``made``: slots for what is made of it and only said, such as a name
    in capitals: that of one representative will do."""

    def __init__(self, graph: FlowGraph, uses: Uses, slot: Slot) -> None:
        self.graph = graph
        self.uses = uses
        self.constants: set[tuple[type, Value]] = set()
        self.truth = False
        self.made: set[Slot] = set()
        self.copies = {slot}
        todo = [slot]
        while todo:
            tick()
            for target, expr in uses.stored_from.get(todo.pop(), ()):
                if target not in self.copies and self.copied(expr):
                    self.copies.add(target)
                    todo.append(target)

    def copied(self, expr: Expr) -> bool:
        """Whether the expression is an unchanged copy."""
        if expr.op == "retain":
            return self.copied(expr.args[1])
        return expr.op == "read" and expr.value in self.copies

    def assumed_result(self, position: int, outside: Outside) -> AssumedResult:
        try:
            self.collect()
            return self.settled(position, outside)
        except _Unsupported:
            return AssumedResult(position, outside, "")

    def settled(self, position: int, outside: Outside) -> AssumedResult:
        """The result, once all readers are known."""
        values, what = self.representatives(outside.name)
        return AssumedResult(position, outside._replace(values=values), what)

    def collect(self) -> None:
        """Records what every reader asks. Raises :class:`_Unsupported`."""
        known = -1
        while len(self.made) > known:
            tick()
            known = len(self.made)
            self.collect_once()

    def collect_once(self) -> None:
        """Records what the readers of what is known so far ask. Raises :class:`_Unsupported`."""
        for observed in self.graph.at_end:
            self.value(observed)
        for observed in self.graph.never:
            self.condition(observed)
        for node in self.uses.reading(self.copies | self.made):
            offer, expr = node.offer, node.expr
            if isinstance(offer, Offer):
                for guard in offer.guard:
                    self.condition(guard)
                for slot, carried in offer.captures:
                    self.stored(carried, slot)
            elif isinstance(offer, Draw):
                for arg in offer.args:
                    self.value(arg)
            elif isinstance(offer, Call):
                if not (self.copies | self.made).isdisjoint((*offer.reads, *offer.cells)):
                    raise _Unsupported
                for arg in offer.args:
                    self.value(arg)
            elif expr is not None and node.kind is NodeKind.BRANCH:
                self.condition(expr)
            elif expr is not None and node.kind in (NodeKind.TEXT, NodeKind.CHECK):
                self.shown(expr)
            elif expr is not None and node.kind is NodeKind.SET:
                self.stored(expr, node.slot)
            elif expr is not None:
                self.value(expr)

    def stored(self, expr: Expr, slot: Slot) -> None:
        """The value is copied unchanged, or something is made of it."""
        if not self.copied(expr) and self.only_made(expr):
            if not expr.reads.isdisjoint(self.copies | self.made):
                self.made.add(slot)
        elif not self.copied(expr) or not self.made.isdisjoint(expr.reads):
            self.value(expr)
        elif expr.op == "retain":
            self.stored(expr.args[0], slot)

    def only_made(self, expr: Expr) -> bool:
        """Whether what is made of the value can be any but a test and cannot fail."""
        if expr.reads.isdisjoint(self.copies | self.made) or expr.op == "read":
            return True
        return self.makes(expr) and all(self.copied(arg) or self.only_made(arg) for arg in expr.args)

    def makes(self, expr: Expr) -> bool:
        """Whether the expression's operator is no test and cannot fail."""
        operator = self.graph.expressions.operators.get(expr.op)
        if operator is None or operator.algebra is not None or operator.outcomes or operator.but_for:
            return False
        return expr.op == "said" or operator.cannot_fail([ANY] * len(expr.args))

    def shown(self, expr: Expr) -> None:
        """The value is said, or evaluated only for a failure. What is made of it on the way may be anything but a test, if it
        cannot fail: it is that of one representative."""
        if self.makes(expr):
            for arg in expr.args:
                self.shown(arg)
        elif expr.op == "retain" and self.copied(expr):
            self.shown(expr.args[0])
        elif expr.op != "read" and not self.copied(expr):
            self.value(expr)

    def condition(self, expr: Expr) -> None:
        if self.copied(expr) and self.made.isdisjoint(expr.reads):
            self.truth = True
        else:
            self.value(expr)

    def value(self, expr: Expr) -> None:
        """Something is computed from the expression's value."""
        if expr.reads.isdisjoint(self.copies | self.made):
            return
        operator = self.graph.expressions.operators.get(expr.op)
        if operator is not None and operator.presence and expr.args[0].op == "read":
            return
        if isinstance(expr.algebra, Logic):
            for arg in expr.args:
                self.condition(arg)
        elif isinstance(expr.algebra, Compare) and len(expr.args) == 2 and self.made.isdisjoint(expr.reads):
            left, right = expr.args
            if self.copied(right):
                left, right = right, left
            if not self.copied(left):
                self.value(left)
                self.value(right)
            elif right.op == "const" and (
                isinstance(right.value, int | float) or (type(right.value) is str and expr.algebra in EQUALITY)
            ):
                self.constants.add((type(right.value), right.value))
            else:
                raise _Unsupported
        elif expr.op == "retain" and expr.args[1].reads.isdisjoint(self.copies | self.made):
            return  # "retain" concerns the origins of lists, and no game returns a list
        else:
            raise _Unsupported

    def representatives(self, name: str) -> tuple[tuple[Value, ...], str]:
        kinds = {kind for kind, _ in self.constants}
        texts = sorted(str(value) for kind, value in self.constants if kind is str)
        if kinds <= {bool}:
            return ((False, True), "true or false") if self.truth or kinds else ((f"({name})",), "")
        if kinds == {str}:
            other = f"({name})"
            return tuple(dict.fromkeys((*texts, *(("",) if self.truth else ()), other))), "any text"
        if str in kinds:
            raise _Unsupported  # mixing both: a string fails as a number, a number is converted to a string
        numbers = sorted({float(value) for _, value in self.constants} | ({0.0} if self.truth else set()))  # type: ignore[arg-type]
        values = [floor(numbers[0]) - 1.0]
        for number, following in zip(numbers, [*numbers[1:], numbers[-1] + 2], strict=True):
            between = float(floor(number) + 1)
            values += [number, between if between < following else (number + following) / 2]
        return tuple(int(value) if value.is_integer() else value for value in values), "any number"


MOST = 200
"""Maximal number of constants compared with, at one place."""
LinearForm = tuple[Fraction, Fraction]
"""Scale and offset of a copy, relative to the number drawn."""


class _RealUses(_ValueUses):
    """The uses of a real number from 0 up to 1. ``cuts``: where it is distinguished; ``forms``: the linear form of each copy;
    None if it has none: then it may be said, and nothing else."""

    def __init__(self, graph: FlowGraph, uses: Uses, slot: Slot) -> None:
        self.forms: dict[Slot, LinearForm | None] = {slot: (Fraction(1), Fraction(0))}
        self.cuts: set[Fraction] = set()
        self.numbers = graph.program.semantics.values.numbers
        self._held: dict[Slot, set[Fraction] | None] = {}
        super().__init__(graph, uses, slot)
        changed = True
        while changed:  # terminates: unset -> one form -> no form
            tick()
            before = dict(self.forms)
            for target, expr in self.uses.stores:
                if self.copied(expr) and expr.reads & self.copies <= self.forms.keys():
                    form = self.form(expr)
                    self.forms[target] = form if self.forms.get(target, form) == form else None
            changed = before != self.forms

    def copied(self, expr: Expr) -> bool:
        if expr.op == "retain":
            return self.copied(expr.args[1])
        if super().copied(expr):
            return True
        touching = [arg for arg in expr.args if not self.copies.isdisjoint(arg.reads)]
        return bool(touching) and self.on_numbers(expr) is OnNumbers.NEVER and all(map(self.copied, touching))

    def on_numbers(self, expr: Expr) -> OnNumbers | None:
        """The conditions under which the expression's operator fails on numbers."""
        operator = self.graph.expressions.operators.get(expr.op)
        return None if operator is None else operator.on_numbers

    def form(self, expr: Expr) -> LinearForm | None:
        """The linear form of the expression in the number; None if it has none."""
        if expr.op == "retain":
            return self.form(expr.args[1])
        if expr.op == "read":
            return self.forms.get(expr.value)
        constants = [self.exact(arg) for arg in expr.args]
        forms = [self.form(arg) if number is None else None for arg, number in zip(expr.args, constants, strict=True)]
        if expr.algebra is Arithmetic.NEGATE and forms[0] is not None:
            return -forms[0][0], -forms[0][1]
        if len(forms) != 2 or (forms[0] is None) == (forms[1] is None):
            return None
        linear, number = forms[0] or forms[1], constants[0] if forms[0] is None else constants[1]
        if linear is None or number is None:
            return None
        scale, offset = linear
        if expr.algebra is Arithmetic.MULTIPLY or (expr.algebra is Arithmetic.DIVIDE and number and forms[0] is not None):
            factor = number if expr.algebra is Arithmetic.MULTIPLY else 1 / number
            return (scale * factor, offset * factor) if factor else None
        if expr.algebra is Arithmetic.ADD:
            return scale, offset + number
        if expr.algebra is Arithmetic.SUBTRACT:
            return (scale, offset - number) if forms[0] is not None else (-scale, number - offset)
        return None

    def shown(self, expr: Expr) -> None:
        """Printed values come from one representative of the interval, so arithmetic is allowed if it cannot fail."""
        fails = self.on_numbers(expr)
        computed = fails is OnNumbers.NEVER or (fails is not None and any(arg.op == "const" for arg in expr.args))
        if computed and self.made.isdisjoint(expr.reads):
            for arg in expr.args:
                self.shown(arg)
        else:
            super().shown(expr)

    def condition(self, expr: Expr) -> None:
        self.value(expr)

    def value(self, expr: Expr) -> None:
        if not self.made.isdisjoint(expr.reads):
            super().value(expr)
        elif isinstance(expr.algebra, Compare) and expr.algebra not in EQUALITY and not self.copies.isdisjoint(expr.reads):
            left, right = expr.args
            form, limit = self.form(left), right
            if form is None:
                form, limit = self.form(right), left
            limits = None if form is None else self.constants_of(limit, frozenset())
            if form is None or limits is None:
                raise _Unsupported
            self.cuts.update((number - form[1]) / form[0] for number in limits)
        elif isinstance(expr.algebra, Compare) and not self.copies.isdisjoint(expr.reads):
            raise _Unsupported
        else:
            super().value(expr)

    def constants_of(self, expr: Expr, asking: frozenset[Slot]) -> set[Fraction] | None:
        """Over-approximates the expression's values, if these are few plain numbers set somewhere; None if unknown."""
        if expr.op == "const":
            number = self.exact(expr)
            return None if number is None else {number}
        if expr.op == "read":
            return None if expr.value in asking else self.held(expr.value, asking | {expr.value})
        parts = [self.constants_of(arg, asking) for arg in expr.args]
        known = [part for part in parts if part is not None]
        computed = isinstance(expr.algebra, Arithmetic) and self.on_numbers(expr) is OnNumbers.NEVER
        if not computed or len(known) < len(parts) or prod(map(len, known)) > MOST:
            return None
        operator, const = self.graph.expressions.operators[expr.op].function, self.graph.expressions.const
        numbers = {self.exact(const(operator(*map(self.number_of, values)))) for values in product(*known)}
        return None if None in numbers else {number for number in numbers if number is not None}

    def held(self, slot: Slot, asking: frozenset[Slot]) -> set[Fraction] | None:
        """Over-approximates the values of a slot, likewise, wherever it is set."""
        if slot not in self._held:  # recursive calls see None: a slot that depends on itself is unknown
            self._held[slot] = self._stored(slot, asking)
        return self._held[slot]

    def _stored(self, slot: Slot, asking: frozenset[Slot]) -> set[Fraction] | None:
        numbers: set[Fraction] = set()
        sources = [expr for target, expr in _stores(self.uses.nodes) if target == slot]  # draws may be stores by now
        for node in self.uses.nodes:
            offer = node.offer
            if isinstance(offer, Call) and slot in (*offer.sets, node.slot):
                return None
            if isinstance(offer, Draw) and node.slot == slot:
                if offer.outside is None or not offer.outside.values:
                    return None
                sources += [self.graph.expressions.const(value) for value in offer.outside.values]
        if slot in self.graph.initial:
            sources.append(self.graph.expressions.const(self.graph.initial[slot]))
        for source in sources:
            constants = self.constants_of(source, asking)
            if constants is None or len(numbers | constants) > MOST:
                return None
            numbers |= constants
        return numbers

    def settled(self, position: int, outside: Outside) -> AssumedResult:
        cuts = [Fraction(0), *sorted(cut for cut in self.cuts if 0 < cut < 1), Fraction(1)]
        values = tuple(self.numbers.held(float((low + high) / 2)) for low, high in pairwise(cuts))
        if len(set(values)) < len(values):
            raise _Unsupported  # too close to be distinct floats
        parts = lcm(*(cut.denominator for cut in cuts))
        weights = tuple(int((high - low) * parts) for low, high in pairwise(cuts))
        return AssumedResult(position, outside._replace(values=values, weights=weights), "")

    def number_of(self, number: Fraction) -> int | float:
        """A plain number as the story holds it."""
        return int(number) if number.denominator == 1 else self.numbers.held(float(number))

    def exact(self, expr: Expr) -> Fraction | None:
        """A constant number, as written."""
        value = expr.value if expr.op == "const" else None
        if type(value) is float and isfinite(value):
            return Fraction(self.numbers.decimal(value))
        return Fraction(value) if type(value) is int else None

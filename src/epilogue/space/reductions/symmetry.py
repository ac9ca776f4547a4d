"""Symmetry: interchangeable parts of a story, such as options of a menu that differ in nothing observed.

A story with twenty once-only questions has a million sets of questions asked, but only twenty-one sizes of them. Two parts are
interchangeable if exchanging their slots and nodes maps the FlowGraph onto itself (an automorphism; symmetry reduction after Ip
and Dill, 1996, and Clarke, Enders, Filkorn and Jha, 1996). Options offered in a row count as a set: their order decides nothing.
States that differ by such an exchange have the same endings, odds and counts, edge by edge: one stands for all.

Where a node may fail, stop or end, its place in the source is part of what it does; and observations must not distinguish the
parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator

from epilogue.budget import tick
from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import Call, Draw, FlowGraph, Node, NodeKind, Offer, reads_of, writes_of
from epilogue.flow.passes.types import TypeInference
from epilogue.ir.operators import UNORDERED, Arithmetic

COUNTED = frozenset(("v", "age", "turns"))
ALONE = frozenset(("offers", "mark", "last", "turns"))
MOST_TRIED = 4000
"""Pairs of options tried at most, so that a story with thousands of menus does not wait."""
ROUNDS = 4
"""Steps ahead that are compared before two options are tried."""


SymmetryItem = tuple[str, int] | int
"""A slot ("slot", number), a node ("node", id); in a class within a part, its role there."""
ItemAddress = tuple[tuple[tuple[int, int], ...], int]
"""Location of an item: (class, part) from the outermost to the innermost, and its role there."""


class SymmetryClasses:
    """Classes of interchangeable parts, nested: a class within a part is one in each of its interchangeable parts."""

    def __init__(self) -> None:
        self.columns: list[tuple[tuple[SymmetryItem, ...], ...]] = []
        self.inner: list[SymmetryClasses] = []

    def add(self, columns: tuple[tuple[SymmetryItem, ...], ...]) -> None:
        """Adds a class, unless it overlaps another without lying within one of its parts."""
        items = {item for column in columns for item in column}
        for known, inner in zip(self.columns, self.inner, strict=True):
            if any(items.intersection(part) for part in known):
                around = [part for part in known if items.issubset(part)]
                if around:
                    role = {item: number for number, item in enumerate(around[0])}
                    inner.add(tuple(tuple(role[item] for item in column) for column in columns))
                return
        self.columns.append(columns)
        self.inner.append(SymmetryClasses())

    def address(self, item: SymmetryItem) -> ItemAddress:
        """The location of the item; of one in no class, the path is empty."""
        for number, parts in enumerate(self.columns):
            for column, part in enumerate(parts):
                if item in part:
                    role = part.index(item)
                    path, innermost = self.inner[number].address(role)
                    return ((number, column), *path), innermost if path else role
        return (), 0

    def exchanged(self) -> Iterator[tuple[SymmetryItem, ...]]:
        """Groups of corresponding items."""
        for parts, inner in zip(self.columns, self.inner, strict=True):
            yield from zip(*parts, strict=True)
            for group in inner.exchanged():
                for part in parts:
                    yield tuple(part[role] for role in group if isinstance(role, int))


def interchangeable(graph: FlowGraph, nodes: list[Node], kinds: TypeInference) -> SymmetryClasses:
    """Finds the classes of interchangeable parts."""
    return _SymmetryFinder(graph, nodes, kinds).classes()


class _SymmetryFinder:
    def __init__(self, graph: FlowGraph, nodes: list[Node], kinds: TypeInference) -> None:
        self.graph = graph
        self.nodes = nodes
        self.kinds = kinds
        self.preds: list[list[tuple[Node, bool]]] = [[] for _ in nodes]
        self.mentions: dict[Slot, list[Node]] = {}
        for node in nodes:
            for follow in node.succ:
                self.preds[follow.id].append((node, True))
            if isinstance(node.offer, Offer):
                self.preds[node.offer.entry.id].append((node, False))
            for slot in reads_of(node) | writes_of(node):
                self.mentions.setdefault(slot, []).append(node)
        self.tried = 0
        self.colours = self._colours()
        self.bundle: dict[int, int] = {}
        self.bundles: list[list[Node]] = []
        self.labels: dict[int, list[Node]] = {}
        for node in nodes:
            if node.kind is NodeKind.OFFER and node.id not in self.bundle:
                self._gather(node)

    def _gather(self, node: Node) -> None:
        """Collects the options offered in a row from this one on, if nothing else leads in between; with their labels."""
        members: list[Node] = []
        labels: list[Node] = []
        while node.id not in self.bundle:
            if members and (len(self.preds[node.id]) > 1 or node is self.graph.entry):
                break
            if node.kind is NodeKind.OFFER:
                self.bundle[node.id] = len(self.bundles)
                self.labels[node.id] = labels
                members.append(node)
                labels = []
            elif node.kind is NodeKind.TEXT and node.expr is not None and not node.expr.reads:
                labels.append(node)
            else:
                break
            node = node.succ[0]
        self.bundles.append(members)

    def offering(self, node: Node) -> bool:
        """Whether the row of options that this one belongs to always leaves something to choose."""
        members = self.bundles[self.bundle[node.id]] if node.id in self.bundle else []
        return any(isinstance(n.offer, Offer) and not n.offer.guard and not n.offer.fallback for n in members)

    def classes(self) -> SymmetryClasses:
        candidates: list[tuple[tuple[SymmetryItem, ...], ...]] = []
        for members in self.bundles:
            groups: dict[int, list[Node]] = {}
            for offer in members:
                groups.setdefault(self.colours[offer.id], []).append(offer)
            for group in groups.values():
                candidates.extend(self._classes_of(group))
        classes = SymmetryClasses()
        for columns in sorted(candidates, key=lambda c: -len(c[0])):
            if len({item for column in columns for item in column}) == len(columns) * len(columns[0]):
                classes.add(columns)
        return classes

    def _classes_of(self, remaining: list[Node]) -> Iterator[tuple[tuple[SymmetryItem, ...], ...]]:
        """Classes among options of one menu with the same colour."""
        while len(remaining) > 1 and self.tried < MOST_TRIED:
            tick()
            first, *others = remaining
            remaining = []
            swaps: list[_Swap] = []
            for other in others:
                self.tried += 1
                swap = _Swap(self)
                if swap.succeeds(first, other) and (not swaps or swaps[0].side(0) == swap.side(0)):
                    swaps.append(swap)
                else:
                    remaining.append(other)
            if swaps and swaps[0].slot_pairs:
                yield (swaps[0].side(0), *(swap.side(1) for swap in swaps))

    def _colours(self) -> list[int]:
        """A number for each node, equal for those that look the same from here on, up to a few steps (colour refinement)."""
        names: dict[Hashable, int] = {}
        colours = [0] * len(self.nodes)
        for _ in range(ROUNDS):
            fresh: list[int] = []
            for node in self.nodes:
                offer = node.offer
                follow: tuple[int, ...] = tuple(colours[s.id] for s in node.succ)
                extra: Hashable = None
                if isinstance(offer, Offer):
                    follow = (colours[offer.entry.id],)
                    extra = (
                        tuple(map(_shape, offer.guard)),
                        tuple(_shape(e) for _, e in offer.captures),
                        offer.fallback,
                        offer.stays,
                    )
                elif isinstance(offer, Draw):
                    extra = (offer.kind, offer.outside, tuple(map(_shape, offer.args)))
                signature = (node.kind, None if node.expr is None else _shape(node.expr), node.what, node.cases, follow, extra)
                fresh.append(names.setdefault(signature, len(names)))
            colours = fresh
        return colours


class _Swap:
    """An attempt to exchange two options of a menu, and everything that has to go along. Pairs are in the order (of the first, of
    the second)."""

    def __init__(self, finder: _SymmetryFinder) -> None:
        self.finder = finder
        self.keys = finder.graph.slots.keys
        self.slots: dict[Slot, Slot] = {}
        self.nodes: dict[int, int] = {}
        self.slot_pairs: list[tuple[Slot, Slot]] = []
        self.node_pairs: list[tuple[int, int]] = []
        self.menus: dict[int, int] = {}
        self.work: list[tuple[Node, Node]] = []

    def side(self, which: int) -> tuple[SymmetryItem, ...]:
        """The items of the first (0) or second part, in corresponding order."""
        slots = (("slot", pair[which]) for pair in self.slot_pairs)
        return (*slots, *(("node", pair[which]) for pair in self.node_pairs))

    def succeeds(self, first: Node, second: Node) -> bool:
        """Whether the exchange maps the graph onto itself."""
        self.work.append((first, second))
        checked = 0
        while True:
            while self.work:
                tick()
                if not self.pair(*self.work.pop()):
                    return False
            if checked == len(self.slot_pairs):
                return self.closed()
            for slots in self.slot_pairs[checked:]:
                checked += 1
                if not all(self.mention(node, slots[0]) for slot in slots for node in self.finder.mentions.get(slot, ())):
                    return False

    # -- pairs

    def pair(self, first: Node, second: Node) -> bool:
        if first is second:
            return self.nodes.get(first.id, first.id) == first.id
        known = self.nodes.get(first.id)
        if known is not None or second.id in self.nodes:
            return known == second.id
        self.nodes[first.id] = second.id
        self.nodes[second.id] = first.id
        self.node_pairs.append((first.id, second.id))
        if (
            first.kind is not second.kind
            or first.cases != second.cases
            or first.what != second.what
            or first.label != second.label
        ):
            return False
        if len(first.succ) != len(second.succ) or not self.harmless(first) or not self.harmless(second):
            return False
        if first.kind in (NodeKind.SET, NodeKind.DRAW) and not self.slot(first.slot, second.slot):
            return False
        if (first.expr is None) != (second.expr is None):
            return False
        if first.expr is not None and second.expr is not None and not self.expr(first.expr, second.expr):
            return False
        if first.kind is not NodeKind.OFFER and not all(self.follow(a, b) for a, b in zip(first.succ, second.succ, strict=True)):
            return False
        return self.offer(first.offer, second.offer)

    def follow(self, first: Node, second: Node) -> bool:
        """Play continues at the same node, or at two that correspond; of menus, with options in any order."""
        bundle, colours = self.finder.bundle, self.finder.colours
        if first.kind is not NodeKind.OFFER or second.kind is not NodeKind.OFFER:
            self.work.append((first, second))
            return True
        if bundle[first.id] == bundle[second.id]:
            return first is second
        mine, theirs = self.finder.bundles[bundle[first.id]], list(self.finder.bundles[bundle[second.id]])
        if self.menus.get(bundle[first.id]) == bundle[second.id]:
            return True
        if first is not mine[0] or second is not theirs[0] or len(mine) != len(theirs):
            return False
        self.menus[bundle[first.id]] = bundle[second.id]
        self.menus[bundle[second.id]] = bundle[first.id]
        last = mine[-1].succ[0], theirs[-1].succ[0]
        for offer in mine:
            twin = next((t for t in theirs if colours[t.id] == colours[offer.id]), None)
            if twin is None:
                return False
            theirs.remove(twin)
            self.work.append((offer, twin))
            labels, others = self.finder.labels[offer.id], self.finder.labels[twin.id]
            if len(labels) != len(others):
                return False
            self.work.extend(zip(labels, others, strict=True))
        return self.follow(*last)

    def harmless(self, node: Node) -> bool:
        """Whether nothing the node does refers to its place in the source."""
        kinds = self.finder.kinds
        if node.kind is NodeKind.STOP:
            return all(down and self.finder.offering(p) for p, down in self.finder.preds[node.id])
        if node.kind is NodeKind.SET:
            return node.expr is not None and kinds.total(node.expr)
        if node.kind is NodeKind.BRANCH:
            return node.expr is not None and kinds.truth(node.expr)
        if isinstance(node.offer, Offer):
            return all(map(kinds.truth, node.offer.guard)) and all(kinds.total(e) for _, e in node.offer.captures)
        if isinstance(node.offer, Draw):
            bounds = [arg.value for arg in node.offer.args if arg.op == "const" and type(arg.value) is int]
            return len(bounds) == len(node.offer.args) and bounds == sorted(bounds)
        return node.kind in (NodeKind.TEXT, NodeKind.GOTO, NodeKind.LEAVE)

    def offer(self, first: Offer | Draw | Call | None, second: Offer | Draw | Call | None) -> bool:
        if isinstance(first, Offer) and isinstance(second, Offer):
            if (
                len(first.guard) != len(second.guard)
                or len(first.captures) != len(second.captures)
                or first.fallback
                or second.fallback
            ):
                return False
            if first.stays != second.stays:
                return False
            return (
                self.follow(first.entry, second.entry)
                and all(self.expr(a, b) for a, b in zip(first.guard, second.guard, strict=True))
                and all(
                    self.slot(s, t) and self.expr(a, b) for (s, a), (t, b) in zip(first.captures, second.captures, strict=True)
                )
            )
        if isinstance(first, Draw) and isinstance(second, Draw):
            if first.kind != second.kind or first.outside != second.outside or (first.picked is None) != (second.picked is None):
                return False
            if first.picked is not None and second.picked is not None and not self.slot(first.picked, second.picked):
                return False
            return len(first.args) == len(second.args) and all(
                self.expr(a, b) for a, b in zip(first.args, second.args, strict=True)
            )
        return first is None and second is None

    def slot(self, first: Slot, second: Slot) -> bool:
        if first in self.slots or second in self.slots:
            return self.slots.get(first) == second
        self.slots[first], self.slots[second] = second, first
        if first == second:
            return True
        graph = self.finder.graph
        kind = self.keys[first][0]
        first_value, second_value = graph.initial.get(first), graph.initial.get(second)
        if (
            kind != self.keys[second][0]
            or kind in ALONE
            or type(first_value) is not type(second_value)
            or first_value != second_value
        ):
            return False
        self.slot_pairs.append((first, second))
        return graph.wrap.get(first) == graph.wrap.get(second)

    def expr(self, first: Expr, second: Expr) -> bool:
        if first.op == "read" and second.op == "read":
            return self.slot(first.value, second.value)
        if first.op != second.op or len(first.args) != len(second.args) or first.op == "pick":
            return first is second and all(self.slot(slot, slot) for slot in first.reads)
        if first.op == "const":
            return first is second
        return all(self.expr(a, b) for a, b in zip(first.args, second.args, strict=True))

    # -- invariants

    def renamed(self, expr: Expr) -> Expr:
        expressions = self.finder.graph.expressions
        return expressions.substitute(expr, {s: expressions.read(t) for s, t in self.slots.items() if s != t})

    def invariant(self, expr: Expr | None) -> bool:
        if expr is None:
            return True
        new = self.renamed(expr)
        return new is expr or self.unordered(new) == self.unordered(expr)

    def unordered(self, expr: Expr) -> Hashable:
        """A normal form, equal for expressions that differ in the order of commutative operands."""
        counters = all(self.keys[slot][0] in COUNTED for slot in expr.reads)
        free = expr.algebra in UNORDERED or (expr.algebra is Arithmetic.ADD and counters and len(expr.args) == 2)
        if free and self.finder.kinds.total(expr):
            return expr.op, frozenset(Counter(self._operands(expr, expr.op)).items())
        return (expr.op, id(expr)) if not expr.args or expr.op == "pick" else (expr.op, *map(self.unordered, expr.args))

    def _operands(self, expr: Expr, op: str) -> list[Hashable]:
        if expr.op == op:
            return [operand for arg in expr.args for operand in self._operands(arg, op)]
        return [self.unordered(expr)]

    def mention(self, node: Node, first: Slot) -> bool:
        """Whether a node that mentions an exchanged slot is exchanged too, perhaps with an option of its menu, or unchanged by
        the exchange."""
        if node.id in self.nodes:
            return True
        offer = node.offer
        if isinstance(offer, Offer):
            known = {s: t for s, t in self.slots.items() if s != t}
            moved = tuple(self.renamed(g) for g in offer.guard)
            carried = tuple((known.get(s, s), self.renamed(e)) for s, e in offer.captures)
            if moved == offer.guard and carried == offer.captures:
                return True
            for twin in self.finder.bundles[self.finder.bundle[node.id]]:
                twin_offer = twin.offer
                if not isinstance(twin_offer, Offer) or twin is node or twin.id in self.nodes:
                    continue
                if twin_offer.guard == moved and twin_offer.captures == carried:
                    mine = first in reads_of(node) | writes_of(node)
                    self.work.append((node, twin) if mine else (twin, node))
                    return True
            return False
        if node.kind is NodeKind.CALL:
            return all(self.slots.get(slot, slot) == slot for slot in reads_of(node) | writes_of(node))
        if node.kind in (NodeKind.SET, NodeKind.DRAW) and self.slots.get(node.slot, node.slot) != node.slot:
            return False
        if isinstance(offer, Draw):
            same = offer.picked is None or self.slots.get(offer.picked, offer.picked) == offer.picked
            return same and all(map(self.invariant, offer.args))
        return self.invariant(node.expr)

    def closed(self) -> bool:
        """Whether nothing leads into the exchanged parts except themselves and the menus, and nothing observed distinguishes
        them."""
        finder = self.finder
        for number, partner in self.nodes.items():
            node = finder.nodes[number]
            if number == partner:
                continue
            if node.kind is NodeKind.OFFER and finder.bundle[number] == finder.bundle[partner]:
                continue
            if node is finder.graph.entry or any(self.nodes.get(p.id, p.id) == p.id for p, _ in finder.preds[number]):
                return False
        return all(map(self.invariant, (*finder.graph.at_end, *finder.graph.never)))


def _shape(expr: Expr) -> Hashable:
    if expr.op == "read":
        return "read"
    if expr.op == "const":
        return "const", type(expr.value), expr.value
    return expr.op, *map(_shape, expr.args)

"""The FlowGraph: a story's control, worked out; what remains depends on data.

Control (positions, frames, threads, targets, references) became the shape of the graph. Data are slots: globals, visit counts,
ages, frame variables of one context.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from epilogue.flow.calls import Callee
from epilogue.flow.expressions import Expr, Expressions, Slot
from epilogue.ir.program import Outside, Program


class NodeKind(IntEnum):
    """The kinds of nodes.

    SET: ``slot`` := ``expr``. CHECK: evaluate ``expr`` for its failure alone. BRANCH: ``expr`` true -> succ[0], else succ[1].
    SWITCH: succ[i] for the value ``cases[i]``; another value fails. DRAW: ``slot`` := an outcome of ``draw``. OFFER: ``offer``,
    if its guard holds. TEXT: ``expr`` is said. STOP: the turn ends (``what``: ``done`` or ``out_of_content``): the options
    offered are chosen from; with none, that is the ending. END: the story ends (``what``: ``end``, or ``stopped`` by the game).
    FAIL: run-time error ``what``. GOTO: nothing; removed by passes (``cases``: the truth of a condition decided there). CALL:
    ``offer`` is a :class:`Call` of a function. LIMIT: control was not worked out from here on (``what``: why; ``label``: only
    because it goes deep). LEAVE: options that persist over turns are dropped.
    """

    SET = 0
    CHECK = 1
    BRANCH = 2
    SWITCH = 3
    DRAW = 4
    OFFER = 5
    TEXT = 6
    STOP = 7
    END = 8
    FAIL = 9
    GOTO = 10
    CALL = 11
    LIMIT = 12
    LEAVE = 13


class Draw:
    """``kind``: ``random`` (args least, greatest), ``shuffle`` (args count; the ``picked`` slot holds the indices drawn this
    round as a bit set), ``list`` (args the list), ``outside`` (the world outside decides) or ``entries`` (the same, without the
    entries whose arg is true). ``cuts``: for a wide range, the first numbers of blocks of equivalent ones; None if all are
    distinct."""

    __slots__ = ("args", "cuts", "kind", "outside", "picked")

    def __init__(self, kind: str, args: tuple[Expr, ...], picked: Slot | None = None, outside: Outside | None = None) -> None:
        self.kind = kind
        self.args = args
        self.picked = picked
        self.cuts: tuple[int, ...] | None = None
        self.outside = outside


class Offer:
    """An option as offered at one place in one context.

    ``site``: the choice site's id. ``guard``: conditions that must all hold. ``captures``: values the option carries from now to
    when it is taken: (slot then, expression now). ``entry``: node where play continues. ``stays``: over turns, as the site says.
    """

    __slots__ = ("captures", "entry", "fallback", "guard", "site", "stays")

    def __init__(
        self,
        site: int,
        guard: tuple[Expr, ...],
        captures: tuple[tuple[Slot, Expr], ...],
        entry: Node,
        fallback: bool,
        stays: str,
    ) -> None:
        self.site = site
        self.guard = guard
        self.captures = captures
        self.entry = entry
        self.fallback = fallback
        self.stays = stays


class Call:
    """A call of a function as a single operation; it can fail and draw.

    ``kind``: function or procedure. ``args``: its arguments; a ``ref`` to a frame variable is a Reference to the cell of that
    number in ``cells``, the slots that hold these variables. ``reads``, ``writes``, ``counts``: slots, in the order of the
    ``callee``'s. ``line``: the line it is made within, None if none. The returned value goes to the node's ``slot`` (-1: unused).
    ``where``: "story", "label" or "string", what is being said around it; ``heard``: in a string, the slot for what is said
    inside.
    """

    __slots__ = ("args", "callee", "cells", "counts", "heard", "kind", "line", "reads", "where", "writes")

    def __init__(
        self,
        callee: Callee,
        kind: str,
        args: tuple[Expr, ...],
        cells: tuple[Slot, ...],
        slots: tuple[tuple[Slot, ...], tuple[Slot, ...], tuple[Slot, ...]],
        where: str,
        heard: Slot,
        line: int | None,
    ) -> None:
        self.callee = callee
        self.kind = kind
        self.args = args
        self.cells = cells
        self.reads, self.writes, self.counts = slots
        self.where = where
        self.heard = heard
        self.line = line

    @property
    def sets(self) -> tuple[Slot, ...]:
        """The slots it may set, besides its value."""
        return (*self.writes, *self.counts, *self.cells, *((self.heard,) if self.heard >= 0 else ()))


WORDED = frozenset(("end", "done"))
"""Kinds of endings distinguished by their last words; a fault is identified by its place."""


class Node:
    """One step. ``succ``: successors; ``position``: in the Program's code. ``circle``: the start of the cycle it is on within a
    turn, -1 if none (see :mod:`epilogue.flow.cycles`). Fields by kind: see :class:`NodeKind`."""

    __slots__ = ("cases", "circle", "expr", "id", "kind", "label", "offer", "position", "slot", "succ", "what")

    def __init__(self, kind: NodeKind, position: int) -> None:
        self.kind = kind
        self.position = position
        self.circle = -1
        self.id = -1
        self.slot: Slot = -1
        self.expr: Expr | None = None
        self.succ: list[Node] = []
        self.cases: tuple[Any, ...] = ()
        self.offer: Offer | Draw | Call | None = None
        self.what = ""
        self.label = False

    def __repr__(self) -> str:
        return f"<{self.kind.name} {self.slot} {self.expr} {self.what} ->{[s.id for s in self.succ]}>"


class Slots:
    """The slots of a graph: an index for each key. Keys: ``("g", name)`` global, ``("v", block)`` visit count, ``("age", block)``
    turns since the last visit (-1 never), ``("turns",)``, ``("t", thread, frame, name)`` frame variable, ``("s", n)`` spilled
    operand, ``("d", position)`` draw, ``("c", position)`` value of a call, ``("h", position)`` what was said in it, ``("k",
    block)`` indices picked by a shuffle, ``("mark",)`` the ending's mark, ``("last",)`` the line said last
    since the last choice or draw, ``("offers",)`` the number of options offered this
    turn (read only), ``("entry",)`` the conversation begun, ``("entered", n)`` whether a conversation is left for good."""

    def __init__(self) -> None:
        self.keys: list[tuple[Any, ...]] = []
        self._index: dict[tuple[Any, ...], Slot] = {}

    def __getitem__(self, key: tuple[Any, ...]) -> Slot:
        slot = self._index.get(key)
        if slot is None:
            slot = self._index[key] = len(self.keys)
            self.keys.append(key)
        return slot

    def find(self, key: tuple[Any, ...]) -> Slot | None:
        """The slot of a key, if it has one."""
        return self._index.get(key)

    def __len__(self) -> int:
        return len(self.keys)


class FlowGraph:
    """``entry``: first node. ``initial``: value of each slot at the start. ``at_end``: expressions observed at endings;
    ``never``: conditions observed in every state. ``wrap``: slot -> (threshold, period) of saturated counters. ``counted``: slots
    of shuffles of which only the number of indices picked matters. ``unordered``: slots whose lists keep less than the full order
    of their items -> the operator they are stored through. ``program``: where calls are evaluated, and ``invocations`` their
    cached results, set by whoever runs the graph. ``hub``: where play continues after each conversation, if it is a game with
    several. ``decisions``: the places where the reader and luck decide are distinguished. ``ran``: positions of the code that
    were worked out; nothing else can run."""

    def __init__(
        self,
        entry: Node,
        slots: Slots,
        expressions: Expressions,
        initial: dict[Slot, Any],
        program: Program,
        at_end: tuple[Expr, ...] = (),
        never: tuple[Expr, ...] = (),
    ) -> None:
        self.entry = entry
        self.program = program
        self.slots = slots
        self.expressions = expressions
        self.initial = initial
        self.at_end = at_end
        self.never = never
        self.wrap: dict[Slot, tuple[int, int]] = {}
        self.unordered: dict[Slot, str] = {}
        self.hub: Node | None = None
        self.decisions = False
        self.ran: frozenset[int] = frozenset()
        self.counted: frozenset[Slot] = frozenset()
        self.invocations: Any = None

    def nodes(self) -> list[Node]:
        """All reachable nodes, in topological order except for cycles; sets their ids to their indices."""
        seen = {self.entry}
        path = [self.entry]
        untried = [iter(successors(self.entry))]
        order: list[Node] = []
        while path:
            for follow in untried[-1]:
                if follow not in seen:
                    seen.add(follow)
                    path.append(follow)
                    untried.append(iter(successors(follow)))
                    break
            else:
                untried.pop()
                order.append(path.pop())
        order.reverse()
        for number, node in enumerate(order):
            node.id = number
        return order


def around(value: Any, threshold: int, period: int) -> Any:
    """The value of a saturated counter: from ``threshold`` on it cycles with ``period``."""
    return value if value < threshold + period else threshold + (value - threshold) % period


def copy_of(graph: FlowGraph) -> FlowGraph:
    """A copy whose nodes the passes may rewrite; expressions and slots are shared."""
    copies: dict[int, Node] = {}
    nodes = graph.nodes()
    for node in nodes:
        twin = copies[id(node)] = Node(node.kind, node.position)
        twin.slot, twin.expr, twin.cases, twin.what, twin.label = node.slot, node.expr, node.cases, node.what, node.label
        twin.circle = node.circle
    for node in nodes:
        twin = copies[id(node)]
        twin.succ = [copies[id(s)] for s in node.succ]
        offer = node.offer
        if isinstance(offer, Offer):
            twin.offer = Offer(offer.site, offer.guard, offer.captures, copies[id(offer.entry)], offer.fallback, offer.stays)
        elif isinstance(offer, Draw):
            twin.offer = Draw(offer.kind, offer.args, offer.picked, offer.outside)
        elif offer is not None:
            slots = offer.reads, offer.writes, offer.counts
            twin.offer = Call(offer.callee, offer.kind, offer.args, offer.cells, slots, offer.where, offer.heard, offer.line)
    entry = copies[id(graph.entry)]
    copy = FlowGraph(entry, graph.slots, graph.expressions, graph.initial, graph.program, graph.at_end, graph.never)
    copy.hub = None if graph.hub is None else copies[id(graph.hub)]
    copy.decisions = graph.decisions
    copy.ran = graph.ran
    return copy


def reads_of(node: Node) -> set[Slot]:
    """The slots a node reads."""
    slots: set[Slot] = set()
    if node.expr is not None:
        slots |= node.expr.reads
    if isinstance(node.offer, Offer):
        for expr in (*node.offer.guard, *(e for _, e in node.offer.captures)):
            slots |= expr.reads
    elif isinstance(node.offer, Draw):
        for expr in node.offer.args:
            slots |= expr.reads
        if node.offer.picked is not None:
            slots.add(node.offer.picked)
    elif node.offer is not None:
        slots.update(node.offer.reads, node.offer.cells, *(expr.reads for expr in node.offer.args))
    return slots


def writes_of(node: Node) -> set[Slot]:
    """The slots a node may write; for an offer, those it carries."""
    slots: set[Slot] = set()
    if node.kind in (NodeKind.SET, NodeKind.DRAW, NodeKind.CALL) and node.slot >= 0:
        slots.add(node.slot)
    if isinstance(node.offer, Call):
        slots.update(node.offer.sets)
    if isinstance(node.offer, Offer):
        slots.update(slot for slot, _ in node.offer.captures)
    elif isinstance(node.offer, Draw) and node.offer.picked is not None:
        slots.add(node.offer.picked)
    return slots


def successors(node: Node) -> list[Node]:
    """All successors of a node, including the entry of an option it offers."""
    if node.kind is NodeKind.OFFER:
        assert isinstance(node.offer, Offer)
        return [*node.succ, node.offer.entry]
    return node.succ

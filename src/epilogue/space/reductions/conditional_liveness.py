"""Conditional liveness: what still matters once some facts hold for good.

A once-only option that was taken never comes back; a sequence that is through stays through. Where a slot has a value that no
store changes any more (it is *frozen*), the branches and guards it decides are decided for the rest of the playthrough, and what
was read only behind them is dead: liveness is solved again without them. Sound because a frozen slot keeps its value along every
way on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from epilogue.budget import tick
from epilogue.flow.expressions import Expr, Slot, evaluator
from epilogue.flow.graph import FlowGraph, Node, NodeKind, Offer, around, reads_of, writes_of
from epilogue.flow.passes.liveness import Liveness
from epilogue.ir.operators import Logic, OperatorError, Operators
from epilogue.ir.values import Value

Fact = tuple[Slot, type, Any]
"""The slot has this value, of this type, for good."""

MOST_SOLVED = 4000
"""Sets of facts for which liveness is solved; others fall back on plain liveness."""
MOST_TRIED = 300_000
"""Facts times nodes up to which facts are tried out; each is tried on the whole graph."""


class ConditionalLiveness:
    """The liveness of one reduced FlowGraph by facts. ``slots``: those whose being frozen can make another slot dead."""

    def __init__(
        self,
        graph: FlowGraph,
        nodes: list[Node],
        liveness: Liveness,
        operators: Operators,
        domains: Mapping[Slot, tuple[Value, ...]],
    ) -> None:
        self.graph = graph
        self.nodes = nodes
        self.plain = liveness
        self.operators = operators
        self.truthy = graph.program.semantics.values.truthy
        self._deciding: dict[Slot, list[Node]] = {}
        for node in nodes:
            conditions = (
                node.offer.guard if isinstance(node.offer, Offer) else (node.expr,) if node.kind is NodeKind.BRANCH else ()
            )
            for slot in {slot for condition in conditions if condition is not None for slot in condition.reads}:
                self._deciding.setdefault(slot, []).append(node)
        self._solved: dict[frozenset[Fact], Liveness] = {frozenset(): liveness}
        stores = self._stores()
        stays = {slot: self._absorbing(slot, domains[slot], stores.get(slot, [])) for slot in self._deciding if slot in domains}
        facts = frozenset((slot, type(value), value) for slot, values in stays.items() for value in values)
        relevant = self._relevant(facts) if len(facts) * len(nodes) <= MOST_TRIED else []
        self.facts = frozenset(relevant)
        self.slots = frozenset(slot for slot, _, _ in relevant)

    def known(self, slots: Iterable[Slot], env: Any) -> frozenset[Fact]:
        """The facts that hold now, of these (live) slots."""
        return self.facts.intersection((slot, type(env[slot]), env[slot]) for slot in slots)

    def liveness(self, facts: frozenset[Fact]) -> Liveness:
        """The liveness of what can still happen, given the facts."""
        solved = self._solved.get(facts)
        if solved is None:
            if len(self._solved) >= MOST_SOLVED:
                return self.plain
            plain = self.plain
            solved = Liveness(self.graph, self.nodes, plain.kinds, plain.read_at_end, plain.read_always, self._cut(facts))
            self._solved[facts] = solved
        return solved

    # -- possible facts

    def _stores(self) -> dict[Slot, list[Expr | None]]:
        """The expressions stored in each slot; None: something else."""
        stores: dict[Slot, list[Expr | None]] = {}
        for node in self.nodes:
            if node.kind is NodeKind.SET:
                stores.setdefault(node.slot, []).append(node.expr)
            else:
                for slot in writes_of(node):
                    stores.setdefault(slot, []).append(None)
        return stores

    def _absorbing(self, slot: Slot, values: tuple[Value, ...], stores: list[Expr | None]) -> list[Value]:
        """The values that no store changes."""
        wrap = self.graph.wrap.get(slot)
        remaining = list(values)
        for expr in stores:
            if expr is None or not expr.reads <= {slot}:
                return []
            compute = evaluator(expr, self.operators)
            after = []
            for value in remaining:
                try:
                    new = compute({slot: value})
                except OperatorError:
                    continue
                new = new if wrap is None or not expr.reads else around(new, *wrap)
                if type(new) is type(value) and new == value:
                    after.append(value)
            remaining = after
        return remaining

    def _relevant(self, facts: frozenset[Fact]) -> list[Fact]:
        """The facts that, alone or in addition to all others, make a read of another slot unreachable."""
        everything = self._reads(self._cut(facts))
        relevant = []
        full = self._reads({})
        for fact in facts:
            alone = full - self._reads(self._cut(frozenset((fact,))))
            others = self._reads(self._cut(f for f in facts if f[0] != fact[0])) - everything
            if any(slot != fact[0] for slot, _ in alone | others):
                relevant.append(fact)
        return relevant

    def _reads(self, cut: Mapping[int, int]) -> set[tuple[Slot, int]]:
        """(slot, node) of every read that can still be reached; an increment does not count as a read."""
        reads: set[tuple[Slot, int]] = set()
        seen = bytearray(len(self.nodes))
        work = [self.graph.entry]
        while work:
            tick()
            node = work.pop()
            if seen[node.id]:
                continue
            seen[node.id] = 1
            decided = cut.get(node.id)
            if decided is not None:
                work.append(node.succ[max(decided, 0)])
                continue
            reads.update((slot, node.id) for slot in reads_of(node) if node.kind is not NodeKind.SET or slot != node.slot)
            work.extend(node.succ)
            if isinstance(node.offer, Offer):
                work.append(node.offer.entry)
        return reads

    # -- decided branches

    def _cut(self, facts: Iterable[Fact]) -> dict[int, int]:
        env = {slot: value for slot, _, value in facts}
        cut: dict[int, int] = {}
        for slot in env:
            for node in self._deciding[slot]:
                if node.id in cut:
                    continue
                if isinstance(node.offer, Offer):
                    never = any(self._truth(guard, env) is False for guard in node.offer.guard)
                    if never and all(map(self.plain.kinds.truth, node.offer.guard)):
                        cut[node.id] = -1
                elif node.expr is not None:
                    decided = self._truth(node.expr, env)
                    if decided is not None:
                        cut[node.id] = 0 if decided else 1
        return cut

    def _truth(self, expr: Expr, env: Mapping[Slot, Value]) -> bool | None:
        """The expression's truth, if the known slots decide it."""
        if expr.reads <= env.keys():
            try:
                return self.truthy(evaluator(expr, self.operators)(env))
            except OperatorError:
                return None
        if not isinstance(expr.algebra, Logic) or not self.plain.kinds.truth(expr):
            return None
        parts = [self._truth(arg, env) for arg in expr.args]
        if expr.algebra is Logic.NOT:
            return None if parts[0] is None else not parts[0]
        deciding = expr.algebra is Logic.OR
        if deciding in parts:
            return deciding
        return None if None in parts else not deciding

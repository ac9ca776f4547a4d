"""Abstract evaluation of expressions, and refinement of slots by conditions.

If the slots read hold few values each, every combination is computed with the story's own operators; otherwise numbers are
computed as ranges; otherwise the result is anything, and the expression can fail unless
:class:`~epilogue.flow.passes.types.TypeInference` proves that it cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from math import prod
from typing import Any, NamedTuple

from epilogue.abstract.domain import AbstractValue, Domain
from epilogue.flow.expressions import Expr, Slot, evaluator
from epilogue.flow.passes.types import TypeInference
from epilogue.ir.operators import Arithmetic, Compare, Logic, OperatorError, Operators, StringTooLarge
from epilogue.ir.values import ListValue

MAX_COMBINATIONS = 64

AbstractValues = Sequence[AbstractValue]


class Evaluated(NamedTuple):
    """The abstract value of an expression, and whether it can fail."""

    value: AbstractValue
    fails: bool


class Feasibility(NamedTuple):
    """Whether a condition can be true, can be false, can fail."""

    yes: bool
    no: bool
    fails: bool


Refinements = tuple[tuple[Slot, AbstractValue], ...]
"""Slots with narrower abstract values."""


class Evaluation:
    """Evaluates one FlowGraph's expressions on abstract values; caches results."""

    def __init__(self, domain: Domain, operators: Operators, kinds: TypeInference, slots: int) -> None:
        self.domain = domain
        self.operators = operators
        self.kinds = kinds
        self._slots = slots
        self._reads: dict[Expr, tuple[Slot, ...]] = {}
        self._compiled: dict[Expr, Callable[[list[Any]], Any]] = {}
        self._found: dict[tuple[Any, ...], Evaluated] = {}
        self._refined: dict[tuple[Any, ...], Refinements | None] = {}

    def reads(self, expr: Expr) -> tuple[Slot, ...]:
        """The slots read, in order."""
        cached = self._reads.get(expr)
        if cached is None:
            cached = self._reads[expr] = tuple(sorted(expr.reads))
        return cached

    def value(self, expr: Expr, env: AbstractValues) -> Evaluated:
        """The abstract value of the expression in ``env``."""
        if expr.op == "read":
            return Evaluated(env[expr.value], False)
        key = (expr, *[env[slot] for slot in self.reads(expr)])
        cached = self._found.get(key)
        if cached is None:
            cached = self._found[key] = self._each(expr, env) or self._ranged(expr, env)
        return cached

    def test(self, expr: Expr, env: AbstractValues) -> Feasibility:
        """The feasible sides of a branch on the expression."""
        abstract, fails = self.value(expr, env)
        yes, no, untestable = self.domain.truth(abstract)
        if untestable and abstract.items is None:
            untestable = not self.kinds.truth(expr)
        return Feasibility(yes, no, fails or untestable)

    def refined(self, expr: Expr, env: AbstractValues, truth: bool) -> Refinements | None:
        """The slots refined by the expression being ``truth`` (true or false); None if that is impossible."""
        key = (expr, truth, *[env[slot] for slot in self.reads(expr)])
        if key not in self._refined:
            self._refined[key] = self._refine(expr, env, truth)
        return self._refined[key]

    # -- value by value

    def _combinations(self, expr: Expr, env: AbstractValues) -> list[list[Any]] | None:
        """The values of the slots read, if these have few combinations."""
        candidates = []
        for slot in self.reads(expr):
            items = env[slot].items
            if items is None:
                return None
            candidates.append([value for _, value in items])
        return candidates if prod(map(len, candidates)) <= MAX_COMBINATIONS else None

    def _computed(self, expr: Expr) -> Callable[[list[Any]], Any]:
        compiled = self._compiled.get(expr)
        if compiled is None:
            compiled = self._compiled[expr] = evaluator(expr, self.operators)
        return compiled

    def _each(self, expr: Expr, env: AbstractValues) -> Evaluated | None:
        candidates = self._combinations(expr, env)
        if candidates is None:
            return None
        compute, reads, fails = self._computed(expr), self.reads(expr), False
        results = []
        concrete: list[Any] = [0] * self._slots
        for values in product(*candidates):
            for slot, value in zip(reads, values, strict=True):
                concrete[slot] = value
            try:
                results.append(compute(concrete))
            except StringTooLarge:
                return Evaluated(self.domain.anything, True)  # a limit of Epilogue's own: anything may follow
            except OperatorError:
                fails = True
        return Evaluated(self.domain.of(results), fails)

    # -- ranges

    def _ranged(self, expr: Expr, env: AbstractValues) -> Evaluated:
        domain = self.domain
        if expr.op == "pick":
            return self._picked(expr, env)
        parts = [self.value(arg, env) for arg in expr.args]
        fails = not self.kinds.total(expr)
        known = [part.value for part in parts]
        if expr.op == "retain":
            _, new = known
            plain = new.low is not None or (
                new.items is not None and not any(isinstance(value, ListValue) and not value.entries for _, value in new.items)
            )
            return Evaluated(new if plain else domain.anything, any(part.fails for part in parts))
        if expr.algebra is Logic.NOT:
            yes, no, _ = domain.truth(known[0])
            if known[0].low is None and known[0].items is None:
                outcomes = self.operators[expr.op].outcomes
                return Evaluated(domain.of(outcomes) if outcomes else domain.anything, fails)
            return Evaluated(domain.of([False] * yes + [True] * no), fails)
        if isinstance(expr.algebra, Logic):
            (yes, no, _), (also, nor, _) = map(domain.truth, known)
            holds = (yes and also) if expr.algebra is Logic.AND else (yes or also)
            fails_to = (no or nor) if expr.algebra is Logic.AND else (no and nor)
            return Evaluated(domain.of([True] * holds + [False] * fails_to), fails)
        if isinstance(expr.algebra, Compare):
            return Evaluated(self._compared(expr.algebra, *map(domain.as_range, known)), fails)
        return Evaluated(self._arithmetic(expr, list(map(domain.as_range, known))), fails)

    def _picked(self, expr: Expr, env: AbstractValues) -> Evaluated:
        target, fails = self.value(expr.args[0], env)
        places = expr.value
        if target.items is None:
            slots, fails = list(places.values()), True
        else:
            slots = [places[slot] for _, slot in target.items if slot in places]
            fails = fails or len(slots) < len(target.items)
        joined = self.domain.nothing
        for slot in slots:
            joined = self.domain.join(joined, env[slot])
        return Evaluated(joined, fails)

    def _compared(self, comparison: Compare, a: AbstractValue, b: AbstractValue) -> AbstractValue:
        if a.low is None or a.high is None or b.low is None or b.high is None:
            return self.domain.of((True, False))
        a_low, a_high = self.domain.outward(a.low, a.high)
        b_low, b_high = self.domain.outward(b.low, b.high)
        apart = a_high < b_low or b_high < a_low
        always, never = {
            Compare.LT: (a_high < b_low, a_low >= b_high),
            Compare.LE: (a_high <= b_low, a_low > b_high),
            Compare.GT: (a_low > b_high, a_high <= b_low),
            Compare.GE: (a_low >= b_high, a_high < b_low),
            Compare.EQ: (False, apart),
            Compare.NE: (apart, False),
        }[comparison]
        return self.domain.of([True] * (not never) + [False] * (not always))

    def _arithmetic(self, expr: Expr, parts: list[AbstractValue]) -> AbstractValue:
        bounds = []
        for part in parts:
            if part.low is None or part.high is None:
                return self.domain.anything
            bounds.append((part.low, part.high))
        if expr.op == "older":
            low, high = bounds[0]
            return self.domain.range(low, high + 1)
        if len(bounds) != 2:
            return self.domain.anything
        (a, b), (c, d) = bounds
        algebra = expr.algebra
        if algebra is Arithmetic.ADD:
            return self.domain.range(*self.domain.outward(a + c, b + d))
        if algebra is Arithmetic.SUBTRACT:
            return self.domain.range(*self.domain.outward(a - d, b - c))
        if algebra is Arithmetic.MULTIPLY:
            ends = (a * c, a * d, b * c, b * d)
            return self.domain.range(*self.domain.outward(min(ends), max(ends)))
        if algebra is Arithmetic.LEAST:
            return self.domain.range(*self.domain.outward(min(a, c), min(b, d)))
        if algebra is Arithmetic.GREATEST:
            return self.domain.range(*self.domain.outward(max(a, c), max(b, d)))
        return self.domain.anything

    # -- conditions

    def _refine(self, expr: Expr, env: AbstractValues, truth: bool) -> Refinements | None:
        candidates = self._combinations(expr, env)
        if candidates is not None:
            return self._kept(expr, candidates, truth)
        abstract, _ = self.value(expr, env)
        if not self.domain.truth(abstract)[0 if truth else 1]:
            return None
        if expr.op == "read":
            if not truth and abstract.low is not None:
                return ((expr.value, self.domain.range(0, 0)),)
            return ()
        if expr.algebra is Logic.NOT:
            return self.refined(expr.args[0], env, not truth)
        if expr.algebra is (Logic.AND if truth else Logic.OR):
            return self._both(expr.args, env, truth)
        if isinstance(expr.algebra, Compare):
            return self._bounded(expr, expr.algebra, env, truth)
        return ()

    def _kept(self, expr: Expr, candidates: list[list[Any]], truth: bool) -> Refinements | None:
        compute, reads = self._computed(expr), self.reads(expr)
        concrete: list[Any] = [0] * self._slots
        possible = []
        for values in product(*candidates):
            for slot, value in zip(reads, values, strict=True):
                concrete[slot] = value
            try:
                if self.domain.truthy(compute(concrete)) is truth:
                    possible.append(values)
            except StringTooLarge:
                possible.append(values)
            except OperatorError:
                pass
        if not possible:
            return None
        return tuple((slot, self.domain.of(column)) for slot, column in zip(reads, zip(*possible, strict=True), strict=True))

    def _both(self, args: tuple[Expr, ...], env: AbstractValues, truth: bool) -> Refinements | None:
        first = self.refined(args[0], env, truth)
        if first is None:
            return None
        narrowed = list(env)
        for slot, abstract in first:
            narrowed[slot] = abstract
        second = self.refined(args[1], narrowed, truth)
        return None if second is None else tuple({**dict(first), **dict(second)}.items())

    def _bounded(self, expr: Expr, comparison: Compare, env: AbstractValues, truth: bool) -> Refinements:
        """Refines a slot that is compared with a number."""
        left, right = expr.args
        if left.op == "const":
            left, right, comparison = right, left, comparison.flipped
        if left.op != "read" or right.op != "const" or not isinstance(right.value, int | float):
            return ()
        abstract, number = self.domain.as_range(env[left.value]), right.value
        if abstract.low is None or abstract.high is None or not abs(number) < self.domain.numbers.exact:
            return ()
        if not truth:
            comparison = comparison.negated
        low, high = abstract.low, abstract.high
        if comparison in (Compare.GT, Compare.GE, Compare.EQ):
            low = max(low, number)
        if comparison in (Compare.LT, Compare.LE, Compare.EQ):
            high = min(high, number)
        return ((left.value, self.domain.range(low, high)),) if low <= high else ()

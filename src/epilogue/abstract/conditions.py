"""Refinement of slots by conditions, and by what did not fail."""

from __future__ import annotations

from itertools import product
from math import ceil, floor, inf
from typing import Any

from epilogue.abstract import lists
from epilogue.abstract.domain import ANY_NUMBER, AbstractValue, NumberRange
from epilogue.abstract.evaluate import AbstractValues, Evaluation
from epilogue.abstract.lists import ListShape
from epilogue.abstract.states import OfferedIf
from epilogue.flow.expressions import Expr, Slot
from epilogue.ir.operators import LIST, NUMBER, Compare, Logic, OnLists, OperatorError, StringTooLarge

Refinements = tuple[tuple[Slot, AbstractValue], ...]
"""Slots with narrower abstract values."""


class Conditions:
    """Refines slots by an ``evaluation``'s expressions; caches results."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.domain = evaluation.domain
        self.operators = evaluation.operators
        self._refined: dict[tuple[Any, ...], Refinements | None] = {}

    def refined(self, expr: Expr, env: AbstractValues, truth: bool | None) -> Refinements | None:
        """The slots refined by the expression being ``truth`` (true or false; None: only that it did not fail); None if that is
        impossible."""
        key = (expr, truth, *[env[slot] for slot in self.evaluation.reads(expr)])
        if key not in self._refined:
            self._refined[key] = self._refine(expr, env, truth)
        return self._refined[key]

    def decided(self, expr: Expr, env: AbstractValues) -> OfferedIf:
        """A condition that has one of two truth values, in a form that it shares with its opposite."""
        holds = True
        while expr.algebra is Logic.NOT:
            expr, holds = expr.args[0], not holds
        comparison = expr.algebra
        if not isinstance(comparison, Compare):
            return OfferedIf(expr, holds, expr.reads)
        if comparison not in (Compare.EQ, Compare.NE):
            sides = [self.domain.hull(self.evaluation.value(arg, env).value) for arg in expr.args]
            if any(side.kinds != NUMBER or side.numbers == ANY_NUMBER for side in sides):
                return OfferedIf(expr, holds, expr.reads)
        if comparison in (Compare.NE, Compare.GE, Compare.LE):
            comparison, holds = comparison.negated, not holds
        return OfferedIf((comparison, *expr.args), holds, expr.reads)

    def _refine(self, expr: Expr, env: AbstractValues, truth: bool | None) -> Refinements | None:
        candidates = self.evaluation.combinations(expr, env)
        if candidates is not None:
            return self._kept(expr, candidates, env, truth)
        if truth is None:
            return self._passed(expr, env)
        abstract, _ = self.evaluation.value(expr, env)
        if not self.domain.truth(abstract)[0 if truth else 1]:
            return None
        if expr.op == "read":
            return self._tested(expr, env, truth)
        if expr.algebra is Logic.NOT:
            return self.refined(expr.args[0], env, not truth)
        if expr.algebra is (Logic.AND if truth else Logic.OR):
            return self._both(expr.args, env, truth)
        on = self.operators[expr.op].on_lists
        if on is OnLists.HAS or on is OnLists.LACKS:
            return self._having(expr.args, env, truth is (on is OnLists.HAS))
        if isinstance(expr.algebra, Compare):
            return self._compared(expr, expr.algebra if truth else expr.algebra.negated, env)
        return ()

    def _passed(self, expr: Expr, env: AbstractValues) -> Refinements | None:
        """Refines by nothing in the expression having failed."""
        refinements: dict[Slot, AbstractValue] = {}
        if expr.op in ("read", "const", "pick"):
            return ()
        wanted = self.operators[expr.op].wants_values
        for arg in expr.args:
            inside = self.refined(arg, env, None) if arg.op != "read" else ()
            if inside is None:
                return None
            refinements.update(inside)
            if wanted and arg.op == "read":
                valued = self.evaluation.valued(env[arg.value])
                if valued is not env[arg.value]:
                    refinements[arg.value] = valued
        return tuple(refinements.items())

    def _kept(self, expr: Expr, candidates: list[list[Any]], env: AbstractValues, truth: bool | None) -> Refinements | None:
        compute, reads = self.evaluation.computed(expr), self.evaluation.reads(expr)
        concrete: list[Any] = [0] * self.evaluation.slots
        possible, every = [], True
        for values in product(*candidates):
            for slot, value in zip(reads, values, strict=True):
                concrete[slot] = value
            try:
                result = compute(concrete)
                if truth is None or self.domain.truthy(result) is truth:
                    possible.append(values)
                else:
                    every = False
            except StringTooLarge:
                possible.append(values)
            except OperatorError:
                every = False
        if not possible:
            return None
        if every:
            return ()
        return tuple((slot, self.domain.of(column)) for slot, column in zip(reads, zip(*possible, strict=True), strict=True))

    def _both(self, args: tuple[Expr, ...], env: AbstractValues, truth: bool) -> Refinements | None:
        first = self.refined(args[0], env, truth)
        if first is None:
            return None
        narrowed = env.copy()
        for slot, abstract in first:
            narrowed[slot] = abstract
        second = self.refined(args[1], narrowed, truth)
        return None if second is None else tuple({**dict(first), **dict(second)}.items())

    def _tested(self, expr: Expr, env: AbstractValues, truth: bool) -> Refinements | None:
        """The slot read is true or false."""
        abstract = self.domain.hull(env[expr.value])
        numbers, shape = abstract.numbers, abstract.lists
        if shape is not None:
            shape = lists.nonempty(shape) if truth else lists.empty(shape)
        if numbers is not None and not truth:
            numbers = NumberRange(0, 0, numbers.whole) if numbers.low <= 0 <= numbers.high and numbers != ANY_NUMBER else numbers
        elif numbers is not None and numbers.whole and (numbers.low == 0 or numbers.high == 0):
            numbers = _within(numbers, 1 if numbers.low == 0 else -inf, -1 if numbers.high == 0 else inf)
        return self._slot(expr.value, env, numbers, shape, abstract.rest)

    def _slot(
        self, slot: Slot, env: AbstractValues, numbers: NumberRange | None, shape: ListShape | None, rest: int
    ) -> Refinements | None:
        narrowed = self.domain.mixed(numbers, shape, rest)
        if narrowed is self.domain.nothing:
            return None
        return () if narrowed is env[slot] or env[slot].items is not None else ((slot, narrowed),)

    # -- comparisons

    def _compared(self, expr: Expr, comparison: Compare, env: AbstractValues) -> Refinements | None:
        left, right = expr.args
        first = self._side(left, comparison, right, env)
        if first is None:
            return None
        narrowed = env.copy()
        for slot, abstract in first:
            narrowed[slot] = abstract
        second = self._side(right, comparison.flipped, left, narrowed)
        return None if second is None else tuple({**dict(first), **dict(second)}.items())

    def _side(self, expr: Expr, comparison: Compare, other: Expr, env: AbstractValues) -> Refinements | None:
        """Refines the slot of one side of a comparison that holds."""
        counted = expr.op not in ("read", "const", "pick") and self.operators[expr.op].on_lists is OnLists.COUNT
        read = expr.args[0] if counted else expr
        if read.op != "read":
            return ()
        abstract = self.domain.hull(env[read.value])
        beside = self.domain.hull(self.evaluation.value(other, env).value)
        if not counted and abstract.kinds == LIST and beside.kinds == LIST and abstract.lists and beside.lists:
            shape = self._alike(abstract.lists, beside.lists, comparison)
            return None if shape is None else self._slot(read.value, env, None, shape, 0)
        exact = self.domain.numbers.exact
        if beside.kinds != NUMBER or beside.numbers is None or beside.numbers == ANY_NUMBER:
            return ()
        low, high = beside.numbers.low, beside.numbers.high
        if not all(abs(bound) < exact or bound in (-inf, inf) for bound in (low, high)):
            return ()
        if counted:
            shape = abstract.lists
            if abstract.kinds != LIST or shape is None:
                return ()
            sizes = _bounded(NumberRange(shape.least, shape.most, True), comparison, low, high)
            if sizes is None:
                return None
            fitting = lists.shape(shape.items, int(sizes.low), int(min(sizes.high, lists.MANY)), shape.origins, shape.placed)
            return self._slot(read.value, env, None, fitting, 0)
        numbers = abstract.numbers
        if abstract.kinds != NUMBER or numbers is None or numbers == ANY_NUMBER:
            return ()
        fitting_numbers = _bounded(numbers, comparison, low, high)
        return None if fitting_numbers is None else self._slot(read.value, env, fitting_numbers, None, 0)

    def _alike(self, shape: ListShape, other: ListShape, comparison: Compare) -> ListShape | None:
        if comparison is Compare.EQ:
            return lists.meet(shape, other)
        if comparison is not Compare.NE:
            return shape
        if other.most == 0:
            return lists.nonempty(shape)
        if shape.most == 1 and other.least == other.most == 1 and other.items is not None and len(other.items) == 1:
            return shape if shape.items is None else lists.shape(shape.items - other.items, *shape[1:])
        return shape

    # -- lists

    def _having(self, args: tuple[Expr, ...], env: AbstractValues, truth: bool) -> Refinements | None:
        """Refines by the first list having the items of the second, or lacking some, or one of them being empty."""
        values = [self.domain.hull(self.evaluation.value(arg, env).value) for arg in args]
        first, second = values[0].lists, values[1].lists
        if first is None or second is None or any(value.kinds != LIST for value in values):
            return ()
        whole: ListShape | None = first
        part: ListShape | None = second
        if truth:
            part = lists.meet(second, lists.ListShape(first.items, 1, first.most, None, False))
            if part is not None:
                whole = lists.shape(first.items, max(first.least, part.least), first.most)
        elif second.least == second.most == 1 and first.least > 0 and second.items is not None and first.items is not None:
            if len(second.items) == 1:
                whole = lists.shape(first.items - second.items, *first[1:])
            elif first.least == len(first.items):
                part = lists.shape(second.items - first.items, *second[1:])
        elif second.least == second.most == 1 and second.items is not None and len(second.items) == 1 and first.items is not None:
            whole = lists.shape(first.items - second.items, *first[1:])
        if whole is None or part is None:
            return None
        refinements: dict[Slot, AbstractValue] = {}
        for arg, narrowed in zip(args, (whole, part), strict=True):
            if arg.op == "read":
                refinements.update(self._slot(arg.value, env, None, narrowed, 0) or ())
        return tuple(refinements.items())


def _within(numbers: NumberRange, low: float, high: float) -> NumberRange | None:
    low, high = max(numbers.low, low), min(numbers.high, high)
    return NumberRange(low, high, numbers.whole) if low <= high else None


def _bounded(numbers: NumberRange, comparison: Compare, low: float, high: float) -> NumberRange | None:
    """The numbers of which the comparison with one from ``low`` to ``high`` can hold; None if there are none."""
    step = int(numbers.whole)
    if comparison is Compare.EQ:
        return _within(numbers, low, high)
    if comparison is Compare.NE:
        if low != high or not numbers.whole or low not in (numbers.low, numbers.high):
            return numbers
        return _within(numbers, low + (low == numbers.low), inf) if low == numbers.low else _within(numbers, -inf, low - 1)
    if comparison in (Compare.GT, Compare.GE):
        if step and low > -inf:
            low = floor(low) + 1 if comparison is Compare.GT else ceil(low)
        return _within(numbers, low, inf)
    if step and high < inf:
        high = ceil(high) - 1 if comparison is Compare.LT else floor(high)
    return _within(numbers, -inf, high)

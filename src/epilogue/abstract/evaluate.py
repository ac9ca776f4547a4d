"""Abstract evaluation of expressions.

If the slots read, or the operands, hold few values each, every combination is computed with the story's own operators; otherwise
numbers are computed as ranges and lists as shapes; otherwise the result is anything of the kinds that the operator gives. An
expression can fail unless its operators are declared total on what their operands can be, or
:class:`~epilogue.flow.passes.types.TypeInference` proves that it cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from math import inf, prod, trunc
from typing import Any, NamedTuple

from epilogue.abstract import lists
from epilogue.abstract.domain import ANY_NUMBER, ANY_WHOLE, AbstractValue, Domain, NumberRange
from epilogue.abstract.lists import ListShape
from epilogue.abstract.states import AbstractEnv
from epilogue.flow.expressions import Expr, Slot, evaluator
from epilogue.flow.operators import NEVER_FAIL
from epilogue.flow.passes.types import TypeInference
from epilogue.ir.operators import (
    AS_OPERANDS,
    LIST,
    NUMBER,
    Arithmetic,
    Compare,
    Logic,
    OnLists,
    Operator,
    OperatorError,
    Operators,
    StringTooLarge,
)
from epilogue.ir.values import VOID, Entry, ListValue, VoidType

MAX_COMBINATIONS = 64
MOST_NUMBERED = 10_000
"""Width of a range of numbers up to which it is looked whether a list has an item for each."""

PERCENT = 100
"""Greatest second operand of a rising operator, either way."""
CHOOSING: dict[Any, Callable[[Iterable[float]], float]] = {Arithmetic.LEAST: min, Arithmetic.GREATEST: max}

AbstractValues = list[AbstractValue] | AbstractEnv


class Evaluated(NamedTuple):
    """The abstract value of an expression, and whether it can fail."""

    value: AbstractValue
    fails: bool


class Feasibility(NamedTuple):
    """Whether a condition can be true, can be false, can fail."""

    yes: bool
    no: bool
    fails: bool


class Evaluation:
    """Evaluates one FlowGraph's expressions on abstract values; caches results. ``kinds``: None if nothing was inferred."""

    def __init__(self, domain: Domain, operators: Operators, kinds: TypeInference | None, slots: int) -> None:
        self.domain = domain
        self.operators = operators
        self.kinds = kinds
        self.slots = slots
        self._reads: dict[Expr, tuple[Slot, ...]] = {}
        self._compiled: dict[Expr, Callable[[list[Any]], Any]] = {}
        self._found: dict[tuple[Any, ...], Evaluated] = {}
        self._few: dict[AbstractValue, list[Any] | None] = {}
        self._every: dict[str, lists.Items | None] = {}

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
            cached = self._found[key] = self._each(expr, env) or self._structured(expr, env)
        return cached

    def test(self, expr: Expr, env: AbstractValues) -> Feasibility:
        """The feasible sides of a branch on the expression."""
        abstract, fails = self.value(expr, env)
        yes, no, untestable = self.domain.truth(abstract)
        if untestable and abstract.items is None:
            untestable = self.kinds is None or not self.kinds.truth(expr)
        return Feasibility(yes, no, fails or untestable)

    # -- value by value

    def combinations(self, expr: Expr, env: AbstractValues) -> list[list[Any]] | None:
        """The values of the slots read, if these have few combinations."""
        return self._enumerated([env[slot] for slot in self.reads(expr)])

    def _enumerated(self, values: Sequence[AbstractValue]) -> list[list[Any]] | None:
        candidates = []
        for value in values:
            if value not in self._few:
                self._few[value] = self._values(value)
            few = self._few[value]
            if few is None:
                return None
            candidates.append(few)
        return candidates if prod(map(len, candidates)) <= MAX_COMBINATIONS else None

    def _values(self, value: AbstractValue) -> list[Any] | None:
        if value.items is not None:
            return [each for _, each in value.items]
        if value.kinds != LIST or value.lists is None:
            return None
        return list(lists.few(value.lists)) or None

    def computed(self, expr: Expr) -> Callable[[list[Any]], Any]:
        """Computes the expression from the values of all slots."""
        compiled = self._compiled.get(expr)
        if compiled is None:
            compiled = self._compiled[expr] = evaluator(expr, self.operators)
        return compiled

    def _each(self, expr: Expr, env: AbstractValues) -> Evaluated | None:
        candidates = self.combinations(expr, env)
        if candidates is None:
            return None
        compute, reads, fails = self.computed(expr), self.reads(expr), False
        results = []
        concrete: list[Any] = [0] * self.slots
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

    # -- ranges, shapes and kinds

    def _structured(self, expr: Expr, env: AbstractValues) -> Evaluated:
        if expr.op == "pick":
            return self._picked(expr, env)
        parts = [self.value(arg, env) for arg in expr.args]
        failing = any(part.fails for part in parts)
        known = [part.value for part in parts]
        if self.domain.nothing in known:
            return Evaluated(self.domain.nothing, failing)
        operator = self.operators[expr.op]
        if operator.wants_values:
            valued = list(map(self.valued, known))
            failing = failing or valued != known
            known = valued
            if self.domain.nothing in known:
                return Evaluated(self.domain.nothing, failing)
        applied = self._applied(expr, known)
        if applied is None:
            total = self._total(expr, operator, known)
            applied = Evaluated(self._result(expr, operator, known), not total)
        fails = (failing or applied.fails) and (self.kinds is None or not self.kinds.total(expr))
        return Evaluated(applied.value, fails)

    def _applied(self, expr: Expr, known: list[AbstractValue]) -> Evaluated | None:
        """The operator applied to every combination of its operands' values, if these are few."""
        candidates = self._enumerated(known)
        if candidates is None:
            return None
        function, results, fails = self.operators[expr.op].function, [], False
        for values in product(*candidates):
            try:
                results.append(function(*values))
            except StringTooLarge:
                return Evaluated(self.domain.anything, True)
            except OperatorError:
                fails = True
        return Evaluated(self.domain.of(results), fails)

    def valued(self, value: AbstractValue) -> AbstractValue:
        """The abstract value without VOID, where that is told apart."""
        if value.items is None or (VoidType, VOID) not in value.items:
            return value
        return self.domain.set(value.items - {(VoidType, VOID)})

    def _total(self, expr: Expr, operator: Operator, known: list[AbstractValue]) -> bool:
        """Whether the operator cannot fail on such operands."""
        if expr.op in NEVER_FAIL:
            return True
        if operator.on_lists is OnLists.NAMED:
            return self._named(operator, known) is not None and _whole(known[1])
        if operator.on_lists is OnLists.SOME:
            return known[0].kinds == LIST
        if operator.on_lists in (OnLists.UNION, OnLists.WITHOUT) and known[0].kinds == LIST and _whole(known[1]):
            shape = self.domain.hull(known[0]).lists
            return shape is not None and (shape.most <= 1 or _numbered_apart(shape))
        if not operator.cannot_fail([value.kinds for value in known]):
            return False
        return not operator.but_for or self._excludes(known[-1], operator.but_for)

    def _excludes(self, value: AbstractValue, numbers: tuple[Any, ...]) -> bool:
        if value.items is not None:
            return not any(each in numbers for _, each in value.items)
        held = value.numbers
        return held is not None and all(number < held.low or number > held.high for number in numbers)

    def _result(self, expr: Expr, operator: Operator, known: list[AbstractValue]) -> AbstractValue:
        domain, hulls = self.domain, list(map(self.domain.hull, known))
        if expr.op == "retain":
            return self._retained(*hulls)
        if expr.op in ("unordered", "by_number"):
            return hulls[0]
        if expr.algebra is Logic.NOT:
            yes, no, _ = domain.truth(known[0])
            if known[0].kinds == NUMBER:
                return domain.of([False] * yes + [True] * no)
            if not operator.outcomes:
                return domain.anything
            return domain.of([outcome for outcome in operator.outcomes if (no if domain.truthy(outcome) else yes)])
        if isinstance(expr.algebra, Logic):
            (yes, no, _), (also, nor, _) = map(domain.truth, known)
            holds = (yes and also) if expr.algebra is Logic.AND else (yes or also)
            fails_to = (no or nor) if expr.algebra is Logic.AND else (no and nor)
            return domain.of([True] * holds + [False] * fails_to)
        if isinstance(expr.algebra, Compare):
            return self._compared(expr.algebra, *hulls)
        if operator.rising is not None:
            risen = self._risen(operator, operator.rising, *hulls)
            if risen is not None:
                return risen
        if operator.on_lists is not None:
            shapes = [value.lists for value in hulls]
            result = self._on_lists(operator, shapes, hulls)
            if result is not None:
                return result
        numeric = isinstance(expr.algebra, Arithmetic) or operator.result in (AS_OPERANDS, NUMBER)
        if numeric and all(value.kinds == NUMBER for value in hulls):
            numbers = [value.numbers for value in hulls if value.numbers is not None]
            return domain.mixed(self._arithmetic(expr, operator, numbers), None)
        if operator.result:
            return domain.of_kinds(operator.result)
        kinds = 0
        for value in known:
            kinds |= value.kinds
        return domain.of_kinds(kinds)

    def _risen(self, operator: Operator, among: tuple[int, int], value: AbstractValue, by: AbstractValue) -> AbstractValue | None:
        """The range that a rising operator gives: from what it makes of the least to what it makes of the greatest."""
        part, step = value.numbers, by.numbers
        if part is None or step is None or not (part.whole and step.whole and step.low == step.high and abs(step.low) <= PERCENT):
            return None
        if not (among[0] <= part.low and part.high <= among[1]):
            return None
        low, high = (operator.function(int(end), int(step.low)) for end in (part.low, part.high))
        assert isinstance(low, int) and isinstance(high, int)
        return self.domain.range(low, high, True)

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

    # -- lists

    def _retained(self, old: AbstractValue, new: AbstractValue) -> AbstractValue:
        """The value as a variable stores it that held ``old``."""
        if new.lists is None or new.lists.least > 0:
            return new
        shape = lists.retained(new.lists, old.lists, old.kinds != LIST)
        return self.domain.mixed(new.numbers, shape, new.rest)

    def _on_lists(self, operator: Operator, shapes: list[ListShape | None], known: list[AbstractValue]) -> AbstractValue | None:
        """The result where the operands are what the operator is declared for; None elsewhere."""
        domain, on = self.domain, operator.on_lists
        if on is OnLists.NAMED:
            return self._item(operator, known)
        first = shapes[0]
        if first is None or known[0].kinds != LIST:
            return None
        if on in (OnLists.COUNT, OnLists.NUMBER):
            return self._told(on, first)
        if on in (OnLists.ONE, OnLists.SOME, OnLists.ALL, OnLists.OTHERS):
            if on is OnLists.ONE or on is OnLists.SOME:
                return domain.mixed(None, lists.one(first) if on is OnLists.ONE else lists.some(first))
            return domain.mixed(None, self._of_origins(first, on is OnLists.ALL))
        second = shapes[1]
        if second is None or known[1].kinds != LIST:
            if on in (OnLists.UNION, OnLists.WITHOUT) and _whole(known[1]):
                return domain.mixed(None, lists.moved(first, self._all_of(first.belongs())))
            return None
        if on in (OnLists.HAS, OnLists.LACKS):
            can, must = lists.can_have(first, second), lists.must_have(first, second)
            yes, no = (can, not must) if on is OnLists.HAS else (not must, can)
            return domain.of([True] * yes + [False] * no)
        combine = {OnLists.UNION: lists.union, OnLists.WITHOUT: lists.without, OnLists.COMMON: lists.common}.get(on)  # type: ignore[arg-type]
        return None if combine is None else domain.mixed(None, combine(first, second))

    def _told(self, on: OnLists, shape: ListShape) -> AbstractValue:
        """The number of items, or the number of one."""
        if on is OnLists.COUNT:
            if shape.most >= lists.MANY:
                return self.domain.mixed(NumberRange(shape.least, inf, True), None)
            return self.domain.of(range(shape.least, shape.most + 1))
        if shape.items is None:
            return self.domain.mixed(ANY_WHOLE, None)
        numbers = {number for _, number in shape.items} | ({0} if shape.least == 0 else set())
        return self.domain.of(numbers)

    def _of_origins(self, shape: ListShape, whole: bool) -> ListShape | None:
        """All items of the lists it belongs to, or those that are missing in it."""
        origins = shape.belongs()
        every = self._all_of(origins)
        if every is None or origins is None:
            return lists.shape(None, 0, lists.MANY)
        sizes = [len(self._all_of(frozenset((origin,))) or ()) for origin in origins]
        least = min(sizes, default=0) if whole and shape.placed else 0
        return lists.shape(every, least, lists.MANY)

    def _all_of(self, origins: frozenset[str] | None) -> lists.Items | None:
        """The items of these lists; None if unknown."""
        if origins is None:
            return None
        found: set[Entry] = set()
        for origin in origins:
            if origin not in self._every:
                self._every[origin] = self._defined(origin)
            items = self._every[origin]
            if items is None:
                return None
            found |= items
        return frozenset(found)

    def _defined(self, origin: str) -> lists.Items | None:
        for operator in self.operators.values():
            if operator.on_lists is OnLists.ALL:
                every = operator.function(ListValue((), (origin,)))
                return every.items if isinstance(every, ListValue) else None
        return None

    def _named(self, operator: Operator, known: list[AbstractValue]) -> lists.Items | None:
        """The items of the lists that the first operand names; None if it may name none."""
        named = known[0].items
        if not named:
            return None
        for _, origin in named:
            try:
                operator.function(origin, 0)
            except OperatorError:
                return None
        return self._all_of(frozenset(origin for _, origin in named))

    def _item(self, operator: Operator, known: list[AbstractValue]) -> AbstractValue:
        items, numbers = self._named(operator, known), self.domain.hull(known[1]).numbers
        if items is None or known[0].items is None:
            return self.domain.mixed(None, lists.shape(None, 0, 1))
        if numbers is None:
            return self.domain.nothing
        low, high = numbers.low, numbers.high
        among = frozenset(entry for entry in items if low <= entry[1] <= high)
        numbered = {number for _, number in among}
        surely = len(known[0].items) == 1 and high - low < MOST_NUMBERED and len(numbered) == high - low + 1
        return self.domain.mixed(None, lists.shape(among, int(surely), 1))

    # -- numbers

    def _compared(self, comparison: Compare, a: AbstractValue, b: AbstractValue) -> AbstractValue:
        both = self.domain.of((True, False))
        if a.kinds == LIST and b.kinds == LIST and a.lists is not None and b.lists is not None:
            if comparison in (Compare.EQ, Compare.NE) and not lists.can_be_same(a.lists, b.lists):
                return self.domain.of((comparison is Compare.NE,))
            return both
        if a.kinds != NUMBER or b.kinds != NUMBER or a.numbers is None or b.numbers is None:
            return both
        if ANY_NUMBER in (a.numbers, b.numbers):
            return both
        a_low, a_high = self.domain.outward(a.numbers.low, a.numbers.high)
        b_low, b_high = self.domain.outward(b.numbers.low, b.numbers.high)
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

    def _arithmetic(self, expr: Expr, operator: Operator, parts: list[NumberRange]) -> NumberRange:
        whole = operator.whole and all(part.whole for part in parts)
        unbounded = ANY_WHOLE if whole else ANY_NUMBER
        domain, algebra = self.domain, expr.algebra
        if any(part.low == -inf or part.high == inf for part in parts):
            if whole and algebra in CHOOSING:
                choose = CHOOSING[algebra]
                return NumberRange(choose([part.low for part in parts]), choose([part.high for part in parts]), True)
            return self._remainder(expr, parts) or unbounded
        a, b, _ = parts[0]
        if expr.op == "older":
            return domain.bounded(a, b + 1, whole)
        if len(parts) == 1:
            if algebra is Arithmetic.ROUND and whole:
                return parts[0]
            return domain.bounded(-b, -a, whole) if algebra is Arithmetic.NEGATE else unbounded
        if len(parts) != 2:
            return unbounded
        c, d, _ = parts[1]
        within = operator.whole_within and all(part.whole for part in parts)
        if algebra is Arithmetic.ADD:
            return self._rounded(a + c, b + d, whole, within)
        if algebra is Arithmetic.SUBTRACT:
            return self._rounded(a - d, b - c, whole, within)
        if algebra is Arithmetic.MULTIPLY:
            ends = (a * c, a * d, b * c, b * d)
            return self._rounded(min(ends), max(ends), whole, within)
        if algebra in CHOOSING:
            choose = CHOOSING[algebra]
            return self._rounded(choose((a, c)), choose((b, d)), whole, within)
        if algebra is Arithmetic.QUOTIENT and whole and (c > 0 or d < 0):
            ends = (a / c, a / d, b / c, b / d)
            return domain.bounded(trunc(min(ends)), trunc(max(ends)), True)
        return self._remainder(expr, parts) or unbounded

    def _rounded(self, low: float, high: float, whole: bool, within: bool) -> NumberRange:
        if whole:
            return self.domain.bounded(low, high, True)
        numbers = self.domain.bounded(*self.domain.outward(low, high), False)
        return numbers._replace(whole=within and numbers is not ANY_NUMBER)

    def _remainder(self, expr: Expr, parts: list[NumberRange]) -> NumberRange | None:
        """A remainder of whole numbers by one above 0 has the sign of the dividend, if any, and is nearer to 0 than both."""
        if expr.algebra is not Arithmetic.REMAINDER or not all(part.whole for part in parts) or parts[1].low <= 0:
            return None
        (low, high, _), most = parts[0], parts[1].high - 1
        if low < 0:
            return NumberRange(-most, most, True)
        return parts[0] if high < parts[1].low else NumberRange(0, min(high, most), True)


def _whole(value: AbstractValue) -> bool:
    """Whether it holds whole numbers alone."""
    if value.items is not None:
        return bool(value.items) and all(kind is int for kind, _ in value.items)
    return value.kinds == NUMBER and value.numbers is not None and value.numbers.whole


def _numbered_apart(shape: ListShape) -> bool:
    """Whether no two of its items are of the same list and have the same number."""
    if shape.items is None:
        return False
    return len({(item.origin, number) for item, number in shape.items}) == len(shape.items)

"""Symbolic values: expressions over slots, computed by FlowGraph nodes. Hash-consed: equal expressions are the same object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from epilogue.ir.operators import Algebra, OperatorError, Operators
from epilogue.ir.values import Target, Value, kind_of

Slot = int
"""Index of a variable of the FlowGraph: see :class:`epilogue.flow.graph.Slots`."""


class Expr:
    """An expression over slots. ``op``: ``const`` (``value``), ``read`` (``value`` is the slot), ``pick`` (``value`` maps a
    target to its slot, ``args[0]`` yields the target), else an operator on ``args``.

    ``reads``: slots it depends on. ``size``: number of operators, to bound growth. ``algebra``: of its operator, if declared;
    passes use it instead of the operator's name.
    """

    __slots__ = ("algebra", "args", "op", "reads", "size", "value")

    def __init__(
        self, op: str, value: Any, args: tuple[Expr, ...], reads: frozenset[Slot], algebra: Algebra | None = None
    ) -> None:
        self.op = op
        self.algebra = algebra
        self.value = value
        self.args = args
        self.reads = reads
        self.size: int = 1 + sum(a.size for a in args)

    def __repr__(self) -> str:
        if self.op == "const":
            return repr(self.value)
        if self.op == "read":
            return f"#{self.value}"
        return f"{self.op}({', '.join(map(repr, self.args))})"


class Expressions:
    """The factory of one FlowGraph's expressions: interns them and folds constants with the language's operators."""

    def __init__(self, operators: Operators) -> None:
        self.operators = operators
        self._interned: dict[Any, Expr] = {}
        self._none: frozenset[Slot] = frozenset()

    def const(self, value: Value) -> Expr:
        """The constant; 1, 1.0 and true are distinct."""
        key = (kind_of(value), value)
        interned = self._interned.get(key)
        if interned is None:
            interned = self._interned[key] = Expr("const", value, (), self._none)
        return interned

    def read(self, slot: Slot) -> Expr:
        """The value of a slot."""
        key = ("read", slot)
        interned = self._interned.get(key)
        if interned is None:
            interned = self._interned[key] = Expr("read", slot, (), frozenset((slot,)))
        return interned

    def apply(self, op: str, args: tuple[Expr, ...]) -> Expr:
        """Applies an operator; folds if all operands are constant and nothing fails."""
        if all(a.op == "const" for a in args):
            try:
                return self.const(self.operators[op].function(*(a.value for a in args)))
            except OperatorError:
                pass
        key = (op, *map(id, args))
        interned = self._interned.get(key)
        if interned is None:
            reads = args[0].reads.union(*(a.reads for a in args[1:])) if args else self._none
            interned = self._interned[key] = Expr(op, None, args, reads, self.operators[op].algebra)
        return interned

    def pick(self, target: Expr, slots: dict[Target, Slot]) -> Expr:
        """The value of the slot that belongs to the target; fails for a target without one."""
        key = ("pick", id(target), tuple(slots.items()))
        interned = self._interned.get(key)
        if interned is None:
            interned = self._interned[key] = Expr("pick", slots, (target,), target.reads.union(slots.values()))
        return interned

    def substitute(self, expr: Expr, known: Mapping[Slot, Expr]) -> Expr:
        """The expression with reads replaced, and folded again."""
        if not any(slot in known for slot in expr.reads):
            return expr
        if expr.op == "read":
            return known.get(expr.value, expr)
        args = tuple(self.substitute(a, known) for a in expr.args)
        if expr.op == "pick":
            target = args[0]
            if target.op == "const" and target.value in expr.value:
                return self.substitute(self.read(expr.value[target.value]), known)
            return self.pick(target, expr.value)
        return self.apply(expr.op, args)


Evaluator = Callable[[Any], Any]
"""A function from the values of slots (indexable by slot) to that of an expression."""


LARGE = 12
"""Size from which results are cached by integer operands, if the expression reads at most ``FEW`` slots."""
FEW = 3
MAX_KNOWN = 20_000


def evaluator(expr: Expr, operators: Operators, remembered: bool = False) -> Evaluator:
    """Compiles an expression to a function of the slots' values; it raises OperatorError where the story would fail.
    ``remembered``: it is part of an expression that is cached."""
    op, value = expr.op, expr.value
    if not remembered and expr.size >= LARGE and 0 < len(expr.reads) <= FEW:
        return _remembering(evaluator(expr, operators, True), tuple(sorted(expr.reads)))
    if op == "const":
        return lambda env: value
    if op == "read":
        return lambda env: env[value]
    parts = [evaluator(a, operators, remembered) for a in expr.args]
    if op == "pick":
        target, pick = parts[0], operators["pick"].function
        return lambda env: env[pick(target(env), value)]
    function = operators[op].function
    if len(parts) == 1:
        only = parts[0]
        return lambda env: function(only(env))
    if len(parts) == 2:
        left, right = parts
        if expr.args[1].op == "const":
            constant = expr.args[1].value
            if expr.args[0].op == "read":
                slot = expr.args[0].value
                return lambda env: function(env[slot], constant)
            return lambda env: function(left(env), constant)
        return lambda env: function(left(env), right(env))
    return lambda env: function(*(part(env) for part in parts))


def _remembering(compute: Evaluator, slots: tuple[Slot, ...]) -> Evaluator:
    """Caches a function's results by integer operands (other values can be equal and yet distinct)."""
    known: dict[tuple[int, ...], Any] = {}

    def evaluate(env: Any) -> Any:
        values = tuple([env[slot] for slot in slots])
        if any(type(value) is not int for value in values):
            return compute(env)
        result = known.get(values)
        if result is None:
            result = compute(env)
            if len(known) < MAX_KNOWN:
                known[values] = result
        return result

    return evaluate

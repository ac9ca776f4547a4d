"""Values and functions by number, as the search kernel has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from epilogue.flow.expressions import Expr, Slot, evaluator
from epilogue.ir.operators import OperatorError, Operators, StringTooLarge
from epilogue.ir.values import Value, kind_of
from epilogue.space.kernel.layout import APPLY, BY_HAND, CONST, ONE, PICK, READ

Answer = Callable[[int], int]
NAN = "not a number"


class KnownValues:
    """The values met so far, by number: equal ones of one kind have the same. ``truth``: by value, whether it is true; 2: asking
    fails."""

    def __init__(self, truthy: Callable[[Any], bool]) -> None:
        self.all: list[Value] = []
        self.truth = np.zeros(1024, np.int8)
        self._truthy = truthy
        self._numbers: dict[Any, int] = {}

    def number(self, value: Value) -> int:
        """The number of a value."""
        key = (kind_of(value), value if value == value else NAN)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.all)
            self.all.append(value)
            if number == len(self.truth):
                self.truth = np.concatenate([self.truth, np.zeros_like(self.truth)])
            try:
                self.truth[number] = self._truthy(value)
            except OperatorError:
                self.truth[number] = 2
        return number


class KnownFunctions:
    """Functions of two numbers, whose answers the kernel looks up, by number. BY_HAND where one fails."""

    def __init__(self, values: KnownValues, operators: Operators) -> None:
        self.values = values
        self.operators = operators
        self.sequence: Callable[[int], list[int]] = lambda number: []
        self._functions: list[Callable[[int, int], int]] = []
        self._numbers: dict[Any, int] = {}

    def number(self, key: Any, function: Callable[[int, int], int]) -> int:
        """The number of the function that this key stands for."""
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._functions)
            self._functions.append(function)
        return number

    def of_value(self, key: Any, function: Callable[[Any], Value]) -> int:
        """The number of a function of one value."""
        return self.number(key, lambda first, _: self.values.number(function(self.values.all[first])))

    def answer(self, function: int, first: int, second: int) -> int:
        """The answer of a function."""
        try:
            return self._functions[function](first, second)
        except (OperatorError, StringTooLarge):
            return BY_HAND

    def steps(self, expr: Expr) -> list[tuple[int, int, int]]:
        """The steps that compute an expression on a stack."""
        if expr.op == "const":
            return [(CONST, self.values.number(expr.value), 0)]
        if expr.op == "read":
            return [(READ, expr.value, 0)]
        if len(expr.reads) <= 1:
            slot = next(iter(expr.reads), 0)
            compute = evaluator(expr, self.operators)
            return [(ONE, self.of_value(("one", id(expr)), lambda value: compute({slot: value})), slot)]
        steps = [step for arg in expr.args for step in self.steps(arg)]
        if expr.op == "pick":
            return [*steps, (PICK, self._pick(expr.value), 0)]
        count = len(expr.args)
        return [*steps, (APPLY, self._operator(expr.op, count), count)]

    def _pick(self, slots: dict[Any, Slot]) -> int:
        pick: Any = self.operators["pick"].function
        return self.number(("pick", tuple(slots.items())), lambda first, _: pick(self.values.all[first], slots))

    def _operator(self, op: str, count: int) -> int:
        function, values = self.operators[op].function, self.values
        if count == 1:
            return self.of_value((op, 1), function)
        if count == 2:
            return self.number((op, 2), lambda first, second: values.number(function(values.all[first], values.all[second])))
        return self.number(
            (op, count), lambda first, _: values.number(function(*(values.all[n] for n in self.sequence(first)[1:])))
        )

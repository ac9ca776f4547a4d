"""Luck: what the standard library draws. ``dice`` and ``random_range`` are whole steps; ``random`` is any number from 0 up to 1.

Where ``random()`` is scaled by plain numbers and then compared with one, or made whole, its outcomes can be listed: equal parts
are drawn. Anywhere else a real number is drawn, and those who search find out what it is compared with.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from epilogue.ir.program import Outside
from epilogue.languages.dotnet.numbers import INT_MAX
from epilogue.languages.yarn.check.project import CheckedProject
from epilogue.languages.yarn.lower.code import YarnCode
from epilogue.languages.yarn.parse import syntax

FINEST = 10_000
"""Limit on equal parts of a draw."""
BELOW, ABOVE = ("<", "<="), (">", ">=")
ROUNDED: dict[str, Callable[[Fraction], int]] = {"floor": math.floor, "ceil": math.ceil, "round": round, "int": math.trunc}
REAL = Outside("random()", (), (), True)


class _LinearDraw(NamedTuple):
    """``scale`` times one number that is drawn, and ``offset`` more; a scale of 0: a plain number."""

    scale: Fraction
    offset: Fraction


def _linear(expression: syntax.Expression, project: CheckedProject) -> _LinearDraw | None:
    """The expression as a linear function of one ``random()``; None if it is no such function."""
    if isinstance(expression, syntax.Number):
        value = expression.value
        return _LinearDraw(Fraction(0), Fraction(str(value))) if math.isfinite(value) else None
    if isinstance(expression, syntax.Variable):
        smart = project.variables[expression.name].smart
        return None if smart is None else _linear(smart, project)
    if isinstance(expression, syntax.Call):
        return _LinearDraw(Fraction(1), Fraction(0)) if expression.name == "random" else None
    if isinstance(expression, syntax.Unary):
        inner = _linear(expression.operand, project) if expression.operator == "-" else None
        return inner and _LinearDraw(-inner.scale, -inner.offset)
    if not isinstance(expression, syntax.Binary) or expression.operator not in ("+", "-", "*", "/"):
        return None
    left, right = _linear(expression.left, project), _linear(expression.right, project)
    if left is None or right is None or (left.scale and right.scale):
        return None
    if expression.operator in ("+", "-"):
        sign = 1 if expression.operator == "+" else -1
        return _LinearDraw(left.scale + sign * right.scale, left.offset + sign * right.offset)
    if expression.operator == "*":
        factor, linear = (right.offset, left) if not right.scale else (left.offset, right)
        return _LinearDraw(linear.scale * factor, linear.offset * factor)
    divides = not right.scale and right.offset
    return _LinearDraw(left.scale / right.offset, left.offset / right.offset) if divides else None


def plain(expression: syntax.Expression, project: CheckedProject) -> Fraction | None:
    """The literal number, None if it has to be computed."""
    linear = _linear(expression, project)
    return None if linear is None or linear.scale else linear.offset


def in_parts(code: YarnCode, project: CheckedProject, expression: syntax.Expression) -> bool:
    """Draws equal parts where that is all the expression asks of ``random()``; False if it is not of that form."""
    if isinstance(expression, syntax.Binary) and expression.operator in (*BELOW, *ABOVE):
        return _compared(code, project, expression)
    if isinstance(expression, syntax.Call) and expression.name in ROUNDED:
        linear = _linear(expression.arguments[0], project)
        return linear is not None and linear.scale != 0 and _made_whole(code, linear, expression.name)
    return False


def _compared(code: YarnCode, project: CheckedProject, binary: syntax.Binary) -> bool:
    left, right = _linear(binary.left, project), _linear(binary.right, project)
    if left is None or right is None or bool(left.scale) == bool(right.scale):
        return False
    scale, difference = left.scale - right.scale, right.offset - left.offset
    share = min(max(difference / scale, Fraction(0)), Fraction(1))
    if share.denominator > FINEST:
        return False
    below = (binary.operator in BELOW) == (scale > 0)
    if share in (0, 1):
        code.push(below == (share == 1))
        return True
    code.push(1)
    code.push(share.denominator)
    code.emit("random", None, True)
    code.push(share.numerator)
    code.apply("<=" if below else ">")
    return True


def _made_whole(code: YarnCode, drawn: _LinearDraw, how: str) -> bool:
    low, high = sorted((drawn.offset, drawn.offset + drawn.scale))
    if high - low > FINEST:
        return False
    half = Fraction(1 if how == "round" else 0, 2)
    steps = [whole + half for whole in range(math.floor(low) - 1, math.ceil(high) + 1) if low < whole + half < high]
    shares: dict[int, Fraction] = {}
    for begin, end in zip([low, *steps], [*steps, high], strict=True):
        value = ROUNDED[how]((begin + end) / 2)
        shares[value] = shares.get(value, Fraction(0)) + (end - begin) / (high - low)
    if len(set(shares.values())) == 1:
        _between(code, min(shares), max(shares))
        return True
    parts = math.lcm(*(share.denominator for share in shares.values()))
    if parts > FINEST:
        return False
    weights = tuple(int(share * parts) for share in shares.values())
    code.given[code.emit("external", REAL.name, 0)] = Outside(REAL.name, tuple(shares), weights)
    return True


def _between(code: YarnCode, least: int, greatest: int) -> None:
    """Draws a whole number, uniformly."""
    code.push(least)
    if greatest > least:
        code.push(greatest)
        code.emit("random")


def draw(code: YarnCode, project: CheckedProject, call: syntax.Call, value: Callable[[syntax.Expression], None]) -> None:
    """A call of ``random``, ``dice`` or ``random_range``; ``value`` lowers an argument."""
    if call.name == "random":
        code.given[code.emit("external", REAL.name, 0)] = REAL
        return
    numbers = [plain(argument, project) for argument in call.arguments]
    if call.name == "dice":
        sides = numbers[0]
        if sides is not None and round(sides) > 0:
            _between(code, 1, round(sides))
            return
        code.push(1)
        value(call.arguments[0])
        code.apply("sides", 1)
        code.emit("random")
        return
    least, greatest = numbers
    if least is not None and greatest is not None and 0 <= math.trunc(greatest) - math.trunc(least) < INT_MAX:
        _between(code, math.trunc(least), math.trunc(greatest))
        if least.denominator > 1:
            code.push(float(least - math.trunc(least)))
            code.apply("+")
        return
    begins = code.fresh("least")
    value(call.arguments[0])
    code.emit("declare_temp", begins)
    code.emit("load_temp", begins)
    code.apply("int", 1)
    code.emit("load_temp", begins)
    value(call.arguments[1])
    code.apply("reaches")
    code.emit("random")
    if least is None or least.denominator > 1:
        code.emit("load_temp", begins)
        code.apply("decimal", 1)
        code.apply("+")

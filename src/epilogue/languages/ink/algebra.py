"""Algebraic properties of ink's operators: see :class:`~epilogue.ir.operators.Operator`."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from epilogue.ir.operators import (
    AS_OPERANDS,
    LIST,
    NUMBER,
    STRING,
    Arithmetic,
    Compare,
    ItemOrder,
    Logic,
    OnLists,
    OnNumbers,
    Operator,
    Operators,
)

_NUMBERS, _LISTS = (NUMBER, NUMBER), (LIST, LIST)
_PLAIN = NUMBER | STRING

_operator = partial(Operator, wants_values=True)
_unread = partial(_operator, order=ItemOrder.UNREAD)
_tells = partial(_unread, result=NUMBER, total_on=(_NUMBERS, _LISTS), outcomes=(True, False))
_equal = partial(_tells, total_on=((_PLAIN, _PLAIN), _LISTS))
_reckons = partial(_unread, result=AS_OPERANDS, total_on=(_NUMBERS,))
_counts = partial(_reckons, on_numbers=OnNumbers.NEVER, whole=True)
_rounds = partial(_reckons, total_on=((NUMBER,),), whole=True)
_of_list = partial(_operator, result=LIST, total_on=((LIST,),))
_number_of_list = partial(_unread, result=NUMBER, total_on=((LIST,),))

_DECLARED: Mapping[str, Callable[[Callable[..., Any]], Operator]] = {
    "+": partial(
        _counts,
        algebra=Arithmetic.ADD,
        total_on=(_NUMBERS, (STRING, _PLAIN), (_PLAIN, STRING), _LISTS),
        order=ItemOrder.UNION,
        on_whole=operator.add,
        on_lists=OnLists.UNION,
    ),
    "-": partial(
        _counts,
        algebra=Arithmetic.SUBTRACT,
        total_on=(_NUMBERS, _LISTS),
        order=ItemOrder.PART,
        on_whole=operator.sub,
        on_lists=OnLists.WITHOUT,
    ),
    "*": partial(_counts, algebra=Arithmetic.MULTIPLY),
    "MIN": partial(_counts, algebra=Arithmetic.LEAST),
    "MAX": partial(_counts, algebra=Arithmetic.GREATEST),
    "/": partial(_reckons, but_for=(0, -1), algebra=Arithmetic.QUOTIENT, whole=True),
    "%": partial(_reckons, but_for=(0, -1), algebra=Arithmetic.REMAINDER, whole=True),
    "POW": _reckons,
    "==": partial(_equal, algebra=Compare.EQ, on_whole=operator.eq),
    "!=": partial(_equal, algebra=Compare.NE, on_whole=operator.ne),
    "<": partial(_tells, algebra=Compare.LT, on_whole=operator.lt),
    "<=": partial(_tells, algebra=Compare.LE, on_whole=operator.le),
    ">": partial(_tells, algebra=Compare.GT, on_whole=operator.gt),
    ">=": partial(_tells, algebra=Compare.GE, on_whole=operator.ge),
    "&&": partial(_tells, algebra=Logic.AND),
    "||": partial(_tells, algebra=Logic.OR),
    "!": partial(_tells, algebra=Logic.NOT, total_on=((NUMBER,), (LIST,)), outcomes=(False, True, 0, 1)),  # of a list: a number
    "?": partial(_tells, total_on=(_LISTS,), on_lists=OnLists.HAS),
    "!?": partial(_tells, total_on=(_LISTS,), on_lists=OnLists.LACKS),
    "L^": partial(_of_list, total_on=(_LISTS,), order=ItemOrder.PART, on_lists=OnLists.COMMON),
    "_": partial(_rounds, algebra=Arithmetic.NEGATE),
    "FLOOR": partial(_rounds, algebra=Arithmetic.ROUND),
    "CEILING": partial(_rounds, algebra=Arithmetic.ROUND),
    "INT": partial(_rounds, algebra=Arithmetic.ROUND),
    "FLOAT": partial(_rounds, whole=False),
    "LIST_COUNT": partial(_number_of_list, on_lists=OnLists.COUNT),
    "LIST_VALUE": partial(_number_of_list, on_lists=OnLists.NUMBER),
    "LIST_MIN": partial(_of_list, order=ItemOrder.EXTREME, on_lists=OnLists.ONE),
    "LIST_MAX": partial(_of_list, order=ItemOrder.EXTREME, on_lists=OnLists.ONE),
    "LIST_ALL": partial(_of_list, order=ItemOrder.BY_LIST, on_lists=OnLists.ALL),
    "LIST_INVERT": partial(_of_list, order=ItemOrder.BY_LIST, on_lists=OnLists.OTHERS),
    "listInt": partial(_operator, result=LIST, order=ItemOrder.NAMED, on_lists=OnLists.NAMED),
    "range": partial(Operator, result=LIST, order=ItemOrder.PART, on_lists=OnLists.SOME),
}


def declared(functions: Mapping[str, Callable[..., Any]]) -> Operators:
    """The operators of these functions."""
    return {name: _DECLARED[name](function) for name, function in functions.items()}

"""Conditions that compare a variable with a number, as most languages write them."""

from __future__ import annotations

import re

from epilogue.ir.operators import Compare

COMPARISON = r"\(*\s*({})\s*(==|!=|<=|>=|<|>)\s*(-?\d+)\s*\)*"


def comparison(condition: str, variable: str = r"\w+") -> tuple[str, Compare, int] | None:
    """The parts of a condition that compares a variable with a whole number by a common sign; None for any other.

    >>> comparison("gold > 3")
    ('gold', <Compare.GT: '>'>, 3)
    """
    match = re.fullmatch(COMPARISON.format(variable), condition.strip())
    return None if match is None else (match[1], Compare(match[2]), int(match[3]))

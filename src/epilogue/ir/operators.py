"""Operators: functions from values to a value, and the algebra of each.

What works on a Program knows an operator by its name and asks for its *algebra*. Where an operator declares nothing, everything
is assumed of it: that it fails, that it reads all there is in its operands, and that anything comes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import NamedTuple, TypeAlias

from epilogue.ir.values import ListValue, Value

MAX_STRING = 1_000_000
"""Length limit of a string. The only limit that is not an engine's: a story that doubles a string must not take all memory."""

NUMBER, STRING, LIST, OTHER = 1, 2, 4, 8
"""Kinds of values, as bits: numbers and truth values; texts; lists of items; all else."""
ANY = NUMBER | STRING | LIST | OTHER
AS_OPERANDS = 0
"""Result kinds: those of the operands."""


def kind_bit(value: Value) -> int:
    """The kind of a value, as a bit."""
    if isinstance(value, bool | int | float):
        return NUMBER
    if isinstance(value, str):
        return STRING
    return LIST if isinstance(value, ListValue) else OTHER


class OperatorError(Exception):
    """Run-time error of the engine, with its message."""


class StringTooLarge(OperatorError):
    """A string passes :data:`MAX_STRING`: the story is at fault in play; what an engine would do then, nobody can say."""

    def __init__(self) -> None:
        super().__init__(f"a string of more than {MAX_STRING:,} letters: does it grow for ever?")


def joined(parts: Iterable[str]) -> str:
    """The parts as one string. Raises :class:`StringTooLarge`."""
    strings = list(parts)
    if sum(map(len, strings)) > MAX_STRING:
        raise StringTooLarge
    return "".join(strings)


class Compare(Enum):
    """Comparison: gives true or false; on numbers, with the sign's usual meaning."""

    EQ = "=="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="

    @property
    def flipped(self) -> Compare:
        """The comparison with its sides exchanged."""
        return _FLIPPED.get(self, self)

    @property
    def negated(self) -> Compare:
        """The comparison of numbers that holds where this one does not."""
        return _NEGATED[self]


_FLIPPED = {Compare.LT: Compare.GT, Compare.GT: Compare.LT, Compare.LE: Compare.GE, Compare.GE: Compare.LE}
_NEGATED = {
    Compare.EQ: Compare.NE,
    Compare.NE: Compare.EQ,
    Compare.LT: Compare.GE,
    Compare.GE: Compare.LT,
    Compare.GT: Compare.LE,
    Compare.LE: Compare.GT,
}
EQUALITY = frozenset((Compare.EQ, Compare.NE))


class Logic(Enum):
    """Boolean operator: depends on its operands' truth alone, and gives true or false, for numbers at least. NOT may give other
    values for what is no number: :attr:`Operator.outcomes`."""

    NOT = "not"
    AND = "and"
    OR = "or"


class Arithmetic(Enum):
    """Arithmetic: on numbers, the sum, the difference and so on as the language keeps numbers; anything on what is none.
    DIVIDE: of real numbers; QUOTIENT: of whole numbers, without its fraction; ROUND: what is whole already stays the same;
    REMAINDER: by a whole number above 0, of whole ones from 0 on."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    QUOTIENT = "quotient"
    REMAINDER = "%"
    ROUND = "round"
    NEGATE = "negate"
    LEAST = "least"
    GREATEST = "greatest"


Algebra: TypeAlias = Compare | Logic | Arithmetic
SHIFTS = frozenset((Arithmetic.ADD, Arithmetic.SUBTRACT))
UNORDERED = frozenset((Logic.AND, Logic.OR, Arithmetic.LEAST, Arithmetic.GREATEST))
"""Commutative and associative operators, where these cannot fail."""


class ItemOrder(Enum):
    """Dependence of an operator on the order of items in lists, and the order of its result.

    UNREAD: nothing of its operands', and its result is no list. UNION: items of all operands in their order. PART: some items of
    the first operand in their order; nothing is read of the others. EXTREME: one item, the first of those with the same number.
    BY_LIST: what it gives goes by the lists of the items in their order. NAMED: an item of the list that the first operand names.
    """

    UNREAD = "unread"
    UNION = "union"
    PART = "part"
    EXTREME = "extreme"
    BY_LIST = "by list"
    NAMED = "named"


class OnLists(Enum):
    """Result of an operator whose operands are lists of items (but where it says otherwise), as sets.

    UNION, WITHOUT, COMMON: of two. ONE: one of the items, empty for the empty list. SOME: some of the items of the first operand,
    whatever the others are. ALL, OTHERS: all items of the lists it belongs to; those that it lacks. COUNT: number of items.
    NUMBER: that of one of its items, 0 for the empty list. HAS, LACKS: whether both have items and those of the second are in the
    first; the opposite. NAMED: the item with the whole number that is the second operand in the list that the first one names, or
    the empty list.
    """

    UNION = "union"
    WITHOUT = "without"
    COMMON = "common"
    ONE = "one"
    SOME = "some"
    ALL = "all"
    OTHERS = "others"
    COUNT = "count"
    NUMBER = "number"
    HAS = "has"
    LACKS = "lacks"
    NAMED = "named"


class OnNumbers(Enum):
    """Failure of an operator on numbers. NEVER; BY_CONSTANT: with a constant beside them it fails for all numbers or
    for none."""

    NEVER = "never"
    BY_CONSTANT = "by constant"


class Operator(NamedTuple):
    """An operator. It changes nothing and reads nothing but its operands; where the engine reports a run-time error, its
    ``function`` raises :class:`OperatorError` in the engine's words.

    ``result``: the kinds of what it gives. ``total_on``: kinds for each operand with which it cannot fail, one tuple or several;
    ``but_for``: it can all the same, unless its last operand is a constant other than these. ``outcomes``: all that it can give,
    if that is little. ``order``: what it does with the order of list items. ``on_whole``: a faster function for two whole
    numbers, right where its result is between the least and the greatest of the language. ``on_numbers``: how it fails for
    numbers of which only some are tried. ``on_lists``: its result for lists. ``whole``: for whole numbers it gives whole ones;
    ``whole_within``: if what it gives is between the least and the greatest of the language. ``wants_values``: it fails where an
    operand is VOID. ``presence``: it tells only whether its operand has a value, and says the same of every text,
    number and truth value. ``rising``: for whole numbers between these two it gives whole ones, and never less for more, as long
    as its second operand stays the same whole number from -100 to 100.
    """

    function: Callable[..., Value]
    algebra: Algebra | None = None
    result: int = ANY
    total_on: tuple[tuple[int, ...], ...] = ()
    but_for: tuple[Value, ...] = ()
    outcomes: tuple[Value, ...] = ()
    order: ItemOrder | None = None
    on_whole: Callable[[int, int], int] | None = None
    on_numbers: OnNumbers | None = None
    on_lists: OnLists | None = None
    whole: bool = False
    whole_within: bool = False
    wants_values: bool = False
    presence: bool = False
    rising: tuple[int, int] | None = None

    def cannot_fail(self, kinds: Iterable[int]) -> bool:
        """Whether it is total on operands of these kinds, its last one aside if that can be one of ``but_for``."""
        operands = tuple(kinds)
        if not any(operands):
            return False
        for total in self.total_on:
            if len(total) == len(operands):
                for kind, allowed in zip(operands, total, strict=True):
                    if kind & ~allowed:
                        break
                else:
                    return True
        return False


Operators: TypeAlias = Mapping[str, Operator]
"""Operators of a language by name."""

"""Kinds of values that variables and expressions can have, over the whole story.

Forward and without regard to order, the least fixpoint: whatever is set anywhere may be held anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from epilogue.languages.twine.harlowe import syntax
from epilogue.languages.twine.harlowe.faults import HarloweFault
from epilogue.languages.twine.harlowe.scopes import Scope

NUM, BOOL, STR, ARR, MAP, ERR, ACTIVE = 1, 2, 4, 8, 16, 32, 64
"""``ERR``: it may go wrong; ``ACTIVE``: a text that may hold markup, which acts where it is printed."""
VALUES = NUM | BOOL | STR | ARR | MAP
_ACTS = re.compile(
    r"[\[\]{}`\\\n<>*|]|//|''|~~|\^\^|\$[A-Za-z_]|_\w|\([\w-]*:?$|\([\w-]+:|&[#\w]|[$_'/~^&:(]$|^[/'~^:]|^\s*(?:#|-|=|0\.)"
)
NUMERIC = frozenset(("num", "number", "round", "floor", "ceil", "abs", "random", "min", "max"))
STRINGS = frozenset(("str", "string", "text", "upperfirst", "lowerfirst", "uppercase", "lowercase"))
COMPARING = frozenset(("is", "is not", "contains", "is in", "<", "<=", ">", ">=", "and", "or"))


def active(text: str) -> bool:
    """Whether a text may act as markup where it is printed, alone or beside others."""
    return _ACTS.search(text) is not None


class HarloweKinds:
    """``always``: global variables that are set before anything reads them; ``scope``: the temporary ones that are set where an
    expression stands, None while nothing depends on that."""

    def __init__(self, assignments: Iterable[syntax.Assignment], always: frozenset[str]) -> None:
        self._always = always
        self.scope: Scope | None = None
        self._held: dict[str, int] = {}
        self._inside: dict[str, int] = {}
        listed = list(assignments)
        changed = True
        while changed:
            changed = False
            for assignment in listed:
                changed |= self._assign(assignment)

    def _assign(self, assignment: syntax.Assignment) -> bool:
        kinds, inside = self.of(assignment.value) & ~ERR, self.inside(assignment.value)
        target = assignment.target
        if isinstance(target, syntax.VariableRead):
            return self._add(self._held, target, kinds) | self._add(self._inside, target, inside)
        root = root_of(target)
        return self._add(self._inside, root, kinds | inside)

    @staticmethod
    def _add(known: dict[str, int], variable: syntax.VariableRead, kinds: int) -> bool:
        name = key_of(variable)
        before = known.get(name, 0)
        known[name] = before | kinds
        return known[name] != before

    def of(self, expression: syntax.HarloweExpression) -> int:
        """The kinds of an expression's values; ERR if it may go wrong."""
        if isinstance(expression, syntax.Literal):
            value = expression.value
            if isinstance(value, str):
                return STR | (ACTIVE if active(value) else 0)
            return BOOL if isinstance(value, bool) else NUM
        if isinstance(expression, syntax.VariableRead):
            held = self._held.get(key_of(expression), 0)
            if expression.temporary:
                return held if self.scope is None or self.scope.find(expression.name) else ERR
            return held if expression.name in self._always else held | NUM
        if isinstance(expression, syntax.Part):
            whole = self.of(expression.whole)
            kinds = self.inside(expression.whole) | ERR
            if whole & STR:
                kinds |= STR | (whole & ACTIVE)
            if whole & (STR | ARR):
                kinds |= NUM
            if isinstance(expression.key, syntax.Literal) and expression.key.value == "length":
                kinds = NUM | (ERR if whole & ~(STR | ARR | ACTIVE) else 0) | (kinds if whole & MAP else 0)
            return kinds
        if isinstance(expression, syntax.Not):
            return BOOL | self._unless(self.of(expression.operand), BOOL)
        if isinstance(expression, syntax.Asked):
            return NUM
        if isinstance(expression, syntax.Binary):
            return self._binary(expression)
        if isinstance(expression, syntax.Call):
            return self._call(expression)
        return VALUES | ERR | ACTIVE

    def unfolded(self, expression: syntax.Binary) -> syntax.Binary:
        """``$a is 1 or 2`` as ``$a is 1 or $a is 2``. Raises HarloweFault where that would depend on the values there are."""
        if expression.operator not in ("and", "or"):
            return expression
        first, last = _compared(expression.left), _compared(expression.right)
        if (first is None and last is None) or (first is not None and last is not None):
            return expression
        single = expression.left if first is None else expression.right
        kinds = self.of(single)
        if kinds & ~ERR == BOOL:
            return expression
        if first is None or kinds & BOOL:
            raise HarloweFault("both sides of this must be comparisons to be read", expression.at, expression.end)
        left = expression.left
        while isinstance(left, syntax.Binary) and left.operator in ("and", "or"):
            if left.operator != expression.operator or _compared(left.right) is not None:
                raise HarloweFault("a mixed comparison is not read yet", expression.at, expression.end, "say what is compared")
            left = left.left
        assert isinstance(left, syntax.Binary)
        if left.operator == "is not":
            message = "'is not' with several values is an error in play"
            raise HarloweFault(message, expression.at, expression.end, "repeat 'is not'")
        whole = syntax.Binary(left.operator, left.left, single, expression.at, expression.end)
        return expression._replace(right=whole)

    def _binary(self, expression: syntax.Binary) -> int:
        expression = self.unfolded(expression)
        left, right = self.of(expression.left), self.of(expression.right)
        operator = expression.operator
        errors = (left | right) & ERR
        if operator in ("is", "is not"):
            return BOOL | errors
        if operator in ("contains", "is in"):
            container, value = (left, right) if operator == "contains" else (right, left)
            fails = container & (NUM | BOOL) or (container & STR and value & ~(STR | ACTIVE))
            return BOOL | errors | (ERR if fails else 0)
        if operator in COMPARING:
            wanted = BOOL if operator in ("and", "or") else NUM
            return BOOL | self._unless(left | right, wanted)
        if operator in ("+", "-"):
            kinds = left & right & VALUES
            fails = (left | right) & VALUES
            single = fails & (fails - 1) == 0
            if operator == "-" and kinds & (BOOL | MAP):
                single = False
            if kinds & BOOL:
                kinds = (kinds & ~BOOL) | NUM
            return kinds | (left | right) & ACTIVE | errors | (0 if single and fails else ERR)
        if operator == "*":
            return NUM | self._unless(left | right, NUM)
        divisor = expression.right.value if isinstance(expression.right, syntax.Literal) else 0
        return NUM | self._unless(left | right, NUM) | (0 if divisor else ERR)

    @staticmethod
    def _unless(kinds: int, wanted: int) -> int:
        return ERR if kinds & ~wanted else 0

    def _call(self, call: syntax.Call) -> int:
        arguments = [self.of(argument) for argument in values_of(call)]
        together = 0
        for kinds in arguments:
            together |= kinds
        spread = any(isinstance(argument, syntax.Spread) for argument in call.arguments)
        if call.name in ("a", "array"):
            return ARR | together & ERR | (ERR if spread else 0)
        if call.name in ("dm", "datamap"):
            return MAP | ERR
        if call.name in NUMERIC:
            wanted = STR | ACTIVE if call.name in ("num", "number") else NUM
            return NUM | (ERR if call.name in ("num", "number") else self._unless(together, wanted))
        if call.name in STRINGS:
            return STR | together & ACTIVE | ERR
        if call.name == "either":
            return together
        if call.name == "cond":
            return together | ERR
        return VALUES | ERR | ACTIVE

    def inside(self, expression: syntax.HarloweExpression) -> int:
        """The kinds of what structures hold that are its values, however deep."""
        if isinstance(expression, syntax.VariableRead):
            return self._inside.get(key_of(expression), 0)
        if isinstance(expression, syntax.Part):
            return self.inside(expression.whole)
        if isinstance(expression, syntax.Binary):
            return self.inside(expression.left) | self.inside(expression.right)
        if isinstance(expression, syntax.Call):
            kinds = 0
            for argument in call_arguments(expression):
                inner = argument.operand if isinstance(argument, syntax.Spread) else argument
                kinds |= self.inside(inner)
                if expression.name in ("a", "array", "dm", "datamap"):
                    held = self.of(inner) & ~ERR
                    kinds |= held
            return kinds
        return 0


def _compared(expression: syntax.HarloweExpression) -> syntax.Binary | None:
    """The comparison that an operand of ``and`` or ``or`` is, or that stands in it."""
    if not isinstance(expression, syntax.Binary):
        return None
    if expression.operator in ("and", "or"):
        return _compared(expression.left) or _compared(expression.right)
    return expression if expression.operator in COMPARING else None


def key_of(variable: syntax.VariableRead) -> str:
    """A variable's name, and its kind in front."""
    return ("_" if variable.temporary else "$") + variable.name


def root_of(target: syntax.VariableRead | syntax.Part) -> syntax.VariableRead:
    """The variable that a path begins in."""
    place: syntax.HarloweExpression = target
    while isinstance(place, syntax.Part):
        place = place.whole
    assert isinstance(place, syntax.VariableRead)
    return place


def call_arguments(call: syntax.Call) -> Iterator[syntax.HarloweExpression]:
    """The arguments of a macro that sets nothing."""
    for argument in call.arguments:
        assert not isinstance(argument, syntax.Assignment)
        yield argument


def values_of(call: syntax.Call) -> Iterator[syntax.HarloweExpression]:
    """The arguments of a macro, those spread out without their dots."""
    for argument in call_arguments(call):
        yield argument.operand if isinstance(argument, syntax.Spread) else argument

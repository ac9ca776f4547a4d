"""The declared algebra of operators is true; an operator that declares nothing loses no result."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from languages.toy import language as toy
from languages.toy.test_toy import CASES

from epilogue.analysis.odds import analyse_endings
from epilogue.ir.operators import (
    AS_OPERANDS,
    LIST,
    NUMBER,
    OTHER,
    STRING,
    Arithmetic,
    Compare,
    Operator,
    OperatorError,
    StringTooLarge,
)
from epilogue.ir.program import Program
from epilogue.ir.semantics import Semantics
from epilogue.ir.values import ListItem, ListValue, Target, Value
from epilogue.languages.choicescript.semantics import SEMANTICS as CHOICESCRIPT
from epilogue.languages.ink.semantics import SEMANTICS as INK
from epilogue.languages.twine.harlowe.semantics import SEMANTICS as HARLOWE
from epilogue.languages.yarn.semantics import SEMANTICS as YARN
from epilogue.testing.cases import Case
from epilogue.testing.conformance import problems
from epilogue.testing.judging import explored, judge_program

pytestmark = pytest.mark.slow

LISTS = {"mood": {"sad": 1, "glad": 2, "calm": 2}, "day": {"mon": 1}}
ITEMS = [(ListItem(of, name), number) for of, names in LISTS.items() for name, number in names.items()]
SAMPLES: dict[int, tuple[Value, ...]] = {
    NUMBER: (0, 1, -3, 7, 2**31 - 1, -(2**31), True, False, 0.0, -0.0, 0.5, -2.5, 16777216.0, inf, -inf, nan),
    STRING: ("", "a", "7", "true", "a longer text"),
    LIST: (ListValue(), ListValue((), ("mood",)), ListValue(ITEMS[:1]), ListValue(ITEMS[1:]), ListValue(reversed(ITEMS))),
    OTHER: (Target(0),),
}
MOST_OPERANDS = 3
ALL = [
    (language, name)
    for language in (INK, YARN, CHOICESCRIPT, HARLOWE, toy.SEMANTICS)
    for name in sorted(language.operators(LISTS))
]
NAMES = [f"{language} {name}" for language, name in ALL]


KINDS = ((NUMBER, (int, float)), (STRING, str), (LIST, ListValue))


def kind_of(value: Value) -> int:
    return next((kind for kind, types in KINDS if isinstance(value, types)), OTHER)


def applied(operator: Operator) -> Iterator[tuple[tuple[Value, ...], Any]]:
    """Operands of all kinds, and what comes of them: a value or the error."""
    values = [value for kind in SAMPLES.values() for value in kind]
    for count in range(1, MOST_OPERANDS):
        for operands in product(values, repeat=count):
            try:
                yield operands, operator.function(*operands)
            except OperatorError as error:
                yield operands, error
            except TypeError:
                break  # the operator takes another number of operands


@pytest.mark.parametrize(("language", "name"), ALL, ids=NAMES)
def test_what_is_declared_is_so(language: Semantics, name: str) -> None:
    operator = language.operators(LISTS)[name]
    for operands, result in applied(operator):
        kinds = tuple(map(kind_of, operands))
        if isinstance(result, OperatorError):
            total = operator.cannot_fail(kinds) and operands[-1] not in operator.but_for
            assert not total or isinstance(result, StringTooLarge), (operands, result)
            continue
        expected = operator.result
        if expected == AS_OPERANDS:
            expected = 0
            for kind in kinds:
                expected |= kind
        assert kind_of(result) & expected, (operands, result)
        assert not operator.outcomes or (type(result), result) in [(type(one), one) for one in operator.outcomes]
        if operator.on_whole is not None and all(type(one) is int for one in operands):
            quick = operator.on_whole(*operands)  # type: ignore[arg-type]
            numbers = language.values.numbers
            assert not numbers.least <= quick <= numbers.greatest or (type(quick), quick) == (type(result), result)


@pytest.mark.parametrize(("language", "name"), ALL, ids=NAMES)
def test_what_rises_never_falls(language: Semantics, name: str) -> None:
    operator = language.operators(LISTS)[name]
    if operator.rising is not None:
        least, greatest = operator.rising
        for step in range(-100, 101):
            results = [operator.function(value, step) for value in range(least, greatest + 1)]
            assert all(type(result) is int for result in results)
            assert results == sorted(results)  # type: ignore[type-var]


MEANS = {
    Compare.EQ: "==", Compare.NE: "!=", Compare.LT: "<", Compare.LE: "<=", Compare.GT: ">", Compare.GE: ">=",
    Arithmetic.ADD: "+", Arithmetic.SUBTRACT: "-", Arithmetic.MULTIPLY: "*",
}  # fmt: skip
COUNTS = (-7, -1, 0, 1, 2, 100)


@pytest.mark.parametrize(("language", "name"), ALL, ids=NAMES)
def test_an_algebra_is_that_of_numbers_and_cannot_fail(language: Semantics, name: str) -> None:
    operator = language.operators(LISTS)[name]
    algebra = operator.algebra
    if algebra is None or algebra in (Arithmetic.DIVIDE, Arithmetic.REMAINDER):
        return
    assert operator.cannot_fail((NUMBER, NUMBER)) or operator.cannot_fail((NUMBER,)) or algebra is Arithmetic.NEGATE
    if algebra in MEANS:
        for left, right in product(COUNTS, repeat=2):
            assert operator.function(left, right) == eval(f"{left} {MEANS[algebra]} {right}")  # noqa: S307


def test_comparisons_exchanged_and_denied() -> None:
    for left, right in product(COUNTS, repeat=2):
        for one in Compare:
            holds = INK.operators({})[one.value].function
            assert holds(left, right) == INK.operators({})[one.flipped.value].function(right, left)
            assert holds(left, right) != INK.operators({})[one.negated.value].function(left, right)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.construct)
def test_a_language_whose_operators_declare_nothing(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever they are called: anything may come of each of them, an error too."""
    bare = {name: Operator(operator.function) for name, operator in toy.OPERATORS.items()}
    monkeypatch.setattr(toy, "OPERATORS", bare)
    monkeypatch.setattr(toy.SEMANTICS, "_plain", None)
    assert problems(toy.TOY, case, tmp_path) == []


def purse(left: Value, right: Value) -> Value:
    """A sum that fails above 3."""
    if isinstance(left, int) and isinstance(right, int) and left + right <= 3:
        return left + right
    raise OperatorError("a purse holds 3 coins")


LOOP = """\
gold = 0
@ road
* Find a coin -> find
* gold > 1 : Pay -> pay
@ find
~ gold = gold + 1
-> road
@ pay
# ending: paid
-> .
"""
UNUSED = """\
gold = 3
@ road
* Find a coin -> find
* Go home -> home
@ find
~ gold = gold + 1
-> home
@ home
-> .
"""
EITHER_WAY = """\
gold = 3
@ road
? gold + 1 > 2 -> home
-> home
@ home
-> .
"""
DRAWN = """\
gold = 3
@ road
? 1 in 2 -> find
-> home
@ find
* Look at gold {gold + 1} -> home
@ home
-> .
"""


def of(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(toy, "OPERATORS", {**toy.OPERATORS, "+": Operator(purse)})
    monkeypatch.setattr(toy.SEMANTICS, "_plain", None)
    path = tmp_path / "purse.toy"
    path.write_text(source, encoding="utf-8")
    return toy.TOY.read(path, False, ()).program


@pytest.mark.parametrize("source", [LOOP, UNUSED, EITHER_WAY, DRAWN], ids=["loop", "unused", "either way", "drawn"])
def test_a_sum_that_can_fail_keeps_its_failure(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = of(source, tmp_path, monkeypatch)
    verdict = judge_program(program)
    assert verdict.problems == [] and verdict.complete
    assert any(ending.kind == "error" for ending in explored(program, "control", plain_states=0).graph.endings)


def test_how_likely_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = of(UNUSED, tmp_path, monkeypatch)
    found = analyse_endings(explored(program, "control").graph)
    assert {one.ending.kind: one.odds for one in found.endings} == {"error": Fraction(1, 2), "end": Fraction(1, 2)}

"""Sequences, maps and none: equality, updates, failures."""

from __future__ import annotations

import pickle
import subprocess
import sys
from math import nan
from typing import Any

import pytest

from epilogue.ir.operators import OperatorError, StringTooLarge
from epilogue.ir.structures import MAX_DEPTH, MAX_SIZE, structure_operators, structure_text
from epilogue.ir.values import NONE, VOID, MapValue, SequenceValue, kinds_of

OPS = structure_operators()


def seq(*items: Any) -> SequenceValue:
    return SequenceValue(items)


def mapped(**values: Any) -> MapValue:
    return MapValue(values.items())


BAG = mapped(coins=seq(1, 2, 3), owner=mapped(name="Ann"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (seq(1), seq(1.0)),
        (seq(1), seq(True)),
        (seq(0.0), seq(-0.0)),
        (seq(seq(1)), seq(seq(True))),
        (mapped(a=1), mapped(a=True)),
        (MapValue([(1, 0)]), MapValue([(True, 0)])),
        (mapped(a=1, b=2), mapped(b=2, a=1)),
        (seq(), MapValue()),
        (seq(NONE), seq(VOID)),
        (NONE, VOID),
        (NONE, ()),
        (NONE, None),
    ],
)
def test_values_of_different_kinds_are_never_equal(one: Any, other: Any) -> None:
    assert one != other


@pytest.mark.parametrize(
    ("name", "operands", "result"),
    [
        ("get_item", (seq(7, 8), 1), 8),
        ("get_item", (MapValue([(1, "one"), (True, "yes")]), True), "yes"),
        ("set_item", (seq(1, 2), 0, 1.0), seq(1.0, 2)),
        ("set_item", (mapped(a=1, b=2), "a", 3), mapped(a=3, b=2)),
        ("set_item", (mapped(a=1), "b", 2), mapped(a=1, b=2)),
        ("get_member", (BAG, "coins"), seq(1, 2, 3)),
        ("set_member", (mapped(a=1), "a", NONE), mapped(a=NONE)),
        ("set_path", (BAG, seq("coins", 2), 9), mapped(coins=seq(1, 2, 9), owner=mapped(name="Ann"))),
        ("set_path", (BAG, seq("owner", "age"), 9), mapped(coins=seq(1, 2, 3), owner=mapped(name="Ann", age=9))),
        ("set_path", (BAG, seq(), 9), 9),
        ("append", (seq(1), seq(2)), seq(1, seq(2))),
        ("insert", (seq(1, 3), 1, 2), seq(1, 2, 3)),
        ("insert", (seq(1), 1, 2), seq(1, 2)),
        ("remove", (seq(1, 2, 3), 1), seq(1, 3)),
        ("remove", (mapped(a=1, b=2), "a"), mapped(b=2)),
        ("length", (BAG,), 2),
        ("contains", (seq(1, 2), 2), True),
        ("contains", (seq(1, 2), 2.0), False),
        ("contains", (BAG, "owner"), True),
        ("keys", (BAG,), seq("coins", "owner")),
    ],
)
def test_what_an_operator_gives(name: str, operands: tuple[Any, ...], result: Any) -> None:
    before = repr(operands)
    found = OPS[name](*operands)
    assert (kinds_of([found]), found) == (kinds_of([result]), result)
    assert repr(operands) == before


@pytest.mark.parametrize(
    ("name", "operands", "message"),
    [
        ("get_item", (seq(1), 1), "no item 1 in a list of 1"),
        ("get_item", (seq(1), -1), "no item -1"),
        ("get_item", (seq(1), True), "whole number"),
        ("get_item", (NONE, 0), "a list is expected"),
        ("get_item", (BAG, "key"), "no 'key'"),
        ("get_item", (BAG, seq()), "keys of a map"),
        ("set_item", (seq(), 0, 1), "no item 0"),
        ("set_path", (BAG, seq("coins", 3), 1), "no item 3"),
        ("set_path", (BAG, seq("purse", 0), 1), "no 'purse'"),
        ("get_member", (seq(1), 0), "a map is expected"),
        ("remove", (BAG, "key"), "no 'key'"),
        ("length", ("text",), "a list is expected"),
    ],
)
def test_where_it_fails(name: str, operands: tuple[Any, ...], message: str) -> None:
    with pytest.raises(OperatorError, match=message):
        OPS[name](*operands)


def test_the_order_of_keys_is_data_only_where_a_language_says_so() -> None:
    def filled(operators: Any, names: str) -> Any:
        found = MapValue()
        for name in names:
            found = operators["set_item"](found, name, 1)
        return found

    assert filled(OPS, "ab") != filled(OPS, "ba")
    unordered = structure_operators(ordered=False)
    assert filled(unordered, "ba") == filled(unordered, "ab") == mapped(a=1, b=1)


def test_what_grows_too_large_is_broken_off() -> None:
    doubled = seq(0)
    with pytest.raises(StringTooLarge):
        for _ in range(40):
            doubled = OPS["append"](OPS["append"](seq(), doubled), doubled)
    deep = seq()
    with pytest.raises(StringTooLarge):
        for _ in range(MAX_DEPTH):
            deep = OPS["append"](seq(), deep)
    with pytest.raises(StringTooLarge):
        OPS["set_item"](MapValue((number, 0) for number in range(MAX_SIZE)), "more", 0)
    with pytest.raises(StringTooLarge):
        structure_text(SequenceValue(["x" * 1000] * 5000), str)


def test_they_are_the_same_in_another_process() -> None:
    value = mapped(a=seq(1, 1.0, True, NONE, -0.0, nan), b=MapValue([(1, "x"), (True, "y")]))
    assert pickle.loads(pickle.dumps(value)) == value
    code = "import pickle, sys; v = pickle.load(sys.stdin.buffer); hash(v); sys.stdout.buffer.write(pickle.dumps({v: v}))"
    done = subprocess.run([sys.executable, "-c", code], input=pickle.dumps(value), capture_output=True, check=True)
    assert pickle.loads(done.stdout)[value] == value


def test_a_plain_way_to_print_them() -> None:
    def text(value: Any) -> str:
        return (
            value
            if isinstance(value, str)
            else structure_text(value, text)
            if value is NONE or isinstance(value, SequenceValue | MapValue)
            else str(value)
        )

    assert text(mapped(a=seq(1, "x"), b=NONE)) == "{a: [1, x], b: none}"

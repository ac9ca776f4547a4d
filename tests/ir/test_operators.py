"""The operators of ink: what inkle's engine computes, and where it refuses."""

from __future__ import annotations

import pytest

from epilogue.ir.operators import OperatorError
from epilogue.ir.values import VOID, ListItem, ListValue, Target
from epilogue.languages.dotnet.numbers import float32
from epilogue.languages.ink.operators import ink_operators
from epilogue.languages.ink.values import to_text, truthy

LISTS = {
    "day": {"mon": 1, "tue": 2, "wed": 3},
    "mood": {"sad": 1, "glad": 2},
    "Mouse": {"tail": 1, "ear": 1, "paw": 1, "nose": 2, "eye": 0},
    "a_c": {"sea": 1},
    "a1": {"one": 1},
    "AB": {"bee": 1},
}
OPS = ink_operators(LISTS)


def items(*names: str, of: str = "day") -> ListValue:
    return ListValue((ListItem(of, name), LISTS[of][name]) for name in names)


def mixed(names: str) -> ListValue:
    """The items of these names, in this order, of whichever list has them."""
    owners = {item: owner for owner, known in LISTS.items() for item in known}
    return ListValue((ListItem(owners[name], name), LISTS[owners[name]][name]) for name in names.split())


@pytest.mark.parametrize(
    ("name", "operands", "result"),
    [
        ("+", (2**31 - 1, 1), -(2**31)),
        ("/", (-7, 2), -3),
        ("%", (-7, 2), -1),
        ("%", (7, -2), 1),
        ("+", (True, True), 2),
        ("==", (1, True), True),
        ("==", ("1", 1), True),
        ("+", ("a", True), "atrue"),
        ("+", (1, 0.5), 1.5),
        ("POW", (2, 3), 8.0),
        ("POW", (2, -1), 0.5),
        ("MAX", (True, 1), 1),
        ("MIN", (1, 0.5), 0.5),
        ("INT", (-3.7,), -3),
        ("FLOOR", (-3.2,), -4.0),
        ("CEILING", (3.2,), 4.0),
        ("!", (0,), True),
        ("_", (-(2**31),), -(2**31)),
        ("?", ("hello", "ell"), True),
        ("!?", ("hello", "ell"), False),
        ("+", (items("mon"), items("wed")), items("mon", "wed")),
        ("-", (items("mon", "wed"), items("wed")), items("mon")),
        ("+", (items("mon", "tue"), 1), items("tue", "wed")),
        ("+", (items("wed"), 1), ListValue()),
        ("L^", (items("mon", "tue"), items("tue", "wed")), items("tue")),
        ("?", (items("mon", "tue"), items("mon")), True),
        ("?", (items("mon"), ListValue()), False),
        (">", (items("wed"), items("mon", "tue")), True),
        (">=", (items("tue"), items("mon", "wed")), False),
        ("<", (ListValue(), items("mon")), True),
        ("==", (items("mon"), items("sad", of="mood")), False),
        ("&&", (items("mon"), 1), True),
        ("!", (ListValue(),), 1),
        ("LIST_ALL", (ListValue((), ("mood",)),), items("sad", "glad", of="mood")),
        ("LIST_INVERT", (items("mon"),), items("tue", "wed")),
        ("LIST_MIN", (items("tue", "wed"),), items("tue")),
        ("LIST_MAX", (items("tue", "wed"),), items("wed")),
        ("LIST_COUNT", (items("tue", "wed"),), 2),
        ("LIST_VALUE", (items("tue", "wed"),), 3),
        ("LIST_VALUE", (ListValue(),), 0),
        ("listInt", ("day", 2), items("tue")),
        ("listInt", ("day", 9), ListValue()),
        ("range", (items("mon", "tue", "wed"), 2, items("wed")), items("tue", "wed")),
        ("==", (Target(3), Target(3)), True),
    ],
)
def test_results(name, operands, result):
    found = OPS[name].function(*operands)
    assert (type(found), found) == (type(result), result)


@pytest.mark.parametrize(
    ("name", "operands", "result"),
    [
        ("+", ("sad mon", "tue mon"), "sad mon tue"),
        ("+", ("mon sad", "sad mon"), "mon sad"),
        ("-", ("sad mon glad", "mon"), "sad glad"),
        ("L^", ("sad mon glad", "glad mon sad"), "sad mon glad"),
        ("+", ("sad mon", 1), "glad tue"),
        ("range", ("sad mon glad", 1, 1), "sad mon"),
        ("LIST_MIN", ("glad sad mon",), "sad"),
        ("LIST_MIN", ("glad mon sad",), "mon"),
        ("LIST_MAX", ("sad tue glad",), "tue"),
        ("LIST_MAX", ("sad glad tue",), "glad"),
        ("LIST_ALL", ("glad tue",), "sad glad mon tue wed"),
        ("LIST_INVERT", ("tue glad",), "mon wed sad"),
        ("LIST_MIN", ("paw ear tail",), "paw"),
    ],
)
def test_items_stay_in_the_order_in_which_they_were_added(name, operands, result):
    given = [mixed(operand) if isinstance(operand, str) else operand for operand in operands]
    assert OPS[name].function(*given).entries == mixed(result).entries


def test_an_emptied_list_keeps_the_order_of_its_lists():
    for order in ("sad mon", "mon sad"):
        emptied = OPS["-"].function(mixed(order), mixed("mon sad"))
        assert OPS["LIST_ALL"].function(emptied).entries == OPS["LIST_ALL"].function(mixed(order)).entries


@pytest.mark.parametrize(
    ("name", "operands", "message"),
    [
        ("/", (1, 0), "divide by zero"),
        ("%", (1, 0), "divide by zero"),
        ("+", (1, VOID), "void value"),
        ("<", ("a", "b"), "Cannot perform operation '<' on String"),
        ("-", ("a", 1), "Cannot perform operation '-' on String"),
        ("+", (items("mon"), "x"), "Can not call use '+' operation on List and String"),
        ("*", (items("mon"), items("mon")), "on List"),
        ("LIST_COUNT", (3,), "Cannot perform operation 'LIST_COUNT' on Int"),
        ("L^", (1, 2), "Cannot perform operation '^' on Int"),
        ("==", (Target(1), 3), "Can't cast 3 from Int to DivertTarget"),
        ("listInt", ("nolist", 1), "Failed to find LIST called nolist"),
        ("range", (3, 1, 2), "Expected list, minimum and maximum"),
        ("+", (items("tail", "ear", of="Mouse"), 1), "An item with the same key has already been added"),
    ],
)
def test_refusals(name, operands, message):
    with pytest.raises(OperatorError, match=message.replace("(", r"\(").replace("^", r"\^").replace("+", r"\+")):
        OPS[name].function(*operands)


def test_empty_lists_keep_their_origins_as_inkle_has_it():
    assert OPS["-"].function(items("mon"), items("mon")).origins == ("day",)
    assert OPS["L^"].function(items("mon"), items("tue")).origins == ()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (7 / 3, "2.3333333"), (2 / 3, "0.6666667"), (3.0, "3"), (0.1, "0.1"), (1e7, "1E+07"), (12345678, "12345678"),
        (0.0001, "0.0001"), (0.00001, "1E-05"), (-2.5, "-2.5"), (1.5e10, "1.5E+10"), (float("inf"), "Infinity"), (100.5, "100.5"),
    ],
)  # fmt: skip
def test_floats_in_print(number, text):
    assert to_text(float32(float(number))) == text


@pytest.mark.parametrize(
    ("added", "shown"),
    [
        ("sad mon", "mon, sad"),
        ("tail sad", "sad, tail"),
        ("mon bee one sea sad", "sea, one, bee, mon, sad"),
        ("ear tail", "ear, tail"),
        ("tail ear", "tail, ear"),
        ("ear paw eye", "eye, paw, ear"),
        ("paw ear tail nose eye", "eye, paw, ear, tail, nose"),
    ],
)
def test_lists_in_print(added, shown):
    """By number, then by list as in a dictionary; those of one list as they were added, but for three, which .NET exchanges."""
    assert to_text(mixed(added)) == shown


def test_other_values_in_print():
    assert to_text(True) == "true"
    assert to_text(OPS["+"].function(items("wed"), items("mon"))) == "mon, wed"
    assert to_text(Target(4), lambda position: f"place{position}") == "DivertTargetValue(place4)"


def test_truth():
    assert truthy("a") and not truthy("") and truthy(items("mon")) and not truthy(ListValue()) and not truthy(VOID)
    with pytest.raises(OperatorError, match="divert target"):
        truthy(Target(1))

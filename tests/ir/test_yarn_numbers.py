"""Yarn's functions of numbers at their edges, and numbers in format strings, as the engine has them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from epilogue.ir.operators import OperatorError
from epilogue.languages.yarn.operators import number, yarn_operators, yarn_text

OPERATORS = yarn_operators()
LEAST = yarn_text(-(2**31))


@pytest.mark.parametrize(
    ("name", "arguments", "shown"),
    [
        ("round", [2.5], "2"),
        ("round", [-3.5], "-4"),
        ("round", [1e10], LEAST),
        ("round_places", [2.675, 2], "2.67"),
        ("round_places", [0.125, 2], "0.12"),
        ("round_places", [1e20, 3], "1E+20"),
        ("floor", [-1.5], "-2"),
        ("ceil", [-1.5], "-1"),
        ("int", [-1.5], "-1"),
        ("int", [math.nan], LEAST),
        ("decimal", [-1.25], "-0.25"),
        ("decimal", [math.inf], "Infinity"),
        ("inc", [1.2], "2"),
        ("inc", [-2], "-1"),
        ("dec", [1.2], "1"),
        ("dec", [-2], "-3"),
        ("MIN", [math.nan, 1], "NaN"),
        ("MAX", [1, math.nan], "NaN"),
        ("MIN", [0, -0.0], "-0"),
        ("MAX", [-0.0, 0], "0"),
        ("divide", [1, 0], "Infinity"),
        ("divide", [-1, 0], "-Infinity"),
        ("divide", [0, 0], "NaN"),
        ("divide", [1, -0.0], "-Infinity"),
        ("remainder", [-7, 3], "-1"),
        ("remainder", [7, -3], "1"),
        ("remainder", [7.5, 3], "2"),
        ("negate", [0], "-0"),
        ("+", [0.1, 0.2], "0.3"),
        ("*", [16777217, 1], "16777216"),
        ("*", [3e38, 10], "Infinity"),
        ("number", ["1,234.5"], "1234.5"),
        ("number", [" -1e3 "], "-1000"),
        ("number", [True], "1"),
        ("string", [1e16], "1E+16"),
        ("string", [10_000_000], "10000000"),
        ("string", [1_000_000_000], "1E+09"),
        ("string", [12_345_678], "12345678"),
        ("string", [0.0001], "0.0001"),
        ("string", [0.00001], "1E-05"),
        ("bool", [" TRUE "], "True"),
        ("bool", [math.nan], "True"),
        ("==", [math.nan, math.nan], "False"),
    ],
)
def test_functions_of_numbers(name: str, arguments: list[Any], shown: str) -> None:
    values = [number(one) if type(one) is float else one for one in arguments]
    assert yarn_text(OPERATORS[name].function(*values)) == shown


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("remainder", [1, 0], "by zero"),
        ("remainder", [1, math.inf], "Infinity"),
        ("round_places", [1, 16], "16"),
        ("number", ["1_000"], "no number"),
        ("number", [""], "no number"),
        ("number", ["inf"], "no number"),
        ("bool", ["yes"], "neither true nor false"),
    ],
)
def test_errors_of_functions(name: str, arguments: list[Any], said: str) -> None:
    with pytest.raises(OperatorError, match=said):
        OPERATORS[name].function(*arguments)


@pytest.mark.parametrize(
    ("pattern", "value", "shown"),
    [
        ("{0}", 1.5, "1.5"),
        ("{0} of {0}", 3, "3 of 3"),
        ("{{{0}}}", 3, "{3}"),
        ("{0,4}|{0,-4}|", 7, "   7|7   |"),
        ("{0:F2}", 3.14159, "3.14"),
        ("{0:F}", 2, "2.00"),
        ("{0:f0}", 2.5, "2"),
        ("{0:F2}", -0.001, "-0.00"),
        ("{0:N}", 1234567.5, "1,234,567.50"),
        ("{0:N0}", -1234, "-1,234"),
        ("{0:P}", 0.125, "12.50%"),
        ("{0:P0}", 1, "100%"),
        ("{0:00}", 5, "05"),
        ("{0:0.00}", 3.14159, "3.14"),
        ("{0:0}", 2.5, "3"),
        ("{0:0.##}", 2.5, "2.5"),
        ("{0:#.#}", 0.5, ".5"),
        ("{0:#,##0.#}", 12345.67, "12,345.7"),
        ("{0:#,##0}", 1234567, "1,234,567"),
        ("{0:0.00}", 12345678, "12345680.00"),
        ("{0:0%}", 0.256, "26%"),
        ("{0:0 'gold'}", 7, "7 gold"),
        ("{0:\\#0}", 7, "#7"),
        ("{0:0,}", 12345, "12"),
        ("{0:0.0;(0.0);none}", -4.5, "(4.5)"),
        ("{0:0.0;(0.0);none}", 0, "none"),
        ("{0:F2}", math.inf, "Infinity"),
        ("{0:F2}", "text", "text"),
        ("{0:F2}", True, "True"),
    ],
)
def test_formats(pattern: str, value: Any, shown: str) -> None:
    assert OPERATORS["format"].function(pattern, number(value) if type(value) is float else value) == shown


def test_a_whole_number_has_formats_of_its_own() -> None:
    assert [OPERATORS["format_whole"].function(pattern, -7) for pattern in ("{0}", "{0:D3}", "{0:F1}")] == ["-7", "-007", "-7.0"]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{1}", "one, {0}"),
        ("{x}", "no place for a value"),
        ("{0", "without the other"),
        ("0}", "without the other"),
        ("{0:X4}", "X4"),
        ("{0:C}", "not known"),
        ("{0:0-0}", "not known"),
        ("{0:0.0E+0}", "not known"),
        ("{0:0;0;0;0}", "not known"),
        ("{0:D3}", "F0"),
        ("{0,100000}", "width"),
    ],
)
def test_what_is_not_a_format_or_not_known(pattern: str, said: str) -> None:
    with pytest.raises(OperatorError) as error:
        OPERATORS["format"].function(pattern, 3)
    assert said in str(error.value)

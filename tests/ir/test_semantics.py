"""What a language's semantics promises to all that works on its Programs."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from languages.toy.language import SEMANTICS as TOY

from epilogue.ir.semantics import Semantics
from epilogue.ir.values import ListItem, ListValue
from epilogue.languages.ink.semantics import SEMANTICS as INK
from epilogue.languages.registry import read
from epilogue.languages.yarn.semantics import SEMANTICS as YARN

LANGUAGES = (INK, YARN, TOY)


@pytest.mark.parametrize("language", LANGUAGES, ids=str)
def test_what_can_be_tested_in_every_language(language: Semantics) -> None:
    """Bounds and counters rest on it: a number holds unless it is 0, and no number, text or list fails as a condition."""
    truthy = language.values.truthy
    for number in (0, 1, -1, 2**31 - 1, 0.0, -0.0, 0.5, -2.5, True, False):
        assert truthy(number) is (number != 0)
    for value in ("", "a", "0", ListValue(), ListValue([(ListItem("mood", "sad"), 1)])):
        assert truthy(value) in (True, False)


@pytest.mark.parametrize("language", LANGUAGES, ids=str)
def test_numbers_are_rounded_and_wrapped_as_declared(language: Semantics) -> None:
    numbers = language.values.numbers
    for whole in (0, 1, -1, 1000, numbers.least, numbers.greatest):
        assert numbers.whole(whole) == whole
    assert numbers.whole(numbers.greatest + 1) == numbers.least
    assert numbers.whole(numbers.least - 1) == numbers.greatest
    for below in (numbers.exact - 1, 1 - numbers.exact):
        assert numbers.held(float(below)) == below
    rounded = [numbers.held(value) for value in (-1e30, -3.3, -0.1, 0.1, 1 / 3, 16777217.0, 1e30)]
    assert rounded == sorted(rounded)
    assert all(numbers.held(float(numbers.decimal(value))) == value for value in rounded)


def test_a_program_is_pickled_with_its_language_by_name(tmp_path: Path) -> None:
    story = tmp_path / "story.ink"
    story.write_text("VAR gold = 1\n{gold > 0: Rich.}\n-> END\n", encoding="utf-8")
    program, _ = read(story)
    again = pickle.loads(pickle.dumps(program))
    assert again == program and type(again.semantics) is type(INK)
    assert repr(program.semantics) == "ink" and "semantics=ink" in repr(program)
    assert again.semantics.operators({})["+"].function(1, 2) == 3


def test_languages_are_compared_by_name() -> None:
    class Other(type(INK)):  # type: ignore[misc]
        name = "other"

    assert Other() != INK and type(INK)() == INK and len({INK, type(INK)(), YARN}) == 2

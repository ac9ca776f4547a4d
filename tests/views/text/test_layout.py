"""Wrapping and encodings."""

from __future__ import annotations

import pytest

from epilogue.views.text.layout import Paint, printable, wrap


def test_wrap_hangs_its_indent() -> None:
    assert wrap("one two three four", 9, "- ", "  ") == ["- one two", "  three", "  four"]


def test_wrap_leaves_a_long_word_whole() -> None:
    assert wrap("a verylongfilename.ink b", 8) == ["a", "verylongfilename.ink", "b"]


def test_wrap_of_nothing_is_one_empty_line() -> None:
    assert wrap("", 10) == [""]


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "✔ “Ça” …"), ("ascii", '+ "?a" ...'), ("cp1252", '+ "Ça" ...'), (None, '+ "?a" ...')],
)
def test_signs_fall_back_where_the_encoding_lacks_them(encoding: str | None, expected: str) -> None:
    assert printable("✔ “Ça” …", encoding) == expected


def test_control_characters_are_symbols_and_escapes_of_ours_are_meant() -> None:
    assert printable("a\x1b[2J\x07\r\x7f\x9b\u202e\udce9\tb\n", "utf-8") == "a␛[2J␇␍␡���\tb\n"
    assert printable("\x1b[31m", "ascii") == "^[[31m"
    assert printable(Paint(True)("✔", "green"), "utf-8") == "\x1b[32m✔\x1b[0m"

"""Wrapping and encodings."""

from __future__ import annotations

import pytest

from epilogue.report.layout import encodable, wrap


def test_wrap_hangs_its_indent() -> None:
    assert wrap("one two three four", 9, "- ", "  ") == ["- one two", "  three", "  four"]


def test_wrap_leaves_a_long_word_whole() -> None:
    assert wrap("a verylongfilename.ink b", 8) == ["a", "verylongfilename.ink", "b"]


def test_wrap_of_nothing_is_one_empty_line() -> None:
    assert wrap("", 10) == [""]


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "✔ “Ça” …"), ("ascii", '+ "?a" ...'), ("cp1252", '+ "Ça" ...'), (None, '+ "?a" ...')],
)
def test_signs_fall_back_where_the_encoding_lacks_them(encoding: str | None, shown: str) -> None:
    assert encodable("✔ “Ça” …", encoding) == shown

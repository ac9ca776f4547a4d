"""Odds, counts and quotations, as a person says them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from epilogue.answers import Odds
from epilogue.views.text import words


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (1.0, "over 99%"),
        (0.99999, "over 99%"),
        (0.994, "99%"),
        (0.9318545, "93%"),
        (0.1, "10%"),
        (0.0999, "10%"),
        (0.0443369, "4%"),
        (0.01, "1%"),
        (1 / 101, "1% (1 in 101)"),
        (1 / 209, "0.5% (1 in 209)"),
        (0.0012371, "0.1% (1 in 808)"),
        (1 / 4096, "0.02% (1 in 4,100)"),
        (1 / 12_345, "1 in 12,300"),
        (1 / 999_999, "1 in 1 million"),
        (1 / 4_240_000, "1 in 4.24 million"),
        (1 / 3e9, "1 in 3 billion"),
        (1 / 7.5e12, "1 in 7.5 trillion"),
        (1e-40, "under 1 in a thousand trillion"),
        (0.0, "under 1 in a thousand trillion"),
    ],
)
def test_chance(p: float, said: str) -> None:
    assert words.chance(p) == said


@pytest.mark.parametrize(
    ("odds", "said"),
    [
        (Odds(1.0, Fraction(1), 1.0, 1.0), "certain"),
        (Odds(0.0, Fraction(0), 0.0, 0.0), "never"),
        (Odds(1.0, Fraction(10**30 - 1, 10**30), 1.0, 1.0), "over 99%"),
        (Odds(0.0, Fraction(1, 10**400), 0.0, 0.0), "under 1 in a thousand trillion"),
        (Odds(1.0, None, 1.0, 1.0), "over 99%"),
        (Odds(0.25, None, 0.25, 0.25 + 1e-12), "25%"),
        (Odds(0.5, None, 0.0, 1.0), "not known"),
        (Odds(0.5, None, 0.2, 1.0), "at least 20%"),
        (Odds(0.5, None, 0.0, 0.7), "at most 70%"),
        (Odds(0.5, None, 0.2, 0.7), "20% to 70%"),
        (Odds(0.5, None, 0.2099, 0.7001), "20% to 71%"),
        (Odds(0.02, None, 1 / 30.4, 1.0), "at least 3%"),
        (Odds(0.02, None, 0.0, 1 / 30.6), "at most 4%"),
        (Odds(0.02, None, 1 / 300.4, 1.0), "at least 0.3% (1 in 301)"),
        (Odds(0.02, None, 0.0, 1 / 300.6), "at most 0.4% (1 in 300)"),
        (Odds(0.5, None, 0.0, 1.0, ("luck",)), "0% to 100%"),
        (Odds(0.5, None, 0.1, 0.999, ("luck",)), "10% to 100%"),
        (Odds(0.999, None, 0.997, 1.0, ("luck",)), "over 99%"),
    ],
)
def test_odds(odds: Odds, said: str) -> None:
    assert words.odds(odds) == said


def test_odds_that_depend_say_on_what() -> None:
    assert words.odds_depending(Odds(0.5, None, 0.06, 0.25, ("get_gold", "rain"))) == "6% to 25%, depending on get_gold and rain"


def test_a_share_of_what_was_counted() -> None:
    assert [words.share(part) for part in (0.0, 1 / 209, 0.4, 1.0)] == ["0%", "0.5% (1 in 209)", "40%", "100%"]


def test_a_part_of_things() -> None:
    assert [words.share_of(part, "readers") for part in (0.333, 1e-9)] == ["33% of readers", "1 in 1 billion readers"]


def test_certainty_is_claimed_of_what_is_proved() -> None:
    assert [words.certainty(p) for p in (0.0, 1e-9, 0.5, 1.0)] == ["never", "1 in 1 billion", "50%", "certain"]


def test_counts() -> None:
    assert words.count(90_861_264_411_351_040) == "90,861,264,411,351,040"
    assert words.count(321 * 10**55) == "about 3.2 × 10^57"
    assert words.choices(1) == "1 choice"
    assert words.choices(0) == "no choice"
    assert words.plural(2, "cause") == "2 causes"


def test_every_digit_of_a_huge_integer() -> None:
    assert words.decimal(10**5000 + 7) == "1" + "0" * 4999 + "7"


@pytest.mark.parametrize(
    ("text", "limit", "quoted"),
    [
        ("For the moment, at least.", 40, "“For the moment, at least.”"),
        ("It is done, I said. But too late now, of course.", 36, "“…But too late now, of course.”"),
        ("one two three four five six seven eight", 20, "“…six seven eight”"),
        ("unbreakableunbreakableunbreakable", 12, "“…breakable”"),
        ("", 20, "“”"),
    ],
)
def test_quote(text: str, limit: int, quoted: str) -> None:
    got = words.quote(text, limit)
    assert len(got) <= limit
    assert got == quoted


def test_clean_leaves_no_control_characters() -> None:
    assert words.clean("a\x1b[31m\tb\n c\u202e\x9b") == "a[31m b c"

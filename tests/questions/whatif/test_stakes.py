"""Payoffs: what endings are worth to everybody together."""

from __future__ import annotations

from fractions import Fraction

from epilogue.questions.whatif.stakes import worth


def test_every_character_counts_alike_whatever_the_scale_and_number_of_their_stakes() -> None:
    owners = ("Mia", "Mia", "Seb")
    found = worth({1: (0, 10, -5), 2: (1, 30, -5), 3: (0, 20, 5)}, owners)
    assert found == {1: Fraction(0), 2: Fraction(1), 3: Fraction(1, 4) + 1}


def test_a_stake_that_never_differs_counts_for_nothing() -> None:
    assert worth({1: (True, 7), 2: (False, 7)}, ("Mia", "Seb")) == {1: 1, 2: 0}


def test_without_endings_there_is_nothing_to_weigh() -> None:
    assert worth({}, ()) == {}

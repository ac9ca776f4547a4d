"""The prose about the film's ending says what the screens beside it say."""

from __future__ import annotations

import pytest
from documentation.pages import FENCE, ROOT

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "explanation" / "la_la_land.md").read_text(encoding="utf-8")


def test_the_prose_says_what_the_screens_say() -> None:
    film, endings = (" ".join(match[3].split()) for match in FENCE.finditer(PAGE))
    prose = " ".join(FENCE.sub("", PAGE).split())
    for said, screen, shown in (
        ("hers is 2", film, "Mia: dream 2"),
        ("his is 3", film, "Seb: dream 3"),
        ("The love that is left is 5 of 5", film, "Reader: love 5"),
        ("happy 3 and not 2", film, "Seb's happy 3 instead of 2"),
        ("at choice 7, the restaurant", film, "until choice 7 (line"),
        (
            "two outcomes remained that no other improves on: this one, and *The little stage*",
            film,
            "outcome 40, The little stage",
        ),
        ("1 time in 3,830", endings, "1 in 3,830"),
        ("83 of 100", endings, "83%"),
    ):
        assert said in prose
        assert shown in screen

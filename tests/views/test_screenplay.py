"""Playthroughs written out: what a story says stays what it says, in Fountain, in Markdown and as prose."""

from __future__ import annotations

import pytest

from epilogue.answers import NarratedMoment
from epilogue.views.screenplay import to_fountain, to_markdown, to_prose

TOLD = (
    NarratedMoment("text", "Ten in the morning.", scene="The freeway"),
    NarratedMoment("choice", "Sing", 0, "The freeway", "Mia"),
    NarratedMoment("text", "Mia: Not here.", scene="The freeway"),
    NarratedMoment("text", "Note: nobody listens.", scene="The freeway"),
    NarratedMoment("chance", "5", 1, "The freeway"),
    NarratedMoment("text", "Dark.", scene="the club"),
)


def test_a_screenplay() -> None:
    assert to_fountain("A film", TOLD).split("\n\n") == [
        "Title: A film\nCredit: a playthrough",
        ".THE FREEWAY",
        "!Ten in the morning.",
        "[[Mia: Sing]]",
        "@Mia\nNot here.",
        "!Note: nobody listens.",  # nobody of that name makes a choice
        "[[luck: 5]]",
        ".THE CLUB",
        "!Dark.\n",
    ]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("INT. HOUSE - DAY", "!INT. HOUSE - DAY"),
        ("CUT TO:", "!CUT TO:"),
        ("> centred <", "!> centred <"),
        ("*so* _there_", r"!\*so\* \_there\_"),
        ("/* left out */", r"!/\* left out \*/"),
        ("a [[note]] [[[deep]]]", "!a [ [note] ] [ [ [deep] ] ] "),
        ("one\n\n\ntwo\x1b[2J", "!one two[2J"),
        ("Mia: (whispers) no", "!Mia: (whispers) no"),
    ],
)
def test_nothing_a_story_says_is_syntax_of_fountain(said: str, written: str) -> None:
    moments = (NarratedMoment("choice", "go", 0, "", "Mia"), NarratedMoment("text", said))
    assert to_fountain("t", moments).split("\n\n")[-1].rstrip("\n") == written
    note = to_fountain("t", (NarratedMoment("choice", said, 0),)).split("\n\n")[-1].rstrip("\n")
    assert note.startswith("[[") and note.endswith("]]") and "[[" not in note[2:] and "]]" not in note[:-2]


def test_a_scene_with_points_before_it_is_still_a_heading() -> None:
    assert "\n.THE END\n" in to_fountain("t", (NarratedMoment("text", "x", scene="...the end"),))
    assert to_fountain("a\n\nTitle: b", ()).startswith("Title: a Title: b\nCredit")


def test_markdown() -> None:
    assert to_markdown("A <film>", TOLD).split("\n\n") == [
        "# A \\<film\\>",
        "## The freeway",
        "Ten in the morning.",
        "> Sing",
        "Mia: Not here.",
        "Note: nobody listens.",
        "> *(luck: 5)*",
        "## the club",
        "Dark.\n",
    ]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("1. no list", "1\\. no list"),
        ("- nor this", "\\- nor this"),
        ("# no heading", "\\# no heading"),
        ("> no quotation", "\\> no quotation"),
        ("[a](javascript:b)", "\\[a\\]\\(javascript:b\\)"),
        ("<script>", "\\<script\\>"),
        ("&lt; $x$", "\\&lt; \\$x\\$"),
        ("===", "\\==="),
        ("50 - 1.5", "50 - 1.5"),
    ],
)
def test_nothing_a_story_says_is_markup(said: str, written: str) -> None:
    assert to_markdown("t", (NarratedMoment("text", said),)).split("\n\n")[-1] == written + "\n"


def test_prose() -> None:
    assert to_prose(TOLD).split("\n\n")[:2] == ["Ten in the morning.", "> Sing"]

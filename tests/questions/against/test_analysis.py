"""Matching the endings of two versions of a story, and what readers lose."""

from __future__ import annotations

import pytest

from epilogue.questions.against.analysis import ContentChanges, EndingTraits, MetStatus, SourcePiece, compared, same_endings

HOME = EndingTraits("home", "Home", "end", "porch", "She is home.")
AWAY = EndingTraits("away", "Away", "end", "road", "She is on the road, and does not look back.")
PLAIN = EndingTraits("", "", "end", "porch", "The lamp is lit in the window.")


@pytest.mark.parametrize(
    ("now", "pairs"),
    [
        ([HOME, AWAY], [(0, 0), (1, 1)]),
        ([AWAY, HOME], [(0, 1), (1, 0)]),
        ([AWAY], [(1, 0)]),
        ([HOME._replace(mark="returned", name="Returned"), AWAY], [(0, 0), (1, 1)]),
        ([HOME._replace(passage="garden", last_words="Other words."), AWAY], [(0, 0), (1, 1)]),
        ([HOME._replace(mark="", name=""), AWAY], [(0, 0), (1, 1)]),
        # the mark decides, not the words
        ([HOME._replace(last_words=AWAY.last_words), AWAY._replace(last_words=HOME.last_words)], [(0, 0), (1, 1)]),
        # a new mark and passage: a few shared words are coincidence, many are not
        ([HOME._replace(mark="new", passage="garden"), AWAY], [(1, 1)]),
        ([HOME, AWAY._replace(mark="gone", passage="station")], [(0, 0), (1, 1)]),
        # an ending that is an error now is lost
        ([HOME, AWAY._replace(mark="", kind="error", passage="x", last_words="")], [(0, 0)]),
        ([HOME._replace(kind="done"), AWAY], [(0, 0), (1, 1)]),
    ],
)
def test_marked_endings(now: list[EndingTraits], pairs: list[tuple[int, int]]) -> None:
    assert same_endings([HOME, AWAY], now) == pairs


@pytest.mark.parametrize(
    ("now", "same"),
    [
        (PLAIN, True),
        (PLAIN._replace(last_words="The lamp is lit in her window."), True),
        (PLAIN._replace(last_words="Nothing of what was said before."), True),
        (PLAIN._replace(passage="garden"), True),
        (PLAIN._replace(passage="garden", last_words="Nothing of what was said."), False),
        (PLAIN._replace(kind="out_of_content", last_words=""), False),
    ],
)
def test_endings_without_a_mark(now: EndingTraits, same: bool) -> None:
    assert same_endings([PLAIN], [now]) == ([(0, 0)] if same else [])


def test_ambiguous_texts_are_not_guessed() -> None:
    other = PLAIN._replace(last_words="Not a word of it.")
    assert same_endings([PLAIN], [other, other._replace(last_words="Wholly else.")]) == []
    assert same_endings([PLAIN, PLAIN], [PLAIN]) == [(0, 0)]


def option(text: str, met: MetStatus, passage: str = "hub") -> SourcePiece:
    return SourcePiece("option", passage, text, met)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([option("Go", "met")], [option("Go", "never")], ContentChanges(((0, 0),), (), ())),
        ([option("Go", "never")], [option("Go", "met")], ContentChanges((), ((0, 0),), ())),
        ([option("Go", "met")], [option("Go", "open")], ContentChanges((), (), ())),
        ([option("Go", "open")], [option("Go", "never")], ContentChanges((), (), ())),
        ([option("Go", "met")], [], ContentChanges((), (), ())),
        ([], [option("Go", "never")], ContentChanges((), (), (0,))),
        ([], [option("Go", "met")], ContentChanges((), (), ())),
        ([option("Go", "met")], [option("Go", "never", "inn")], ContentChanges(((0, 0),), (), ())),
        ([option("Go", "met"), option("Go", "met", "x")], [option("Go", "never", "inn")], ContentChanges((), (), (0,))),
        ([option("Go", "met"), option("Go", "never")], [option("Go", "never"), option("Go", "met")], ContentChanges((), (), ())),
        ([option("Go", "met")], [option("Go", "never"), option("Go", "never")], ContentChanges(((0, 0), (0, 1)), (), ())),
    ],
)
def test_what_readers_meet(before: list[SourcePiece], now: list[SourcePiece], expected: ContentChanges) -> None:
    assert compared(before, now) == expected


def test_those_that_a_reader_cannot_tell_apart_are_taken_in_order() -> None:
    assert same_endings([HOME, HOME, AWAY], [HOME, HOME, AWAY]) == [(0, 0), (1, 1), (2, 2)]
    assert same_endings([HOME, HOME], [HOME]) == [(0, 0)]

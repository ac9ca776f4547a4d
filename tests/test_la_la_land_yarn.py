"""The film's story in Yarn and in ChoiceScript is the one in ink: the same endings, odds, what could have been, and verdict."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from epilogue.machine.play import Session
from epilogue.questions.verdict.build import verdict
from epilogue.questions.whatif.build import WhatIfRequest, whatif
from epilogue.questions.why.reasons import narrated_steps
from epilogue.story.project import load
from epilogue.story.study import Study, played

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


class Told(NamedTuple):
    """A story in one language, and the film's way in it."""

    study: Study
    film: Session


@pytest.fixture(scope="module", params=["la_la_land.yarn", "la_la_land"])
def both(request: pytest.FixtureRequest) -> tuple[Told, Told]:
    ink = Study(load(str(EXAMPLES / "la_la_land.ink")))
    other = Study(load(str(EXAMPLES / request.param)))
    film = played(ink.project, str(EXAMPLES / "film.play")).session
    return Told(ink, film), Told(other, other.session(ink.path(film).actions))


def test_the_endings_and_their_odds_are_the_same(both: tuple[Told, Told]) -> None:
    ink, other = (
        [(one.name, one.odds.exact, one.playthroughs, one.shortest, one.longest) for one in told.study.endings] for told in both
    )
    assert len(ink) == 13 and ink == other


def test_the_films_way_reads_the_same(both: tuple[Told, Told]) -> None:
    ink, other = (told.film.transcript.split() for told in both)
    assert len(ink) > 3_000 and ink == other


@pytest.mark.parametrize("kind", ["dream", "nearest"])
def test_what_could_have_been_is_the_same(both: tuple[Told, Told], kind: str) -> None:
    ink, other = (whatif(told.study.project, told.film, WhatIfRequest(kind), told.study) for told in both)  # type: ignore[arg-type]
    for one, two in ((ink.was, other.was), (ink.could, other.could)):
        assert one is not None and two is not None
        assert (one.actions, one.ending.id) == (two.actions, two.ending.id)
    chosen = [[(one.number, one.text, one.was, one.who) for one in found.decisions] for found in (ink, other)]
    assert chosen[0] and chosen[0] == chosen[1]
    lost = [found.lost and (found.lost.number, found.lost.text, found.lost.who, found.lost.after) for found in (ink, other)]
    assert lost[0] and lost[0] == lost[1]
    assert ink.outcomes == other.outcomes


def test_scenes_decisions_and_reasons_are_the_same(both: tuple[Told, Told]) -> None:
    ink, other = (narrated_steps(one.study, one.study.path(one.film).actions) for one in both)
    assert [(one.who, one.because) for one in ink] == [(one.who, one.because) for one in other]
    assert sum(len(one.because) for one in ink) == 9
    scenes = {two.scene for one, two in zip(ink, other, strict=True) if one.scene != two.scene}
    assert scenes == {"A photographer's studio / A wedding in the hills"}  # two scenes of ink, one of the others


def test_the_verdict_is_the_same(both: tuple[Told, Told]) -> None:
    ink, other = (verdict(told.study.project, study=told.study) for told in both)
    assert [one._replace(text="") for one in ink.stakes] == [one._replace(text="") for one in other.stakes]
    assert [one.ending.name for one in ink.endings] == [one.ending.name for one in other.endings]
    placed = [[one._replace(ending=None) for one in found.endings] for found in (ink, other)]
    assert placed[0] == placed[1]

"""Plots and collapsed maps: nothing over another, nothing left out, nothing a story says taken for markup."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from epilogue.answers import Odds
from epilogue.questions.against.answer import Against, ComparedVersion, Moved
from epilogue.questions.story_map.answer import Passage, PassageLink, StoryMap
from epilogue.questions.verdict.build import verdict
from epilogue.questions.why.build import why
from epilogue.story.project import load
from epilogue.story.study import Study, played
from epilogue.views.svg import arcs_picture, plots
from epilogue.views.svg.collapse import readable
from epilogue.views.svg.figure import apart
from epilogue.views.svg.map_layout import laid_out
from epilogue.views.svg.measure import fitted, width
from epilogue.views.svg.raster import to_png

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[3] / "examples"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def study() -> Study:
    return Study(load(str(EXAMPLES / "la_la_land.ink")))


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_who_gets_what(study: Study) -> None:
    found = verdict(study.project, study=study)
    svg = plots.trade_off(found)
    said = texts(svg)
    assert {"what Mia gets →", "what Seb gets →", "what Reader gets →"} <= set(said)
    assert {ending.name for ending in study.endings} <= set(said)  # the legend
    root = ElementTree.fromstring(svg)
    marks = [node for node in root.iter(f"{SVG}circle") if node.find(f"{SVG}title") is not None]
    assert {node.attrib["fill"] for node in marks} == {plots.colour(n) for n in range(len(study.endings))}
    assert any("stroke" in node.attrib for node in marks)
    assert to_png(svg).startswith(b"\x89PNG")


def test_the_arc(study: Study) -> None:
    session = played(study.project, str(EXAMPLES / "film.play")).session
    said = texts(arcs_picture.svg(why(study.project, session, study)))
    assert {"Apart, at peace", "0%", "100%"} <= set(said)
    assert said.count("Home") == 1


def test_words_read() -> None:
    assert plots.words_read([]) == plots.words_read([7, 7]) == ""
    svg = plots.words_read([100, 120, 180, 200])
    assert {"100 words", "200 words", "half: up to 180", "25%"} <= set(texts(svg))
    assert svg.count('class="bar"') == plots.BINS


def exactly(odds: Fraction) -> Odds:
    return Odds(float(odds), odds, float(odds), float(odds))


def test_odds_before_and_after(study: Study) -> None:
    nothing = Against(
        "<s>", "s.ink", ComparedVersion("v1", True, None), ComparedVersion("now", True, None), *[()] * 4, 1, *[()] * 11
    )
    assert plots.odds_moved(nothing) == ""
    one = Moved(study.endings[0], exactly(Fraction(1, 4)), exactly(Fraction(1, 2)))
    never = Moved(None, exactly(Fraction(0)), exactly(Fraction(1, 10)))
    svg = plots.odds_moved(nothing._replace(moved=(one, never)))
    assert {"Home", "never ends", "v1", "now", "80%"} <= set(texts(svg)) and "100%" not in texts(svg)
    assert "Home: 25% before, 50% now" in svg
    many = plots.odds_moved(nothing._replace(moved=(one,) * (plots.MOST_MOVED + 3)))
    assert "and 3 more, by less" in texts(many)


def test_labels_move_apart() -> None:
    placed = apart([100.0, 100.0, 99.0, 10.0], 100.0)
    assert max(placed) <= 100 and placed[3] == 10
    assert min(b - a for a, b in zip(sorted(placed), sorted(placed)[1:], strict=False)) >= 15.9


def test_texts_are_measured_by_their_letters() -> None:
    assert width("illicit", 13) < width("mammoth", 13) * 0.6
    assert width("終わり", 10) > 30
    assert fitted("mammoth", width("mammoth", 13), 13) == "mammoth"
    assert fitted("mammoth herds", 60, 13).endswith("…") and width(fitted("mammoth herds", 60, 13), 13) <= 60


def test_a_map_of_thousands() -> None:
    """A chain of chapters of ten passages with a way out of each, and as many passages that nobody comes to."""
    count = 2_000
    names = [f"p{n}" for n in range(count)] + ["lost"] + [f"never{n}" for n in range(count)]
    seen = [1.0] * count + [0.5] + [0.0] * count
    made = tuple(
        Passage(name, "s.ink", "s.ink", n + 1, 5, odds, "", ()) for n, (name, odds) in enumerate(zip(names, seen, strict=True))
    )
    steps = [PassageLink(n, n + 1, None, 1.0, ()) for n in range(count - 1)]
    steps += [PassageLink(n, n - 9, None, 0.5, ()) for n in range(9, count, 10)]
    steps += [PassageLink(n, count, None, 0.01, ()) for n in range(5, count, 50)]
    shown = readable(StoryMap("s", "s.ink", True, made, tuple(steps), ()))
    assert len(shown.passages) < 150
    assert sum(passage.words for passage in shown.passages) == 5 * len(made)
    assert [p.seen for p in shown.passages if p.name == "s: never seen (2,000 passages)"] == [0.0]
    assert [p.seen for p in shown.passages if p.name == "lost"] == [0.5]
    assert shown.passages[0].name.startswith("p")
    sheet = laid_out(shown)
    assert sheet.width < 2_000


def test_parts_that_nothing_joins_stand_beside_each_other_then_below() -> None:
    """Thirty stories of three passages; the second goes to a third far below it, past another."""
    names = [f"{part}{n}" for part in range(30) for n in "abc"]
    made = tuple(Passage(name, "s.ink", "s.ink", n + 1, 5, 1.0, "", ()) for n, name in enumerate(names))
    steps = [PassageLink(n + a, n + b, None, 1.0, ()) for n in range(0, 90, 3) for a, b in ((0, 1), (1, 2), (0, 2))]
    sheet = laid_out(StoryMap("s", "s.ink", True, made, tuple(steps), ()))
    assert sheet.width < 1_800
    assert len({place.y for place in sheet.passages[::3]}) > 1
    for part in range(0, 90, 3):
        first, second, third = sheet.passages[part : part + 3]
        assert first.y < second.y < third.y
    boxes = [(place.x - place.width / 2, place.x + place.width / 2, place.y) for place in sheet.passages]
    for n, (left, right, y) in enumerate(boxes):
        assert all(right <= other[0] or other[1] <= left for other in boxes[:n] if abs(other[2] - y) < 44)
